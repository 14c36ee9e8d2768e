"""Reads what Python projects declare and lock. Judges nothing."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
    printable,
)
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.dependencies import projects
from debtscope_collectors.sources.dependencies.audits import audits
from debtscope_collectors.sources.dependencies.facts import (
    AuditReport,
    DependencyFile,
    LockFile,
    PythonPin,
    Requirement,
    ScriptInstalls,
)
from debtscope_collectors.sources.dependencies.lines import parse_requirement, parse_text, pip_installs
from debtscope_collectors.sources.dependencies.scripts import script_installs
from debtscope_collectors.sources.shape import mapping, sequence, words

_REQUIREMENTS = ("requirements*.txt", "requirement.txt", "*requirements.txt", "requirements*.in", "requirements/*.txt", "**/requirements/*.txt", "requirement/*.txt", "**/requirement/*.txt", "reqs/*.txt",
                 "constraints*.txt", "locks/*.txt", "**/locks/*.txt", "*.lock.txt", "*-lock.txt")  # fmt: skip
_LOCKS = {
    "poetry.lock": "toml", "uv.lock": "toml", "pdm.lock": "toml", "pylock.toml": "toml", "pylock.*.toml": "toml",
    "Pipfile.lock": "json", "pixi.lock": "text", "conda-lock.yml": "yaml", "conda-lock.yaml": "yaml",
}  # fmt: skip
_DOCKERFILES = ("Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Dockerfile-*", "Containerfile")
_RUNTIME_ENVIRONMENTS = (
    "values*.yaml", "values*.yml", "*-values.yaml", "*ray*.yaml", "*ray*.yml", "*serve*.yaml", "*serve*.yml", "*service*.yaml",
)  # fmt: skip
_PIP_LIST = regex(r"\s{0,80}[\"']?pip[\"']?:\s{0,4}\[?([^\]#|>]{0,1000})\]?\s{0,4}(?:#.*)?$")
_CONDA_FILES = (
    "environment*.yml",
    "environment*.yaml",
    "env.yml",
    "env.yaml",
    "conda*.yml",
    "conda*.yaml",
    "*_dependencies.yml",
    "*-dependencies.yml",
)
_MAGIC = regex(r"^\s*[!%]\s*(?:\{sys\.executable\} -m |python -m )?(?:pip|uv|conda)\b.*install\b", re.MULTILINE)
_MAX_FILES = 3000

Read = Callable[[Workspace, str], "DependencyFile | LockFile | None"]


class DependenciesCollector:
    """Declared dependencies and locks."""

    name = "dependencies"
    is_pure = True
    kind = "Python dependencies"
    how = "Declare dependencies in pyproject.toml or requirements.txt and commit a lock file."
    provides = (DependencyFile, LockFile, AuditReport, PythonPin, ScriptInstalls)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A DependencyFile per declaring file, a LockFile per lock, an AuditReport per scanner's report, a PythonPin per version, a
        ScriptInstalls per script that brings packages."""
        yield from self._audits(workspace)
        yield from _pythons(workspace)
        yield from script_installs(workspace)
        count = 0
        first = ""
        for path, read in self._all(workspace):
            try:
                fact = read(workspace, path)
            except Unreadable as error:
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=error.message
                )
                continue
            if fact is not None:
                count += 1
                first = first or path
                yield fact
                yield from self._not_followed(workspace, fact)
        if count:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=first, status=SourceStatus.READ,
                detail=counted(count, "file"), read_files=count,
            )  # fmt: skip

    def _audits(self, workspace: Workspace) -> Iterator[AuditReport | Diagnostic]:
        for path, report in audits(workspace):
            if isinstance(report, Unreadable):
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=report.message
                )
            elif report is not None:
                yield report

    def _not_followed(self, workspace: Workspace, fact: DependencyFile | LockFile) -> Iterator[Diagnostic]:
        """Files that it includes and that are none of the workspace's."""
        named = (*fact.includes, *fact.constraints) if isinstance(fact, DependencyFile) else ()
        for include in named:
            if workspace.entry(include) is None and not include.startswith(("http:", "https:")):
                outside = include.startswith(("/", ".."))
                reason = "lies outside and is not read" if outside else "is not there"
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=fact.path,
                    message=f"the file {printable(include, limit=80)} that it includes {reason}",
                )  # fmt: skip

    def _all(self, workspace: Workspace) -> Iterator[tuple[str, Read]]:
        tables: tuple[tuple[tuple[str, ...], Read], ...] = (
            (_REQUIREMENTS, _requirements),
            (("pyproject.toml",), _pyproject),
            (("setup.cfg",), _setup_cfg),
            (("setup.py",), _setup_py),
            (_CONDA_FILES, _conda),
            (("Pipfile",), _pipfile),
            (tuple(_LOCKS), _lock),
            (_DOCKERFILES, _dockerfile),
            (("*.ipynb",), _notebook),
            (_RUNTIME_ENVIRONMENTS, _runtime_environment),
        )
        seen: set[str] = set()
        for globs, read in tables:
            for entry in workspace.find(*globs)[:_MAX_FILES]:
                if entry.path not in seen and not entry.path.endswith((".md", ".dockerignore", ".py.j2")):
                    seen.add(entry.path)
                    yield entry.path, read


_REQUIRES = regex(r"^\s*(?:requires-python|python|python_requires|python_version)\s*[=:]\s*[\"']([^\"'\n]{1,80})[\"']")
_LOWEST = regex(r"(?:>=|==|\^|~=?|=)?\s*(\d\.\d{1,2})")
_CLASSIFIER = regex(r"^[^#]{0,40}Programming Language :: Python :: (3\.\d{1,2})\b")
_TARGET = regex(r"\s*target-version\s*=\s*(.{0,8}[\"']py3\d{1,2}\b.{0,80})")
_PY3 = regex(r"py3(\d{1,2})\b")
_FUNCTIONS = (
    "template*.yaml", "template*.yml", "*-template.yaml", "*-template.yml", "serverless*.yaml", "serverless*.yml", "*cfn*.yaml", "*cfn*.yml",
    "*stack*.yaml", "*stack*.yml", "cloudformation/*.yaml", "**/cloudformation/*.yaml", "cfn_templates/*.yaml", "**/cfn_templates/*.yaml",
    "app.yaml", "*.tf",
)  # fmt: skip
_RUNTIME = regex(r"\s{0,60}[\"']?[Rr]untime[\"']?\s{0,40}[:=]\s{0,8}[\"']?python(\d)\.?(\d{1,2})\b")
_CONDA_PYTHON = regex(r"^\s*-\s*[\"']?python\s*(={1,2}|>=)\s*(\d\.\d{1,2})")


def _pythons(workspace: Workspace) -> Iterator[PythonPin]:
    """Versions of Python that declarations ask for; a file that cannot be read is told where it is read for its packages."""
    for globs, kind in (((".python-version", "runtime.txt"), "file"), (_CONDA_FILES, "conda"),
                        (("pyproject.toml", "setup.py", "setup.cfg", "Pipfile"), "requires"), (_FUNCTIONS, "function")):  # fmt: skip
        for entry in workspace.find(*globs)[:_MAX_FILES]:
            try:
                source = workspace.text(entry.path)
            except Unreadable:
                continue
            yield from _python_in(entry.path, kind, source)


def _python_in(path: str, kind: str, source: str) -> Iterator[PythonPin]:
    if kind == "function":
        for number, line in enumerate(source.splitlines() if "untime" in source else (), 1):
            if found := _RUNTIME.match(line[:300]):
                yield PythonPin(path=path, line=number, minor=f"{found[1]}.{found[2]}", kind=kind)
        return
    if kind == "requires" and "python" not in source:
        return
    if kind == "requires":
        yield from _claims(path, source)
    pattern = _CONDA_PYTHON if kind == "conda" else _REQUIRES
    for number, line in enumerate(source.splitlines()[:2000], 1):
        if kind == "file":
            found = re.match(r"(?:python-)?(\d\.\d{1,2})", line.strip())
            if found:
                yield PythonPin(path=path, line=number, minor=found[1], kind=kind)
                return
        elif "python" in line and (match := pattern.match(line[:300])):
            lowest = _LOWEST.search(match[1]) if kind == "requires" else None
            minor = lowest[1] if lowest else match[2] if kind == "conda" else ""
            exact = (kind == "conda" and match[1] != ">=") or (kind == "requires" and match[1].startswith("=="))
            if minor:
                yield PythonPin(path=path, line=number, minor=minor, kind="conda" if exact else "requires")
                return


def _claims(path: str, source: str) -> Iterator[PythonPin]:
    """What a project says elsewhere of the versions that it is for."""
    lines = list(enumerate(source.splitlines()[:2000], 1))
    classified = [(found[1], number) for number, line in lines if (found := _CLASSIFIER.search(line[:300]))]
    if classified:
        minor, number = min(classified, key=lambda one: int(one[0].partition(".")[2]))
        yield PythonPin(path=path, line=number, minor=minor, kind="classifier")
    for number, line in lines:
        if found := _TARGET.match(line[:300]):
            minor = f"3.{min(map(int, _PY3.findall(found[1])))}"
            yield PythonPin(path=path, line=number, minor=minor, kind="target")


def _finder(workspace: Workspace, path: str) -> Callable[[str], int | None]:
    lines = workspace.text(path).splitlines()

    def find(needle: str) -> int | None:
        return next((n for n, line in enumerate(lines, 1) if needle in line), None)

    return find


def _requirements(workspace: Workspace, path: str) -> DependencyFile | LockFile | None:
    listed = parse_text(workspace.text(path))
    if not listed.requirements and not listed.includes and not (listed.refused and "requirements" in path):
        return None
    folder, name = posixpath.split(path)
    beside = f"{folder}/{name.removesuffix('.txt')}.in".lstrip("/")
    pinned = all(r.is_pinned for r in listed.requirements)
    hashed = bool(listed.requirements) and listed.hashes >= len(listed.requirements)
    compiled = listed.compiled or workspace.entry(beside) is not None
    if listed.requirements and pinned and not path.endswith(".in") and (hashed or compiled):
        packages = tuple((r.name, r.spec.lstrip("=")) for r in listed.requirements)
        return LockFile(path=path, kind="compiled requirements", packages=packages)
    return DependencyFile(
        path=path, kind="constraints" if "constraint" in name else "requirements",
        requirements=tuple(listed.requirements), hashed=hashed,
        includes=tuple(posixpath.normpath(posixpath.join(folder, i)) for i in listed.includes),
        constraints=tuple(posixpath.normpath(posixpath.join(folder, c)) for c in listed.constraints),
        refused=tuple(listed.refused),
    )  # fmt: skip


def _pyproject(workspace: Workspace, path: str) -> DependencyFile | None:
    return projects.pyproject(path, workspace.toml(path), _finder(workspace, path))


def _setup_cfg(workspace: Workspace, path: str) -> DependencyFile | None:
    return projects.setup_cfg(path, workspace.text(path), _finder(workspace, path))


def _setup_py(workspace: Workspace, path: str) -> DependencyFile | None:
    return projects.setup_py(path, workspace.text(path))


def _conda(workspace: Workspace, path: str) -> DependencyFile | LockFile | None:
    if "conda-lock" in path:
        return _lock(workspace, path)
    documents = workspace.yaml(path)
    return projects.conda(path, documents[0] if documents else None, _finder(workspace, path))


def _pipfile(workspace: Workspace, path: str) -> DependencyFile:
    return projects.pipfile(path, workspace.toml(path), _finder(workspace, path))


def _lock(workspace: Workspace, path: str) -> LockFile:
    name = posixpath.basename(path)
    match name:
        case "Pipfile.lock":
            data: object = workspace.json(path)
        case "pixi.lock":  # tens of thousands of lines, of which each package's name and version are wanted
            return LockFile(path=path, kind=name, packages=tuple(projects.pixi_locked(workspace.text(path))))
        case _ if name.startswith("conda-lock"):
            documents = workspace.yaml(path)
            data = documents[0] if documents else None
        case _:
            data = workspace.toml(path)
    kind = "pylock.toml" if name.startswith("pylock") else name
    return LockFile(path=path, kind=kind, packages=tuple(projects.locked(kind, data)))


def _dockerfile(workspace: Workspace, path: str) -> DependencyFile | None:
    return _from_lines(path, "dockerfile", _joined(workspace.text(path)))


def _joined(source: str) -> Iterator[tuple[str, int | None]]:
    """Lines with their continuation joined, numbered by where they begin."""
    pending, start = "", 0
    for number, raw in enumerate(source.splitlines(), 1):
        line = raw.strip()
        if line.startswith("#"):
            continue
        start = start if pending else number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        yield pending + line, start
        pending = ""
    if pending:
        yield pending, start


def _notebook(workspace: Workspace, path: str) -> DependencyFile | None:
    """Cells with `!pip install`; the JSON is parsed only where the bytes speak of it."""
    data = workspace.read(path)
    if b"install" not in data or (
        b"!pip" not in data and b"%pip" not in data and b"-m pip" not in data and b"!uv" not in data
    ):
        return None
    raw = data.decode("utf-8", "replace").splitlines()
    lines: list[tuple[str, int | None]] = []
    for cell in sequence(mapping(workspace.json(path)).get("cells")):
        table = mapping(cell)
        if table.get("cell_type") != "code":
            continue
        for line in "".join(words(table.get("source"))).splitlines():
            if _MAGIC.match(line[:2000]):
                needle = json.dumps(line.strip(), ensure_ascii=False)[1:-1][:80]
                lines.append((line, next((n for n, text in enumerate(raw, 1) if needle in text), None)))
    return _from_lines(path, "notebook", lines)


def _runtime_environment(workspace: Workspace, path: str) -> DependencyFile | None:
    """`pip:` of an environment that Ray makes when it starts a service: values of a chart, or the service's own manifest."""
    source = workspace.text(path)
    if "untime" not in source or "pip:" not in source:
        return None
    found: list[Requirement] = []
    inside = -1
    for number, line in enumerate(source.splitlines(), 1):
        indent = len(line) - len(line.lstrip())
        if head := _PIP_LIST.match(line[:2000]):
            inside = indent
            items = head[1].split(",")
        elif inside >= 0 and line.strip().startswith("- ") and indent >= inside:
            items = [line.strip()[2:]]
        else:
            inside = inside if not line.strip() or line.strip().startswith("#") else -1
            continue
        parsed = (parse_requirement(item.strip(" \t\"'"), line=number) for item in items if item.strip())
        found += [one for one in parsed if one is not None]
    return DependencyFile(path=path, kind="runtime", requirements=tuple(found)) if found else None


def _from_lines(
    path: str, kind: str, lines: Iterator[tuple[str, int | None]] | list[tuple[str, int | None]]
) -> DependencyFile | None:
    found = tuple(pip_installs(lines))
    return DependencyFile(path=path, kind=kind, requirements=found) if found else None


collector: Collector = DependenciesCollector()
