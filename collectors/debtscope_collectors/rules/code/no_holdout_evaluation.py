"""Quality is measured on rows the model has seen

Detects
-------
A model that is scored on the very rows that it was fitted on, while the file measures nothing else: no other rows, no
cross-validation, no search, no out-of-bag score, no function of the project that is handed held-out rows. And test rows that
choose: they decide when training stops or which state is kept (early stopping on `eval_set` or `validation_data`), or which of
several candidates is kept (`if score > best_score`, `max(results, …)`, the measuring in a function of the project included), or at which
score the model decides (`thresholds[argmax]` along their own curve), and the same rows give the published figure. Rows are the same when the expression is and its variable was not assigned in between; the methods
of a class share what they keep in `self`.
Clustering, statistical inference and a training score beside a validation score are not meant, nor is a training that stores its model
beside a program, in its folder or the next, which measures such a model and fits none. A result that is called one of held-out rows and is measured on training rows
(`validation_metrics = evaluate(model, train_df)`) counts whatever else the file measures. Low confidence in notebooks;
medium severity where test rows only choose. Tests, examples and documents are left out.

Why it is debt
--------------
The figure says how well the model remembers. Everything that rests on it - the choice of the model, its threshold, the promise
to the business - is wrong by an amount that nobody knows until real data comes.

How to pay it down
------------------
Keep a test split that nothing touches, choose on a validation split or by cross-validation, and publish the metric of the
untouched rows.

Example
-------
`model.fit(X, y)` and `model.score(X, y)`: debt. `model.fit(X_train, y_train)` and `model.score(X_val, y_val)`: clean.

References
----------
Zhang et al. 2022, smell 21; ML Test Score, Model 2 and 3; scikit-learn user guide, "Cross-validation".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.choices import Choice, choices
from debtscope_collectors.sources.python.cut_offs import CutOff, cut_offs
from debtscope_collectors.sources.python.evaluation import EvaluationSite, evaluations, is_held_out
from debtscope_collectors.sources.python.misnamed import Misnamed, misnamed_results

_TEST = regex(r"test|tst|hold_?out|X_?te\b", re.IGNORECASE)
_VALID = regex(r"(?:^|[^a-zA-Z])(?:val|valid|validation|dev|oof|cv|holdout|eval)(?:[^a-zA-Z]|$)", re.IGNORECASE)
_AT_A_CUT = regex(
    r"^(?:f1|fbeta|precision|recall|accuracy|balanced_accuracy)_score$|report$|confusion_matrix$|matthews|kappa"
)
"""Metrics of decisions, not of scores."""
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")


@rule(
    id="COD-028",
    category=Category.CODE,
    debt_type="evaluation debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(evaluations, choices, cut_offs, misnamed_results),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all where there are three of a kind."""
    code = facts.one(CodeBase)
    if code is None:
        return
    hits: list[Finding] = []
    named = dict(facts.rows(misnamed_results))
    judges = [path for path, sites in facts.rows(evaluations).items() if _judges(code, path, sites)]
    chosen = dict(_on_choosing_candidates(code, facts.rows(evaluations), facts.rows(choices)))
    graph = ImportGraph({place: one.facts for place, one in code.modules.items()})
    for path, sites in facts.rows(evaluations).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE:
            continue
        meant = _with_asked(path, sites, graph, facts.rows(evaluations))
        found = (
            _misnamed(module, named.pop(path, ()))
            or (None if _is_judged_beside(code, module, judges) else _on_fitted_rows(module, meant))
            or _on_choosing_rows(module, sites)
            or chosen.pop(path, None)
            or _on_cut_rows(module, sites, facts.rows(cut_offs).get(path, ()))
        )
        if found is not None:
            hits.append(found)
    for path, rows in named.items():
        module = code.modules.get(path)
        if module is not None and module.role not in _OUTSIDE and (found := _misnamed(module, rows)) is not None:
            hits.append(found)
    hits += chosen.values()
    yield from together(
        hits,
        "evaluations on rows that shaped the model",
        "{n} files ({first} first) measure only rows that were also used to fit or stop the model.",
    )


def _with_asked(
    path: str, sites: tuple[EvaluationSite, ...], graph: ImportGraph, rows: Mapping[str, tuple[EvaluationSite, ...]]
) -> tuple[EvaluationSite, ...]:
    """The sites, and as measurements the functions of the project that measure what they are handed: a model and its own rows."""
    found = [site for site in sites if site.kind != "asked"]
    for site in sites:
        target = graph.function(path, site.name) if site.kind == "asked" else None
        inner = [one for one in rows.get(target[0], ()) if one.scope == target[1]] if target is not None else []
        if inner and all(one.kind == "metric" for one in inner):
            found.append(replace(site, kind="metric"))
    return tuple(found)


def _judges(code: CodeBase, path: str, sites: Sequence[EvaluationSite]) -> bool:
    """A program that fits nothing and measures: it judges a model that another one stored."""
    module = code.modules.get(path)
    kinds = {site.kind for site in sites}
    return module is not None and module.role not in _OUTSIDE and "metric" in kinds and "fit" not in kinds


def _is_judged_beside(code: CodeBase, module: CodeModule, judges: Sequence[str]) -> bool:
    """The training stores its model, and a program in its folder or beside that one measures such a model: its own figures are those of
    the fit."""
    folder = posixpath.dirname(module.path)
    around = posixpath.dirname(folder)
    folders = {posixpath.dirname(path) for path in judges if path != module.path and not _is_helper(code, path, module)}
    return bool(module.facts.writes) and any(
        one == folder or (around and posixpath.dirname(one) == around) for one in folders
    )


def _is_helper(code: CodeBase, path: str, module: CodeModule) -> bool:
    """What nobody but the training imports measures for it alone."""
    others = {one for one in code.modules[path].imported_by if code.modules[one].role != "test"}
    return others == {module.path}


def _on_fitted_rows(module: CodeModule, sites: tuple[EvaluationSite, ...]) -> Finding | None:
    """Every measurement of the file is on rows that its model was fitted on."""
    fits = [site for site in sites if site.kind == "fit" and site.rows]
    metrics = [site for site in sites if site.kind == "metric"]
    if not fits or not metrics or any(site.kind in ("cross", "other") for site in sites):
        return None
    pairs = [(fit, metric) for metric in metrics if (fit := _fit_of(metric, fits)) is not None]
    if len(pairs) < len(metrics):
        return None
    fit, metric = pairs[0]
    return _finding(module, fit, metric, _name(fit.rows), "fit it", None)


def _misnamed(module: CodeModule, rows: Sequence[Misnamed]) -> Finding | None:
    """A result that is called one of held-out rows and is measured on the rows of the training."""
    if not rows:
        return None
    first = rows[0]
    return Finding(
        subject=file_subject(module.path, "results of training rows"),
        line=first.line,
        title="A result of held-out rows is one of training rows",
        message=f"{module.path}:{first.line} calls {first.name} what {first.call} measures on {first.rows}: the model has seen these rows.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=one.line, ref=one.call, excerpt=one.text) for one in rows[:6]
        ),
        confidence=Confidence.LOW if module.facts.kind == "notebook" or module.role == "experiment" else None,
        tags=("leakage",),
        remediation="Measure on the rows that were held out, or call the figure what it is; compare with no other model by it until then.",
    )


def _fit_of(metric: EvaluationSite, fits: list[EvaluationSite]) -> EvaluationSite | None:
    """The last fit before a measurement, where it is the same model and the same rows."""
    before = [f for f in fits if f.owner == metric.owner and _runs_before(f, metric)]
    if not before or not metric.owner or before[-1].rows != metric.rows:
        return None
    if any(f.scope != metric.scope for f in before) and len({f.rows for f in before}) > 1:
        return None  # which of them came last, the class does not say
    fit = before[-1]
    return fit if not fit.truth or not metric.truth or _name(fit.truth) == _name(metric.truth) else None


def _runs_before(fit: EvaluationSite, metric: EvaluationSite) -> bool:
    """Above it in one scope; or in another method of the class, where both speak of what the instance keeps."""
    if fit.scope == metric.scope:
        return fit.line <= metric.line
    owner = fit.scope.rpartition(".")[0]
    kept = fit.owner.startswith("self.") and metric.rows.startswith("self.")
    return kept and owner != "" and owner == metric.scope.rpartition(".")[0]


def _on_choosing_rows(module: CodeModule, sites: tuple[EvaluationSite, ...]) -> Finding | None:
    """Test rows stop the training, and no other held-out rows are ever measured."""
    fits = [site for site in sites if site.kind == "fit" and site.stops]
    metrics = [site for site in sites if site.kind == "metric" and site.rows]
    if any(site.kind == "other" for site in sites):
        return None
    for fit in fits:
        chosen = {rows for rows in fit.watched if _TEST.search(_name(rows)) and rows != fit.rows}
        own = [m for m in metrics if _runs_before(fit, m)]
        held = {m.rows for m in metrics if is_held_out(m.rows) and m.rows not in chosen}
        last = next((m for m in own if m.rows in chosen), None)
        if last is not None and not held:
            return _finding(module, fit, last, _name(last.rows), "stop its training", Severity.MEDIUM)
    return None


def _on_cut_rows(module: CodeModule, sites: tuple[EvaluationSite, ...], cuts: tuple[CutOff, ...]) -> Finding | None:
    """A cut-off that test rows chose, and metrics at it of the same rows."""
    for cut in cuts:
        metrics = [s for s in sites if s.kind == "metric" and _name(s.truth) == cut.truth]
        after = next(
            (s for s in metrics if s.line > cut.line and s.scope == cut.scope and _AT_A_CUT.search(s.name)), None
        )
        if not _TEST.search(cut.truth) or after is None or any(_is_other(s) for s in sites):
            continue
        return _lucky(
            module,
            "Test rows choose the cut-off that they then judge",
            f"{cut.kept} at line {cut.line} is the best cut-off on {cut.truth}, and {after.name} at line {after.line} measures the model at it"
            " on the same rows",
            Evidence(kind="line", path=module.path, line=cut.line, ref=cut.kept, excerpt=cut.text),
            Evidence(kind="line", path=module.path, line=after.line, ref=after.name, excerpt=after.text),
        )
    return None


def _on_choosing_candidates(
    code: CodeBase, sites: Mapping[str, tuple[EvaluationSite, ...]], rows: Mapping[str, tuple[Choice, ...]]
) -> Iterator[tuple[str, Finding]]:
    """(file, finding) where the best of several candidates is kept by what test rows say of each, and no other rows are measured."""
    graph: ImportGraph | None = None
    for path, found in sorted(rows.items()):
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE:
            continue
        graph = graph or ImportGraph({place: one.facts for place, one in code.modules.items()})
        for choice in found:
            places = [
                (path, choice.scope),
                *(
                    t
                    for name in dict.fromkeys((*choice.asks, *choice.reports))
                    if (t := graph.function(path, name)) is not None
                ),
            ]
            measured = [(place, s) for place, scope in places for s in sites.get(place, ()) if s.scope == scope]
            test = next(((p, s) for p, s in measured if s.kind == "metric" and _is_test(s)), None)
            fitted = any(s.kind == "fit" for _, s in measured) or any(
                site.scope == scope for place, scope in places[1:] for site in code.modules[place].facts.training
            )
            reported = {t for name in choice.reports if (t := graph.function(path, name)) is not None}
            others = [
                s
                for place in {place for place, _ in places}
                for s in sites.get(place, ())
                if _is_other(s)
                and not (s.kind == "cross" and (place, s.scope) in reported)  # it tunes each, test rows choose
            ]
            if test is not None and fitted and not others:
                yield path, _chosen(module, choice, *test)
                break


def _is_test(site: EvaluationSite) -> bool:
    return bool(_TEST.search(_name(site.rows)) or (not site.rows and _TEST.search(_name(site.truth))))


def _is_other(site: EvaluationSite) -> bool:
    """Folds, a search, or rows that are held out beside the test rows."""
    if site.kind in ("metric", "other"):
        return bool(_VALID.search(f"{site.rows} {site.truth} {site.text if site.kind == 'other' else ''}"))
    return site.kind == "cross" or any(_VALID.search(rows) for rows in site.watched)


def _chosen(module: CodeModule, choice: Choice, place: str, metric: EvaluationSite) -> Finding:
    rows = _name(metric.rows) or _name(metric.truth)
    where = "" if place == module.path else f" of {place}"
    return _lucky(
        module,
        "Test rows choose the model that they then judge",
        f"{choice.kept} at line {choice.line} is the best of several by {metric.name} on {rows} (line {metric.line}{where}),"
        " and no other held-out rows are measured",
        Evidence(kind="line", path=module.path, line=choice.line, ref=choice.kept, excerpt=choice.text),
        Evidence(kind="line", path=place, line=metric.line, ref=metric.name, excerpt=metric.text),
    )


def _lucky(module: CodeModule, title: str, message: str, chosen: Evidence, measured: Evidence) -> Finding:
    """A figure of the rows that chose what it is of."""
    return Finding(
        subject=file_subject(module.path),
        line=chosen.line,
        severity=Severity.MEDIUM,
        title=title,
        confidence=Confidence.LOW if module.facts.kind == "notebook" or module.role == "experiment" else None,
        message=f"{message}: its figure is the luckiest, not the expected one.",
        evidence=(chosen, measured),
        tags=("leakage",),
    )


def _name(rows: str) -> str:
    return rows.partition("#")[0]


def _finding(
    module: CodeModule, fit: EvaluationSite, metric: EvaluationSite, rows: str, use: str, severity: Severity | None
) -> Finding:
    path = module.path
    return Finding(
        subject=file_subject(path),
        line=metric.line,
        severity=severity,
        confidence=Confidence.LOW if module.facts.kind == "notebook" or module.role == "experiment" else None,
        message=(
            f"{metric.name} at line {metric.line} is measured on {rows}, which was also used to {use} at line {fit.line};"
            " no untouched rows are measured in the file."
        ),
        evidence=(
            Evidence(kind="line", path=path, line=fit.line, ref=fit.name, excerpt=fit.text),
            Evidence(kind="line", path=path, line=metric.line, ref=metric.name, excerpt=metric.text),
        ),
        tags=("leakage",),
    )
