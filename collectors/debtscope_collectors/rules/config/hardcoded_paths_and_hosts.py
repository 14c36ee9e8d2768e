"""Paths, hosts and buckets of one machine are in the code

Detects
-------
Absolute paths of one machine or platform (`/home/…`, `/Users/…`, `/mnt`, `/srv`, `/data`, `/content`, `/kaggle`, `/dbfs`, Windows
drives), private addresses, hosts of internal domains, buckets (also those that a client of S3 or Google's storage is handed by name) and JDBC urls written into code, commands and notebooks; folders above
the current one (`../data`) in code that serves or that other modules import; the address of another service on the program's own
machine (`http://localhost:8000`) in code that an image, a pipeline or a service runs (low); and somebody's own home folder in configuration (JSON settings
of the project's own among it) and scripts too. Defaults that the environment, an option, a widget or a form (`# @param`) of a notebook overrides are clean, unless they lie in a personal home. So are messages, prompts,
help texts, documents, tests, examples, questions whether a folder is there, ends of urls that begin with a variable, addresses that
are values among data, and folders inside a container's manifest. Buckets, hosts and paths in configuration are where
they belong. Buckets count from two files on that name some; folders such as `/data` and `/mnt` not in code that an image may run, where they are the
container's; in notebooks only somebody's own folder and private addresses do, from two notebooks on. A home whose name is a folder of the
project's is a service's, and so is that of a user whom an image makes or is run by, and one in which an image or a compose service puts
something. A file of settings for the developer's machine beside the one for production (`settings/local.py` and `settings/production.py`) is where
its addresses and folders belong. What every machine of a cloud asks for its metadata (`169.254.169.254`) is clean. Low in notebooks and experiments. What every
workspace of a platform has (`/dbfs/tmp`, but not `/dbfs/mnt`) is clean, and so is what lies where a compose service that is built here mounts a
folder of the repository or a volume, where a pipeline or a manifest mounts one, and in folders that a script or an image of the repository makes; what
only who develops comes by (`if sys.argv[1] == "dev":`, `if os.name == "nt":`), but for a personal home; a service beside the program that a script or the
file itself starts there; and a bucket that the key around it names (`{"s3DataSource": "s3://data-source"}`). Several files of the project are one item, and so are several notebooks or scripts.

Why it is debt
--------------
The code runs on one laptop or in one account. Everybody else edits it first, or reads and writes another team's data unawares.

How to pay it down
------------------
Take the place from one settings object that the environment fills, with a path relative to the project as default.

Example
-------
Debt: `pd.read_csv("/home/ana/x.csv")`. Clean: `pd.read_csv(cfg.data_dir / "x.csv")`.

References
----------
Sculley et al. 2015, "Configuration debt"; O'Brien et al. 2022.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.profiles import LocalProfiles
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.config.facts import PersonalPath
from debtscope_collectors.sources.config.prepared import PreparedPlace
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.python.bound import BoundLiteral, bound_literals
from debtscope_collectors.sources.python.machine_choices import given_places
from debtscope_collectors.sources.python.notebook_files import notebook_files

_SHOWN = 8
_OUTSIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_EVERYBODYS = regex(
    r"gs://(?:goog-|gcp-public-data|google-cloud-aiplatform\b|cloud-samples|tfds-data)|s3://(?:sagemaker-(?:servicecatalog-seedcode|sample-|example-)|commoncrawl\b|nyc-tlc\b)|/home/(?:jovyan|onyxia|vscode|coder|codespace|gitpod|sagemaker-user|studio-lab-user"
    r"|agent|sandbox|app|appuser|nonroot|airflow|mambauser|node|linuxbrew|cdsw|vcap|runner|hadoop|glue_user|mlrun_code|ray|rstudio|kedro_docker|seluser|cloudsdk)/"
    r"|^172\.1[78]\.0\.1/?$|\.svc\.cluster\.local\b|^https?://localhost:11434"
    r"|^(?:https?://)?(?:metadata\.google\.internal\b|metadata\.azure\.internal\b|169\.254\.169\.254\b|169\.254\.170\.2\b|168\.63\.129\.16\b)|^/srv/shiny-server/|^/mnt/(?:shared|cluster|user|local)_storage/"
)
"""Buckets that a cloud keeps for all, the one home of a hosted platform's images, homes of programs, not of people, Docker's own bridge,
services by the name that they have in every cluster, Ollama where it listens by default, what
every machine of a cloud asks for its own metadata, the folder that Shiny Server's image serves, and the disks that every cluster of Anyscale has."""
_HOME = regex(r"/(?:home|Users)/([\w.-]{1,40})/")
_PERSONAL = frozenset({"home", "address", "drive"})
"""What nobody but its author can take from a notebook."""
_EVERY_WORKSPACE = regex(r"/dbfs/(?!mnt/|Users/|home/|FileStore/(?:users|shared_uploads)/)", re.IGNORECASE)
"""The file system that every workspace of Databricks has; what is mounted there belongs to one account."""
_TO_FILL_IN = regex(r"[<‹](?:your|my|user)[^<>‹›]{0,60}[>›]", re.IGNORECASE)
_PLACES = frozenset({"home", "path", "drive", "platform", "address", "host", "bucket", "database"})
_MILD = ("platform", "neighbour")
_BOOKS = 2
"""Notebooks with somebody's own folder, from which on they are a habit."""
_BUCKETS = 2
"""Files that name buckets, from which on moving them is more than a line."""
_DISKS = ("/media/", "/Volumes/", "/mnt/disks/")
"""Where somebody's own machine puts disks; images have none there."""
_OF_CI = (
    ".github/",
    ".gitlab",
    ".circleci/",
    ".travis.y",
    "azure-pipelines",
    "bitbucket-pipelines",
    "appveyor.y",
    ".appveyor.y",
    "buildspec.y",
)
_SCRIPTS = (".sh", ".ps1", ".bat")


@rule(
    id="CFG-015",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("config", "containers", "files"),
    facets=(bound_literals, given_places, notebook_files),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for the project's code, one for notebooks and scripts; a file's own where there is but one."""
    code = facts.one(CodeBase)
    found: list[tuple[CodeModule, bool, list[BoundLiteral]]] = []
    where = _Where.of(facts, code)
    rows = facts.rows(bound_literals)
    # where a container that is built here mounts a folder of the repository, every machine has that place
    mounts = tuple(f"{place}/" for spec in facts.all(ContainerSpec) if spec.is_local for place in spec.mounts)
    for path, module in sorted(code.modules.items()) if code else ():
        if module.role in _OUTSIDE or is_aside(path) or where.profiles.hold(path):
            continue
        is_note = module.facts.kind == "notebook" or bool(facts.rows(notebook_files).get(path))
        bound = [one for one in rows.get(path, ()) if where.counts(one, module, is_note=is_note)]
        bound += _above(module)
        if mounts and (module.in_production or module.facts.serving or module.imported_by):
            bound = [one for one in bound if not f"{one.text}/".startswith(mounts)]
        if not where.is_library:
            bound += _neighbours(rows.get(path, ()), module, where)
        if bound:
            found.append((module, is_note, bound))
    project: list[Finding] = []
    aside: list[Finding] = []
    few_books = sum(is_note for _, is_note, _ in found) < _BOOKS
    one_bucket = sum(any(one.kind == "bucket" for one in bound) for _, _, bound in found) < _BUCKETS
    for module, is_note, bound in found:
        told = [one for one in bound if one.kind != "bucket" or not one_bucket]
        if told and not (is_note and few_books):
            is_aside_code = module.role != "production" or is_note
            (aside if is_aside_code else project).append(_finding(module.path, told, module, is_note=is_note))
    for one in _configured(facts, where):
        (aside if one.subject.name.endswith(_SCRIPTS) else project).append(one)
    yield from _folded(aside, "places of one machine in notebooks and scripts")
    yield from _folded(_shared(project), "places of one machine")


def _shared(found: list[Finding]) -> list[Finding]:
    """Files that name one and the same place are one item: one setting takes its place in them all."""
    groups: dict[frozenset[object], list[Finding]] = {}
    for one in found:
        groups.setdefault(frozenset(each.value for each in one.evidence), []).append(one)
    merged: list[Finding] = []
    for values, ones in groups.items():
        if len(ones) == 1:
            merged += ones
            continue
        names = " and ".join(one.subject.name for one in ones[:2])
        rest = f" (and {len(ones) - 2} more)" if len(ones) > 2 else ""
        places = ", ".join(sorted(map(str, values))[:3])
        merged.append(
            replace(
                ones[0],
                message=f"{names}{rest} name what only one machine or account has: {places}.",
                evidence=tuple(each for one in ones for each in one.evidence)[:_SHOWN],
                occurrences=sum(one.occurrences for one in ones),
            )
        )
    return merged


def _folded(found: list[Finding], name: str) -> Iterator[Finding]:
    yield from together(
        found, name, "{n} files ({first} first) name {all} paths, hosts or buckets of one machine or account."
    )


@frozen
class _Where:
    """What tells a place of one machine from one that every installation has."""

    is_library: bool
    has_image: bool
    """The project's code runs in a container: absolute folders are the container's."""
    names: Set[str]
    """Folders and files of the project's code, and users of its images: a home of that name is a service's."""
    profiles: LocalProfiles
    made: tuple[str, ...]
    """Folders that the repository itself makes or mounts, each with a stroke at its end."""
    started: Set[str]
    """Ports of servers that its scripts start in the background."""

    @staticmethod
    def of(facts: Facts, code: CodeBase | None) -> _Where:
        images = any(
            spec.kind == "dockerfile" and not is_development(spec.path) and not is_aside(spec.path)
            for spec in facts.all(ContainerSpec)
        )
        parts = {part.removesuffix(".py") for path in (code.modules if code else ()) for part in path.split("/")}
        parts.update(user for build in facts.all(ImageBuild) for user in build.homes)
        inside = (_HOME.match(f"{place}/") for spec in facts.all(ContainerSpec) for place in spec.mounts)
        parts.update(home[1] for home in inside if home is not None)
        return _Where(
            is_library=code is not None and code.is_library,
            has_image=images,
            names=parts,
            profiles=LocalProfiles(facts),
            made=tuple(sorted(_made(facts))),
            started={one.text for one in facts.all(PreparedPlace) if one.text.isdigit()},
        )

    def counts(self, one: BoundLiteral, module: CodeModule, *, is_note: bool) -> bool:
        if _EVERYBODYS.search(f"{one.text}/") or _TO_FILL_IN.search(one.text) or _EVERY_WORKSPACE.match(one.text):
            return False
        if "</" in one.text or one.kind not in _PLACES or (self.is_library and one.kind not in ("home", "drive")):
            return False
        if (is_note and one.kind not in _PERSONAL and "/home/" not in one.text) or self.is_of_a_program(one.text):
            return False
        if one.kind in ("path", "platform") and f"{one.text}/".startswith(self.made):
            return False
        runs = module.in_production or module.facts.serving or module.imported_by
        if self.has_image and runs and one.kind in ("path", "platform") and not one.text.startswith(_DISKS):
            return False
        return not one.is_default or one.kind == "home" or (one.kind == "drive" and "Users" in one.text)

    def is_of_a_program(self, text: str) -> bool:
        home = _HOME.search(f"{text}/")
        return home is not None and home[1] in self.names


def _made(facts: Facts) -> Iterator[str]:
    """Folders of which a script, an image, a manifest or a pipeline of the repository says that they are there."""
    for one in facts.all(PreparedPlace):
        if one.text.startswith("/") and role_by_path(one.path) not in _OUTSIDE and not is_aside(one.path):
            yield f"{one.text}/"
    for rows in facts.rows(given_places).values():
        yield from (f"{row.text}/" for row in rows if row.text)


def _above(module: CodeModule) -> list[BoundLiteral]:
    """Reads and writes beside the current folder, in code whose current folder somebody else chooses."""
    if module.facts.kind == "notebook" or not (module.facts.serving or (module.in_production and module.imported_by)):
        return []
    return [
        BoundLiteral(kind="path", text=access.target, line=access.line)
        for access in (*module.facts.reads, *module.facts.writes)
        if access.target and access.target.startswith(("../", "..\\")) and not access.param
    ]


def _neighbours(rows: Sequence[BoundLiteral], module: CodeModule, where: _Where) -> list[BoundLiteral]:
    """Services that must run beside the program, where something else than a person at that machine starts it."""
    if (
        module.facts.kind != "module"
        or module.role != "production"
        or not (module.in_production or module.facts.serving)
        or "subprocess.Popen" in module.facts.called  # it starts there what it asks
    ):
        return []
    return [
        one
        for one in rows
        if one.kind == "neighbour"
        and not one.is_default
        and not _EVERYBODYS.search(one.text)
        and one.text.rpartition(":")[2] not in where.started
    ]


def _finding(path: str, bound: list[BoundLiteral], module: CodeModule, *, is_note: bool) -> Finding:
    bound = sorted(bound, key=lambda one: one.line)
    mild = is_note or module.role == "experiment" or all(b.kind in _MILD for b in bound)
    texts = list(dict.fromkeys(one.text for one in bound))
    many = (
        f"{len(texts)} places that only one machine or account has"
        if len(texts) > 1
        else "a place that only one machine or account has"
    )
    return Finding(
        subject=file_subject(path),
        line=bound[0].line,
        severity=Severity.LOW if mild else None,
        message=f"{path} names {many}: {', '.join(texts[:3])}{' …' if len(texts) > 3 else ''}.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=one.line, ref=one.kind, value=one.text) for one in bound[:_SHOWN]
        ),
        occurrences=len(texts),
    )


def _configured(facts: Facts, where: _Where) -> Iterator[Finding]:
    """Somebody's own folder in configuration and scripts."""
    by_path: dict[str, list[PersonalPath]] = {}
    for one in facts.all(PersonalPath):
        if one.path.startswith(_OF_CI) or _EVERYBODYS.search(f"{one.text}/") or where.is_of_a_program(one.text):
            continue  # a job of CI names the machine that it talks to
        if where.profiles.hold(one.path):
            continue
        if role_by_path(one.path) not in _OUTSIDE and not is_aside(one.path) and not _is_written(one.path):
            by_path.setdefault(one.path, []).append(one)
    for path, found in sorted(by_path.items()):
        texts = list(dict.fromkeys(one.text for one in found))
        yield Finding(
            subject=file_subject(path),
            line=found[0].line,
            message=f"{path} names somebody's own folder: {', '.join(texts[:3])}{' …' if len(texts) > 3 else ''}.",
            evidence=tuple(Evidence(kind="config", path=path, line=one.line, value=one.text) for one in found[:_SHOWN]),
            occurrences=len(texts),
        )


def _is_written(path: str) -> bool:
    """Tools wrote it: their stores and logs hold the paths of the machine on which they ran."""
    name = path.rpartition("/")[2]
    return name in ("meta.yaml", "MLmodel", "pyvenv.cfg", "conda.yaml", "environment.yml", "environment.yaml") or any(
        part in ("mlruns", "mlartifacts", "outputs", "wandb", "lightning_logs", "multirun", "runs", ".hydra")
        for part in path.split("/")
    )
