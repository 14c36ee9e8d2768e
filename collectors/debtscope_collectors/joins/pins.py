"""Which machine-learning packages a repository declares, imports and locks, and how firmly."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from debtscope.api import Facts, FileEntry, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.package_names import (
    BRINGS,
    EVERYDAY,
    FRAMEWORKS,
    ML_PACKAGES,
    PARTS,
    SILENT_PARTS,
    distribution_of,
)
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.pinned_lists import (
    FROM_FILE,
    UsedPackages,
    install_lines,
    installed_by_command,
    installed_lists,
    is_left_behind,
    used_packages,
)
from debtscope_collectors.joins.started_programs import may_be_given
from debtscope_collectors.joins.version_ranges import exclude
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile, Requirement
from debtscope_collectors.sources.dependencies.incode import code_installs, required_integrations
from debtscope_collectors.sources.python.job_scripts import job_scripts
from debtscope_collectors.sources.python.notebook_files import notebook_files

_OF_CONDA = {
    "pytorch": "torch", "pytorch-cpu": "torch", "pytorch-gpu": "torch", "opencv": "opencv-python", "py-opencv": "opencv-python",
    "sklearn": "scikit-learn", "py-xgboost": "xgboost", "tensorflow-base": "tensorflow", "tensorflow-mkl": "tensorflow", "matplotlib-base": "matplotlib",
}  # fmt: skip
"""Packages that conda, or the package index once, had under another name."""
_EXPORTED = 60
"""Packages from which on a list of exact versions is an export: few projects need so many themselves."""
_OFTEN = 3
"""Modules that import a package, from which on it is told although a lock holds it."""
_TRIED = regex(
    r"(?:^|[-_/])(?:examples?|samples?|demos?|tutorials?|qa|sandbox|playground|experiments?|tests?)(?=[-_/]|$)"
)
"""Folders of what is shown or tried: nobody installs the application to run it."""
_ON_LANGCHAIN = ("langchain", "langgraph")
"""Beginnings of the names of packages that all rest on langchain-core."""
_APART = ("-client", "-sdk", "-stubs")
"""Ends of the names of packages that do without the one that they are named after."""
_SIDE_ROLES = frozenset(("test", "docs", "example", "vendored", "generated"))
_DEVELOPMENT = regex(
    r"(?:^|[-_./])(?:dev|devel|develop|development|tests?|testing|docs?|lint|ci|style|typing|doc|benchmarks?|notebooks?|jupyter)(?:[-_.]|$)"
)
_TEMPLATE = regex(r"[{}]")
_OF_A_MODEL = regex(
    r"(?:^|/)(?:mlruns|mlartifacts)[\w-]{0,20}/|/artifacts/(?:[^/]+/)?(?:requirements\.txt|conda\.ya?ml)$"
)
"""What MLflow wrote beside a logged model: it says what the model was made with, not what the project installs."""
_INSTALLS_LOCK = regex(
    r"\buv (?:sync|run)\b|\bpoetry install\b|\bpdm (?:install|sync)\b|\bpipenv (?:install|sync)\b|conda-lock|--require-hashes|\buv export\b|poetry export"
)
_INSTALLS_SELF = regex(
    r"\bpip[\d.]{0,4} install\b(?![^;&|]*--no-deps)[^;&|]*\s\.(?:\[[\w,-]{1,80}\])?(?=\s|$|[;&|\"'])"
)
"""The project itself, with whatever versions its ranges admit that day."""


@frozen
class Pins:
    """What CFG-002 weighs; made once."""

    manifests: tuple[DependencyFile, ...]
    """Of the application: no tests, docs, examples, development-only files or published libraries."""
    libraries: tuple[DependencyFile, ...]
    locks: tuple[LockFile, ...]
    floating: tuple[tuple[DependencyFile, Requirement], ...]
    """ML packages (and any git url without a commit) that no lock and no pin holds."""
    counted: tuple[str, ...]
    """ML packages declared in manifests that no lock covers, once for each file."""
    beside: tuple[tuple[DependencyFile, Requirement], ...]
    """Other packages without any version in the same lists, on which production code rests."""
    installs_lock: bool
    """Some image or job of CI installs a lock."""
    unlocked_install: tuple[str, int | None, str] | None
    """(path, line, command) of an image or CI that installs loose names although a lock exists."""
    undeclared: tuple[tuple[str, str, int], ...]
    """(distribution, path, line) of ML packages and serving frameworks that production code imports and nothing declares."""
    missing_in_lock: tuple[tuple[str, str, str], ...]
    """(package, manifest, lock)."""
    contradicting: tuple[tuple[str, str, str, str, str], ...]
    """(package, manifest, version, other manifest, other version)."""
    is_deployed: bool
    """An image installs a floating list, or is one."""
    imports_ml: tuple[tuple[str, str, int], ...]
    """ML packages imported anywhere outside tests: (distribution, path, line)."""
    is_declared: bool
    """Some file declares something, wherever it stands."""
    installers: str = ""
    """What installs packages by itself: notebooks, jobs, or notebooks and jobs."""


@join(Pins, facets=(job_scripts, code_installs, notebook_files, required_integrations))
def pins(facts: Facts) -> Iterator[Pins]:
    """One Pins, whatever there is."""
    code = facts.one(CodeBase)
    files = (*_listed(facts), *_in_code(facts))
    if code is not None and not code.is_library:  # a package by its metadata, an application by what it does
        files = tuple(
            replace(one, is_library=False) if one.is_library and _is_at_home(one.path, code) else one for one in files
        )
    locks = tuple(lock for lock in facts.all(LockFile) if not _aside(lock.path))
    libraries = tuple(file for file in files if file.is_library)
    homes = {posixpath.dirname(file.path) for file in libraries}
    if code is not None and code.is_library and "setup.py" in code.modules:
        homes.add("")  # whatever list its setup.py reads: who installs the package chooses the versions
    candidates = [
        f for f in files if not f.is_library and not _aside(f.path) and f.kind not in ("constraints", "notebook")
    ]
    constrained = {path for file in files for path in file.constraints}
    manifests = [
        f for f in candidates
        if f.path not in constrained and not _DEVELOPMENT.search(posixpath.basename(f.path))
        and not (f.kind != "dockerfile" and posixpath.dirname(f.path) in homes) and not f.path.endswith(".in")
    ]  # fmt: skip
    if "" in homes:  # what a library's image installs is an application's choice
        images = {posixpath.dirname(f.path) for f in files if f.kind == "dockerfile"} - {""}
        lists = _lists_of_images(facts)
        manifests += [f for f in candidates if f.path in lists and f not in manifests and f.path not in constrained]
        manifests = [
            f for f in manifests if f.kind == "dockerfile" or f.path in lists or posixpath.dirname(f.path) in images
        ]
    manifests = manifests or [f for f in files if f.kind == "notebook" and not libraries and not _aside(f.path)]
    installs_lock = any(_INSTALLS_LOCK.search(text) for _path, _number, text in install_lines(facts))
    if installs_lock and locks:
        manifests = [f for f in manifests if not is_left_behind(facts, f)]
    loose = [file for file in manifests if not _covered(file, locks) and not file.constraints]
    used = used_packages(facts)
    counted = [(file, r) for file in loose for r in _main(file) if _counts(file, r, used)]
    imports = tuple(_imports(facts, ML_PACKAGES))
    floating = tuple((file, r) for file, r in counted if not r.is_pinned and not _pinned_beside(file, r, manifests))
    yield Pins(
        manifests=tuple(manifests),
        libraries=libraries,
        locks=locks,
        floating=floating,
        counted=tuple(r.name for _file, r in counted),
        beside=tuple((file, r) for file in loose for r in _main(file) if _stands_beside(r, used)),
        installs_lock=installs_lock,
        unlocked_install=_unlocked(facts, manifests, locks),
        undeclared=tuple(_never_declared(facts, files, locks, is_library=bool(libraries))),
        missing_in_lock=tuple(_missing(manifests, locks)),
        contradicting=tuple(_contradicting(manifests)),
        is_deployed=any(_is_in_an_image(file, facts) for file, _r in floating),
        imports_ml=imports,
        is_declared=any(file.kind != "notebook" for file in files),
        installers=_installers(facts, files),
    )


def _listed(facts: Facts) -> Iterator[DependencyFile]:
    """What MLflow wrote beside a model tells what it was made with, and declares nothing."""
    models = {
        posixpath.dirname(entry.path) for entry in facts.all(FileEntry) if posixpath.basename(entry.path) == "MLmodel"
    }
    return (file for file in facts.all(DependencyFile) if posixpath.dirname(file.path) not in models)


def _counts(file: DependencyFile, one: Requirement, used: UsedPackages) -> bool:
    """A package of machine learning, or an address that moves; what an image alone installs by name, as far as something uses it."""
    if one.is_url and not one.is_pinned:
        return True
    return _OF_CONDA.get(one.name, one.name) in ML_PACKAGES and (file.kind != "dockerfile" or used.may_use(one.name))


def _stands_beside(one: Requirement, used: UsedPackages) -> bool:
    """What serves models and what production rests on otherwise, without any version."""
    is_asked = one.name in FRAMEWORKS or one.name in EVERYDAY or one.name == "pydantic"
    return is_asked and one.name in used.in_production and not (one.spec or one.is_pinned or one.is_url)


def _lists_of_images(facts: Facts) -> set[str]:
    """Lists that the images of a library install by their path from the top, which is where such images are built."""
    return {
        posixpath.normpath(found[1])
        for spec in facts.all(ContainerSpec)
        if spec.kind == "dockerfile" and not _aside(spec.path) and not is_development(spec.path)
        for text, _line in spec.installs
        for found in FROM_FILE.finditer(text)
        if found[1]
    }


def _is_in_an_image(file: DependencyFile, facts: Facts) -> bool:
    """Whether an image that is not for development installs a list, by its name or as the project that lies beside it."""
    if file.kind == "dockerfile":
        return True
    folder, name = posixpath.split(file.path)
    for spec in facts.all(ContainerSpec):
        if spec.kind != "dockerfile" or is_development(spec.path):
            continue
        texts = [text for text, _line in spec.installs]
        if any(name in text for text in texts):
            return True
        if file.kind in ("pyproject", "pipfile") and texts and posixpath.dirname(spec.path) == folder:
            return True
    return False


def _in_code(facts: Facts) -> Iterator[DependencyFile]:
    """What code names for the place where it runs counts as what a notebook installs."""
    for path, rows in sorted(facts.rows(code_installs).items()):
        if rows:
            yield DependencyFile(path=path, kind="notebook", requirements=tuple(rows))


def _installers(facts: Facts, files: Sequence[DependencyFile]) -> str:
    books = facts.rows(notebook_files)
    paths = [file.path for file in files if file.kind == "notebook"]
    kinds = {"notebooks" if path.endswith(".ipynb") or books.get(path) else "jobs" for path in paths}
    return " and ".join(sorted(kinds, reverse=True))


def _never_declared(
    facts: Facts,
    files: Sequence[DependencyFile],
    locks: Sequence[LockFile],
    *,
    is_library: bool,
) -> Iterator[tuple[str, str, int]]:
    """(distribution, path, line) of what production code cannot be loaded without, and neither a list nor a job's own command brings."""
    code = facts.one(CodeBase)
    by_command = installed_by_command(facts)
    handed = {row.name for rows in facts.rows(job_scripts).values() for row in rows}
    served = [
        one
        for one in _imports(facts, FRAMEWORKS | PARTS, at_start=True)
        if one[0] not in FRAMEWORKS or not may_be_given(facts, one[1])
    ]
    imports = _imports(facts, ML_PACKAGES, at_start=True)
    weighed = [one for one in (*imports, *served) if posixpath.basename(one[1]) not in handed]
    everyday = (
        [] if is_library else [one for one in _imports(facts, EVERYDAY, at_start=True) if not _is_given(one[1], code)]
    )
    often = _imported_often(code) if locks else frozenset[str]()
    relied = [one for one in everyday if one[0] in often]
    for held, found in ((locks, [*weighed, *(one for one in everyday if one[0] not in often)]), ((), relied)):
        own = [
            one
            for one in found
            if role_by_path(one[1]) == "production" and not _TRIED.search(posixpath.dirname(one[1]).lower())
        ]
        told = [one for one in _undeclared(files, held, own) if one[0] not in by_command]
        few = len(told) < _OFTEN
        if not (few and (is_library or (locks and not held))):  # one or two that a lock holds, or extras of a library
            yield from told


def _imported_often(code: CodeBase | None) -> frozenset[str]:
    """Everyday packages on which the code itself rests: what a lock holds for another package's sake goes when that one goes."""
    counts = Counter(
        name
        for module in (code.modules.values() if code else ())
        if module.role == "production"
        for name in {distribution_of(found.module.split(".")[0]) for found in module.facts.imports if not found.level}
    )
    return frozenset(name for name, count in counts.items() if name in EVERYDAY and count >= _OFTEN)


def _is_given(path: str, code: CodeBase | None) -> bool:
    """A program that a platform runs among packages of its own: a DAG, a job of Spark, a notebook."""
    module = code.modules.get(path) if code else None
    return module is None or any(found.module.split(".")[0] in ("airflow", "pyspark") for found in module.facts.imports)


def _pinned_beside(file: DependencyFile, one: Requirement, manifests: list[DependencyFile]) -> bool:
    """The ranges of a package's metadata beside a list that names the versions: who installs by the list gets these."""
    if file.kind != "pyproject":
        return False
    folder = posixpath.dirname(file.path)
    return any(
        r.name == one.name and r.is_pinned
        for other in manifests
        if other.kind == "requirements" and posixpath.dirname(other.path) == folder
        for r in _main(other)
    )


def _is_at_home(path: str, code: CodeBase) -> bool:
    """At the top or above what is served: a package for others may stand in a folder of an application's repository."""
    home = posixpath.dirname(path)
    return not home or any(one.facts.serving and one.path.startswith(f"{home}/") for one in code.modules.values())


def _aside(path: str) -> bool:
    role = role_by_path(path)
    return (
        role in _SIDE_ROLES
        or _TEMPLATE.search(path) is not None
        or _OF_A_MODEL.search(path) is not None
        or any(part in ("node_modules", "site-packages") for part in path.split("/"))
    )


def _main(file: DependencyFile) -> Iterator[Requirement]:
    yield from (r for r in file.requirements if not _DEVELOPMENT.search(r.group))


def _covered(file: DependencyFile, locks: tuple[LockFile, ...]) -> bool:
    """A lock beside it that has most of its packages; a Dockerfile's own words are covered by nothing."""
    if file.kind == "dockerfile":
        return False
    folder = posixpath.dirname(file.path)
    names = {r.name for r in _main(file)}
    for lock in locks:
        home = posixpath.dirname(lock.path)
        if posixpath.basename(home) in ("locks", "lock", "requirements", "deps"):
            home = posixpath.dirname(home)
        if home != folder and not (folder.startswith(f"{home}/") or not home):
            continue
        packages = {name for name, _version in lock.packages}
        if len(names & packages) >= 0.8 * len(names):
            return True
    return False


def _imports(facts: Facts, wanted: Set[str], *, at_start: bool = False) -> Iterator[tuple[str, str, int]]:
    code = facts.one(CodeBase)
    seen: set[str] = set()
    near: dict[tuple[str, str], bool] = {}
    modules = sorted(code.modules.items(), key=lambda pair: (pair[1].role != "production", pair[0])) if code else ()
    for path, module in modules:
        if module.role in _SIDE_ROLES or _TEMPLATE.search(path):
            continue
        if any(call.startswith("modal.Image.") for call in module.facts.called):
            continue  # `modal.Image.debian_slim().pip_install("vllm==0.4.1")`: it declares what it runs with itself
        folder = posixpath.dirname(path)
        for found in module.facts.imports:
            top = found.module.split(".")[0]
            name = distribution_of(top)
            if at_start and found.is_inner:
                continue
            if name in wanted and not found.is_guarded and not found.level and name not in seen:
                if code is not None:
                    if (folder, top) not in near:
                        near[folder, top] = _is_neighbour(folder, top, code)
                    if near[folder, top] or _is_optional(path, code):
                        continue
                seen.add(name)
                yield name, path, found.line


def _is_neighbour(folder: str, name: str, code: CodeBase) -> bool:
    """Whether a file of that name lies in a folder or in one above it: `import datasets` of `evals/datasets.py`."""
    while True:
        if any(posixpath.join(folder, one) in code.modules for one in (f"{name}.py", f"{name}/__init__.py")):
            return True
        if not folder:
            return False
        folder = posixpath.dirname(folder)


def _is_optional(path: str, code: CodeBase) -> bool:
    """Whether the project imports a module only where it expects that this may fail: its packages are for who wants them."""
    module = code.modules.get(path)
    if module is None or not module.imported_by or path.endswith("__init__.py"):
        return False
    dotted = path.removesuffix(".py").replace("/", ".")
    asked = [
        found.is_guarded
        for near in module.imported_by
        if near in code.modules
        for found in code.modules[near].facts.imports
        if dotted.endswith(found.module) and found.module.rpartition(".")[2] == dotted.rpartition(".")[2]
    ]
    return bool(asked) and all(asked)


def _undeclared(
    files: Sequence[DependencyFile], locks: Sequence[LockFile], imports: Sequence[tuple[str, str, int]]
) -> Iterator[tuple[str, str, int]]:
    declared = {r.name for file in files for r in file.requirements} | {
        name for lock in locks for name, _ in lock.packages
    }
    declared |= {_OF_CONDA[name] for name in declared if name in _OF_CONDA}
    declared |= {name for file in files if (name := file.project)}
    declared |= {brought for name in tuple(declared) for brought in BRINGS.get(name, ())}
    if any(name.startswith(_ON_LANGCHAIN) for name in declared):
        declared.add("langchain-core")
    stems = {re.sub(r"-(?:cpu|gpu|headless|skinny|binary|cu\d+)$", "", name) for name in declared}
    homes = {posixpath.dirname(one.path) for one in (*(f for f in files if f.kind != "notebook"), *locks)}
    for name, path, line in imports:
        if not any(not home or path.startswith(f"{home}/") for home in homes):
            continue  # nothing at or above it declares anything: what stands elsewhere is another program's
        bare = re.sub(r"-(?:cpu|gpu|headless)$", "", name)
        if bare not in stems and name not in SILENT_PARTS and not any(_is_part(one, bare) for one in stems):
            yield name, path, line


def _is_part(name: str, of: str) -> bool:
    """Whether a package is a plugin or a part of another: `gradio-client` talks to gradio's servers, and comes without it."""
    return name.startswith(f"{of}-") and not name.endswith(_APART)


def _missing(manifests: list[DependencyFile], locks: tuple[LockFile, ...]) -> Iterator[tuple[str, str, str]]:
    for file in manifests:
        folder = posixpath.dirname(file.path)
        beside = [
            lock for lock in locks if posixpath.dirname(lock.path) == folder and lock.kind != "compiled requirements"
        ]
        if file.kind not in ("pyproject", "pipfile") or not beside:
            continue
        packages = {name for lock in beside for name, _version in lock.packages}
        for requirement in _main(file):
            if requirement.name not in packages and not requirement.group and packages:
                yield requirement.name, file.path, beside[0].path


def _contradicting(manifests: list[DependencyFile]) -> Iterator[tuple[str, str, str, str, str]]:
    """Two ways to install one project that pin one package to different versions, or to ranges without a common one."""
    first: dict[tuple[str, str], tuple[DependencyFile, str]] = {}
    for file in manifests:
        folder = posixpath.dirname(file.path)
        for requirement in _main(file):
            exact = re.fullmatch(r"={1,3}(\d[\w.]*)(?:=.*)?", requirement.spec)
            told = exact[1] if exact else requirement.spec
            if exact and file.kind == "conda" and not requirement.spec.startswith("==") and exact[1].count(".") < 2:
                told = f"=={exact[1]}.*"  # conda's `=1.3` holds the minor version
            if not told or not (requirement.name in ML_PACKAGES or requirement.name in FRAMEWORKS):
                continue
            other, before = first.setdefault((folder, requirement.name), (file, told))
            if other.kind != file.kind and file.kind != "dockerfile" != other.kind and exclude(before, told):
                yield requirement.name, other.path, before, file.path, told


def _unlocked(
    facts: Facts, manifests: list[DependencyFile], locks: tuple[LockFile, ...]
) -> tuple[str, int | None, str] | None:
    """An install line that reads a loose file although a lock exists, where no other line installs the lock."""
    locked = {lock.path for lock in locks}
    loose = {
        file.path
        for file in manifests
        if file.kind in ("requirements", "conda") and any(not r.is_pinned for r in file.requirements)
    }
    lines = install_lines(facts)
    if locks and (past := _past_lock(facts, manifests, locks)):
        return past
    if not locks or any(_INSTALLS_LOCK.search(text) for _path, _number, text in lines):
        return None
    if locked & installed_lists(facts):
        return None  # beside what a lock holds
    for path, number, text in lines:
        for match in FROM_FILE.finditer(text):
            name = posixpath.normpath(match[1] or match[2] or "")
            if name in loose and name not in locked:
                return path, number, text[:200]
    return None


def _past_lock(
    facts: Facts, manifests: list[DependencyFile], locks: tuple[LockFile, ...]
) -> tuple[str, int | None, str] | None:
    """An image that installs the project by its ranges beside its lock, and in no line by the lock."""
    ranged = {
        posixpath.dirname(file.path)
        for file in manifests
        if file.kind == "pyproject" and any(not r.is_pinned for r in _main(file))
    }
    locked = {posixpath.dirname(lock.path) for lock in locks if lock.kind != "compiled requirements"}
    for spec in facts.all(ContainerSpec):
        folder = posixpath.dirname(spec.path)
        texts = [text for text, _number in spec.installs]
        if folder not in ranged & locked or any(_INSTALLS_LOCK.search(text) for text in texts):
            continue
        if any(re.search(r"\s(?:-r|--requirement|-c|--constraint)[ =]?\S", text) for text in texts):
            continue  # a list that may have been made from the lock comes first
        for text, number in spec.installs:
            if _INSTALLS_SELF.search(text):
                return spec.path, number, text[:200]
    return None


def is_export(file: DependencyFile) -> bool:
    """What `pip freeze` or `conda env export` wrote: dozens of packages, all but a few exact. Nobody chose what stands in it, the
    packages of packages least."""
    exact = sum(one.spec.startswith("=") for one in file.requirements)
    return len(file.requirements) >= _EXPORTED and exact >= 0.95 * len(file.requirements)
