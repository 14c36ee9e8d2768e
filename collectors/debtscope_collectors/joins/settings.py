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
from debtscope_collectors.joins.deployed_settings import DeployedValue
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.config.facts import Setting, SettingsFile, TextWords
from debtscope_collectors.sources.config.flatten import plain
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.dvc.facts import DvcProject
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
    """config, composed (chosen by a Hydra composition), params, dotenv, image, manifest, helm, terraform, argument, default (in
    code)."""
    scope: str
    """The environment that its path names, `` for all."""
    project: str
    """The folder of the project that it belongs to."""


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
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Environment variable -> the documents, manifests and scripts that tell it (at most three)."""


@join(SettingsModel, facets=(settings_use,))
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
        for word in one.words:
            if word.isupper() and len(told.get(word, ())) < 3:
                told[word] = (*told.get(word, ()), one.path)
    for project in facts.all(DvcProject):
        for stage in project.stages:
            words.update(re.findall(r"[A-Za-z_]\w{1,60}", " ".join(stage.cmd)[:5000]))
    yield SettingsModel(
        files=files, given=tuple(_given(facts, files, uses)), words=frozenset(words | scripted), uses=uses, told=told,
        programs=python | scripted, used=frozenset(used),
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
    params = {path for project in facts.all(DvcProject) for path in project.param_values}

    def project(path: str) -> str:
        return next((root for root in roots if not root or path.startswith(root + "/")), "")

    def bare(name: str) -> str:
        """Without the project's own name before it."""
        name = normal(name)
        head, _, rest = name.partition("_")
        return rest if rest and head in prefixes else name

    groups = _chosen(files)
    for one in files:
        folder, _, name = one.path.rpartition("/")
        chosen = name.partition(".")[0] in groups.get(folder, ())
        if folder in groups and not chosen:
            continue  # another option of its group is taken
        kind = (
            "dotenv" if one.format == "env" else "composed" if chosen else "params" if one.path in params else "config"
        )
        for item in one.settings:
            if not (one.is_composed and item.key.startswith("defaults.")) and not _is_open(item):
                yield Given(
                    name=bare(item.leaf) if kind == "dotenv" else normal(item.leaf), section=_section("" if chosen else one.path, item), value=item.value,
                    path=one.path, line=item.line, kind=kind, scope="" if chosen else scope_of(one.path), project=project(one.path),
                )  # fmt: skip
    yield from _deployed(facts, project, bare)
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


def _chosen(files: Iterable[SettingsFile]) -> Mapping[str, frozenset[str]]:
    """Folder of a Hydra group -> the options that a composition takes."""
    found: dict[str, set[str]] = {}
    for one in files:
        root = one.path.rpartition("/")[0]
        for group, option in one.selected:
            found.setdefault(f"{root}/{group}" if root else group, set()).add(option.rpartition("/")[2])
    return {folder: frozenset(options) for folder, options in found.items()}


def alternatives(first: SettingsFile, second: SettingsFile) -> bool:
    """Whether two files say the same kind of thing, so that one of them is used at a time."""
    ours, theirs = ({normal(s.leaf) for s in f.settings} for f in (first, second))
    beside = first.path.rpartition("/")[0] == second.path.rpartition("/")[0]
    whole = min(len(ours), len(theirs)) if beside else len(ours | theirs)
    return bool(ours and theirs) and len(ours & theirs) >= _ALIKE * whole
