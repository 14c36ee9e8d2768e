"""What the team does right in running models: roll-out, scale, thresholds, exploration, pipelines that tell, labels by several people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from debtscope.api import Credit, Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import Autoscaler, Workload
from debtscope_collectors.sources.interfaces.facts import EXPLORATION, EXPLORATION_CUES, SqlFile
from debtscope_collectors.sources.labels.facts import LabelExport
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines
from debtscope_collectors.sources.python.lookup import holding_any

_SHOWN: Final = 3
_GRADUAL: Final = regex(r"^(?:canary|challenger|shadow|candidate)$", re.IGNORECASE)
_THRESHOLD: Final = regex(
    r"(?:^|[._-])(?:threshold|cut_?off)s?(?:$|[._-])|^(?:best|optimal|decision)_?threshold$", re.IGNORECASE
)
_OTHER_THRESHOLD: Final = regex(r"drift|psi|alert|iou|nms|similarity|corr|variance|missing|loss|early", re.IGNORECASE)
_TUNES: Final = regex(r"^sklearn\.model_selection\.TunedThresholdClassifierCV$")
_TIMED: Final = frozenset({"airflow", "argo", "cronjob", "prefect", "dagster", "kubeflow", "flyte"})
_OVERLAP: Final = 0.05


def _credit(number: str, evidence: Iterable[str], effect: str) -> Credit | None:
    told = tuple(dict.fromkeys(evidence))[:_SHOWN]
    return Credit(id=number, evidence=told, effect=effect) if told else None


def rolled_out(facts: Facts) -> Credit | None:
    """CR-11: every workload that serves a model by address sends it a part of the traffic first, or a version waits beside the served one."""
    works = [work for work in facts.all(Workload) if not is_aside(work.path)]
    serving = [work for work in works if work.uris]
    gradual = [work for work in works if work.canary or work.kind == "Rollout"]
    if serving and not gradual:
        return None
    if any(not work.canary for work in serving) and not any(work.kind == "Rollout" for work in works):
        return None
    found = [f"{work.path}: {work.name}, {work.canary or work.kind}" for work in gradual]
    return _credit("CR-11", [*found, *_waiting(facts)], "new versions meet a part of the traffic first: closes CFG-011")


def _waiting(facts: Facts) -> Iterator[str]:
    inventory = facts.one(ModelInventory)
    for model in inventory.models if inventory else ():
        if model.served is None:
            continue
        for version in model.versions:
            name = next((alias for alias in version.aliases if _GRADUAL.match(alias)), None)
            if name and version.version != model.served.version:
                yield f"{model.name}: version {version.version} waits as {name} beside {model.served.version}"


def scaled(facts: Facts) -> Credit | None:
    """CR-12: some serving workload is scaled, limited and probed, and none that a serving platform runs lacks limits."""
    targets = {one.target for one in facts.all(Autoscaler)}
    works = [work for work in facts.all(Workload) if not is_aside(work.path)]
    ready = [
        work
        for work in works
        if work.has_requests and work.has_limits and (work.name in targets or (work.max_replicas or 0) > (work.min_replicas or 1))
        and (work.uris or (work.has_readiness and work.has_liveness))
    ]  # fmt: skip
    if any(work.uris and not work.has_limits for work in works):
        return None
    found = (
        f"{work.path}: {work.name}, limits, probes and up to {work.max_replicas or 'several'} replicas"
        for work in ready
    )
    return _credit("CR-12", found, "serving scales within limits: closes CFG-010")


def learned_threshold(facts: Facts) -> Credit | None:
    """CR-16: the threshold is found in training and kept with the version or by the model itself."""
    found: list[str] = []
    inventory = facts.one(ModelInventory)
    for model in inventory.models if inventory else ():
        if model.served is None:
            continue
        origin = model.training
        kept = [*model.served.tags, *(origin.parameters if origin else ()), *(origin.metrics if origin else ())]
        name = next((key for key in kept if _THRESHOLD.search(key) and not _OTHER_THRESHOLD.search(key)), None)
        if name:
            found.append(f"{model.name} v{model.served.version}: {name} stands with its version")
    code = facts.one(CodeBase)
    for path, module in sorted(code.modules.items()) if code else ():
        if module.is_own and any(_TUNES.match(name) for name in module.facts.called):
            found.append(f"{path}: TunedThresholdClassifierCV")
    return _credit("CR-16", found, "the decision threshold is learned and kept with the model: closes CFG-014")


def explored(facts: Facts) -> Credit | None:
    """CR-17: a control group, propensity or random bucket in code or SQL that makes data; train/test splits are none."""
    found = [
        f"{sql.path}: a control group or random bucket"
        for sql in facts.all(SqlFile)
        if sql.has_exploration and not is_aside(sql.path)
    ]
    code = facts.one(CodeBase)
    ours = [(path, module) for path, module in sorted(code.modules.items()) if module.is_own] if code else []
    names = holding_any({f.qualname for _, module in ours for f in module.facts.functions}, EXPLORATION_CUES)
    for path, module in ours if names else ():
        name = next((f.qualname for f in module.facts.functions if f.qualname in names and _explores(f.qualname)), None)
        if name:
            found.append(f"{path}: {name}")
    return _credit("CR-17", found, "some cases are left to chance: lowers DAT-004 and DAT-005")


def _explores(name: str) -> bool:
    """`assign_control_group`, `log_propensity`; a holdout is more often a test set."""
    match = EXPLORATION.search(name)
    return match is not None and match[0].lower().replace("_", "") not in (
        "holdout",
        "epsilon",
        "explore",
        "randomised",
        "randomized",
    )


def told_of(facts: Facts) -> Credit | None:
    """CR-26: every scheduled pipeline of an orchestrator retries, is limited and tells somebody of a failure."""
    known = facts.one(Pipelines)
    timed = [
        one for one in (known.pipelines if known else ())
        if one.tool in _TIMED and one.schedule is not None and one.steps and not is_aside(one.path) and not one.generated
    ]  # fmt: skip
    if not timed or not all(_is_operated(one) for one in timed):
        return None
    found = (f"{one.path}: {one.name}, retries, a time limit and {_alarm(one)}" for one in timed)
    return _credit("CR-26", found, "scheduled pipelines retry, stop and tell: closes CFG-028 and COD-011")


def _is_operated(one: Pipeline) -> bool:
    work = [step for step in one.steps if step.kind not in ("group", "sensor", "trigger")]
    retried = bool(one.retries) or _all(step.retries for step in work) or "backoffLimit" in one.limits
    limited = one.timeout or _all(step.timeout for step in work) or "activeDeadlineSeconds" in one.limits
    told = bool(one.callbacks) or _all(step.callbacks for step in work)
    return retried and limited and (told or one.tool == "cronjob")


def _alarm(one: Pipeline) -> str:
    return (
        one.callbacks[0] if one.callbacks else "a callback at each step" if one.tool != "cronjob" else "a backoff limit"
    )


def _all(values: Iterable[object]) -> bool:
    told: Sequence[object] = list(values)
    return bool(told) and all(told)


def labelled_twice(facts: Facts) -> Credit | None:
    """CR-27: every export names its annotators, and one task in twenty has a second opinion, of which the agreement is known."""
    exports = [
        one for one in facts.all(LabelExport) if not is_aside(one.path) and one.annotations and one.tool != "table"
    ]
    if not exports or not all(_is_doubled(one) for one in exports):
        return None
    found = (
        f"{one.path}: {one.annotator_count} annotators, {one.overlaps} of {one.labelled} tasks twice, agreement {one.agreement or 0:.0%}"
        for one in exports
    )
    return _credit("CR-27", found, "labels have names and a second opinion: closes DAT-023 and DAT-025")


def _is_doubled(one: LabelExport) -> bool:
    named = one.knows_annotators and not one.anonymous and one.annotator_count > 1
    return named and one.overlaps >= _OVERLAP * one.labelled and one.agreement is not None


OPERATING_PRACTICES = (rolled_out, scaled, learned_threshold, explored, told_of, labelled_twice)
