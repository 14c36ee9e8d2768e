"""What training, serving and the models themselves are installed with, so that they can be compared."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts, FileEntry, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.served import ASIDE
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile, Requirement
from debtscope_collectors.sources.dependencies.lines import parse_requirement
from debtscope_collectors.sources.python.cloud_versions import cloud_versions

_SERVING_FILE: Final = regex(
    r"(?:^|[-_.])(?:serv(?:ing|e|ice)|api|inference|predict(?:ion)?|deploy(?:ment)?)(?:[-_.]|$)", re.IGNORECASE
)
_OTHER_FILE: Final = regex(
    _SERVING_FILE.pattern
    + r"|(?:^|[-_.])(?:gpu|cpu|cuda|mps|minimal|simple|lite|prod(?:uction)?|frontend|ui|lambda)(?:[-_.]|$)",
    re.IGNORECASE,
)
"""Files that serving uses (a function in the cloud answers, it does not train), and variants of one for other machines."""
_SERVING_FOLDER: Final = regex(
    r"(?:^|[-_])(?:serv(?:ing|e|ice|er)|api|inference|predict(?:ion|or)?|deploy(?:ment)?|backend|model-?server)(?:[-_]|$)",
    re.IGNORECASE,
)
_NOT_MAIN: Final = regex(
    r"(?:^|[-_./])(?:dev|devel|develop|development|tests?|testing|docs?|lint|ci|style|typing|constraints?)(?:[-_.]|$)",
    re.IGNORECASE,
)
_FROM_FILE: Final = regex(r"(?:^|\s)(?:-r|--requirement)[ =]?([\w./-]{1,200})")
_PROJECT: Final = regex(
    r"\buv sync\b|\bpoetry install\b|\bpdm (?:install|sync)\b|\bpip3? install[^&|;\n]{0,200}\s\.(?:\[[\w,-]{1,80}\])?(?:\s|$)"
)
_PYTHON: Final = regex(r"(?:^|/)python:(\d\.\d{1,2})(?:[.\-]|$)")
_TRAINS: Final = frozenset({"production", "script", "notebook", "experiment"})
_MAX_INCLUDES: Final = 3
_ALIASES: Final = {
    "tensorflow-cpu": "tensorflow",
    "tensorflow-gpu": "tensorflow",
    "sklearn": "scikit-learn",
    "xgboost-cpu": "xgboost",
}


@frozen
class Installed:
    """One package as one file asks for it."""

    name: str
    spec: str
    """As written; `` for any version."""
    version: str | None
    """The one version that it gives; None for a range."""
    path: str
    line: int | None


@frozen
class Environment:
    """What one program is installed with."""

    kind: str
    """serving, training or model."""
    path: str
    """The file that says so, or the MLmodel."""
    packages: tuple[Installed, ...]
    user: str
    """The Dockerfile or module that uses it; the registered version, `` for an unregistered model."""
    python: str | None = None
    """Minor version: `3.11`."""

    def of(self, name: str) -> tuple[Installed, ...]:
        """Every mention of a package."""
        return tuple(one for one in self.packages if one.name == name)


@frozen
class Environments:
    """All that are told apart."""

    serving: tuple[Environment, ...]
    training: tuple[Environment, ...]
    """Never a file that serving uses as well."""
    models: tuple[Environment, ...]
    """Of served versions and the newest, where a registry tells; else those that lie beside an MLmodel of the repository."""


@join(Environments, facets=(cloud_versions,))
def environments(facts: Facts) -> Iterator[Environments]:
    """One value where there is code; its parts are empty where nothing tells."""
    code = facts.one(CodeBase)
    if code is None:
        return
    files = _Files(facts)
    serving = list(_serving(facts, code, files))
    used = {package.path for one in serving for package in one.packages}
    yield Environments(
        serving=(*serving, *_of_cloud(facts, code, serves=True)),
        training=(*_training(code, files, used), *_of_cloud(facts, code, serves=False)),
        models=tuple(_models(facts, files)),
    )


class _Files:
    """Declaring and locking files by folder, with what they include."""

    def __init__(self, facts: Facts) -> None:
        models = {posixpath.dirname(e.path) for e in facts.all(FileEntry) if posixpath.basename(e.path) == "MLmodel"}
        every = [f for f in facts.all(DependencyFile) if f.kind != "notebook"]
        self.beside_models = [f for f in every if f.kind == "requirements" and posixpath.dirname(f.path) in models]
        beside = {f.path for f in self.beside_models}
        self._by_path = {f.path: f for f in every if f.path not in beside}
        self.locks = {lock.path: lock for lock in facts.all(LockFile)}

    def in_folder(self, folder: str) -> list[str]:
        """Main declarations and locks of one folder; Dockerfiles declare for themselves."""
        found = [p for p, f in self._by_path.items() if f.kind not in ("dockerfile", "constraints")]
        return sorted(
            p
            for p in (*found, *self.locks)
            if posixpath.dirname(p) == folder and not _NOT_MAIN.search(posixpath.basename(p))
        )

    def is_source(self, path: str) -> bool:
        """`requirements.in` beside the `requirements.txt` that pip-compile makes of it: nobody installs the source."""
        return path.endswith(".in") and self.has(f"{path.removesuffix('.in')}.txt")

    def has(self, path: str) -> bool:
        return path in self._by_path or path in self.locks

    def packages(self, path: str, depth: int = 0) -> Iterator[Installed]:
        """What a file installs, with the files that it includes."""
        if lock := self.locks.get(path):
            yield from (_installed(name, f"=={version}", version, path, None) for name, version in lock.packages)
            return
        file = self._by_path.get(path)
        if file is None:
            return
        yield from (_of(r, path) for r in file.requirements if not r.is_url and not _NOT_MAIN.search(r.group))
        for include in file.includes:
            if depth < _MAX_INCLUDES:
                yield from self.packages(include, depth + 1)


def _of(requirement: Requirement, path: str) -> Installed:
    exact = re.fullmatch(r"={1,3}(\d[\w.+!-]{0,40})(?:=[^,]{0,80})?", requirement.spec)
    return _installed(requirement.name, requirement.spec, exact[1] if exact else None, path, requirement.line)


def _installed(name: str, spec: str, version: str | None, path: str, line: int | None) -> Installed:
    return Installed(name=_ALIASES.get(name, name), spec=spec, version=version, path=path, line=line)


def _serving(facts: Facts, code: CodeBase, files: _Files) -> Iterator[Environment]:
    """Images that start a service, then files by the service's folder or their own name; each file once."""
    seen: set[str] = set()
    serves = {path for path, m in code.modules.items() if m.facts.serving and m.role not in ASIDE}
    started = {code.modules[path].entry for path in serves}
    bases = {build.path: build.base for build in facts.all(ImageBuild)}
    for spec in facts.all(ContainerSpec):
        if spec.kind != "dockerfile" or is_development(spec.path) or f"docker:{spec.path}" not in started:
            continue
        paths = [p for p in _image_files(spec, files) if p not in seen]
        packages = [package for path in (*paths, spec.path) for package in files.packages(path)]
        if packages:
            seen.update(paths)
            python = _PYTHON.search(bases.get(spec.path, ""))
            yield Environment(
                kind="serving", path=(paths or [spec.path])[0], packages=tuple(packages), user=spec.path,
                python=python[1] if python else None,
            )  # fmt: skip
    for module in sorted(serves):
        folder = posixpath.dirname(module)
        named = [[p] for p in files.in_folder("") if _SERVING_FILE.search(posixpath.basename(p))]
        own = files.in_folder(folder) if folder and _SERVING_FOLDER.search(posixpath.basename(folder)) else []
        for group in (own, *named):
            paths = [path for path in group if path not in seen]
            seen.update(paths)
            packages = [package for path in paths for package in files.packages(path)]
            if packages:
                yield Environment(kind="serving", path=paths[0], packages=tuple(packages), user=module)


def _of_cloud(facts: Facts, code: CodeBase, *, serves: bool) -> Iterator[Environment]:
    """Images of SageMaker with the versions that a program asks for."""
    for path, rows in sorted(facts.rows(cloud_versions).items()):
        module = code.modules.get(path)
        wanted = [row for row in rows if row.serves is serves]
        if module is None or not module.is_own or not wanted:
            continue
        packages = tuple(_installed(row.package, f"=={row.version}", row.version, path, row.line) for row in wanted)
        yield Environment(kind="serving" if serves else "training", path=path, packages=packages, user=path)


def _image_files(spec: ContainerSpec, files: _Files) -> list[str]:
    """Files that an image installs from: by name in its folder or at the top, through the COPY that renamed them."""
    folder = posixpath.dirname(spec.path)
    copied = [p for c in spec.copies for p in _at(c, folder, files)]
    found: list[str] = []
    for text, _line in spec.installs:
        for name in _FROM_FILE.findall(text):
            bare = posixpath.basename(name)
            same = [p for p in copied if posixpath.basename(p) == bare]
            renamed = [p for p in copied if p.endswith((".txt", ".in"))]
            found += (same or renamed or _at(name, folder, files))[:1]
        if _PROJECT.search(text):
            locks = [p for p in files.locks if posixpath.dirname(p) in (folder, "")]
            found += locks[:1] or _at("pyproject.toml", folder, files)[:1]
    return list(dict.fromkeys(found))


def _at(name: str, folder: str, files: _Files) -> list[str]:
    places = [posixpath.normpath(posixpath.join(folder, name)), posixpath.normpath(name.lstrip("/"))]
    return [place for place in dict.fromkeys(places) if files.has(place)]


def _training(code: CodeBase, files: _Files, used: set[str]) -> Iterator[Environment]:
    """The nearest declarations above each module that trains."""
    seen: set[str] = set()
    order = sorted(code.modules.items(), key=lambda pair: (not pair[1].is_own, pair[0]))
    for path, module in order:
        if not module.facts.training or module.role not in _TRAINS or module.facts.serving:
            continue
        folder = posixpath.dirname(path)
        while True:
            named = [
                p
                for p in files.in_folder(folder)
                if not _OTHER_FILE.search(posixpath.basename(p)) and not files.is_source(p)
            ]
            if named or not folder:
                break
            folder = posixpath.dirname(folder)
        if named and folder not in seen:
            seen.add(folder)
            own = [name for name in named if name not in used]
            pinned = {one.name for name in named if name in used for one in files.packages(name) if one.version}
            packages = tuple(
                package
                for name in own
                for package in files.packages(name)
                if package.path not in used and not (_is_bare(package) and package.name in pinned)
            )
            if packages:
                yield Environment(kind="training", path=own[0], packages=packages, user=path)


def _is_bare(package: Installed) -> bool:
    """A name without a version in what describes the project: the list beside it, which both may install, has the version."""
    return not package.spec and posixpath.basename(package.path) in {"setup.py", "setup.cfg", "pyproject.toml"}


def _models(facts: Facts, files: _Files) -> Iterator[Environment]:
    inventory = facts.one(ModelInventory)
    told = False
    for model in inventory.models if inventory else ():
        if not model.is_deployed or model.retired:
            continue
        newest = model.versions[-1] if model.versions else None
        for version in dict.fromkeys(v.version for v in (model.served, newest) if v is not None):
            file = next(v.file for v in model.versions if v.version == version)
            if file is not None and file.requirements:
                told = True
                yield Environment(
                    kind="model", path=file.path, packages=tuple(_lines(file.requirements, file.path)),
                    user=f"{model.name} v{version}", python=_minor(file.python_version),
                )  # fmt: skip
    for one in () if told else files.beside_models:
        packages = tuple(_of(r, one.path) for r in one.requirements if not r.is_url)
        yield Environment(kind="model", path=one.path, packages=packages, user="")


def _lines(lines: Sequence[str], path: str) -> Iterator[Installed]:
    for line in lines:
        found = parse_requirement(line)
        if found is not None and not found.is_url:
            yield _of(found, path)


def _minor(version: str | None) -> str | None:
    match = re.match(r"\d+\.\d+", version or "")
    return match[0] if match else None
