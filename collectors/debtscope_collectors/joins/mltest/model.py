"""M1 to M7: model development."""

from __future__ import annotations

import re

from debtscope.api import Facts, GitHistory, ScoreEvidence
from debtscope.model.regex import regex
from debtscope_collectors.joins.mltest.tools import callers, ci_lines, judged, modules, pages, report_series, told
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.monitoring.facts import AlertRule
from debtscope_collectors.sources.owners.facts import OwnerLine

_REVIEWED = regex(r"\(#\d+\)\s*$|^Merge pull request #\d+|^Merged in |See merge request|\(!\d+\)\s*$")
_MOST_REVIEWED = 0.5
_ENOUGH_COMMITS = 5
_TUNES = regex(
    r"^optuna\.|^hyperopt\.|^ray\.tune\.|^keras_tuner\.|^skopt\.|^flaml\.|^nni\.|^wandb\.(?:sweep|agent)$|^sklearn\.model_selection\.\w*SearchCV$"
    r"|^sklearn\.experimental\.enable_halving"
)
_TUNES_CUES = (
    "optuna.",
    "hyperopt.",
    "ray.tune.",
    "keras_tuner.",
    "skopt.",
    "flaml.",
    "nni.",
    "wandb.",
    "searchcv",
    "enable_halving",
)
_BACKTESTS = regex(r"(?:^|[._])back_?test\w*$|\.historical_forecasts$", re.I)
_BACKTESTED_IN_CI = regex(r"\bback[-_]?test", re.I)
_AGES = regex(r"\bmodel\w*age\b|age_?days|staleness|last_trained|time_since_train|model_version_age", re.I)
_SIMPLE = regex(
    r"^sklearn\.dummy\.|(?:^|[._])(?:naive|baseline|dummy)\w*(?:Model|Regressor|Classifier|Forecaster|baseline)\w*$",
    re.I,
)
_SIMPLE_CUES = ("sklearn.dummy.", "naive", "baseline", "dummy")
_BACKTESTS_CUES = ("backtest", "back_test", "historical_forecasts")
_SIMPLE_RUN = regex(r"\bbaseline\b|\bdummy\b|\bnaive\b|majority", re.I)
_SLICES = regex(
    r"^fairlearn\.metrics\.MetricFrame$|^giskard\.|^sliceline\.|^domino\.|SlicingFunction|^tensorflow_model_analysis\.(?:SlicingSpec|run_model_analysis)"
)
_SLICES_CUES = (
    "metricframe",
    "giskard.",
    "sliceline.",
    "domino.",
    "slicingfunction",
    "slicingspec",
    "run_model_analysis",
)
_FAIRNESS = regex(
    r"^fairlearn\.|^aif360\.|^aequitas\.|^fairness_indicators|^tensorflow_model_analysis\.\S*fairness|^responsibleai\."
)
_FAIRNESS_CUES = ("fairlearn.", "aif360.", "aequitas.", "fairness", "responsibleai.")
_FAIR_IN_CI = regex(r"\bfairlearn\b|\baequitas\b|\bfairness\b")


def reviewed(facts: Facts) -> ScoreEvidence:
    """M1."""
    history = facts.one(GitHistory)
    ours = [module.path for module in modules(facts) if module.facts.training and module.role == "production"]
    commits = {c.sha: c for path in ours for c in (history.of(path) if history else ()) if not c.is_bot}
    through = [c for c in commits.values() if _REVIEWED.search(c.subject)]
    half: list[str] = []
    if len(commits) >= _ENOUGH_COMMITS and len(through) >= _MOST_REVIEWED * len(commits):
        half.append(f"{ours[0]}: {len(through)} of {len(commits)} commits to training code came through a pull request")
    owned = [f"{line.path}:{line.line} {line.pattern}" for line in facts.all(OwnerLine) if line.owners]
    recorded = bool(stores := facts.all(MlflowStore)) and all(
        not e.without_commit for s in stores for e in s.experiments
    )
    full = [*half, *owned[:1], f"{stores[0].path}: every run names its commit"] if half and owned and recorded else []
    return judged("M1", half=half, full=full)


def correlated(facts: Facts) -> ScoreEvidence:
    """M2."""
    both = [told(s) for s in report_series(facts) if any(r is not None for x in s.reports for _, _, r in x.quality)]
    return judged("M2", half=[*pages(facts, "ab-test"), *(f"{one}, beside the reference's quality" for one in both)])


def tuned(facts: Facts) -> ScoreEvidence:
    """M3."""
    by_hand, by_itself = callers(facts, _TUNES, _TUNES_CUES)
    return judged("M3", half=[*by_hand, *pages(facts, "tuning")], full=by_itself)


def staleness(facts: Facts) -> ScoreEvidence:
    """M4."""
    by_hand, by_itself = callers(facts, _BACKTESTS, _BACKTESTS_CUES)
    alerts = [f"{alert.path}: {alert.name}" for alert in facts.all(AlertRule) if _AGES.search(alert.expr)]
    return judged(
        "M4", half=[*by_hand, *pages(facts, "staleness")],
        full=[*by_itself, *alerts, *ci_lines(facts, _BACKTESTED_IN_CI)],
    )  # fmt: skip


def simpler(facts: Facts) -> ScoreEvidence:
    """M5."""
    by_hand, by_itself = callers(facts, _SIMPLE, _SIMPLE_CUES)
    runs = [
        f"{store.path}: run {run.name}"
        for store in facts.all(MlflowStore)
        for _, run in sorted(store.runs.items())
        if run.name and _SIMPLE_RUN.search(run.name)
    ]
    return judged("M5", half=[*by_hand, *runs, *pages(facts, "baseline")], full=by_itself)


def slices(facts: Facts) -> ScoreEvidence:
    """M6."""
    by_hand, by_itself = callers(facts, _SLICES, _SLICES_CUES)
    return judged("M6", half=[*by_hand, *pages(facts, "slices")], full=by_itself)


def inclusion(facts: Facts) -> ScoreEvidence:
    """M7."""
    by_hand, by_itself = callers(facts, _FAIRNESS, _FAIRNESS_CUES)
    return judged("M7", half=[*by_hand, *pages(facts, "fairness")], full=[*by_itself, *ci_lines(facts, _FAIR_IN_CI)])


JUDGES = (reviewed, correlated, tuned, staleness, simpler, slices, inclusion)
