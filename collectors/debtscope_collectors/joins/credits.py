"""What the team does right: practices that are in place, with the evidence, and which rules they silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

from debtscope.api import Credit, DebtscopeError, Facts, join
from debtscope_collectors.joins.answers import answers
from debtscope_collectors.joins.card_credit import carded
from debtscope_collectors.joins.ci_tests import CiTests
from debtscope_collectors.joins.facts import BoundReport, CodeBase, ModelDrift, ModelInventory
from debtscope_collectors.joins.operating_practices import OPERATING_PRACTICES
from debtscope_collectors.joins.people_evidence import PEOPLE_PRACTICES
from debtscope_collectors.joins.pins import Pins
from debtscope_collectors.joins.practices import PRACTICES
from debtscope_collectors.joins.series import series_of
from debtscope_collectors.joins.staleness import compare
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.monitoring.facts import AlertRule

SHOWN = 3
_FEW = 2


@join(Credit)
def all_credits(facts: Facts) -> Iterator[Credit]:
    """Each practice is judged alone: a source that failed costs its own credits."""
    for judge in (
        _tested,
        _versioned,
        _signed,
        _locked,
        _recorded,
        _watched,
        _ready,
        _answered,
        carded,
        *PRACTICES,
        *OPERATING_PRACTICES,
        *PEOPLE_PRACTICES,
    ):
        yield from _guarded(judge, facts)


def _guarded(judge: Callable[[Facts], Credit | None], facts: Facts) -> Iterator[Credit]:
    try:
        credit = judge(facts)
    except DebtscopeError:
        return
    if credit is not None:
        yield credit


def _tested(facts: Facts) -> Credit | None:
    code, ci = facts.one(CodeBase), facts.one(CiTests)
    if code is None or ci is None:
        return None
    gates = [test for test in ci.tests if test.is_gate]
    ours = [m for m in code.modules.values() if m.role == "production" and (m.facts.training or m.facts.features)]
    covered = [module for module in ours if module.tested_by]
    if not gates or not ours or len(covered) * 2 < len(ours):
        return None
    evidence = (f"{gates[0].workflow}: {gates[0].command.text[:80]}", *(m.tested_by[0] for m in covered[:SHOWN]))
    return Credit(
        id="CR-01",
        evidence=evidence,
        effect="training and feature code is tested in CI: closes COD-006, and COD-001 but for the modules it names",
    )


def _versioned(facts: Facts) -> Credit | None:
    for project in facts.all(DvcProject):
        url = project.remotes.get(project.default_remote or "", "")
        if not project.stages or "://" not in url:
            # A folder of one machine is no place where others find the data.
            continue
        if all(stage.locked and not differences for stage, differences in compare(project)):
            lock = f"{project.root}/dvc.lock" if project.root else "dvc.lock"
            return Credit(
                id="CR-04",
                evidence=(f"{lock}: {len(project.stages)} stages as locked", f"remote {project.default_remote}"),
                effect="data and pipeline are versioned: closes DAT-001 and COD-011",
            )
    return None


def _signed(facts: Facts) -> Credit | None:
    inventory = facts.one(ModelInventory)
    served = [model for model in inventory.models if model.served is not None] if inventory else []
    signed = [
        m for m in served if m.served and m.served.file and m.served.file.has_signature and m.served.file.has_inputs
    ]
    if not served or len(signed) < len(served):
        return None
    evidence = tuple(f"{m.name} v{m.served.version}" for m in signed[:SHOWN] if m.served)
    return Credit(id="CR-05", evidence=evidence, effect="served versions have a signature: closes DAT-022")


def _locked(facts: Facts) -> Credit | None:
    pins = facts.one(Pins)
    if pins is None or not pins.locks or pins.floating:
        return None
    return Credit(
        id="CR-06",
        evidence=tuple(lock.path for lock in pins.locks[:SHOWN]),
        effect="a lock holds every machine-learning package: closes CFG-002",
    )


def _recorded(facts: Facts) -> Credit | None:
    experiments = [(store, one) for store in facts.all(MlflowStore) for one in store.experiments if one.finished > _FEW]
    if not experiments or any(
        one.without_commit or one.without_params or one.without_dataset for _, one in experiments
    ):
        return None
    evidence = tuple(f"{store.path}: {one.name}, {one.finished} runs in 90 days" for store, one in experiments[:SHOWN])
    return Credit(id="CR-09", evidence=evidence, effect="runs carry commit, parameters and data: closes CFG-003")


def _watched(facts: Facts) -> Credit | None:
    """A series of a deployed model that is younger than twice its interval."""
    inventory = facts.one(ModelInventory)
    deployed = {m.name for m in inventory.models if m.is_deployed and not m.retired} if inventory else set[str]()
    now = datetime.combine(facts.as_of, time.max, tzinfo=UTC)
    evidence: dict[str, str] = {}
    for series in series_of(facts.all(BoundReport)):
        interval, model = series.interval, series.model
        if model is None or model not in deployed or series.is_rest or not interval or len(series.times) <= _FEW:
            continue
        if now - series.times[-1] <= 2 * interval:
            evidence.setdefault(model, f"{model}: {series.name}, last {series.times[-1].date()}")
    if not evidence:
        return None
    return Credit(
        id="CR-13",
        evidence=tuple(evidence.values())[:SHOWN],
        effect="these models are watched on schedule: closes MON-001 and MON-003 for them",
    )


def _ready(facts: Facts) -> Credit | None:
    alerts = [alert for alert in facts.all(AlertRule) if not alert.path.startswith("outside:")]
    ready = [alert for alert in alerts if _is_ready(alert)]
    if not ready or len(ready) < len(alerts):
        return None
    evidence = tuple(f"{alert.path}: {alert.name}" for alert in ready[:SHOWN])
    return Credit(id="CR-14", evidence=evidence, effect="alerts have owner, severity and runbook: closes MON-006")


def _is_ready(alert: AlertRule) -> bool:
    told = {**dict(alert.labels), **dict(alert.annotations)}
    has_runbook = any("runbook" in key.lower() and value for key, value in told.items())
    return bool(has_runbook and told.get("severity") and (told.get("team") or told.get("owner")) and alert.for_seconds)


def _answered(facts: Facts) -> Credit | None:
    evidence: list[str] = []
    for drift in facts.all(ModelDrift):
        answer = next(iter(answers(facts, drift)), None)
        if drift.model and answer:
            day = f" on {answer.at.date()}" if answer.at else ""
            evidence.append(f"{drift.model}: {answer.what}{day}, drift since {drift.since.date()}")
    if not evidence:
        return None
    return Credit(id="CR-15", evidence=tuple(evidence[:SHOWN]), effect="drift was answered: closes MON-002")
