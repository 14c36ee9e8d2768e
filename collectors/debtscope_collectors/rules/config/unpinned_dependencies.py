"""ML dependencies are not locked

Detects
-------
How firmly the versions of machine-learning packages are held, over requirements files, pyproject, setup, conda, Pipfile,
Dockerfile `RUN pip install` and notebooks. Level A: packages are imported and nothing is declared (medium where notebooks, or the environments of Azure ML jobs, install what they
need). Level B: no lock
covers the declarations (or none that CI and image install) and more than 30 % of the ML packages float, or a git url
names no commit; high where an image installs them; one or two of numpy, matplotlib, Pillow and their like alone, and
versions that move by their patches alone, do not count, nor fewer than three undeclared packages of a library; a list below the top that nothing installs, where images install locks, does not count, nor does what an image installs by
name and no code imports. Level C: the lock lacks packages of its manifest. Level D: two manifests pin different versions. Level
E: packages that the application's modules import as they are loaded (not in a function, for who asks for it), and that no list declares, no lock holds and no script, job of CI or integration of ZenML brings (web frameworks not where every image above the code begins with one that
may bring them; what another package brings along counts where it is a thing
of its own, such as requests or SQLAlchemy, and, where a lock holds them, there are three on each of which three modules rest), or programs install them by name while they run. A package that a
list names and no code imports is no item: mostly another package asked for it. A line of a requirements file that holds a message
or a note instead of a requirement is an item of its own: pip stops there (medium where it is `>=1.3.*` alone, which pip before 24.1 took). Level F (medium): an image on a plain base or a platform's file starts a
server (uvicorn, gunicorn, streamlit …), or a FastAPI service takes files and forms (python-multipart), and no list, lock or image of the repository
installs what that needs, nor a package that brings it. Level G (low): a list in which nearly every package has a version, and a few of machine learning or of serving have none. Published libraries may use
ranges (a version and addresses in pyproject.toml say so too, where CI uploads it); lock files, compiled requirements with exact versions and constraints files close levels A and B.

Why it is debt
--------------
Without a lock the same commit trains another model next month: defaults, random generators and serialised formats
change between versions. A model that cannot be rebuilt cannot be debugged, audited or rolled back.

How to pay it down
------------------
1. Make a lock from what runs today: `uv lock`, `pip-compile`, `poetry lock` or `conda-lock`.
2. Install from it in CI, in the image and on laptops.
3. Let a bot propose updates, so that versions move by decision and not by date.

Example
-------
Debt: `requirements.txt` with `pandas` and `scikit-learn>=1.3`, and no lock.

Clean: `pyproject.toml` with ranges beside a fresh `uv.lock` that the Dockerfile installs.

References
----------
- Breck et al., The ML Test Score (2017), infrastructure test 1
- mllint, dependency management
- Pimentel et al. (2019), on notebooks that no longer run
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.package_names import FRAMEWORKS, ML_PACKAGES
from debtscope_collectors.joins.pins import Pins, is_export
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.started_programs import uninstalled
from debtscope_collectors.sources.dependencies.facts import DependencyFile, Requirement
from debtscope_collectors.sources.dependencies.lines import WILD, parse_requirement

_LIMIT = 0.3
_FEW = 4
_MOST_HELD = 5
"""Packages with a version for each one without, from which on the latter were forgotten."""
_PATCHES = regex(r"~=[ ]?\d+\.\d+\.\d+\S*|==[ ]?\d+(?:\.\d+){1,3}\.\*|=\d+\.\d+(?:\.\*)?")
"""Specifications that admit the patches of one minor version, as conda's `=1.3` does."""
_HELPERS = frozenset(
    (
        "numpy",
        "scipy",
        "matplotlib",
        "seaborn",
        "pillow",
        "networkx",
        "nltk",
        "joblib",
        "dask",
        "pyarrow",
        "statsmodels",
    )
)
"""What hardly ever changes a model by its version: one or two of them alone are no debt."""
_LOCKED = regex(r"(?:^|[-_./])lock(?:ed)?\.(?:txt|ya?ml)$")
_PIP = regex(r"\bpip3? install[ \t]+([^;&|\n]{1,400})")
_SEARCHED = "requirements*.txt, pyproject.toml, setup.py, setup.cfg, environment.yml, Pipfile"


@rule(
    id="CFG-002",
    category=Category.CONFIG,
    debt_type="reproducibility / dependency debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("files",),
    uses=("dependencies", "python", "containers", "ci"),
    credits=("CR-06",),
)
def check(facts: Facts) -> Iterator[Finding]:
    yield from _installing(facts)
    yield from _uninstalled(facts)
    pins = facts.one(Pins)
    if pins is None:
        return
    if not pins.locks and (forgotten := _forgotten(pins)):
        yield forgotten
    yield from _refused(facts)
    for level in (_nothing_declared, _floating, _contradicting, _stale_lock):
        if finding := level(pins):
            yield finding
            if level is _floating and (other := _contradicting(pins)):
                yield replace(other, subject=Subject(kind="repo", name="contradicting files", path=other.subject.path))
            if level is not _nothing_declared and (beside := _undeclared(pins)):
                yield replace(
                    beside, subject=Subject(kind="repo", name="undeclared packages", path=beside.subject.path)
                )
            return
    if finding := _undeclared(pins):
        yield finding


def _repo(path: str | None) -> Subject:
    return Subject(kind="repo", name="repo", path=path)


def _nothing_declared(pins: Pins) -> Finding | None:
    if pins.is_declared or pins.locks or not pins.imports_ml:
        return None
    names = list(dict.fromkeys(name for name, _path, _line in pins.imports_ml))
    verb = "are" if len(names) > 1 else "is"
    told = f"only {pins.installers} install packages" if pins.installers else "no file declares any dependency"
    return Finding(
        subject=_repo(None),
        message=f"{_listed(names)} {verb} imported, and {told}.",
        severity=Severity.MEDIUM if pins.installers else None,
        evidence=(
            Evidence(kind="searched", ref=_SEARCHED, value="not found"),
            *(
                Evidence(kind="line", path=path, line=line, ref=f"imports {name}")
                for name, path, line in pins.imports_ml[:20]
            ),
        ),
        tier="nothing-declared",
    )


def _floating(pins: Pins) -> Finding | None:
    """What admits more than the patches of one version."""
    pins = replace(
        pins, floating=tuple(one for one in pins.floating if one[1].is_url or not _PATCHES.fullmatch(one[1].spec))
    )
    urls = [one for one in pins.floating if one[1].is_url]
    too_many = pins.counted and len(pins.floating) / len(pins.counted) > _LIMIT
    if not pins.floating or not (too_many or urls):
        return None
    main = _main_file([file for file, _requirement in pins.floating])
    names = list(dict.fromkeys(requirement.name for _file, requirement in pins.floating))
    serves = any(requirement.name in FRAMEWORKS for _file, requirement in pins.beside)
    if len(names) < 3 and _HELPERS.issuperset(names) and not urls and not serves:
        return None
    files = list(dict.fromkeys(file.path for file, _requirement in pins.floating))
    where = f"in {files[0]}" if len(files) == 1 else f"in {len(files)} files, {main.path} first"
    elsewhere = any(_LOCKED.search(file.path) or is_export(file) for file in pins.manifests)
    uncovered = "no lock covers them" if elsewhere or pins.installs_lock else "no lock is installed"
    lock = uncovered if pins.locks or elsewhere else "there is no lock file"
    all_names = len(set(pins.counted))  # a package that two lists name is one
    how_many = f"{len(names)} of {all_names} ML packages float" if all_names > 1 else "1 ML package floats"
    verb = "comes" if len(urls) == 1 else "come"
    url = f" {_listed([r.name for _f, r in urls])} {verb} from a git URL without a commit." if urls else ""
    return Finding(
        subject=_repo(main.path),
        message=f"{how_many} {where} ({_listed(names)}), and {lock}.{url}{_others(pins)}",
        evidence=tuple(_evidence(pins)),
        line=next(requirement.line for file, requirement in pins.floating if file is main),
        severity=None if too_many and not pins.libraries and all_names > 1 and pins.is_deployed else Severity.MEDIUM,
        tier="loose",
    )


def _others(pins: Pins) -> str:
    """What serves a model floats as well: a list of the machine-learning packages alone would read as if the rest were held."""
    names = [requirement.name for _file, requirement in pins.beside]
    verb = "float" if len(set(names)) > 1 else "floats"
    return f" {_listed(names)}, which production code imports, {verb} too." if names else ""


def _main_file(files: list[DependencyFile]) -> DependencyFile:
    """The most floating file nearest to the top: that is where people look."""
    return min(files, key=lambda file: (file.path.count("/"), file.kind == "dockerfile", -files.count(file), file.path))


def _evidence(pins: Pins) -> Iterator[Evidence]:
    for file, requirement in pins.floating[:40]:
        yield Evidence(
            kind="line", path=file.path, line=requirement.line, ref=_written(requirement), value=_spec(requirement)
        )
    for file, requirement in pins.beside[:10]:
        yield Evidence(
            kind="line", path=file.path, line=requirement.line, ref=_written(requirement), value=_spec(requirement)
        )
    if pins.unlocked_install:
        path, line, text = pins.unlocked_install
        yield Evidence(kind="line", path=path, line=line, excerpt=text, ref="installs without the lock")


def _written(requirement: Requirement) -> str:
    return f"{requirement.name} ({requirement.group})" if requirement.group else requirement.name


def _spec(requirement: Requirement) -> str:
    if requirement.is_url:
        return "git url without a commit"
    return requirement.spec or "any version"


def _contradicting(pins: Pins) -> Finding | None:
    if not pins.contradicting:
        return None
    name, path, version, other, other_version = pins.contradicting[0]
    more = f", and {len(pins.contradicting) - 1} more packages differ" if len(pins.contradicting) > 1 else ""
    return Finding(
        subject=_repo(path),
        title="Two files ask for versions that exclude each other",
        message=f"{path} asks for {name} {version}, {other} for {other_version}{more}.",
        evidence=tuple(
            Evidence(kind="version", path=one[3], ref=f"{one[0]} {one[4]}", value=f"{one[2]} in {one[1]}")
            for one in pins.contradicting[:20]
        ),
        severity=Severity.MEDIUM,
        tier="contradicting",
    )


def _stale_lock(pins: Pins) -> Finding | None:
    if pins.unlocked_install:
        path, line, text = pins.unlocked_install
        return Finding(
            subject=_repo(path),
            message=f"{pins.locks[0].path} exists, but {path} installs loose versions without it.",
            evidence=(Evidence(kind="line", path=path, line=line, excerpt=text, ref="installs without the lock"),),
            line=line,
            severity=Severity.MEDIUM,
            tier="loose",
        )
    if not pins.missing_in_lock:
        return None
    names = [name for name, _manifest, _lock in pins.missing_in_lock]
    _name, manifest, lock = pins.missing_in_lock[0]
    return Finding(
        subject=_repo(lock),
        message=f"{lock} is older than {manifest}: it lacks {_listed(names)}.",
        evidence=tuple(
            Evidence(kind="absence", path=lock_path, ref=name, value=f"declared in {manifest_path}")
            for name, manifest_path, lock_path in pins.missing_in_lock[:20]
        ),
        severity=Severity.MEDIUM,
        tier="stale-lock",
    )


def _undeclared(pins: Pins) -> Finding | None:
    if not pins.undeclared or not (pins.manifests or pins.libraries):
        return None
    names = [name for name, _path, _line in pins.undeclared]
    path = _nearest((*pins.manifests, *pins.libraries), pins.undeclared[0][1])
    verb = "is" if len(names) == 1 else "are"
    return Finding(
        subject=_repo(path),
        title="Packages are imported and declared nowhere",
        message=f"{_listed(names)} {verb} imported but declared nowhere.",
        evidence=tuple(
            Evidence(kind="line", path=at, line=line, ref=f"imports {name}") for name, at, line in pins.undeclared[:20]
        ),
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM,
        tier="undeclared",
        occurrences=len(names),
        drivers=(_looseness(len(names), len(pins.counted) or _declared(pins)),),
    )


def _nearest(files: Sequence[DependencyFile], importing: str) -> str:
    """Where the first of them belongs: the list that lies nearest above who imports it, an image's own words last."""

    def far(file: DependencyFile) -> tuple[bool, int, int, str]:
        home = file.path.rpartition("/")[0]
        above = 0 if not home or importing.startswith(f"{home}/") else 1
        return (
            file.kind == "dockerfile",
            above,
            -home.count("/") - bool(home) if not above else home.count("/"),
            file.path,
        )

    return min(files, key=far).path


def _refused(facts: Facts) -> Iterator[Finding]:
    """Requirements files with lines that pip cannot take, such as the message of a command whose output was meant to be the list."""
    for file in facts.all(DependencyFile):
        if not file.refused or is_aside(file.path):
            continue
        line, text = file.refused[0]
        wild = all(WILD.search(shown) for _at, shown in file.refused)  # pip before 24.1 took it
        who = "pip 24.1 and newer stop there and install" if wild else "pip stops there and installs"
        more = f" and {len(file.refused) - 1} more are" if len(file.refused) > 1 else " is"
        yield Finding(
            subject=file_subject(file.path, "lines that are no requirements"),
            title="A requirements file that pip cannot read",
            message=f"{file.path}:{line}{more} no requirement ({text}): {who} nothing.",
            line=line,
            severity=Severity.MEDIUM if wild else None,
            evidence=tuple(
                Evidence(kind="line", path=file.path, line=at, excerpt=shown) for at, shown in file.refused[:20]
            ),
            tier="nothing-declared",
            remediation="Write `>=1.3` for `>=1.3.*`, and install from the list once in CI or in the image."
            if wild
            else "Write the list anew from what is installed, and install from it once in CI or in the image.",
        )


def _declared(pins: Pins) -> int:
    """Packages that manifests and libraries name, of whatever kind."""
    return sum(len(file.requirements) for file in (*pins.manifests, *pins.libraries))


def _looseness(loose: int, declared: int) -> Driver:
    """One package of twenty breaks a build a twentieth as often as all of them."""
    share = round(loose / (loose + declared), 3)
    return Driver(name="loose", value=share, unit="x", ref=f"{loose} of {loose + declared} packages without a version")


def _listed(names: list[str]) -> str:
    shown = list(dict.fromkeys(names))
    if len(shown) > 6:
        return listed(shown, 6)
    return ", ".join(shown[:-1]) + f" and {shown[-1]}" if len(shown) > 1 else shown[0]


def _installing(facts: Facts) -> Iterator[Finding]:
    """Programs that install packages by name while they run."""
    code = facts.one(CodeBase)
    found: list[tuple[str, int, list[str]]] = []
    for path, module in sorted(code.modules.items()) if code else ():
        if module.is_own and module.facts.kind == "module":
            found += [(path, one.line, loose) for one in module.facts.commands if (loose := _loose_names(one.name))]
    if found:
        names = list(dict.fromkeys(name for _path, _line, loose in found for name in loose))
        places = list(dict.fromkeys(path for path, _line, _loose in found))
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        verb = "installs" if len(places) == 1 else "install"
        yield Finding(
            subject=Subject(kind="repo", name="installed while running", path=places[0]),
            title="Programs install packages while they run",
            message=f"{places[0]}:{found[0][1]}{more} {verb} {_listed(names)} while running, whatever version is newest that day.",
            line=found[0][1],
            evidence=tuple(
                Evidence(kind="line", path=path, line=line, ref=f"pip install {' '.join(loose)}"[:120])
                for path, line, loose in found[:20]
            ),
            severity=Severity.MEDIUM,
            tier="undeclared",
            occurrences=len(names),
            drivers=(_looseness(1, 9),),
        )


def _forgotten(pins: Pins) -> Finding | None:
    """The few packages without a version of a list that otherwise holds all of them."""
    held = {file.path: {one.name for one in file.requirements if one.is_pinned} for file in pins.manifests}
    for file in pins.manifests:
        elsewhere = set[str]().union(*(held.get(path, ()) for path in file.includes))
        elsewhere |= {
            one.name for one in file.requirements if one.spec or one.is_pinned
        }  # pip takes all lines of a name
        loose = [
            one
            for one in file.requirements
            if (one.name in ML_PACKAGES or one.name in FRAMEWORKS)
            and not (one.spec or one.is_pinned or one.is_url or one.name in elsewhere)
        ]
        pinned = [one for one in file.requirements if one.is_pinned]
        if file.kind != "requirements" or not loose or len(loose) > _FEW or len(pinned) < _MOST_HELD * len(loose):
            continue
        if (
            any(file.path == one.path for one, _ in pins.floating)
            and len(pins.floating) / max(len(pins.counted), 1) > _LIMIT
        ):
            continue
        names = [one.name for one in loose]
        verb = "has" if len(names) == 1 else "have"
        return Finding(
            subject=Subject(kind="repo", name="forgotten versions", path=file.path),
            title="A few packages of a pinned list have no version",
            message=f"{_listed(names)} {verb} no version in {file.path}, where {len(pinned)} others have one: each build takes the newest of {'it' if len(names) == 1 else 'them'}.",
            line=loose[0].line,
            evidence=tuple(
                Evidence(kind="line", path=file.path, line=one.line, ref=one.name, value="any version") for one in loose
            ),
            severity=Severity.LOW,
            tier="undeclared",
            occurrences=len(names),
            drivers=(_looseness(len(names), len(pinned)),),
        )
    return None


def _uninstalled(facts: Facts) -> Iterator[Finding]:
    found = list(uninstalled(facts))
    if found:
        names = [one.package for one in found]
        told = "; ".join(one.needs for one in found)
        yield Finding(
            subject=Subject(kind="repo", name="what nothing installs", path=found[0].path),
            title="The service needs packages that nothing installs",
            message=f"{told}; no list of the repository installs {_listed(names)}: the service does not start from what is declared.",
            line=found[0].line,
            evidence=tuple(
                Evidence(kind="line", path=one.path, line=one.line, ref=one.package, excerpt=one.needs) for one in found
            ),
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
            tier="undeclared",
            occurrences=len(names),
            drivers=(_looseness(len(names), 9),),
        )


def _loose_names(command: str) -> list[str]:
    """The packages without a version of a `pip install NAME …`; nothing of one that installs a file or the project itself."""
    found = _PIP.search(command)
    if found is None:
        return []
    words = found[1].split()
    if any(word in ("-r", "--requirement", "-e", "--editable", "-c", ".") or "/" in word for word in words):
        return []
    loose = [one for word in words if not word.startswith("-") and (one := parse_requirement(word)) is not None]
    return [one.name for one in loose if not one.is_pinned and one.name not in ("pip", "setuptools", "wheel", "uv")]
