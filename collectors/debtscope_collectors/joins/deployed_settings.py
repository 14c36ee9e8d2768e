"""Settings of charts and Terraform modules: the values in force, those that nothing takes, those that nothing sets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from debtscope.api import Facts, GitHistory, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.config.charts import ChartFile, TerraformFile, ValueRead
from debtscope_collectors.sources.config.facts import TextWords

_HUMP: Final = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_SETS: Final = regex(r"--set(?:-string|-file|-json)?[ =]+[\"']?([\w.,=:/${}()\[\]-]{1,300})")
_SHELL: Final = (".sh", ".bash", "Makefile", "makefile", "justfile")
_CONVENTIONAL: Final = frozenset(
    {"global", "nameOverride", "fullnameOverride", "namespaceOverride", "imagePullSecrets", "podAnnotations", "nodeSelector",
     "tolerations", "affinity", "commonLabels", "commonAnnotations", "tags"}
)  # fmt: skip
"""Keys that every chart offers to whoever installs it."""


@frozen
class DeployedKey:
    """A key of a chart or module that is set and never taken, or taken and never set."""

    path: str
    line: int
    key: str
    kind: str
    """unread or unset."""
    tool: str
    """helm or terraform."""
    searched: str
    """The folder whose files were asked."""


@frozen
class DeployedValue:
    """A value that a chart or module has in force."""

    path: str
    line: int
    name: str
    """In small letters with underscores; of a chart the variable of the program that it fills, where one is filled."""
    section: str
    value: str
    tool: str


def underscored(name: str) -> str:
    """`decisionThreshold` is `decision_threshold`."""
    return re.sub(r"[-. ]", "_", _HUMP.sub("_", name)).lower()


def _charts(facts: Facts) -> Iterator[tuple[str, Sequence[ChartFile]]]:
    by_chart: dict[str, list[ChartFile]] = {}
    for one in facts.all(ChartFile):
        if _is_ours(f"{one.chart}/Chart.yaml"):
            by_chart.setdefault(one.chart, []).append(one)
    foreign = [chart for chart, files in by_chart.items() if _is_of_others(files, facts)]
    for chart, files in sorted(by_chart.items()):
        if not any(chart == one or chart.startswith(f"{one}/charts/") for one in foreign):
            yield chart, files


def _is_of_others(files: Sequence[ChartFile], facts: Facts) -> bool:
    """Whether a chart says that it comes from a project of which no folder and no file here has the name: somebody copied it."""
    projects = {_plain(name) for one in files for name in one.projects}
    code = facts.one(CodeBase)
    if not projects or code is None:
        return False
    above = files[0].chart.split("/")
    return not any(
        _plain(part) in projects and part not in above[at : at + 1]
        for path in code.modules
        for at, part in enumerate(path.removesuffix(".py").split("/"))
    )


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").removeprefix("py")


def _is_ours(path: str) -> bool:
    return not is_aside(path) and role_by_path(path) not in ("test", "docs", "example", "vendored")


def _modules(facts: Facts) -> Iterator[tuple[str, Sequence[TerraformFile]]]:
    by_folder: dict[str, list[TerraformFile]] = {}
    for one in facts.all(TerraformFile):
        if _is_ours(one.path):
            by_folder.setdefault(one.path.rpartition("/")[0], []).append(one)
    yield from sorted(by_folder.items())


@join(DeployedKey)
def deployed_keys(facts: Facts) -> Iterator[DeployedKey]:
    """Of charts with templates and of modules with resources, in the order of their folders."""
    told = _set_elsewhere(facts)
    charts = list(_charts(facts))
    for chart, files in charts:
        below = {name[len(chart) :].strip("/").split("/")[-1] for name, _ in charts if name != chart}
        yield from _of_chart(chart, files, below, told)
    linked = _linked(facts)
    shared = {name for names in linked.values() for name in names}
    modules = list(_modules(facts))
    is_handed_all = _hands_to_all(facts)
    taken_anywhere = {name for _, files in modules for one in files for name, _ in one.taken}
    for folder, files in modules:
        for key in _of_module(folder, files):
            if key.kind == "unset" and folder in linked:
                continue  # another folder's file, to which a link leads, declares it
            if is_handed_all and key.kind == "unread" and key.key.startswith("var."):
                continue
            if key.kind == "unread" and posixpath.basename(key.path) in shared and key.key in taken_anywhere:
                continue
            yield key


def _hands_to_all(facts: Facts) -> bool:
    """Whether a script runs Terragrunt on every module at once and hands it variables: each module has to declare them, used or not."""
    return any(
        text.path.endswith(_SHELL) and {"terragrunt", "run", "all", "var"} <= text.words
        for text in facts.all(TextWords)
        if text.role == "script"
    )


def _linked(facts: Facts) -> dict[str, set[str]]:
    """Folder -> names of the files of Terraform in it that git tracks and nobody read: links into other folders."""
    history = facts.one(GitHistory)
    known = {one.path for one in facts.all(TerraformFile)}
    found: dict[str, set[str]] = {}
    for path in history.tracked if history is not None else ():
        if path.endswith((".tf", ".tfvars")) and path not in known:
            folder, _, name = path.rpartition("/")
            found.setdefault(folder, set()).add(name)
    return found


def _set_elsewhere(facts: Facts) -> frozenset[str]:
    """Keys that commands of CI, scripts and documents set when they install a chart."""
    found: set[str] = set()
    for said in said_in_ci(facts):
        for text in _SETS.findall(said[:20_000]):
            found.update(part.partition("=")[0] for part in text.split(","))
    return frozenset(found)


def _of_chart(chart: str, files: Sequence[ChartFile], below: set[str], told: frozenset[str]) -> Iterator[DeployedKey]:
    templates = [one for one in files if one.kind == "template"]
    values = [one for one in files if one.kind == "values"]
    if not templates or not values or any(one.takes_all for one in templates):
        return
    if not {name for one in templates for name in one.includes} <= {name for one in templates for name in one.defines}:
        return  # a chart of others renders it
    foreign = below | _CONVENTIONAL | {name for one in files for name in one.dependencies}
    reads: dict[str, tuple[ChartFile, ValueRead]] = {}
    for one in templates:
        for read in one.reads:
            if read.key not in reads or read.is_guarded:
                reads[read.key] = (one, read)
    for one in values:
        own = [item for item in one.settings if item.key.split(".*")[0].split(".")[0] not in foreign]
        lost = [item for item in own if not any(_is_within(item.key.split(".*")[0], read) for read in reads)]
        if len(lost) == len(own) and posixpath.basename(one.path) not in ("values.yaml", "values.yml"):
            continue  # none is taken: `helm upgrade … -f` gives the file to another chart
        for item in lost:
            yield DeployedKey(
                path=one.path, line=item.line, key=item.key, kind="unread", tool="helm", searched=f"{chart}/templates"
            )  # fmt: skip
    known = {item.key for one in values for item in one.settings} | told
    for one, read in _unset(reads, known):
        if read.key.split(".")[0] not in foreign:
            yield DeployedKey(
                path=one.path, line=read.line, key=read.key, kind="unset", tool="helm", searched=f"{chart}/values"
            )


def _unset(reads: Mapping[str, tuple[ChartFile, ValueRead]], known: Set[str]) -> Iterator[tuple[ChartFile, ValueRead]]:
    """Values that no file sets, where the template asks nothing and comes out broken without them."""
    guarded = [key for key, (_, read) in reads.items() if read.is_guarded]
    for key, (one, read) in sorted(reads.items()):
        if any(_is_within(key, other) for other in guarded):
            continue
        if any(_is_within(other, key) or _is_within(key, other) for other in known):
            continue
        above = key.rpartition(".")[0]
        if read.is_needed or (above and not any(_is_within(other, above) for other in known)):
            yield one, read


def _is_within(key: str, section: str) -> bool:
    return key == section or key.startswith(f"{section}.")


def _of_module(folder: str, files: Sequence[TerraformFile]) -> Iterator[DeployedKey]:
    declared = {name: (one.path, line) for one in files for name, _, line in one.declared}
    taken = {name for one in files for name, _ in one.taken}
    for name, (path, line) in sorted(
        declared.items()
    ):  # a local that nothing takes is a line: nobody can set it from outside
        if f"var.{name}" not in taken:
            yield DeployedKey(path=path, line=line, key=f"var.{name}", kind="unread", tool="terraform", searched=folder)
    if not declared:
        return  # the module is elsewhere
    for one in files:
        for item in one.given:
            if item.key not in declared:
                yield DeployedKey(
                    path=one.path, line=item.line, key=item.key, kind="unread", tool="terraform", searched=folder
                )
        for name, line in one.taken:
            if name.startswith("var.") and name[4:] not in declared:
                yield DeployedKey(path=one.path, line=line, key=name, kind="unset", tool="terraform", searched=folder)


@join(DeployedValue)
def deployed_values(facts: Facts) -> Iterator[DeployedValue]:
    """One a key and file; defaults of Terraform where no file of values sets them."""
    for _, files in _charts(facts):
        bound = {key: variable for one in files for variable, key in one.bound}
        for one in files:
            for item in one.settings:
                above, _, leaf = item.key.rpartition(".")
                name = bound.get(item.key)
                yield DeployedValue(
                    path=one.path, line=item.line, name=underscored(name or leaf), section="" if name else underscored(above),
                    value=item.value, tool="helm",
                )  # fmt: skip
    for _, files in _modules(facts):
        given = {item.key for one in files for item in one.given}
        for one in files:
            rows = [(item.key, item.value, item.line) for item in one.given]
            rows += [(name, default, line) for name, default, line in one.declared if default and name not in given]
            for name, value, line in (*rows, *one.locals):
                yield DeployedValue(
                    path=one.path, line=line, name=underscored(name), section="", value=value, tool="terraform"
                )
