"""The one model of settings: every key with its value, place and role, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from itertools import pairwise
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.commanded import Commanded
from debtscope_collectors.joins.compositions import Shadowed, chosen, compositions, full_key, shadowed
from debtscope_collectors.joins.compositions import groups as group_folders
from debtscope_collectors.joins.deployed_settings import DeployedValue
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.config.facts import Setting, SettingsFile, TextWords
from debtscope_collectors.sources.config.flatten import plain
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.setting_constants import setting_constants
from debtscope_collectors.sources.python.settings import SettingsUse, settings_use

_ENVIRONMENT: Final = regex(
    r"(?:^|[/._-])(dev|develop|development|staging|stage|prod|production|tests?|local|ci|qa|uat|demo|examples?|samples?|debug|smoke|toy|small"
    r"|tiny|mini|quick|fast|sweep|tune|default_test)(?=[/._-]|$)",
    re.IGNORECASE,
)
_ALIKE: Final = 0.5
"""Share of common keys from which on two files are alternatives to each other."""
_NO_PROJECT: Final = frozenset({"notebook", "dockerfile"})
_TAKEN: Final = ("var.", "local.", "data.", "module.", "aws_", "{{")
"""Beginnings of values that come from elsewhere."""
_ASIDE: Final = frozenset({"test", "docs", "example", "vendored", "generated", "experiment", "notebook"})


@frozen
class Given:
    """One value that one place gives to one setting."""

    name: str
    """In small letters, separators as underscores, without the keys around it and the project's own prefix."""
    section: str
    """The file's name and the keys around it; without the name where a composition chooses the file."""
    value: str
    path: str
    line: int | None
    kind: str
    """config, composed (chosen by a Hydra composition), params, dotenv, image, manifest, helm, terraform, argument, constant (of a module of settings),
    default (in code)."""
    scope: str
    """The environment that its path names, `` for all."""
    project: str
    """The folder of the project that it belongs to."""
    tree: str = ""
    """The primary file of the Hydra composition that takes it."""
    program: str = ""
    """The script that an argument is for, where the command names one."""


@frozen
class SettingsModel:
    """All settings of a repository, without tests, examples and documents."""

    files: tuple[SettingsFile, ...]
    """Those whose role is settings, in their places."""
    given: tuple[Given, ...]
    words: frozenset[str]
    """By which programs of the repository may read a key, Python and others alike."""
    uses: Mapping[str, SettingsUse] = field(default_factory=dict[str, SettingsUse])
    """Path of a Python file -> what it does with settings."""
    programs: frozenset[str] = frozenset()
    """The same without the words of dvc.yaml."""
    used: frozenset[str] = frozenset()
    """Variables whose value images, manifests or scripts take themselves (`$NAME`)."""
    shadowed: tuple[Shadowed, ...] = ()
    """Values of compositions that are never in force."""
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Environment variable -> the documents, manifests and scripts that tell it (at most three)."""

    def is_handed_on(self, name: str) -> bool:
        """Whether some program has the variable among its texts without reading it: it sets it for another one."""
        return any(
            f" {name} " in f" {use.words} "
            and all(read.name != name for read in use.variables)
            and all(one.variable != name for one in use.fields)  # an alias
            for use in self.uses.values()
        )


@join(SettingsModel, facets=(settings_use, setting_constants))
def settings_model(facts: Facts) -> Iterator[SettingsModel]:
    """One model, also of an empty repository."""
    files = tuple(f for f in facts.all(SettingsFile) if f.role == "settings" and not _aside(f.path))
    uses = {path: rows[0] for path, rows in facts.rows(settings_use).items() if rows}
    words: set[str] = set()
    for use in uses.values():
        words.update(use.words.split(" "))
    told: dict[str, tuple[str, ...]] = {}
    python, used = frozenset(words), set[str]()
    scripted: set[str] = set()
    for one in facts.all(TextWords):
        used |= one.used
        if one.role == "script":
            scripted |= one.words
        elif one.path.endswith("dvc.yaml"):
            words |= one.words
        for word in (*one.words, *one.alone.split()):
            if word.isupper() and len(told.get(word, ())) < 3:
                told[word] = (*told.get(word, ()), one.path)
    for project in facts.all(DvcProject):
        for stage in project.stages:
            words.update(re.findall(r"[A-Za-z_]\w{1,60}", " ".join(stage.cmd)[:5000]))
    yield SettingsModel(
        files=files, given=tuple(_given(facts, files, uses)), words=frozenset(words | scripted), uses=uses, told=told,
        shadowed=tuple(one for tree in compositions(files, {}) for one in shadowed(tree, files)), programs=python | scripted, used=frozenset(used),
    )  # fmt: skip


def _aside(path: str) -> bool:
    return is_aside(path) or role_by_path(path) in ("test", "docs", "example", "vendored", "generated")


def normal(name: str) -> str:
    """A key as it is compared."""
    return re.sub(r"[-. ]", "_", name.strip()).lower()


def scope_of(path: str) -> str:
    """The environment that a path names."""
    found = _ENVIRONMENT.search(path)
    return found[1].lower() if found else ""


def _given(facts: Facts, files: Iterable[SettingsFile], uses: Mapping[str, SettingsUse]) -> Iterator[Given]:
    roots = sorted(
        {f.path.rpartition("/")[0] for f in facts.all(DependencyFile) if f.kind not in _NO_PROJECT},
        key=len,
        reverse=True,
    )
    code = facts.one(CodeBase)
    prefixes = {part.lower() for path in (code.modules if code else ()) for part in path.split("/")[:-1]}

    def project(path: str) -> str:
        return next((root for root in roots if not root or path.startswith(root + "/")), "")

    def bare(name: str) -> str:
        """Without the project's own name before it."""
        name = normal(name)
        head, _, rest = name.partition("_")
        return rest if rest and head in prefixes else name

    yield from _of_files(facts, files, project, bare)
    yield from _commanded(facts.all(Commanded), files, lambda one: _place(one, project, files))
    yield from _deployed(facts, project, bare)
    yield from _of_tools(facts, project, bare)
    yield from _of_code(facts, uses, project, bare)


def _of_files(
    facts: Facts, files: Iterable[SettingsFile], project: Callable[[str], str], bare: Callable[[str], str]
) -> Iterator[Given]:
    """What settings files hold; of the options of a group only those that a composition takes."""
    params = {path for one in facts.all(DvcProject) for path in one.param_values}
    found = tuple(compositions(tuple(files), _choices(facts.all(Commanded), files)))
    taken, groups = chosen(found), group_folders(found)
    found_in = {part.file.path: one.path for one in found for part in one.parts}
    for one in files:
        part = taken.get(one.path)
        if part is None and one.path.rpartition("/")[0] in groups:
            continue  # another option of its group is taken
        is_option = part is not None and not part.is_own
        kind = (
            "dotenv"
            if one.format == "env"
            else "composed"
            if is_option
            else "params"
            if one.path in params
            else "config"
        )
        for item in one.settings:
            if not (one.is_composed and item.key.startswith("defaults.")) and not _is_open(item):
                section = (
                    full_key(part, item).rpartition(".")[0].lower() if part is not None else _section(one.path, item)
                )
                yield Given(
                    name=bare(item.leaf) if kind == "dotenv" else normal(item.leaf), section=section, value=item.value,
                    path=one.path, line=item.line, kind=kind, scope="" if part else scope_of(one.path),
                    project=project(one.path), tree=found_in.get(one.path, ""),
                )  # fmt: skip


def _of_tools(facts: Facts, project: Callable[[str], str], bare: Callable[[str], str]) -> Iterator[Given]:
    """What Helm, Terraform and the like set."""
    for one in facts.all(DeployedValue):
        if (
            "${" not in one.value
            and one.value not in ("***", "[]", "text", "null")
            and not one.value.startswith(_TAKEN)
        ):
            yield Given(
                name=bare(one.name), section=one.section, value=one.value, path=one.path, line=one.line, kind=one.tool,
                scope=scope_of(one.path), project=project(one.path),
            )  # fmt: skip


def _of_code(
    facts: Facts, uses: Mapping[str, SettingsUse], project: Callable[[str], str], bare: Callable[[str], str]
) -> Iterator[Given]:
    """Constants of modules, and what stands in code where a variable is not set."""
    for path, constants in facts.rows(setting_constants).items():
        if role_by_path(path) in _ASIDE or is_aside(path):
            continue
        asked = {read.name for read in uses[path].variables} if path in uses else set[str]()
        for one in constants:
            if one.name not in asked:
                yield Given(
                    name=bare(one.name), section=normal(path.rpartition("/")[2].removesuffix(".py")), value=plain(one.value),
                    path=path, line=one.line, kind="constant", scope=scope_of(path), project=project(path),
                )  # fmt: skip
    for path, use in uses.items():
        if role_by_path(path) in _ASIDE:
            continue
        for read in use.variables:
            if read.default is not None:
                yield Given(
                    name=bare(read.name), section="", value=plain(read.default), path=path, line=read.line, kind="default", scope="",
                    project=project(path),
                )  # fmt: skip


def _deployed(facts: Facts, project: Callable[[str], str], bare: Callable[[str], str]) -> Iterator[Given]:
    """What images and manifests set, by variables and by options of their commands."""
    for spec in facts.all(ContainerSpec):
        if _aside(spec.path):
            continue
        kind = "image" if spec.kind == "dockerfile" else "manifest"
        scope, place = scope_of(spec.path), project(spec.path)
        for one in spec.environment:
            if "$" in one.value:
                continue  # somebody else's value
            yield Given(
                name=bare(one.name),
                section="",
                value=plain(one.value),
                path=spec.path,
                line=one.line,
                kind=kind,
                scope=scope,
                project=place,
            )
        for option, following in pairwise((*spec.started, "")):
            if option.startswith("--"):
                name, equals, value = option[2:].partition("=")
                value = value if equals else following
                if value and not value.startswith("-") and "$" not in value:
                    yield Given(
                        name=normal(name),
                        section="",
                        value=plain(value),
                        path=spec.path,
                        line=spec.line,
                        kind="argument",
                        scope=scope,
                        project=place,
                    )


def _is_open(item: Setting) -> bool:
    """Its value is known only when it is composed, hidden, or no single one."""
    return "${" in item.value or "{{" in item.value or item.value in ("***", "[]", "text", "???") or ".*" in item.key


def _section(path: str, item: Setting) -> str:
    stem = path.rpartition("/")[2].partition(".")[0]
    return ".".join(part for part in (normal(stem), item.key.rpartition(".")[0].lower()) if part)


def _choices(said: Iterable[Commanded], files: Iterable[SettingsFile]) -> Mapping[str, str]:
    """Group -> the option that the commands take, where they agree."""
    places = {one.path.rpartition(".")[0] for one in files}
    found: dict[str, set[str]] = {}
    for one in said:
        if one.kind == "override" and any(place.endswith(f"{one.key}/{one.value}") for place in places):
            found.setdefault(one.key, set()).add(one.value)
    return {group: next(iter(options)) for group, options in found.items() if len(options) == 1}


def _place(one: Commanded, project: Callable[[str], str], files: Iterable[SettingsFile]) -> str:
    """The project of the program, if it has settings of its own; else that of the command."""
    own = project(one.script)
    return own if own and any(f.path.startswith(f"{own}/") for f in files) else project(one.path)


def _commanded(
    said: Iterable[Commanded], files: Iterable[SettingsFile], place: Callable[[Commanded], str]
) -> Iterator[Given]:
    """Values of commands and of the defaults that they leave; none where commands differ, which are runs of several kinds."""
    groups = {one.path.rpartition("/")[0].rpartition("/")[2] for one in files}
    by_key: dict[tuple[str, str], list[Commanded]] = {}
    for one in said:
        if not (one.kind == "override" and one.key.rpartition("/")[2] in groups):
            by_key.setdefault((one.script, one.key.replace("-", "_").lower()), []).append(one)
    for (script, key), ones in by_key.items():
        given = [one for one in ones if one.kind != "default"]
        if len({plain(one.value) for one in given or ones}) > 1 or (given and len(given) < len(ones)):
            continue
        above, _, leaf = key.rpartition(".")
        for one in given or ones:
            yield Given(
                name=leaf, section=above, value=plain(one.value), path=one.path, line=one.line, kind="argument", program=script, scope=scope_of(one.path),
                project=place(one),
            )  # fmt: skip


_SEVERAL = ("models", "variants", "experiments", "presets", "tenants", "customers", "runs")
"""Ends of the names of folders that hold one folder for each of a kind."""


def alternatives(first: SettingsFile, second: SettingsFile) -> bool:
    """Whether two files say the same kind of thing, so that one of them is used at a time."""
    ours, theirs = ({normal(s.leaf) for s in f.settings} for f in (first, second))
    beside = first.path.rpartition("/")[0] == second.path.rpartition("/")[0]
    if not beside and _of_siblings(first.path, second.path):
        return True
    whole = min(len(ours), len(theirs)) if beside else len(ours | theirs)
    return bool(ours and theirs) and len(ours & theirs) >= _ALIKE * whole


def _of_siblings(first: str, second: str) -> bool:
    """`models/small/config.yaml` and `models/large/train.yaml`: folders side by side below one that is named for many of a kind."""
    ours, theirs = (path.split("/")[:-1] for path in (first, second))
    return len(ours) == len(theirs) > 1 and ours[:-1] == theirs[:-1] and ours[-2].lower().endswith(_SEVERAL)
