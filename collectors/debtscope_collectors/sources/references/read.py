"""Looks up what commands and declarations name. Judges nothing: what is not there is told, whether it matters is for rules."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Final

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    FileEntry,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import hub_lines, redact
from debtscope_collectors.sources.references import declared, shell
from debtscope_collectors.sources.references.declared import Wanted
from debtscope_collectors.sources.references.facts import DeployLine, HubLine, UnmetReference
from debtscope_collectors.sources.references.image_paths import layers, origins
from debtscope_collectors.sources.references.services import foreign_lines
from debtscope_collectors.sources.references.tree import Tree
from debtscope_collectors.sources.unread import Unread
from debtscope_collectors.sources.values import inside

_DOCKERFILES: Final = ("Dockerfile", "dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile")
_COMPOSE: Final = ("docker-compose*.yml", "docker-compose*.yaml", "compose.yml", "compose.yaml", "compose.*.y*ml")
_CI: Final = (
    ".github/workflows/*.y*ml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines*.y*ml", "*buildspec*.y*ml",
    "Jenkinsfile", "bitbucket-pipelines.yml", ".travis.yml", "cloudbuild*.y*ml",
)  # fmt: skip
_SHELL: Final = (*_DOCKERFILES, *_COMPOSE, *_CI, "Makefile", "*.sh", "MLproject", "dvc.yaml", "Procfile")
_NOT_READ: Final = (".md", ".dockerignore", ".j2", ".bak", ".rst", ".py")
_MAX_BYTES: Final = 300_000
_MAX_FILES: Final = 3_000
_MAX_LINES: Final = 5_000
_CONTEXT: Final = regex(
    r"^[ \t-]{0,40}(?:context|docker[_-]context|build)[ \t]{0,4}:[ \t]{0,8}[\"']?([\w./-]{1,200})[\"']?[ \t]{0,9}$"
    r"|\bdocker(?:[ \t]+buildx)?[ \t]+build\b[^\n;&|]{0,400}[ \t]([\w./-]{1,200})[\"']?[ \t]{0,9}(?:$|[;&|])",
    re.MULTILINE,
)
_WHOLE: Final = regex(r"^[ \t]{0,4}COPY[ \t]+(?:--chown=\S{1,60}[ \t]+)?\.(?:/)?[ \t]", re.MULTILINE)
_WORKDIR: Final = regex(r"^[ \t]{0,4}(?:WORKDIR|RUN cd)[ \t]", re.MULTILINE)
"""An image that takes its whole context into one place: what it installs from lies at the top of that context."""
_MOVES: Final = regex(
    r"\bcd[ \t]|working-directory|pushd|repository:|git clone|\bdir\(|workingDirectory|-C[ \t]|WORKDIR"
)
_AWAY: Final = regex(r"\b(?:cd|pushd)[ \t]+[\"']?[^\s;&|]{0,100}\$")
"""The rest of this command runs in a folder that only the shell knows."""
_MOVED: Final = regex(
    r"[ \t]{0,40}(?:cd|pushd)[ \t]+(?:[\"']?([^\s;&|]{0,100}\$[^\n]{0,100})|[^\s$]{1,100}[ \t]{0,9}$)"
)
"""A line of a script that changes the folder for all that follow: group 1 where a variable tells which."""
_HOME: Final = regex(
    r"dirname|BASH_SOURCE|rev-parse|ROOT|SCRIPT|PROJECT|REPO|HERE|WORKSPACE|BASE|PWD|\$0", re.IGNORECASE
)
"""Variables that stand for a folder of the repository."""
_UNPACKS: Final = regex(r"\btar[ \t]+-?[a-zA-Z]{0,6}x|\bunzip\b|\bgit clone\b|\./configure\b")
"""An image that builds somebody's sources: they bring a Makefile of their own."""
_ELSEWHERE: Final = regex(
    r"git clone|^[ \t-]{0,40}repository:[ \t]*\S|^[ \t]{1,40}ref:[ \t]*[\w./-]+[ \t]*$", re.MULTILINE
)
"""The commands may run in another repository's tree, or in another branch of this one."""
_CHECKED_OUT: Final = regex(r"^[ \t]{1,40}path:[ \t]*[\"']?(?:\./)?([\w./-]{1,100})", re.MULTILINE)
_IN_CONTAINER: Final = regex(r"\b(?:docker|podman|kubectl|compose)\b.{0,200}\b(?:run|exec)\b")
_IN_POD: Final = regex(
    r"\b(?:kubectl|oc)\b[^\n;&|]{0,200}?[ \t]exec\b[^\n;&|]{0,300}?[ \t]--[ \t]+"
    r"(?:(?:/bin/)?(?:ba|da)?sh[ \t]+-\w{0,3}c[ \t]+([\"'])[^\n]{0,600}?\1|[^\n;&|]{0,600})"
)
"""A command that runs in a pod: its paths are those of an image, which no line here tells from somebody else's."""
_ARCHIVES: Final = (".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar", ".zip")
_REQUIREMENTS: Final = ("*requirements*.txt", "requirements/*.txt")
Reader = Callable[[str, object, str], Iterator[Wanted]]


class ReferencesCollector:
    """Names that lead nowhere, and the tree in which they were looked up."""

    name = "references"
    kind = "names of files in commands and declarations"
    how = "Commit what builds and runs the project: Dockerfile, compose file, CI, Makefile, dvc.yaml, Hydra configuration."
    provides = (UnmetReference, DeployLine, HubLine, Tree)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """An UnmetReference per name and file that names it, and one Tree."""
        reading = _Reading(workspace)
        yield from reading.unmet()
        reading.tree.warm()
        yield reading.tree
        yield from reading.diagnostics
        if workspace.files:
            yield SourceReport(
                collector=self.name, kind=self.kind, location="", status=SourceStatus.READ,
                detail=f"{counted(reading.read, 'file')} that name{'s' * (reading.read == 1)} others", read_files=reading.read,
            )  # fmt: skip


class _Reading:
    """One scan's look at everything that names files."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.tree = Tree(workspace)
        self.diagnostics: list[Diagnostic] = []
        self.read = 0
        self.made: set[str] = set()
        self.contexts: set[str] = set()
        self.moved: set[tuple[str, str, str]] = set()
        self.builds_any = False

    def unmet(self) -> Iterator[UnmetReference | DeployLine | HubLine]:
        """Everything that is named and not there, what deploys by hand and what a hub gives, by file."""
        texts: dict[str, _Commands] = {}
        for path, found in self._each("commands 11", (_Commands,), _SHELL, _commands):
            for one in found:
                if isinstance(one, _Commands):
                    texts[path] = one
        for path, one in texts.items():
            self.made.update(one.made)
            self.moved.update((posixpath.dirname(path), file, place) for file, place in one.moved)
            self.contexts.update(one.contexts)
            self.builds_any |= one.builds_any
        for path, one in texts.items():
            yield from one.deploys
            yield from one.fetched
            if _is(path, _DOCKERFILE_NAME):
                places = self._built_from(path)
                if places is not None:
                    source = self.workspace.text(path)
                    yield from self._wanted(path, declared.dockerfile(path, source, places))
            yield from self._named(path, one)
        for globs, cue, reader in _DOCUMENTS:
            for path, found in self._each(f"{reader.__name__} 3", (Wanted,), globs, self._declared(cue, reader)):
                yield from self._wanted(path, (one for one in found if isinstance(one, Wanted)))
        for path, found in self._each("defaults 1", (_Defaults,), ("*.yaml", "*.yml"), _defaults):
            for _ in found:
                wanted = self._in_documents(path, self.workspace.text(path), self._hydra)
                yield from self._wanted(path, wanted)
        for path, found in self._each("requirements 2", (Wanted,), _REQUIREMENTS, declared.requirements):
            yield from self._wanted(path, (one for one in found if isinstance(one, Wanted)))
        for path, found in self._each("setup 1", (Wanted,), ("setup.py",), declared.setup_texts):
            yield from self._wanted(path, (one for one in found if isinstance(one, Wanted)))
        yield from self._installed()

    def _built_from(self, path: str) -> frozenset[str] | None:
        """Folders from which an image may be built; None where a command copies its file into a folder that a tool fills."""
        places = set(self.contexts)
        for home, file, place in self.moved:
            tail = file.removeprefix("./").rpartition("$")[2]
            tail = tail.partition("/")[2] if "$" in file else tail
            is_meant = (
                path in (inside("", tail), inside(home, tail)) if "$" not in file else f"/{path}".endswith(f"/{tail}")
            )
            if not tail or not is_meant:
                continue
            to = posixpath.dirname(place) if _is(place, _DOCKERFILE_NAME) else place
            meant = [to] if "$" in to else [inside("", to), inside(home, to)]
            folder = posixpath.dirname(file)
            if to == folder or posixpath.dirname(path) in meant:
                continue
            there = [one for one in meant if "$" not in one and self.tree.has(one)]
            if not there:
                return None
            places.update(there)
        return frozenset(places)

    def _hydra(self, path: str, data: object, source: str) -> Iterator[Wanted]:
        return declared.hydra(self.workspace, path, data, source)

    def _each(
        self,
        name: str,
        kinds: tuple[type, ...],
        globs: tuple[str, ...],
        read: Callable[[str, str], Iterator[object]],
    ) -> Iterator[tuple[str, tuple[object, ...]]]:
        """What every file says by itself."""
        entries = [
            entry
            for entry in self.workspace.find(*globs)[:_MAX_FILES]
            if not (entry.size > _MAX_BYTES or _is_foreign(entry))
            and (not entry.path.endswith(_NOT_READ) or entry.path.endswith("setup.py"))
        ]

        def said(entry: FileEntry) -> Iterator[object]:
            try:
                source = self.workspace.text(entry.path)
            except Unreadable as error:
                yield Unread(reason=error.message)
                return
            yield from read(entry.path, source)

        for entry, found in self.workspace.each(f"references {name}", (*kinds, Unread), entries, said):
            reasons = [one.reason for one in found or () if isinstance(one, Unread)]
            for reason in reasons:
                self.diagnostics.append(
                    Diagnostic(
                        severity=DiagnosticSeverity.WARNING, collector="references", path=entry.path, message=reason
                    )
                )
            if not reasons:
                self.read += 1
                yield entry.path, found or ()

    def _declared(self, cue: str, reader: Reader) -> Callable[[str, str], Iterator[Wanted]]:
        """What the documents of one kind name, where a file holds the word without which none names anything."""

        def wanted(path: str, source: str) -> Iterator[Wanted]:
            if cue in f"\n{source}":
                yield from self._in_documents(path, source, reader)

        return wanted

    def _in_documents(self, path: str, source: str, reader: Reader) -> Iterator[Wanted]:
        try:
            documents = [self.workspace.toml(path)] if path.endswith(".toml") else self.workspace.yaml(path)
        except Unreadable:
            return  # those who read the file for its content tell it
        for data in documents[:50]:
            yield from reader(path, data, source)

    def _wanted(self, path: str, wanted: Iterator[Wanted]) -> Iterator[UnmetReference]:
        seen: set[str] = set()
        for one in wanted:
            if one.name in seen or any(self.tree.has(place) for place in one.tries):
                continue
            seen.add(one.name)
            if one.is_loose and self.tree.ends_with(one.name):
                continue
            yield self._unmet(path, one.line, one.via, one.name, one.tries, "path")

    def _named(self, path: str, said: _Commands) -> Iterator[UnmetReference]:
        """Names in commands. They are looked up from the top and from the file's folder; where the text changes folders, anywhere."""
        folder = posixpath.dirname(path)
        for one in said.named:
            if one.kind == "path":
                named = (one.name, *one.origins)
                tries = tuple(dict.fromkeys(inside(place, name) for name in named for place in ("", folder)))
                met = any(self.tree.has(place) for place in tries)
                is_loose = one.is_loose
                if one.is_of_context:
                    is_open = self.builds_any and not self.contexts
                    is_loose = is_open or any(self.tree.has(inside(place, one.name)) for place in self.contexts)
                if not met and not (is_loose and self.tree.ends_with(one.name)):
                    yield self._unmet(path, one.line, one.via, one.name, tries, "path", said.is_elsewhere)
            elif one.kind == "module":
                if self.tree.lacks_module(one.name, is_required=one.via == "serves" and one.is_named_once):
                    yield self._unmet(path, one.line, one.via, one.name, (), "module")
            elif self.tree.lacks_target(one.name, folder, is_loose=one.is_loose):
                yield self._unmet(path, one.line, one.via, one.name, (), "target")

    def _installed(self) -> Iterator[UnmetReference]:
        for entry in self.workspace.find("pyproject.toml"):
            try:
                source = self.workspace.text(entry.path)
                if "scripts]" not in source:
                    continue
                found = list(declared.scripts(self.workspace.toml(entry.path), source))
            except Unreadable:
                continue
            for module, line in found:
                if self.tree.lacks_module(module):
                    yield self._unmet(entry.path, line, "project script", module, (), "module")

    def _unmet(
        self,
        path: str,
        line: int | None,
        via: str,
        name: str,
        tries: tuple[str, ...],
        kind: str,
        is_elsewhere: bool = False,
    ) -> UnmetReference:
        target = tries[0] if tries else name
        last = name.rstrip("/").rpartition("/")[2]
        first = next((part for part in name.split("/") if part not in ("", ".", "..")), "")
        return UnmetReference(
            path=path, line=line, via=via, name=name, target=target, kind=kind,
            is_ignored=any(self.tree.hides(place) for place in tries),
            is_made=is_elsewhere or last in self.made or (not self.tree.has(first) and self._makes(first)),
        )  # fmt: skip

    def _makes(self, folder: str) -> bool:
        """A command makes, fetches or unpacks it: archives hold a folder of their own name, often without its version."""
        return folder in self.made or any(
            one.startswith((f"{folder}-", f"{folder}_", f"{folder}.")) and one.endswith(_ARCHIVES) for one in self.made
        )


_DOCKERFILE_NAME: Final = regex(r"(?:^|/)(?:[Dd]ockerfile(?:\.[\w-]+)?|[\w.-]+\.[Dd]ockerfile|Containerfile)$")


_DOCUMENTS: Final[tuple[tuple[tuple[str, ...], str, Reader], ...]] = (
    (_COMPOSE, "services", declared.compose),
    (("kustomization.yaml", "kustomization.yml"), ":", declared.kustomization),
    (("dvc.yaml",), "deps", declared.dvc),
    (("bentofile.yaml", "bentofile.yml"), "service", declared.bentofile),
    (("MLproject",), "_env", declared.mlproject),
    (("pyproject.toml",), "readme", declared.project),
    (("**/checkpoints/*.yml", "**/checkpoints/*.yaml"), "expectation_suite_name", declared.checkpoint),
)
"""Files, the word without which one names nothing, and what it names."""


@frozen
class _Named:
    """One name in a command."""

    line: int
    via: str
    name: str
    kind: str
    is_loose: bool
    """It may be meant from any folder."""
    is_of_context: bool
    """It is meant from the top of the folder from which an image is built, whole."""
    is_named_once: bool
    """Of a module: nothing else in the text speaks of its package."""
    origins: tuple[str, ...] = ()
    """What the image's own lines copy to that place."""


@frozen
class _Commands:
    """What a file with commands says by itself."""

    made: frozenset[str]
    """Last parts of paths that they make."""
    contexts: frozenset[str]
    """Folders from which images are built."""
    builds_any: bool
    """They build whatever Dockerfile they are given, in whatever folder."""
    moved: tuple[tuple[str, str], ...]
    """Dockerfiles that they copy, and to where."""
    deploys: tuple[DeployLine, ...]
    fetched: tuple[HubLine, ...]
    named: tuple[_Named, ...]
    is_elsewhere: bool


@frozen
class _Defaults:
    """A file has a list of defaults, as Hydra's settings do."""

    has: bool = True


def _defaults(_: str, source: str) -> Iterator[_Defaults]:
    if "\ndefaults:" in f"\n{source}":
        yield _Defaults()


def _commands(path: str, source: str) -> Iterator[_Commands]:
    made = set(shell.made(source))
    if "checkout" in source:
        made.update(found.rstrip("/").rpartition("/")[2] for found in _CHECKED_OUT.findall(source))
    contexts: set[str] = set()
    if "context" in source or "docker" in source or "build" in source:
        folder = posixpath.dirname(path) if not path.startswith(".") else ""
        named = (found[1] or found[2] for found in _CONTEXT.finditer(source))
        # `echo "docker build failed. aborting..."` names none
        contexts.update(inside(folder, name) for name in named if not declared.OPEN.search(name))
    yield _Commands(
        made=frozenset(made), contexts=frozenset(contexts), builds_any="$" in source and shell.builds_any(source), named=tuple(_names(path, source)),
        moved=tuple(shell.moved(source, _DOCKERFILE_NAME)) if "ockerfile" in source else (),
        deploys=tuple(_deploy_lines(path, source)) if path.endswith((".sh", "akefile")) else (),
        fetched=tuple(_hub_lines(path, source)), is_elsewhere=_ELSEWHERE.search(source) is not None,
    )  # fmt: skip


def _names(path: str, source: str) -> Iterator[_Named]:
    """Names in commands, each once, but for those of an image's own files."""
    is_image = not path.startswith(".") and ("FROM " in source or "services:" in source)
    is_loose = is_image or _MOVES.search(source) is not None or path.endswith(".sh")
    taken = shell.taken(source) if is_image else frozenset[str]()
    asked = shell.asked(source)
    is_whole = is_image and _WHOLE.search(source) is not None and len(_WORKDIR.findall(source)) < 2
    known = layers(source) if "FROM " in source and "COPY" in source else ()
    seen: set[shell.Named] = set()
    is_away, is_gone, before = False, False, ""
    is_script, is_unpacking = path.endswith(".sh"), is_image and _UNPACKS.search(source) is not None
    foreign = foreign_lines(source) if is_image and "services:" in source else frozenset[int]()
    for number, line in enumerate(source.splitlines()[:_MAX_LINES], 1):
        if number in foreign:
            continue
        is_away = ("$" in line and _AWAY.search(line) is not None) or (is_away and before.endswith("\\"))
        before = line.rstrip()
        if is_script and (moved := _MOVED.match(line)):
            is_gone = moved[1] is not None and _HOME.search(moved[1]) is None
        here = _IN_POD.sub(" ", line) if " exec " in line else line
        for one in () if is_away or is_gone else shell.named(here):
            brought = tuple(dict.fromkeys(origins(one.name, number, known))) if known and one.kind == "path" else ()
            if is_unpacking and (one.kind == "target" or (one.name.startswith("./") and not brought)):
                continue  # of the sources that it unpacks
            if one in seen or declared.OPEN.search(one.name) or one.name.rpartition("/")[2] in taken | asked:
                continue
            seen.add(one)
            head, dot, _ = one.name.partition(".")
            yield _Named(
                line=number, via=one.via, name=one.name, kind=one.kind,
                is_loose=is_loose or (one.kind == "path" and _IN_CONTAINER.search(line) is not None),
                is_of_context=is_whole and one.kind == "path" and one.via.startswith("pip") and "/" not in one.name,
                is_named_once=one.kind == "module" and (not dot or source.count(head) == line.count(head)),
                origins=brought,
            )  # fmt: skip


def _deploy_lines(path: str, source: str) -> Iterator[DeployLine]:
    for number, line in enumerate(source.splitlines()[:_MAX_LINES], 1):
        if (command := shell.deploys(line)) and "echo" not in line:
            yield DeployLine(path=path, line=number, command=command, text=redact.line(line.strip()))


def _hub_lines(path: str, source: str) -> Iterator[HubLine]:
    for number, name, revision, file, text in hub_lines.in_commands(source):
        yield HubLine(path=path, line=number, name=name, revision=revision, file=file, text=redact.line(text))


def _is(path: str, pattern: re.Pattern[str]) -> bool:
    return pattern.search(path) is not None


def _is_foreign(entry: FileEntry) -> bool:
    return "{{" in entry.path or "/.github/" in entry.path


collector: Collector = ReferencesCollector()
