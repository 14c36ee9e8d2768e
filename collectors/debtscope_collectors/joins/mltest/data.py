"""D1 to D7: features and data."""

from __future__ import annotations

import re

from debtscope.api import Facts, FileEntry, ScoreEvidence
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeModule
from debtscope_collectors.joins.mltest.tools import callers, ci_lines, gates, judged, modules, pages
from debtscope_collectors.joins.validation import VALIDATED_IN_CI, VALIDATES, VALIDATES_CUES
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.monitoring.facts import MonitorReport

_SCHEMA_FILE = regex(
    r"(?:^|/)(?:great_expectations|gx)/expectations/.+\.json$|(?:^|/)(?:data_?)?schemas?(?:\.(?:ya?ml|json|pbtxt|avsc)|/[^/]+\.(?:ya?ml|json|pbtxt|avsc))$"
)
_IMPORTANCE = regex(
    r"permutation_importance$|^shap\.|\.feature_importance$|\.get_feature_importance$|\.plot_importance$|^eli5\.|^xgboost\.\S*\.get_score$"
)
_IMPORTANCE_CUES = ("permutation_importance", "shap.", "feature_importance", "plot_importance", "eli5.", "get_score")
_REDACTS = regex(
    r"^presidio_|^scrubadub\.|^piicatcher|(?:^|[._])(?:redact|anonymi[sz]e|pseudonymi[sz]e|mask_pii|scrub_pii|remove_pii)\w*$",
    re.I,
)
_REDACTS_CUES = (
    "presidio_",
    "scrubadub.",
    "piicatcher",
    "redact",
    "anonymi",
    "pseudonymi",
    "mask_pii",
    "scrub_pii",
    "remove_pii",
)
_REDACTED_IN_CI = regex(r"\bpresidio\b|\bpiicatcher\b|\bdetect-pii\b|\bpii[-_](?:scan|check)\b")
_FEATURE_CHECK = regex(r"\bfeast (?:plan|validate)\b|\bfeature[-_](?:lint|check|policy)\b")
_SHARE = 0.8


def schema(facts: Facts) -> ScoreEvidence:
    """D1."""
    by_hand, by_itself = callers(facts, VALIDATES, VALIDATES_CUES)
    files = sorted(entry.path for entry in facts.all(FileEntry) if _SCHEMA_FILE.search(entry.path))
    signed = [
        f"{version.file.path}: {model.name} v{version.version} has a signature"
        for store in facts.all(MlflowStore)
        for model in store.models
        for version in model.versions
        if version.file is not None and version.file.has_inputs
    ]
    suites = [f"{report.path}: {report.tool} suite" for report in facts.all(MonitorReport) if report.kind == "suite"]
    ours = [module for module in modules(facts) if module.facts.training]
    return judged(
        "D1", half=[*by_hand, *files, *signed, *sorted(suites)], full=[*by_itself, *ci_lines(facts, VALIDATED_IN_CI)],
        searched=f"no validator, schema file, suite or signature beside {counted(len(ours), 'training module')}" if ours else "",
    )  # fmt: skip


def beneficial(facts: Facts) -> ScoreEvidence:
    """D2."""
    by_hand, by_itself = callers(facts, _IMPORTANCE, _IMPORTANCE_CUES)
    runs = [
        f"{store.path}: run {run[:8]} holds importances of {len(features)} features"
        for store in facts.all(MlflowStore)
        for run, features in sorted(store.feature_importance.items())
    ]
    return judged("D2", half=[*runs, *by_hand], full=by_itself)


def cost(facts: Facts) -> ScoreEvidence:
    """D3."""
    return judged("D3", half=pages(facts, "cost", sections=False))


def policy(facts: Facts) -> ScoreEvidence:
    """D4."""
    return judged("D4", half=pages(facts, "feature-policy", sections=False), full=ci_lines(facts, _FEATURE_CHECK))


def privacy(facts: Facts) -> ScoreEvidence:
    """D5."""
    by_hand, by_itself = callers(facts, _REDACTS, _REDACTS_CUES)
    written = pages(facts, "privacy", "access", "retention")
    return judged("D5", half=[*written, *by_hand], full=[*by_itself, *ci_lines(facts, _REDACTED_IN_CI)])


def speed(facts: Facts) -> ScoreEvidence:
    """D6."""
    stores = sorted(e.path for e in facts.all(FileEntry) if e.path.rpartition("/")[2] == "feature_store.yaml")
    return judged("D6", half=[f"{path}: a feature store" for path in stores])


def tested(facts: Facts) -> ScoreEvidence:
    """D7."""
    return covered("D7", "feature", [m for m in modules(facts) if m.role == "production" and m.facts.features], facts)


def covered(test: str, what: str, ours: list[CodeModule], facts: Facts) -> ScoreEvidence:
    """A half where some modules are tested, a whole where nearly all are and CI stops at a failure."""
    with_tests = [module for module in ours if module.tested_by]
    told = [f"{module.path}: tested by {module.tested_by[0]}" for module in with_tests]
    running = gates(facts)
    if with_tests and running and len(with_tests) >= _SHARE * len(ours):
        return judged(test, full=[f"{len(with_tests)} of {len(ours)} {what} modules are tested in {running[0]}", *told])
    return judged(test, half=told, searched=f"none of {len(ours)} {what} modules is tested" if ours else "")


JUDGES = (schema, beneficial, cost, policy, privacy, speed, tested)
