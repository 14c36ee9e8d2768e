"""Other tools' results as findings: one item a rule and file, folded by component where the files are many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from debtscope.model.finding import Evidence, Finding, Subject
from debtscope.model.foreign import ForeignHit, ForeignRule
from debtscope.model.ledger import Suppressed
from debtscope.model.rule import Facts, Rule, RulePage
from debtscope.model.vocabulary import Confidence, Maturity, Origin

SOURCE = "sarif"
_LONGEST_TITLE = 48
_MANY = 6
"""Files from which the results of one rule in one component are one item."""


def foreign_findings(
    rules: Iterable[ForeignRule], hits: Sequence[ForeignHit]
) -> list[tuple[Rule, tuple[Finding, ...]]]:
    """Each reported rule with what it found; also those that found nothing, so that what is paid is told."""
    made: list[tuple[Rule, tuple[Finding, ...]]] = []
    counted = [hit for hit in hits if hit.excused is None]
    for known in sorted(rules, key=lambda one: (one.tool, one.rule)):
        own = [hit for hit in counted if (hit.tool, hit.rule) == (known.tool, known.rule)]
        made.append((_rule(known), tuple(_findings(known, own))))
    return made


def foreign_suppressed(hits: Iterable[ForeignHit]) -> tuple[Suppressed, ...]:
    """What the tools themselves were told to pass over."""
    return tuple(
        Suppressed(rule=_name(hit), path=hit.path or hit.named, line=hit.line, by="config", reason=hit.excused)
        for hit in hits
        if hit.excused is not None
    )


def _name(one: ForeignHit | ForeignRule) -> str:
    return f"sarif/{one.tool}/{one.rule}"


def _rule(known: ForeignRule) -> Rule:
    """A rule of this scan alone."""
    url = f" {known.url}" if known.url else ""
    return Rule(
        id=_name(known), slug=_name(known), title=_title(known), category=known.category, debt_type=f"found by {known.tool}",
        severity=known.severity, confidence=Confidence.MEDIUM, since=Maturity.RESEARCH, needs=(SOURCE,),
        origin=Origin.SARIF, check=_told_by_another, page=RulePage(
            detects=known.title, why=known.help or f"{known.tool} says so.", pay_down=f"As {known.tool} advises.{url}",
            example="", references=known.url,
        ),
    )  # fmt: skip


def _title(known: ForeignRule) -> str:
    title = f"{known.tool} {known.rule}: {known.title}" if known.title != known.rule else f"{known.tool} {known.rule}"
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _told_by_another(facts: Facts) -> Iterator[Finding]:
    """Its findings come from a report."""
    del facts
    return iter(())


def _findings(known: ForeignRule, hits: Sequence[ForeignHit]) -> Iterator[Finding]:
    components: dict[str, dict[str, list[ForeignHit]]] = {}
    for hit in hits:
        place = hit.path or hit.named
        components.setdefault(_component(place), {}).setdefault(place, []).append(hit)
    for component, files in sorted(components.items()):
        if len(files) >= _MANY:
            every = [hit for _, found in sorted(files.items()) for hit in found]
            subject = Subject(kind="folder", name=component)
            yield _finding(known, subject, every, f"{len(every)} in {len(files)} files of {component}")
        else:
            for place, found in sorted(files.items()):
                path = found[0].path
                subject = Subject(kind="file", name=place, path=path)
                count = f" ({len(found)} times)" if len(found) > 1 else ""
                yield _finding(known, subject, found, f"{place}{count}")


def _finding(known: ForeignRule, subject: Subject, hits: Sequence[ForeignHit], where: str) -> Finding:
    said = next((hit.message for hit in hits if hit.message), known.title)
    return Finding(
        subject=subject,
        message=f"{known.tool} {known.rule} in {where}: {said}",
        line=hits[0].line if subject.path else None,
        evidence=tuple(
            Evidence(kind="line", path=hit.path, line=hit.line, ref=f"{known.tool} {known.rule}", value=hit.report)
            for hit in hits
        ),
        occurrences=float(len(hits)),
    )


def _component(path: str) -> str:
    return "/".join(path.split("/")[:-1][:2]) or "."
