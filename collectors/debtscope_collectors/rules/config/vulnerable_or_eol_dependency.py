"""Known vulnerabilities or an ended Python

Detects
-------
Three sources, none of them the network. Reports of pip-audit, OSV-Scanner or Trivy that lie in the repository (JSON), as far as
the version that they name is still the declared one. A small table of what an attacker reaches through models, tracking
servers and endpoints (MLflow, torch, Keras, transformers, Gradio, Ray, BentoML, joblib, ONNX, Pillow, vLLM, TensorFlow), dated
2026-11-21, against exact pins, locks, upper bounds and image tags; where only certain calls are exposed (`torch.load`), the code
around the declaration must make them (wheels under an address count by their name's version, a published package's metadata by its exact pins alone), and the breach of an option that no call gives (`weights_only`) is medium. And the ends of Python versions, known in advance, against images (also a Python that an image on another base installs by apt), .python-version, conda files, components,
runtimes of functions (SAM, CloudFormation, Serverless, Terraform, CDK) and CI, and the ends of Debian, Ubuntu and CentOS releases against the base images of own builds (in one item with their Python, where that has ended too); versions of GitHub's own
actions that it has switched off, at which a job fails, and machines that it has taken away (`ubuntu-20.04`). CI counts only where every
version that it tests has ended (low for one job and for libraries; not at all where the README says that nobody maintains the repository, or nobody has worked on it for two years), a lower bound in pyproject.toml alone never. Entries
younger than the scanned date are not used; a year after its date the table's findings are of medium confidence, after three
years of low. It is no vulnerability database: silence means nothing was found in this table. Development-only packages are low, and so are those of
an export of all that was installed that no code imports, packages that do nothing unless code imports them and none does (scikit-learn, Gradio, BentoML …), and clients of a platform's tracking server, upper bounds of a package whose server nothing starts, and a Python that ended less than 60 days ago (left out where CI and .python-version alone name it); environments inside stores of runs are not read. Where research serves nothing and builds no image, all is medium at most, but for an option that its code relies on.

Why it is debt
--------------
A loader that runs code from a model file, or a tracking server that gives files away, is an open door with a published
description. Python without security fixes makes every library above it stay behind as well.

How to pay it down
------------------
Upgrade, run the regression tests and the metric gate, and retrain where a serialised model does not survive. Let pip-audit or
OSV-Scanner run in CI: it knows far more than this table.

Example
-------
Debt: `mlflow==2.3.1` beside `mlflow server`; `FROM python:3.8-slim`.

Clean: current versions, an update bot, an audit in CI.

References
----------
- PyPA advisory database; NVD, CVE-2023-6909, CVE-2025-32434, CVE-2025-1550, CVE-2026-4372
- Python Developer's Guide, Status of Python versions
- Debian wiki, LTS; Ubuntu, release cycle
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date

from packaging.version import InvalidVersion, Version

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, facet, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.advisories import (
    ADVISORIES,
    TABLE_DATE,
    Advisory,
    advisories,
    caution,
    numbers_of,
)
from debtscope_collectors.joins.asleep import is_left_alone
from debtscope_collectors.joins.ended_platforms import STORE, function_runtimes
from debtscope_collectors.joins.ended_versions import ended_actions, ended_machines, ended_pythons, ended_systems
from debtscope_collectors.joins.facts import CodeBase, CodeModule, RepositoryMaturity
from debtscope_collectors.joins.images import ImageUses, is_side_place, repository
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.pins import is_export
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.dependencies.facts import (
    AuditFinding,
    AuditReport,
    DependencyFile,
    LockFile,
)
from debtscope_collectors.sources.python.view import ModuleView

_DEVELOPMENT = regex(r"(?:^|[-_./])(?:dev|devel|development|tests?|testing|docs?|lint|ci|notebooks?)(?:[-_.]|$)")
_IMAGE_PACKAGES = {"mlflow": "mlflow", "ray": "ray", "torchserve": "", "pytorch": "torch", "tensorflow": "tensorflow"}
_SERVERS = regex(r"\bmlflow\b[^|;&]{0,40}\b(?:server|ui)\b|\bray start\b[^|;&]{0,80}--head|\bserve run\b")
_HOSTED = frozenset({"azureml-mlflow", "sagemaker-mlflow", "databricks-sdk", "databricks-connect"})
"""Packages by which a platform's tracking server is reached: the platform mends it."""
_EXACT = regex(r"={1,3}(\d[\w.+]{0,30})(?:=.*)?")
_WHEEL = regex(
    r"/[A-Za-z0-9_.]{1,60}-(\d[\w.]{0,30})(?:(?:\+|%2[bB])[\w.]{0,30})?-(?:\d\w{0,10}-)?(?:cp|py)\d[\w.]{0,30}-[^/]{1,80}\.whl(?:[#?]|$)"
)
"""A built package under an address: its name holds the version."""
_BY_IMPORT = frozenset({"scikit-learn", "onnx", "gradio", "python-jose", "bentoml"})
"""Nothing of it is reached unless the code imports it; others do their work from within another package."""
_IMPORTED = {"sklearn": "scikit_learn", "PIL": "pillow", "jose": "python_jose", "multipart": "python_multipart"}
"""Import name -> distribution, where the two differ."""


@frozen
class _Use:
    package: str
    version: str
    path: str
    line: int | None
    is_development: bool = False
    is_export: bool = False
    """No code imports it, where it stands in a list of all that was installed or does nothing unless it is imported."""
    is_bound: bool = False
    """The version is an upper bound: everything below it is admitted, it is not."""


@frozen
class TrustedLoad:
    """One `torch.load(…, weights_only=True)`."""

    line: int


@facet(TrustedLoad, cues=("weights_only",), tests=False)
def trusted_loads(view: ModuleView) -> Iterator[TrustedLoad]:
    """Calls that rely on it; `weights_only=False` does not."""
    for call in view.calls_to(("load",)):
        given = next((one.value for one in call.keywords if one.arg == "weights_only"), None)
        if given is not None and not (isinstance(given, ast.Constant) and given.value is False):
            yield TrustedLoad(line=call.lineno)


@rule(
    id="CFG-029",
    category=Category.CONFIG,
    debt_type="dependency security debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("files",),
    uses=("dependencies", "containers", "ci", "python", "config", "docs", "git"),
    credits=("CR-24",),
    facets=(trusted_loads, function_runtimes),
)
def check(facts: Facts) -> Iterator[Finding]:
    uses = list(_uses(facts))
    reported = _reported(facts, uses)
    is_tried_out = _is_tried_out(facts)
    for package, found in sorted(reported.items()):
        yield _capped(_from_report(package, found, uses), is_tried_out)
    by_package: dict[str, list[tuple[_Use, Advisory]]] = {}
    for use in uses:
        if use.package not in reported:
            for advisory in _known(use, facts.as_of):
                if _is_reached(facts, use, advisory):
                    by_package.setdefault(use.package, []).append((use, advisory))
    for package, matches in sorted(by_package.items()):
        is_relied_on = any(advisory.relied_on for _use, advisory in matches)  # it loads what others made, and says so
        yield _capped(_from_table(facts, package, matches), is_tried_out and not is_relied_on)
    is_run = not is_left_alone(facts)  # where nobody works, no job runs
    pythons = [_capped(one, is_tried_out) for one in ended_pythons(facts, with_ci=is_run)]
    yield from pythons
    yield from ended_systems(facts, {evidence.path for finding in pythons for evidence in finding.evidence})
    if is_run:
        yield from ended_actions(facts)
        yield from ended_machines(facts)


def _is_tried_out(facts: Facts) -> bool:
    """Code of research that serves nothing and is built into no image: no stranger's input reaches it."""
    maturity, served = facts.one(RepositoryMaturity), facts.one(ServedCode)
    is_research = maturity is not None and maturity.value is Maturity.RESEARCH
    if not is_research or served is None or served.closures or facts.all(ImageBuild) or facts.all(ContainerSpec):
        return False
    return not _serves(facts)


def _capped(finding: Finding, is_tried_out: bool) -> Finding:
    is_grave = finding.severity in (None, Severity.HIGH, Severity.CRITICAL)
    return replace(finding, severity=Severity.MEDIUM) if is_tried_out and is_grave else finding


def _uses(facts: Facts) -> Iterator[_Use]:
    wanted = {advisory.package for advisory in ADVISORIES}
    audited = {found.package for report in facts.all(AuditReport) for found in report.findings}
    locked: set[tuple[str, str]] = set()
    for lock in facts.all(LockFile):
        if not is_side_place(lock.path):
            for name, version in lock.packages:
                if (name in wanted or name in audited) and (name, lock.path) not in locked:
                    locked.add((name, lock.path))
                    yield _Use(package=name, version=version, path=lock.path, line=None)
    has_lock = {name for name, _path in locked}
    for file in facts.all(DependencyFile):
        if is_side_place(file.path) or STORE.search(file.path) or file.kind in ("notebook", "constraints"):
            continue
        every = is_export(file)
        asked = every or any(one.name in _BY_IMPORT for one in file.requirements)
        imported = (_imported(facts, file.path) or None) if asked else None
        for one in file.requirements:
            name = {"tensorflow-cpu": "tensorflow", "tensorflow-gpu": "tensorflow"}.get(one.name, one.name)
            if name not in wanted and name not in audited:
                continue
            aside = _DEVELOPMENT.search(one.group) is not None or _DEVELOPMENT.search(file.path) is not None
            may_rest = every or name in _BY_IMPORT
            unused = may_rest and imported is not None and name.replace("-", "_") not in imported
            exact = _WHEEL.search(one.spec) if one.is_url else _EXACT.fullmatch(one.spec)
            if exact:
                yield _Use(
                    package=name,
                    version=exact[1],
                    path=file.path,
                    line=one.line,
                    is_development=aside,
                    is_export=unused,
                )
            elif (
                not file.is_library
                and name not in has_lock
                and (bound := re.search(r"(?:^|,)<(\d[\w.]{0,30})", one.spec))
            ):
                yield _Use(
                    package=name, version=bound[1], path=file.path, line=one.line, is_development=aside, is_bound=True
                )
    yield from _image_uses(facts)


def _imported(facts: Facts, path: str) -> Set[str]:
    """Distributions, with underscores, that the code for which a file declares imports."""
    roots = {one.module.partition(".")[0] for module in _around(facts, path) for one in module.facts.imports}
    return {_IMPORTED.get(root, root) for root in roots}


def _image_uses(facts: Facts) -> Iterator[_Use]:
    uses = facts.one(ImageUses)
    for use in uses.uses if uses else ():
        name, tag = repository(use.image)
        package = _IMAGE_PACKAGES.get(name.rpartition("/")[2], "")
        if (
            package
            and (version := re.match(r"v?(\d+\.\d+(?:\.\d+)?)(?:[-.]|$)", tag))
            and not name.startswith("nvcr.io/")
        ):
            yield _Use(package=package, version=version[1], path=use.path, line=use.line)


def _known(use: _Use, as_of: date) -> Sequence[Advisory]:
    if not use.is_bound:
        return advisories(use.package, use.version, as_of)
    try:
        highest = Version(use.version)
        return [
            one for one in ADVISORIES
            if one.package == use.package and one.published <= as_of and _admits(one.affected, highest)
        ]  # fmt: skip
    except InvalidVersion:
        return ()


def _admits(affected: str, bound: Version) -> bool:
    """Whether what is below a bound is, from the first affected version on, all affected."""
    lower, _, upper = affected.rpartition("<")
    return bound <= Version(upper) and (not lower or bound > Version(lower.strip(",>=")))


def _is_reached(facts: Facts, use: _Use, advisory: Advisory) -> bool:
    """Whether code for which the version is declared makes one of the calls that are exposed."""
    return not advisory.reached_by or any(
        name == end or name.endswith(f".{end}")
        for module in _around(facts, use.path)
        for name in module.facts.called
        for end in advisory.reached_by
    )


def _is_mild(facts: Facts, use: _Use, advisory: Advisory) -> bool:
    """Whether the breach matters less here: nobody relies on the protection that is broken, or nobody runs the server."""
    if advisory.relied_on:
        trusting = {path for path, rows in facts.rows(trusted_loads).items() if rows}
        return not any(module.path in trusting for module in _around(facts, use.path))
    return advisory.is_mild or (advisory.is_server and not _serves(facts))


def _around(facts: Facts, path: str) -> Iterator[CodeModule]:
    """The code that a declaration is for: modules below its folder, or the next one above that has any, and what they import."""
    code = facts.one(CodeBase)
    if code is None:
        return
    own = {p for p, m in code.modules.items() if m.role not in ("test", "docs", "example", "vendored", "generated")}
    folder = path.rpartition("/")[0]
    while folder and not any(one.startswith(f"{folder}/") for one in own):
        folder = folder.rpartition("/")[0]
    inside = [one for one in own if not folder or one.startswith(f"{folder}/")]
    every = own.intersection(other for one in inside for other in code.closure(one)) if folder else own
    yield from (code.modules[one] for one in sorted(every))


def _serves(facts: Facts) -> bool:
    lines = [" ".join(spec.command) for spec in facts.all(ContainerSpec)]
    lines += [command.text for flow in facts.all(CiWorkflow) for command in flow.commands]
    uses = facts.one(ImageUses)
    images = [use.image for use in uses.uses] if uses else []
    return any(_SERVERS.search(line[:4000]) for line in lines) or any("mlflow/mlflow" in image for image in images)


def _from_table(facts: Facts, package: str, matches: list[tuple[_Use, Advisory]]) -> Finding:
    first = min(
        matches,
        key=lambda pair: (
            pair[0].is_development,
            pair[0].is_export,
            pair[0].is_bound,
            pair[0].line is None,
            pair[0].path,
        ),
    )
    use, advisory = first
    ids = list(dict.fromkeys(one for _use, a in matches for one in a.ids))
    fixed = max((a.fixed for _use, a in matches), key=numbers_of)
    version = f"below {use.version}" if use.is_bound else use.version
    severity: Severity | None = None
    hosted = any(one.name in _HOSTED for file in facts.all(DependencyFile) for one in file.requirements)
    if all(
        u.is_development or u.is_export or (a.is_server and (hosted or u.is_bound) and not _serves(facts))
        for u, a in matches
    ):
        severity = Severity.LOW
    elif all(_is_mild(facts, u, a) for u, a in matches):
        severity = Severity.MEDIUM
    return Finding(
        subject=Subject(kind="package", name=package, path=use.path, symbol=package),
        title=f"{package} {version} is known to be vulnerable" if len(f"{package}{version}") <= 18 else None,
        message=f"{package} {version} ({_place(use)}): {advisory.what} ({', '.join(ids[:4])}); fixed in {fixed}.",
        line=use.line,
        evidence=(
            *(
                Evidence(
                    kind="version",
                    path=u.path,
                    line=u.line,
                    ref=", ".join(a.ids),
                    value=f"{'<' if u.is_bound else ''}{u.version}, fixed in {a.fixed}",
                )
                for u, a in matches[:20]
            ),
            Evidence(kind="table", ref="advisories", value=f"table of {TABLE_DATE.isoformat()}"),
        ),
        severity=severity,
        confidence=caution(facts.as_of) or (Confidence.MEDIUM if severity is Severity.MEDIUM else None),
        tier="major" if numbers_of(fixed)[:1] > numbers_of(use.version)[:1] else "minor",
    )


def _place(use: _Use) -> str:
    return f"{use.path}:{use.line}" if use.line else use.path


def _reported(facts: Facts, uses: Sequence[_Use]) -> dict[str, list[tuple[AuditReport, AuditFinding]]]:
    """By package: what reports say of versions that are still declared, or that nothing declares."""
    declared: dict[str, set[str]] = {}
    for use in uses:
        if not use.is_bound:
            declared.setdefault(use.package, set()).add(use.version)
    found: dict[str, list[tuple[AuditReport, AuditFinding]]] = {}
    for report in facts.all(AuditReport):
        for one in () if is_side_place(report.path) else report.findings:
            if one.package and (one.package not in declared or one.version in declared[one.package]):
                found.setdefault(one.package, []).append((report, one))
    return found


def _from_report(package: str, found: list[tuple[AuditReport, AuditFinding]], uses: Sequence[_Use]) -> Finding:
    report, first = found[0]
    use = next((use for use in uses if use.package == package), None)
    ids = list(dict.fromkeys(one.ids[0] for _report, one in found if one.ids))
    fixes = [max(one.fixed, key=numbers_of) for _report, one in found if one.fixed]
    fixed = f"fixed in {max(fixes, key=numbers_of)}" if fixes else "no fix is known"
    return Finding(
        subject=Subject(kind="package", name=package, path=use.path if use else report.path, symbol=package),
        message=f"{package} {first.version}: {listed(ids, 4)}; {fixed}.",
        line=use.line if use else None,
        evidence=tuple(
            Evidence(
                kind="report",
                path=r.path,
                ref=one.ids[0] if one.ids else package,
                value=f"{r.tool}{f' of {r.day}' if r.day else ''}: {one.version}",
            )
            for r, one in found[:20]
        ),
        severity=None if fixes else Severity.MEDIUM,
        tier="major"
        if fixes and numbers_of(max(fixes, key=numbers_of))[:1] > numbers_of(first.version)[:1]
        else "minor",
    )
