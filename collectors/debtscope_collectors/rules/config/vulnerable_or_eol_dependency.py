"""Known vulnerabilities or an ended Python

Detects
-------
Three sources, none of them the network. Reports of pip-audit, OSV-Scanner or Trivy that lie in the repository (JSON), as far as
the version that they name is still the declared one. A small table of what an attacker reaches through models, tracking
servers and endpoints (MLflow, torch, Keras, transformers, Gradio, Ray, BentoML, joblib, ONNX, Pillow, vLLM, TensorFlow), dated
2026-11-21, against exact pins, locks, upper bounds and image tags; where only certain calls are exposed (`torch.load`), the code
around the declaration must make them, and the breach of an option that no call gives (`weights_only`) is medium. And the ends of Python versions, known in advance, against images, .python-version, conda files, components,
runtimes of functions (SAM, CloudFormation, Serverless, Terraform, CDK) and CI, and the ends of Debian, Ubuntu and CentOS releases against the base images of own builds; versions of GitHub's own
actions that it has switched off, at which a job fails, and machines that it has taken away (`ubuntu-20.04`). CI counts only where every
version that it tests has ended (low for one job and for libraries), a lower bound in pyproject.toml alone never. Entries
younger than the scanned date are not used; a year after its date the table's findings are of medium confidence, after three
years of low. It is no vulnerability database: silence means nothing was found in this table. Development-only packages are low, and so are those of
an export of all that was installed that no code imports, and clients of a platform's tracking server, upper bounds of a package whose server nothing starts, and a Python that ended less than 60 days ago; environments inside stores of runs are not read. Where research serves nothing and builds no image, all is medium at most, but for an option that its code relies on.

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
from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.advisories import (
    ADVISORIES,
    TABLE_DATE,
    Advisory,
    action_end,
    advisories,
    caution,
    python_end,
    system_end,
)
from debtscope_collectors.joins.ended_platforms import STORE, ended_runners, function_runtimes, python_runs
from debtscope_collectors.joins.facts import CodeBase, CodeModule, RepositoryMaturity
from debtscope_collectors.joins.images import ImageUses, is_development, is_side_place, repository
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
    PythonPin,
)
from debtscope_collectors.sources.python.view import ModuleView

_DEVELOPMENT = regex(r"(?:^|[-_./])(?:dev|devel|development|tests?|testing|docs?|lint|ci|notebooks?)(?:[-_.]|$)")
_IMAGE_PACKAGES = {"mlflow": "mlflow", "ray": "ray", "torchserve": "", "pytorch": "torch", "tensorflow": "tensorflow"}
_SERVERS = regex(r"\bmlflow\b[^|;&]{0,40}\b(?:server|ui)\b|\bray start\b[^|;&]{0,80}--head|\bserve run\b")
_GITHUB_ACTION = regex(r"uses: (actions/[a-z-]{3,40})@v(\d)(?:\.\d{1,3}){0,2}")
_HOSTED = frozenset({"azureml-mlflow", "sagemaker-mlflow", "databricks-sdk", "databricks-connect"})
"""Packages by which a platform's tracking server is reached: the platform mends it."""
_RECENT = 365
_JUST = 60
"""Days after an end in which a missing fix is not yet likely: the move is due, and not late."""
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
    """It stands in a list of all that was installed, and no code imports it."""
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
    uses=("dependencies", "containers", "ci", "python", "config"),
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
    pythons = [_capped(one, is_tried_out) for one in _python(facts)]
    yield from pythons
    yield from _system(facts, {evidence.path for finding in pythons for evidence in finding.evidence})
    yield from _actions(facts)
    yield from _runners(facts)


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
        if (
            is_side_place(file.path)
            or STORE.search(file.path)
            or file.kind in ("notebook", "constraints")
            or file.is_library
        ):
            continue
        imported = _imported(facts, file.path) if is_export(file) else None
        for one in file.requirements:
            name = {"tensorflow-cpu": "tensorflow", "tensorflow-gpu": "tensorflow"}.get(one.name, one.name)
            if (name not in wanted and name not in audited) or one.is_url:
                continue
            aside = _DEVELOPMENT.search(one.group) is not None or _DEVELOPMENT.search(file.path) is not None
            unused = imported is not None and name.replace("-", "_") not in imported
            if exact := re.fullmatch(r"={1,3}(\d[\w.+]{0,30})(?:=.*)?", one.spec):
                yield _Use(
                    package=name,
                    version=exact[1],
                    path=file.path,
                    line=one.line,
                    is_development=aside,
                    is_export=unused,
                )
            elif name not in has_lock and (bound := re.search(r"(?:^|,)<(\d[\w.]{0,30})", one.spec)):
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
    fixed = max((a.fixed for _use, a in matches), key=_order)
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
        tier="major" if _order(fixed)[:1] > _order(use.version)[:1] else "minor",
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


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
    fixes = [max(one.fixed, key=_order) for _report, one in found if one.fixed]
    fixed = f"fixed in {max(fixes, key=_order)}" if fixes else "no fix is known"
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
        tier="major" if fixes and _order(max(fixes, key=_order))[:1] > _order(first.version)[:1] else "minor",
    )


def _python(facts: Facts) -> Iterator[Finding]:
    """One item for all places that run an ended Python."""
    ended: list[tuple[str, Evidence]] = []
    in_ci = True
    for run in python_runs(facts):
        end = python_end(run.minor, facts.as_of)
        if end is not None:
            value = f"{run.minor}, ended {end.isoformat()}"
            ended.append((run.minor, Evidence(kind="version", path=run.path, line=run.line, ref=run.what, value=value)))
            in_ci &= run.is_ci
    if not ended:
        return
    minors = sorted({minor for minor, _evidence in ended}, key=_order)
    lowest = [
        Evidence(kind="version", path=pin.path, line=pin.line, ref="lowest admitted", value=pin.minor)
        for pin in facts.all(PythonPin)
        if pin.kind == "requires" and python_end(pin.minor, facts.as_of) and not is_side_place(pin.path)
    ]
    home = lowest[0] if lowest else ended[0][1]
    end = python_end(minors[0], facts.as_of) or facts.as_of
    since = (facts.as_of - end).days
    shown = ", ".join(dict.fromkeys(f"{e.path}:{e.line}" if e.line else f"{e.path}" for _m, e in ended[:4]))
    more = f" and {len(ended) - 4} more" if len(ended) > 4 else ""
    yield Finding(
        subject=Subject(kind="package", name="python", path=home.path, symbol="python"),
        title=f"Python {minors[0]} gets no more fixes",
        message=f"Python {' and '.join(minors)} {'runs' if len(minors) == 1 else 'run'} in {shown}{more}; {minors[0]} ended on {end.isoformat()}.",
        line=home.line,
        evidence=(*(evidence for _minor, evidence in ended[:30]), *lowest[:5]),
        severity=_of_end(facts, since, len(ended) if in_ci else 0),
        tier="minor" if in_ci else "major",
        occurrences=float(len(ended)),
    )


def _of_end(facts: Facts, since: int, in_ci: int) -> Severity | None:
    """By the days since an end, and by the places where nothing but CI runs it."""
    if since < _JUST:
        return Severity.LOW
    if in_ci:
        return _of_ci(facts, in_ci)
    return Severity.MEDIUM if since < _RECENT else None


def _of_ci(facts: Facts, places: int) -> Severity:
    """Where nothing but CI runs it: users of a library bring their own Python, and one job is one word to change."""
    code = facts.one(CodeBase)
    return Severity.LOW if places == 1 or (code is not None and code.is_library) else Severity.MEDIUM


def _system(facts: Facts, told: Set[str | None]) -> Iterator[Finding]:
    """One item for all images on an ended system; those with an ended Python are told already: one line mends both."""
    ended = [
        (base, build.path, found)
        for build in facts.all(ImageBuild)
        if build.path not in told and not is_side_place(build.path) and not is_development(build.path)
        for base in build.bases
        if base.image == build.base and (found := system_end(base.image, facts.as_of)) is not None
    ]
    if not ended:
        return
    base, path, (name, end) = min(ended, key=lambda one: one[2][1])
    more = f" and {len(ended) - 1} more" if len(ended) > 1 else ""
    yield Finding(
        subject=Subject(kind="package", name="system", path=path, symbol="system"),
        title=f"{name} gets no more fixes",
        message=f"{name} is the system of {path}:{base.line}{more} ({base.image}); it ended on {end.isoformat()}.",
        line=base.line,
        evidence=tuple(
            Evidence(
                kind="version", path=place, line=one.line, ref=one.image, value=f"{system}, ended {day.isoformat()}"
            )
            for one, place, (system, day) in ended[:30]
        ),
        severity=Severity.LOW if (facts.as_of - end).days < _RECENT else Severity.MEDIUM,
        tier="minor",
        occurrences=float(len(ended)),
        remediation="Take the same image on the system's next release, and build it anew in CI so that fixes arrive.",
    )


def _actions(facts: Facts) -> Iterator[Finding]:
    """One item for all steps that call what GitHub has switched off."""
    ended = [
        Evidence(kind="version", path=flow.path, line=command.line, ref=f"{found[1]}@v{found[2]}", value=f"ended {end}")
        for flow in facts.all(CiWorkflow)
        if flow.host == "github"
        for command in flow.commands
        if (found := _GITHUB_ACTION.fullmatch(command.text.strip()))
        and (end := action_end(found[1], int(found[2]), facts.as_of))
    ]
    ended = list({(one.path, one.line, one.ref): one for one in ended}.values())
    if not ended:
        return
    first = ended[0]
    more = f"; {counted(len(ended) - 1, 'more step')} like it" if len(ended) > 1 else ""
    yield Finding(
        subject=Subject(kind="package", name="actions", path=first.path, symbol="actions"),
        title="CI calls actions that are switched off",
        message=f"{first.path}:{first.line} calls {first.ref}, which GitHub has switched off ({first.value}): the job fails there{more}.",
        line=first.line,
        evidence=tuple(ended[:30]),
        severity=Severity.MEDIUM,
        tier="minor",
        occurrences=float(len(ended)),
        remediation="Name the newest major version, look at what it changed (artifacts are immutable since v4), and let a bot propose the next.",
    )


def _runners(facts: Facts) -> Iterator[Finding]:
    """One item for all jobs that ask for a machine that is no more."""
    ended = ended_runners(facts)
    if not ended:
        return
    first = ended[0]
    more = f"; {counted(len(ended) - 1, 'more place')} like it" if len(ended) > 1 else ""
    yield Finding(
        subject=Subject(kind="package", name="runners", path=first.path, symbol="runners"),
        title="CI asks for machines that are no more",
        message=f"{first.path}{f':{first.line}' if first.line else ''} asks for {first.ref}, which GitHub has taken away ({first.value}): the job never runs{more}.",
        line=first.line,
        evidence=tuple(ended[:30]),
        severity=Severity.MEDIUM,
        tier="minor",
        occurrences=float(len(ended)),
        remediation="Name a machine of today (or the moving name, such as ubuntu-latest), and look at what the newer one leaves out.",
    )
