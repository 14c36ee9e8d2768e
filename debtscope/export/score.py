"""The ML Test Score as a table, as Markdown and as JSON."""

from __future__ import annotations

from itertools import groupby

from debtscope.export.columns import wrapped
from debtscope.export.document import SCHEMA_VERSION, plain, score_document, strict_json
from debtscope.model.ledger import Ledger
from debtscope.model.score import Decided, MlTestScore, ScoreResult, Section
from debtscope.model.text import printable

NOTHING = "No ML Test Score: the last scan is of an older debtscope. Scan again.\n"
_SHOWN = 3
_WORTH = {None: "ask", 0.0: "0", 0.5: "½", 1.0: "1"}


def score_table(ledger: Ledger, columns: int = 0) -> str:
    """Section by section, each test with its worth and the evidence, the item or the question behind it."""
    score = ledger.score
    if score is None:
        return NOTHING
    width = max(60, min(columns or 110, 140))
    lines = [_headline(score), ""]
    for section, results in groupby(score.results, key=lambda result: result.test.section):
        lines.append(f"{section.value}  {score.section(section):g} of 7")
        for result in results:
            lines.append(f"  {worth(result):>3}  {result.id}  {result.test.title}")
            lines += [wrapped(one, " " * 11, width) for one in because(result)]
        lines.append("")
    if score.asked:
        lines.append(f"{score.asked} tests wait for the team: debtscope score answer {_first(score)} 0.5 --reason '…'")
    return "\n".join(lines).rstrip() + "\n"


def score_markdown(ledger: Ledger) -> str:
    """The same as a page."""
    score = ledger.score
    if score is None:
        return NOTHING
    lines = ["# ML Test Score", "", _headline(score) + ".", "", "| test | worth | why |", "|---|---|---|"]
    for result in score.results:
        why = "; ".join(because(result)).replace("|", "\\|").replace("<", "&lt;")
        lines.append(f"| {result.id} {result.test.title} | {worth(result)} | {why} |")
    return "\n".join(lines) + "\n"


def score_json(ledger: Ledger) -> str:
    """As in the ledger document, by itself."""
    score = score_document(ledger.score) if ledger.score else None
    return strict_json(
        plain({"kind": "score", "schema_version": SCHEMA_VERSION, "as_of": ledger.as_of, "ml_test_score": score})
    )


def worth(result: ScoreResult) -> str:
    """0, ½, 1 or ask."""
    return _WORTH[result.value]


def because(result: ScoreResult) -> list[str]:
    """Why a test is worth what it is: the answer, the evidence, the items in the way, or the question."""
    lines: list[str] = []
    if result.answer is not None:
        two = ", though another answer stands beside it" if result.answer.conflict else ""
        lines.append(
            f"{printable(result.answer.by)} says ({result.answer.at[:10]}{two}): {printable(result.answer.reason)}"
        )
    if result.decided is Decided.ASK:
        return [result.test.question]
    evidence = result.evidence
    lines += [printable(one) for one in evidence[:_SHOWN]]
    if len(evidence) > _SHOWN:
        lines.append(f"and {len(evidence) - _SHOWN} more")
    if result.blocked_by:
        more = f" and {len(result.blocked_by) - _SHOWN} more" if len(result.blocked_by) > _SHOWN else ""
        lines.append(f"in the way: {', '.join(result.blocked_by[:_SHOWN])}{more}")
    return lines


def _headline(score: MlTestScore) -> str:
    parts = ", ".join(f"{section.value} {score.section(section):g}" for section in Section)
    return f"ML Test Score {score.total:g} of 7, the smallest of {parts}"


def _first(score: MlTestScore) -> str:
    return next(result.id for result in score.results if result.decided is Decided.ASK)
