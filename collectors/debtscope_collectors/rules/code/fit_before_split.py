"""Preprocessing is fitted on the test rows too

Detects
-------
A scikit-learn-like transformer (scaler, imputer, selector, vectoriser, encoder, resampler) that is fitted in a function or
notebook on a table that is split only later there: by `train_test_split`, a fold splitter, cross-validation, a parameter
search or a function named split that gives several results. Encoders that use the target, selectors and resamplers are the
worst; scalers and imputers leak less; encoders that only learn a vocabulary, and gaps that are filled with the mean, median or
mode of all rows, hardly at all. A split is also `data[:n]` for training beside `data[n:]` that is named as test rows. Followed through functions of the project, at most three deep: a helper that fits or fills and
returns the table, and a caller that splits what it gets or hands it to a function that does; and through what the methods of one
class keep in `self`, where the one that fits runs before the one that splits. Followed from stage to stage too: a step that fits or fills and writes
the table to a file which another step reads and splits. Medium: oversampled training rows from which cross-validation or a search cuts
its folds. Silent for a Pipeline with the model at its end, for fits on a name of training rows, for what happens after a split, for stateless
transformers, for classifiers that tell two samples apart (drift, adversarial validation), and for label encoders on the target (`y`, `df["label"]`, `df[target]`).

Why it is debt
--------------
Test rows have shaped the training features, so the published metric is better than the model. Nobody sees it until the model
meets real data.

How to pay it down
------------------
Split first, or put the transformer into a Pipeline so that every fold fits it on its own training rows. Evaluate the
published metric again afterwards.

Example
-------
`X = StandardScaler().fit_transform(X)` and then `train_test_split(X, y)`: debt. `Xtr, Xte = train_test_split(X)`, then
`scaler.fit(Xtr)` and `scaler.transform(Xte)`: clean.

References
----------
Zhang et al. 2022, smell 21 (scaler before split); scikit-learn user guide, "Common pitfalls: data leakage".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.cells import spoken_place
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.handed_leaks import handed_leaks
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.stage_leaks import Place, StageLeak, stage_leaks
from debtscope_collectors.sources.python.leakage import HalfLeak, Leak, half_leaks, leaks
from debtscope_collectors.sources.python.resampled import ResampledFolds, resampled_folds

_SEVERITIES = {"high": Severity.HIGH, "medium": Severity.MEDIUM, "low": Severity.LOW}
_ASIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_TWO_SAMPLES = regex(r"drift|domain_?class|adversarial_?valid", re.IGNORECASE)
"""Functions that tell two samples apart: their score measures how the samples differ, no model that anybody asks."""
_DEPTH = 3
"""Functions between the one that fits and the one that splits."""


@rule(
    id="COD-002",
    category=Category.CODE,
    debt_type="data leakage",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    credits=("CR-07",),
    facets=(leaks, half_leaks, resampled_folds),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per function or file with a leak."""
    code = facts.one(CodeBase)
    if code is None:
        return
    told: set[tuple[str, str]] = set()
    for path, found in facts.rows(leaks).items():
        module = code.modules.get(path)
        if module is None or module.role in _ASIDE:
            continue
        for leak in found:
            told.add((path, leak.scope))
            if not _TWO_SAMPLES.search(leak.scope):
                yield _finding(facts, path, leak)
    for path, found in facts.rows(resampled_folds).items():
        module = code.modules.get(path)
        for one in found if module is not None and module.role not in _ASIDE else ():
            if (path, one.scope) not in told:
                told.add((path, one.scope))
                yield _resampled(facts, path, one)
    yield from _across(facts, code, told)


def _resampled(facts: Facts, path: str, one: ResampledFolds) -> Finding:
    return Finding(
        subject=file_subject(path, one.scope or None),
        line=one.fold_line,
        severity=Severity.MEDIUM,
        title="Folds are cut from oversampled rows",
        message=f"{one.sampler} makes rows {spoken_place(facts, path, one.sample_line)}, and {path} cuts folds from them {spoken_place(facts, path, one.fold_line)}: "
        "rows made of a test row stand in the training folds, and the score is too good.",
        evidence=(
            Evidence(kind="line", path=path, line=one.sample_line, ref=one.sampler),
            Evidence(kind="line", path=path, line=one.fold_line, excerpt=one.fold_text),
        ),
        remediation="Put the sampler into a pipeline of imblearn with the model and cross-validate that: it samples inside each fold.",
        tags=("leakage",),
    )


def _across(facts: Facts, code: CodeBase, told: set[tuple[str, str]]) -> Iterator[Finding]:
    """Tables that one function shapes by all rows and another splits, in memory or by way of a file."""
    rows = facts.rows(half_leaks)
    ends = {
        path: found for path, found in rows.items() if path in code.modules and code.modules[path].role not in _ASIDE
    }
    shaped = {(path, one.scope): one for path, found in ends.items() for one in found if one.kind == "shaped"}
    fitted = ("written", "kept", "hands")
    if not shaped and not any(one.kind in fitted and one.what for found in ends.values() for one in found):
        return
    graph = ImportGraph({path: module.facts for path, module in code.modules.items()})
    via: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for path, found in ends.items():
        for one in found:
            if one.kind == "via" and (target := graph.function(path, one.function)) is not None:
                via.setdefault((path, one.scope), []).append(target)

    def origin(place: Place) -> tuple[str, HalfLeak] | None:
        source = _source(place, shaped, via)
        return (source[0], shaped[source]) if source is not None else None

    for path, found in sorted(ends.items()):
        for one in found:
            target = (
                graph.function(path, one.function) if one.kind == "split" and (path, one.scope) not in told else None
            )
            fit = origin(target) if target is not None else None
            if fit is not None:
                told.add((path, one.scope))
                yield _between(facts, path, one, *fit)
    for far in handed_leaks(code, graph, ends, origin):
        if (far.split_in, far.split.scope) not in told and far.through not in told:
            told.add((far.split_in, far.split.scope))
            yield _between(facts, far.split_in, far.split, far.fitted_in, far.fit)
    seen: set[tuple[str, str]] = set()
    for leak in stage_leaks(code, graph, ends, origin):
        if (leak.split_in, leak.file) not in seen:
            seen.add((leak.split_in, leak.file))
            yield _by_file(facts, leak)


def _source(
    target: tuple[str, str],
    shaped: Mapping[tuple[str, str], HalfLeak],
    via: Mapping[tuple[str, str], list[tuple[str, str]]],
) -> tuple[str, str] | None:
    """The function that fitted on all rows, behind at most three that hand its result on."""
    layer, seen = [target], {target}
    for _ in range(_DEPTH):
        for place in layer:
            if place in shaped:
                return place
        layer = [inner for place in layer for inner in via.get(place, ()) if inner not in seen]
        seen.update(layer)
    return None


def _by_file(facts: Facts, leak: StageLeak) -> Finding:
    where = "" if leak.fitted_in == leak.written_in else f" of {leak.fitted_in}"
    return Finding(
        subject=file_subject(leak.split_in, leak.file),
        line=leak.split.line,
        severity=_SEVERITIES[leak.fit.level],
        confidence=Confidence.MEDIUM,
        message=f"{_what(leak.fit)} {spoken_place(facts, leak.fitted_in, leak.fit.line)}{where} before {leak.written_in} writes {leak.file}, which {leak.split_in} "
        f"splits {spoken_place(facts, leak.split_in, leak.split.line)}; test rows shape the training features.",
        evidence=(
            Evidence(kind="line", path=leak.fitted_in, line=leak.fit.line, ref=leak.fit.what, excerpt=leak.fit.text),
            Evidence(kind="line", path=leak.written_in, line=leak.written_at, ref=leak.file),
            Evidence(
                kind="line", path=leak.split_in, line=leak.split.line, ref=leak.split.what, excerpt=leak.split.text
            ),
        ),
        tags=("leakage",),
    )


def _what(fit: HalfLeak) -> str:
    if fit.what in ("mean", "median", "mode"):
        return f"Gaps are filled with the {fit.what} of all rows"
    return f"{fit.what} is fitted"


def _between(facts: Facts, path: str, split: HalfLeak, source: str, fit: HalfLeak) -> Finding:
    scope = f"in {fit.scope}" if fit.scope else "at the top level"
    where = scope if source == path else f"{scope} of {source}"
    return Finding(
        subject=file_subject(path, split.scope or None),
        line=split.line,
        severity=_SEVERITIES[fit.level],
        message=f"{_what(fit)} {spoken_place(facts, source, fit.line)} ({where}) before {path} splits the table {spoken_place(facts, path, split.line)}; test rows shape the training features.",
        evidence=(
            Evidence(kind="line", path=source, line=fit.line, ref=fit.what, excerpt=fit.text),
            Evidence(kind="line", path=path, line=split.line, ref=split.what, excerpt=split.text),
        ),
        tags=("leakage",),
    )


def _finding(facts: Facts, path: str, leak: Leak) -> Finding:
    fit_at, split_at = spoken_place(facts, path, leak.fit_line), spoken_place(facts, path, leak.split_line)
    when = "later there" if split_at == fit_at else f"only {split_at}"
    if leak.transformer in ("mean", "median", "mode"):
        what = f"Gaps are filled with the {leak.transformer} of all rows {fit_at}, and the table"
    else:
        what = f"{leak.transformer} is fitted {fit_at} on data that"
    return Finding(
        subject=file_subject(path, leak.scope or None),
        line=leak.fit_line,
        end_line=leak.split_line if leak.split_line >= leak.fit_line else None,
        severity=_SEVERITIES[leak.level],
        message=f"{what} is split {when}; test rows shape the training features.",
        evidence=(
            Evidence(kind="line", path=path, line=leak.fit_line, ref=leak.transformer, excerpt=leak.fit_text),
            Evidence(kind="line", path=path, line=leak.split_line, ref=leak.splitter, excerpt=leak.split_text),
        ),
        tags=("leakage",),
    )
