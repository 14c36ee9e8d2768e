"""Reads CI definitions: which commands run, when, and whether their failure counts. Judges nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice

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
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.ci import hosts
from debtscope_collectors.sources.ci.expand import Expander
from debtscope_collectors.sources.ci.facts import CheckConfig, CiCommand, CiWorkflow, CommitHook, UpdateBot
from debtscope_collectors.sources.ci.precommit import FILES, hooks
from debtscope_collectors.sources.ci.steps import Definition, Step, drops_errors, shell_lines, tolerates_failure
from debtscope_collectors.sources.ci.upkeep import check_configs, update_bots
from debtscope_collectors.sources.shape import mapping

_MAX_COMMANDS = 2000
_PARAMETER = regex(r"\$\{\{ {0,4}parameters\.([\w-]{1,80}) {0,4}\}\}")
_HEAD = 6_000
_MAX_FILES = 3_000
_MAX_DEPTH = 6
"""How deep workflows and templates may call each other; GitHub allows ten, few use three."""
_MAX_INCLUDED = 200
_STARTS = regex(rb"^(?:trigger|pr)[ \t]{0,4}:", re.MULTILINE)
_OTHER_KIND = regex(rb"^(?:kind|apiVersion|\$schema|on)[ \t]{0,4}:", re.MULTILINE)
"""Of Drone, of Kubernetes and of schedules of Azure ML, which know a trigger too."""
_WORK = frozenset({"jobs", "stages", "steps", "extends"})
_ELSEWHERE = regex(
    r"[{}]|(?:^|/)(?:\.github|\.gitlab|\.circleci|\.ipynb_checkpoints|node_modules|examples?|templates)/|(?:^|/)\.(?:drone|woodpecker)\.ya?ml$"
)
"""Of other hosts; templates and examples are of other repositories."""
_MOVES = regex(r"cd[ \t]{1,4}([\w./-]{1,200})")


class CiCollector:
    """CI definitions of nine hosts, and the scripts of `.ci/` that a server of one's own runs."""

    name = "ci"
    is_pure = True
    kind = "continuous integration"
    how = "Commit the CI definition (.github/workflows, .gitlab-ci.yml …), or set external_ci when it lives elsewhere."
    provides = (CiWorkflow, CommitHook, UpdateBot, CheckConfig)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """One CiWorkflow per definition that can be read; what keeps the repository in order beside CI."""
        yield from update_bots(workspace)
        yield from check_configs(workspace)
        count = 0
        first = ""
        expander = Expander(workspace)
        for host, path in _definitions(workspace):
            is_guess = host == "cloudbuild" and not path.rpartition("/")[2].startswith("cloudbuild")
            try:
                if host not in ("jenkins", "script") and not any(workspace.yaml(path)):
                    continue  # nothing but comments: it runs nothing
                workflow = _workflow(workspace, expander, host, path)
            except Unreadable as error:
                if not is_guess:
                    yield self._unread(path, error)
                continue
            if workflow is None or (is_guess and not workflow.commands):
                continue  # commented out as a whole; or only its place is that of a build definition
            yield workflow
            count += 1
            first = first or path
        for path in FILES:
            if workspace.entry(path) is not None:
                try:
                    yield from list(hooks(workspace, path, expander))
                except Unreadable as error:
                    yield self._unread(path, error)
        if count:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=first, status=SourceStatus.READ,
                detail=counted(count, "definition"), read_files=count,
            )  # fmt: skip

    def _unread(self, path: str, error: Unreadable) -> Diagnostic:
        return Diagnostic(severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=error.message)


def _definitions(workspace: Workspace) -> Iterator[tuple[str, str]]:
    named: set[str] = set()
    for host, path in _named_definitions(workspace):
        named.add(path)
        yield host, path
    for entry in islice(workspace.find("*.yml", "*.yaml"), _MAX_FILES):
        if entry.path not in named and not _ELSEWHERE.search(entry.path) and _starts_azure(workspace, entry.path):
            yield "azure", entry.path


def _starts_azure(workspace: Workspace, path: str) -> bool:
    """Whether a file is a pipeline of Azure by its shape, in whatever folder it lies: the service is told its path."""
    try:
        head = workspace.head(path, _HEAD)
        if not _STARTS.search(head) or _OTHER_KIND.search(head):
            return False
        documents = workspace.yaml(path)
    except Unreadable:
        return False
    root = mapping(documents[0] if len(documents) == 1 else None)
    return not _WORK.isdisjoint(root) and bool(hosts.azure(root).steps or hosts.azure(root).includes)


def _named_definitions(workspace: Workspace) -> Iterator[tuple[str, str]]:
    for host, globs, _reader in hosts.YAML_HOSTS:
        for entry in workspace.find(*globs):
            top = entry.path.split("/", 1)[0]
            if host in ("github", "gitlab", "circleci", "travis") and "/" in entry.path and not top.startswith("."):
                continue  # hosts read these at the top of the repository only; elsewhere they are templates
            if ".ipynb_checkpoints/" in entry.path:
                continue  # Jupyter's copy
            yield host, entry.path
    for entry in workspace.find("Jenkinsfile", "Jenkinsfile.*", "*.jenkinsfile"):
        yield "jenkins", entry.path
    for entry in workspace.find(".ci/*"):
        if entry.path.startswith(".ci/") and _is_shell(workspace, entry):
            yield "script", entry.path


def _is_shell(workspace: Workspace, entry: FileEntry) -> bool:
    """A script of a shell, by its name or its first line."""
    if entry.path.endswith((".sh", ".bash")):
        return True
    try:
        first = workspace.head(entry.path, 80).partition(b"\n")[0]
    except Unreadable:
        return False
    return first.startswith(b"#!") and first.rstrip().endswith(b"sh")


def _parse(workspace: Workspace, host: str, path: str) -> Definition | None:
    """None where nothing of the file is left: each line of it is a comment."""
    if host == "jenkins":
        return hosts.jenkins(workspace.text(path))
    if host == "script":
        return hosts.script(workspace.text(path), path.rpartition("/")[2])
    reader = next(reader for name, _globs, reader in hosts.YAML_HOSTS if name == host)
    documents = workspace.yaml(path)
    last = documents[-1] if documents else None
    return None if last is None else reader(last)


def _workflow(workspace: Workspace, expander: Expander, host: str, path: str) -> CiWorkflow | None:
    definition = _parse(workspace, host, path)
    if definition is None:
        return None
    steps = list(definition.steps)
    opened: list[str] = []
    for include in definition.includes:
        steps += _included(workspace, host, path, include, frozenset(), opened)
    finder = _Lines(workspace.text(path))
    commands: list[CiCommand] = []
    for step in steps:
        commands += _commands(workspace, expander, step, finder)
        if len(commands) > _MAX_COMMANDS:
            break
    closed = (s.text.removeprefix("uses: ") for s in steps if _runs_an_image(workspace, s.text))
    return CiWorkflow(
        path=path, host=host, triggers=tuple(dict.fromkeys(definition.triggers)),
        commands=tuple(commands[:_MAX_COMMANDS]), remote=(*definition.remote, *dict.fromkeys(closed)),
        pythons=tuple(dict.fromkeys(version for version in definition.pythons if "$" not in version)),
        images=tuple((image, finder.at(image)) for image in dict.fromkeys(definition.images)),
        runners=tuple((label, finder.at(label)) for label in dict.fromkeys(definition.runners)),
    )  # fmt: skip


def _included(
    workspace: Workspace, host: str, path: str, include: Step, above: frozenset[str], opened: list[str]
) -> Iterator[Step]:
    """The steps of a local reusable workflow, include or template and of those that it calls; missing files give none."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), include.text))
    for target in dict.fromkeys((include.text, beside)):
        if workspace.entry(target) is None:
            continue
        if target in above or len(above) >= _MAX_DEPTH or len(opened) >= _MAX_INCLUDED:
            return
        opened.append(target)
        try:
            inner = _parse(workspace, host, target)
        except Unreadable:
            return
        if inner is None:
            return
        further = (
            step for one in inner.includes for step in _included(workspace, host, target, one, above | {target}, opened)
        )
        for step in (*inner.steps, *further):
            yield Step(
                text=_filled(step.text, include.given), job=include.job or step.job, may_fail=include.may_fail or step.may_fail,
                is_manual=step.is_manual, cwd=step.cwd, via=step.via or target,
            )  # fmt: skip
        return


def _filled(script: str, given: tuple[tuple[str, str], ...]) -> str:
    """The text of a template with the parameters that its caller gives."""
    if not given or "parameters." not in script:
        return script
    told = dict(given)
    return _PARAMETER.sub(lambda found: told.get(found[1], found[0]), script)


def _commands(workspace: Workspace, expander: Expander, step: Step, finder: _Lines) -> Iterator[CiCommand]:
    lenient = step.may_fail or drops_errors(step.text)
    used = step.text.removeprefix("uses: ./")
    if used != step.text:
        for inner in _local_action(workspace, used, step):
            yield from _commands(workspace, expander, inner, finder)
        return
    cwd = step.cwd
    for line in shell_lines(step.text):
        if moved := _MOVES.fullmatch(line.strip()):
            cwd = posixpath.normpath(posixpath.join(cwd, moved[1])).removeprefix("./")
        number = None if step.via else finder.find(line)
        may_fail = lenient or tolerates_failure(line)
        yield CiCommand(
            text=redact.line(line), line=number, may_fail=may_fail, job=step.job, via=step.via, is_manual=step.is_manual
        )
        for text, via in expander.expand(line, cwd):
            yield CiCommand(
                text=redact.line(text), line=number, may_fail=may_fail or tolerates_failure(text), job=step.job, via=via,
                is_manual=step.is_manual,
            )  # fmt: skip


def _local_action(workspace: Workspace, folder: str, step: Step) -> Iterator[Step]:
    for name in ("action.yml", "action.yaml"):
        path = f"{folder.rstrip('/')}/{name}"
        if workspace.entry(path) is None:
            continue
        try:
            documents = workspace.yaml(path)
        except Unreadable:
            return
        runs = mapping(mapping(documents[0] if documents else None).get("runs"))
        for inner in hosts.github_steps(runs.get("steps"), job=step.job, may_fail=step.may_fail):
            if not inner.text.startswith("uses: ./"):
                yield Step(text=inner.text, job=inner.job, may_fail=inner.may_fail, cwd=inner.cwd, via=path)
        return


def _runs_an_image(workspace: Workspace, text: str) -> bool:
    """Whether a step is an action of this repository that runs an image: what the image does is not written down here."""
    folder = text.removeprefix("uses: ./").rstrip("/")
    if folder == text.rstrip("/"):
        return False
    for name in ("action.yml", "action.yaml"):
        if workspace.entry(f"{folder}/{name}") is not None:
            try:
                documents = workspace.yaml(f"{folder}/{name}")
            except Unreadable:
                return False
            return mapping(mapping(documents[0] if documents else None).get("runs")).get("using") == "docker"
    return False


class _Lines:
    """Finds shell lines in the definition's text, in order, since YAML values do not know their line."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines()
        self._at = 0

    def at(self, word: str) -> int | None:
        """The first line that holds a word, wherever the reading stands."""
        return next((number for number, line in enumerate(self._lines, 1) if word in line), None)

    def find(self, line: str) -> int | None:
        needle = line.removeprefix("uses: ")[:60].rstrip()
        order = (*range(self._at, len(self._lines)), *range(self._at))
        for index in order:
            if needle in self._lines[index]:
                self._at = index
                return index + 1
        return None


collector: Collector = CiCollector()
