"""What has ended and is still asked for, one finding a kind: Pythons, systems of images, actions and machines of CI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date

from debtscope.api import Evidence, Facts, Finding, Severity, Subject
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.joins.advisories import action_end, numbers_of, python_end, system_end
from debtscope_collectors.joins.ended_platforms import ended_runners, python_runs
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development, is_side_place
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ImageBase, ImageBuild
from debtscope_collectors.sources.dependencies.facts import PythonPin

_GITHUB_ACTION = regex(r"uses: (actions/[a-z-]{3,40})@v(\d)(?:\.\d{1,3}){0,2}")
_RECENT = 365
_JUST = 60
"""Days after an end in which a missing fix is not yet likely: the move is due, and not late."""


def ended_pythons(facts: Facts, *, with_ci: bool) -> Iterator[Finding]:
    """One item for all places that run an ended Python; what CI alone runs is asked for where its jobs still run."""
    ended: list[tuple[str, Evidence]] = []
    in_ci, deployed = True, False
    for run in python_runs(facts):
        end = python_end(run.minor, facts.as_of)
        if end is not None and (with_ci or not run.is_ci):
            value = f"{run.minor}, ended {end.isoformat()}"
            ended.append((run.minor, Evidence(kind="version", path=run.path, line=run.line, ref=run.what, value=value)))
            in_ci &= run.is_ci
            deployed |= not run.is_ci and not run.path.endswith(".python-version")
    if not ended:
        return
    minors = sorted({minor for minor, _evidence in ended}, key=numbers_of)
    lowest = [
        Evidence(kind="version", path=pin.path, line=pin.line, ref="lowest admitted", value=pin.minor)
        for pin in facts.all(PythonPin)
        if pin.kind == "requires" and python_end(pin.minor, facts.as_of) and not is_side_place(pin.path)
    ]
    home = lowest[0] if lowest else ended[0][1]
    end = python_end(minors[0], facts.as_of) or facts.as_of
    since = (facts.as_of - end).days
    if since < _JUST and not deployed:
        return  # CI and a laptop wait for the next one without harm; what is deployed loses its fixes at once
    shown = ", ".join(dict.fromkeys(f"{e.path}:{e.line}" if e.line else f"{e.path}" for _m, e in ended[:4]))
    more = f" and {len(ended) - 4} more" if len(ended) > 4 else ""
    below = _below(facts, {evidence.path for _minor, evidence in ended})
    severity = _of_end(facts, since, len(ended) if in_ci else 0)
    if below and severity is Severity.LOW and any((facts.as_of - day).days >= _RECENT for *_, day in below):
        severity = Severity.MEDIUM
    system = f"; {below[0][2]} beneath it ended on {below[0][3].isoformat()}" if below else ""
    yield Finding(
        subject=Subject(kind="package", name="python", path=home.path, symbol="python"),
        title=f"Python {minors[0]} gets no more fixes",
        message=f"Python {' and '.join(minors)} {'runs' if len(minors) == 1 else 'run'} in {shown}{more}; {minors[0]} ended on {end.isoformat()}{system}.",
        line=home.line,
        evidence=(
            *(evidence for _minor, evidence in ended[:30]),
            *(
                Evidence(kind="version", path=path, line=base.line, ref=base.image, value=f"{name}, ended {day}")
                for path, base, name, day in below[:5]
            ),
            *lowest[:5],
        ),
        severity=severity,
        tier="minor" if in_ci else "major",
        occurrences=float(len(ended)),
    )


def _below(facts: Facts, paths: Set[str | None]) -> list[tuple[str, ImageBase, str, date]]:
    """(Dockerfile, base, system, its end) of the images with an ended Python whose system has ended as well: the longest ago first."""
    found = [
        (build.path, base, *ended)
        for build in facts.all(ImageBuild)
        if build.path in paths
        for base in build.bases
        if base.image == build.base and (ended := system_end(base.image, facts.as_of)) is not None
    ]
    return sorted(found, key=lambda one: (one[3], one[0]))


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


def ended_systems(facts: Facts, told: Set[str | None]) -> Iterator[Finding]:
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


def ended_actions(facts: Facts) -> Iterator[Finding]:
    """One item for all steps that call what GitHub has switched off."""
    ended = [
        Evidence(kind="version", path=flow.path, line=command.line, ref=f"{found[1]}@v{found[2]}", value=f"ended {end}")
        for flow in facts.all(CiWorkflow)
        if flow.host == "github"
        for command in flow.commands
        if (found := _GITHUB_ACTION.fullmatch(command.text.strip()))
        and (end := action_end(found[1], int(found[2]), facts.as_of))
    ]
    lines = {one.ref for one in ended if one.line is not None}
    # a job that calls a workflow of the repository has its steps, which stand in that one
    ended = [one for one in ended if one.line is not None or one.ref not in lines]
    yield from _of_ci_host(
        list({(one.path, one.line, one.ref): one for one in ended}.values()),
        "actions",
        "CI calls actions that are switched off",
        ("calls", "which GitHub has switched off", "the job fails there", "step"),
        "Name the newest major version, look at what it changed (artifacts are immutable since v4), and let a bot propose the next.",
    )


def ended_machines(facts: Facts) -> Iterator[Finding]:
    """One item for all jobs that ask for a machine that is no more."""
    yield from _of_ci_host(
        ended_runners(facts),
        "runners",
        "CI asks for machines that are no more",
        ("asks for", "which GitHub has taken away", "the job never runs", "place"),
        "Name a machine of today (or the moving name, such as ubuntu-latest), and look at what the newer one leaves out.",
    )


def _of_ci_host(
    ended: Sequence[Evidence], name: str, title: str, words: tuple[str, str, str, str], remediation: str
) -> Iterator[Finding]:
    """`words`: what the file does, what became of it, what that does, and what a place of it is called."""
    if not ended:
        return
    does, became, so, place = words
    first = ended[0]
    where = f"{first.path}:{first.line}" if first.line else first.path
    more = f"; {counted(len(ended) - 1, f'more {place}')} like it" if len(ended) > 1 else ""
    yield Finding(
        subject=Subject(kind="package", name=name, path=first.path, symbol=name),
        title=title,
        message=f"{where} {does} {first.ref}, {became} ({first.value}): {so}{more}.",
        line=first.line,
        evidence=tuple(ended[:30]),
        severity=Severity.MEDIUM,
        tier="minor",
        occurrences=float(len(ended)),
        remediation=remediation,
    )
