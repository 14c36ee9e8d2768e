"""Declared and locked dependencies."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class Requirement:
    """One declared dependency."""

    name: str
    """Normalised (PEP 503)."""
    spec: str
    """Version specifier, url reference or ``; user information removed."""
    line: int | None
    is_pinned: bool
    """`==`, an exact conda build or a git url with a commit."""
    is_url: bool = False
    group: str = ""
    """extra, dependency group or `` for the main list."""
    extras: tuple[str, ...] = ()
    """What it asks of the package beside its core: `standard` of `fastapi[standard]`, sorted."""


@frozen
class DependencyFile:
    """One file that declares dependencies: requirements*.txt, pyproject, setup.py/cfg, environment.yml, Pipfile, a notebook's
    `!pip install`, a Dockerfile's RUN pip."""

    path: str
    kind: str
    """requirements, constraints, pyproject, setup.cfg, setup.py, conda, pipfile, notebook, dockerfile or runtime (what Ray installs when it
    starts a service)."""
    requirements: tuple[Requirement, ...]
    is_library: bool = False
    """The declaring project is built to be published (has a build system and is no application)."""
    constraints: tuple[str, ...] = ()
    """`-c` files it names."""
    hashed: bool = False
    """Every line carries --hash: a compiled lock."""
    includes: tuple[str, ...] = ()
    """`-r` files it names."""
    project: str = ""
    """Normalised name of the project that a pyproject or setup file declares."""
    refused: tuple[tuple[int, str], ...] = ()
    """(line, text) of what stands in it and is no requirement: pip stops there."""
    home: str = ""
    """The folder, seen from its own, of which a pyproject or setup file says that the packages lie there."""


@frozen
class ScriptInstalls:
    """Packages that a script or a pipeline's settings bring by name: no list, but who runs them has the packages."""

    path: str
    names: tuple[str, ...]
    """Normalised, sorted."""


@frozen
class LockFile:
    """One lock: poetry.lock, uv.lock, pdm.lock, Pipfile.lock, conda-lock.yml, pylock.toml, or a compiled requirements file."""

    path: str
    kind: str
    packages: tuple[tuple[str, str], ...]
    """(normalised name, version)."""


@frozen
class AuditFinding:
    """One vulnerability that a scanner found in one package."""

    package: str
    """Normalised."""
    version: str
    ids: tuple[str, ...]
    """CVE numbers first."""
    fixed: tuple[str, ...]
    """Versions that mend it; empty where none does."""


@frozen
class AuditReport:
    """A report of pip-audit, OSV-Scanner or Trivy that lies in the repository."""

    path: str
    tool: str
    day: str | None
    """ISO date, where the report tells."""
    findings: tuple[AuditFinding, ...]


@frozen
class PythonPin:
    """A version of Python that a file asks for."""

    path: str
    line: int | None
    minor: str
    """`3.9`; of a range its lowest."""
    kind: str
    """requires (a range: the lowest admitted), file (.python-version, runtime.txt), conda, function (the runtime of a function or app
    that a cloud runs: SAM, CloudFormation, Serverless, Terraform, App Engine), and of a pyproject.toml or setup beside `requires`:
    classifier (the lowest that it says to support) and target (the version that ruff or black writes for)."""
