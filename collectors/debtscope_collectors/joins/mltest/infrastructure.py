"""I1 to I7: infrastructure."""

from __future__ import annotations

import re

from debtscope.api import Credit, Facts, ScoreEvidence
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import InventoryModel
from debtscope_collectors.joins.mltest.data import covered
from debtscope_collectors.joins.mltest.tools import callers, ci_lines, deployed, judged, modules, pages
from debtscope_collectors.sources.containers.facts import ServingManifest
from debtscope_collectors.sources.mlflow.facts import MlflowStore

_PIPELINE_RUN = regex(
    r"\bdvc (?:repro|exp run)\b|\bkedro run\b|\bmlflow run\b|\bzenml pipeline run\b|\bsnakemake\b|\bmetaflow\b|\bdagster job execute\b|\bprefect\b"
)
_TEST_OF_PIPELINE = regex(
    r"(?:^|/)tests?/(?:\S*/)?(?:e2e|end_to_end|integration|test_pipeline|test_e2e|test_end_to_end)"
)
_REPRODUCED = regex(r"\bdvc repro\b.*\bdvc (?:status|metrics diff)\b|\brerun[-_]test\b|\breproducib")
_VALIDATED = regex(r"valid|approv|review|check|gate|passed", re.I)
_GATED = regex(
    r"\bmlflow\.validate_evaluation_results|\bvalidate_evaluation_results\b|\bevaluate\b.*--(?:threshold|min|gate)|\bcheck[-_]metrics?\b|\bquality[-_]gate\b"
)
_GATED_CUES = (
    "validate_evaluation_results",
    "evaluate",
    "check_metric",
    "check-metric",
    "quality_gate",
    "quality-gate",
)
_EXPLAINS = regex(r"^shap\.|^lime\.|^eli5\.|^alibi\.explainers|^captum\.attr|^interpret\.|^dalex\.")
_EXPLAINS_CUES = ("shap.", "lime.", "eli5.", "alibi.explainers", "captum.attr", "interpret.", "dalex.")
_ROLLS_BACK = regex(r"\brollout undo\b|\brollback\b|\bhelm rollback\b")
_GRADUAL = regex(r"^(?:canary|challenger|shadow|candidate|staging)$", re.I)
_PARTS = ("CR-04", "CR-06", "CR-08")
_PART_NAMES = {"CR-04": "data versions", "CR-06": "a lock", "CR-08": "seeds"}


def reproducible(facts: Facts) -> ScoreEvidence:
    """I1: seed, lock and data version are a half together."""
    known = {credit.id: credit for credit in facts.all(Credit)}
    has = [part for part in _PARTS if part in known]
    half = [f"{_PART_NAMES[part]}: {known[part].evidence[0]}" for part in has] if len(has) == len(_PARTS) else []
    return judged("I1", half=half, full=ci_lines(facts, _REPRODUCED) if half else ())


def unit_tested(facts: Facts) -> ScoreEvidence:
    """I2."""
    return covered("I2", "training", [m for m in modules(facts) if m.role == "production" and m.facts.training], facts)


def integration_tested(facts: Facts) -> ScoreEvidence:
    """I3."""
    steps = [m for m in modules(facts) if m.facts.training or m.facts.features or m.facts.serving]
    tests = {test for module in steps for test in module.tested_by if _TEST_OF_PIPELINE.search(test)}
    running = ci_lines(facts, _PIPELINE_RUN, triggers=frozenset({"push", "pull_request", "schedule", "merge_request"}))
    return judged("I3", half=[f"{test}: an integration test" for test in sorted(tests)], full=running)


def validated(facts: Facts) -> ScoreEvidence:
    """I4."""
    noted = [
        f"{store.path}: {model.name} v{version.version} tag {key}"
        for store in facts.all(MlflowStore)
        for model in store.models
        for version in model.versions
        for key in sorted(version.tags)
        if _VALIDATED.search(key)
    ]
    _, by_itself = callers(facts, _GATED, _GATED_CUES)
    return judged("I4", half=noted, full=[*by_itself, *ci_lines(facts, _GATED)])


def debuggable(facts: Facts) -> ScoreEvidence:
    """I5."""
    by_hand, by_itself = callers(facts, _EXPLAINS, _EXPLAINS_CUES)
    return judged("I5", half=[*by_hand, *by_itself, *pages(facts, "explain")])


def canaried(facts: Facts) -> ScoreEvidence:
    """I6."""
    waiting = [
        f"{_place(model)}{model.name} v{version.version} at {name}"
        for model in deployed(facts)
        for version in model.versions
        for name in (*version.aliases, *([version.stage] if version.stage else []))
        if _GRADUAL.match(name)
    ]
    manifests = [f"{m.path}: {m.name}" for m in facts.all(ServingManifest) if getattr(m, "canary_percent", None)]
    return judged("I6", half=[*pages(facts, "canary"), *waiting], full=manifests)


def rolled_back(facts: Facts) -> ScoreEvidence:
    """I7."""
    kept = [f"{_place(m)}{m.name}, {len(m.versions)} versions kept" for m in deployed(facts) if len(m.versions) > 1]
    automatic = ci_lines(facts, _ROLLS_BACK)
    written = pages(facts, "rollback")
    return judged("I7", half=written, full=[*automatic, *kept] if automatic and kept else ())


def _place(model: InventoryModel) -> str:
    return f"{model.stores[0]}: " if model.stores else ""


JUDGES = (reproducible, unit_tested, integration_tested, validated, debuggable, canaried, rolled_back)
