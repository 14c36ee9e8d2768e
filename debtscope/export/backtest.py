"""A backtest as a table, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from debtscope.export.columns import columns_text, wrapped
from debtscope.export.document import SCHEMA_VERSION, plain, strict_json
from debtscope.export.markdown import rows_markdown
from debtscope.model.backtest import MEASURES, OURS, Backtest, Cut, Estimate
from debtscope.model.text import printable

FORMATS = ("table", "markdown", "json")
_NAMES = {
    "auc": "AUC", "popt20": "Popt@20", "recall20": "recall@20", "top20": "top 20", "elasticity": "elasticity",
    "deviance": "deviance",
}  # fmt: skip
_LEGEND = (
    "AUC: how often a repaired file stands above one that was not (0.5: chance). recall@20: share of the repairs in the first "
    "20 % of the lines; Popt@20: how near the way there comes to the best order (1) from the worst (0). top 20: share of the "
    "repairs in the twenty highest files. elasticity: 1 = repairs grow in proportion to the score. deviance: share of the "
    "differences between files that the score explains. [95 % interval]. The rows below debtscope are simple scores to beat."
)
_CUT_HEAD = ("as of", "until", "files", "repairs", "expected", "within", "AUC")


def render_backtest(found: Backtest, form: str, columns: int = 0, *, with_files: bool = False) -> str:
    """In one of `FORMATS`; `with_files` lists every file of every cut in JSON."""
    if form == "json":
        return _json(found, with_files=with_files)
    return _markdown(found) if form == "markdown" else _table(found, columns)


def _cut_row(cut: Cut) -> tuple[str, ...]:
    auc = cut.measures.get(OURS, {}).get("auc")
    return (
        cut.as_of, cut.until, str(cut.files), str(cut.fixes), f"{cut.predicted:.1f} ({cut.low:.1f}-{cut.high:.1f})",
        "yes" if cut.is_within else "no", "" if auc is None else f"{auc:.2f}",
    )  # fmt: skip


def _estimate(one: Estimate) -> str:
    return f"{one.value:.2f} [{one.low:.2f},{one.high:.2f}]"


def _rows(standings: Mapping[str, Mapping[str, Estimate]]) -> list[tuple[str, ...]]:
    return [(name, *(_estimate(values[key]) for key in MEASURES)) for name, values in standings.items()]


def _table(found: Backtest, columns: int) -> str:
    width = max(60, min(columns or 110, 140))
    blocks = [
        "\n".join(wrapped(printable(sentence), "", width) for sentence in found.verdict) + "\n",
        columns_text(_CUT_HEAD, [_cut_row(cut) for cut in found.cuts]),
    ]
    if found.standings:
        head = ("score", *(_NAMES[key] for key in MEASURES))
        blocks += [columns_text(head, _rows(found.standings)), wrapped(_LEGEND, "", width) + "\n"]
    if found.skipped:
        blocks.append("".join(f"not judged: {printable(one)}\n" for one in found.skipped))
    return "\n".join(blocks)


def _markdown(found: Backtest) -> str:
    lines = ["# Backtest", "", *(printable(sentence) for sentence in found.verdict), ""]
    lines += rows_markdown(_CUT_HEAD, [_cut_row(cut) for cut in found.cuts])
    if found.standings:
        lines += [
            "",
            *rows_markdown(("score", *(_NAMES[key] for key in MEASURES)), _rows(found.standings)),
            "",
            _LEGEND,
        ]
    lines += ["", *(f"- not judged: {printable(one)}" for one in found.skipped)] if found.skipped else []
    return "\n".join(lines) + "\n"


def _json(found: Backtest, *, with_files: bool) -> str:
    def cut_document(cut: Cut) -> dict[str, object]:
        document = {key: value for key, value in asdict(cut).items() if key != "outcomes"}
        if with_files:
            document["files_scored"] = [asdict(one) for one in cut.outcomes]
        return {**document, "within": cut.is_within}

    return strict_json(plain({
        "kind": "backtest", "schema_version": SCHEMA_VERSION, "repository": found.repository,
        "window_months": found.window_months, "is_calibrated": found.is_calibrated, "verdict": found.verdict,
        "corrective_commits": found.fixes, "ratio": asdict(found.ratio) if found.ratio else None,
        "scores": {name: {k: asdict(v) for k, v in one.items()} for name, one in found.standings.items()},
        "ahead_of": {name: {k: asdict(v) for k, v in one.items()} for name, one in found.gains.items()},
        "cuts": [cut_document(cut) for cut in found.cuts], "skipped": found.skipped,
    }))  # fmt: skip
