"""Registered models with no description, owner, tags or with legacy stages

Detects
-------
A registered model that nobody could take over from the registry alone. Said at once: a version at an alias or stage whose own
validation tag says failed, whose run was deleted or whose registration failed; a served version whose logged environment pins
another version than the repository does; two models whose names differ in nothing but case and punctuation; a model that never
got a version; more than ten versions and none at an alias or stage. Said where people use the model (a version at an alias or
stage): no description on model and version, no owner (tag, or `owner` under `[models.NAME]`; beside something else), a description that calls it a prototype or an experiment, stages
instead of aliases.

Why it is debt
--------------
The registry is where somebody on call looks at night. "Champion, no description, no owner" means a chat message and a wait; a
version at Staging that failed its validation is one click from production; and stages are deprecated, they go with a later
MLflow.

How to pay it down
------------------
Set description, owner and alias in the job that promotes; delete what is dead; move from stages to aliases.

Example
-------
`description: null`, no tags, version 2 at Staging with `validation_status: failed`.

References
----------
MLflow documentation, Model Registry (aliases, tags, "Migrating from stages"). SE-ML practices, "Enable automatic rollbacks".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.registry import Registered, met, places, registered
from debtscope_collectors.sources.dependencies.facts import LockFile
from debtscope_collectors.sources.mlflow.facts import MlflowStore, ModelVersion

MANY_VERSIONS = 10
_NO_OWNER = "no owner"
_TRIED = regex(r"\b(?:prototype|proof of concept|poc|experiment|sandbox|spike|throw-?away|deprecated)\b", re.IGNORECASE)
_OWNER = regex(r"owner|team|maintainer|contact|responsible|steward|squad", re.IGNORECASE)
_VALIDATION = regex(r"valid|approv|review|test|gate|quality|qa\b|check", re.IGNORECASE)
_FAILED = regex(r"\s*(?:fail|reject|declin|denied|not[ _-]?(?:ok|passed|approved|valid)|invalid|error)", re.IGNORECASE)
_PIN = regex(r"([A-Za-z0-9][A-Za-z0-9._-]{0,100})(?:\[[^\]]{0,100}\])?==([0-9][^\s;,]{0,60})")
_CORE = ("scikit-learn", "xgboost", "lightgbm", "catboost", "torch", "tensorflow", "keras", "pandas", "numpy", "mlflow")
Fault = tuple[str, Evidence]


@rule(
    id="CFG-024",
    category=Category.CONFIG,
    debt_type="documentation debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("mlflow",),
    uses=("dependencies",),
)
def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    alike = _alike(facts)
    pins = _pins(facts)
    for one in registered(facts):
        if one.model.name in seen:
            continue
        faults = [*_broken(one, alike, pins), *_undescribed(facts, one)]
        if faults and [text for text, _ in faults] != [
            _NO_OWNER
        ]:  # MLflow has no place for one: alone it is a matter of habit
            seen.add(one.model.name)
            broken = [evidence.ref for _, evidence in faults if evidence.kind == "version"]
            yield Finding(
                subject=Subject(kind="model", name=one.model.name),
                title=f"Registry offers a broken {(broken[0] or '').rpartition(' ')[2]}"[:48] if broken else None,
                message=f"{one.model.name}: {'; '.join(text for text, _ in faults)}.",
                severity=Severity.MEDIUM if broken else None,
                evidence=tuple(evidence for _, evidence in faults),
                occurrences=float(len(faults)),
                drivers=(one.served_driver(one.served is not None),),
            )


def _broken(
    one: Registered, alike: Mapping[str, Sequence[str]], pins: Mapping[str, tuple[str, str]]
) -> Iterator[Fault]:
    """What is wrong whoever uses it."""
    store, model = one.store, one.model
    for version in met(model):
        where, at = f"v{version.version}{places(version)}", version.aliases or version.stage
        if at and (tag := _failed_tag(version)):
            yield f"{where} is offered although {tag}", _of(store, version, f"{where}: {tag}")
        if at and version.run_id in store.deleted_runs:
            yield (
                f"the run behind {where} was deleted",
                _of(store, version, f"{where}: run {version.run_id} is deleted"),
            )
        if version.status == "FAILED_REGISTRATION":
            yield f"the registration of {where} failed", _of(store, version, f"{where}: FAILED_REGISTRATION")
    if one.served is not None and (other := _contradicts(one.served, pins)):
        name, logged, wanted, path = other
        text = f"v{one.served.version}, which is served, was logged with {name} {logged}, {path} pins {wanted}"
        yield text, _of(store, one.served, f"{name}=={logged} logged, {name}=={wanted} in {path}")
    if names := alike.get(model.name):
        yield (
            f"{' and '.join(names)} is nearly the same name",
            _about(store, model.name, f"also registered: {', '.join(names)}"),
        )
    if not model.versions:
        since = f" since it was made on {model.created:%Y-%m-%d}" if model.created else ""
        yield f"no version{since}", _about(store, model.name, "no version")
    if len(model.versions) > MANY_VERSIONS and not any(v.aliases or v.stage for v in model.versions):
        count = len(model.versions)
        yield (
            f"{count} versions and none at an alias",
            _about(store, model.name, f"{count} versions, no alias, no stage"),
        )


def _undescribed(facts: Facts, one: Registered) -> Iterator[Fault]:
    """What is missing for whoever has to answer for a model that people use."""
    store, model = one.store, one.model
    used = [version for version in model.versions if version.aliases or (version.stage and version.stage != "Archived")]
    if not used:
        return
    if not model.description and not any(version.description for version in used):
        yield "no description", _about(store, model.name, "description: none on the model nor on a used version")
    if found := _TRIED.search(model.description or ""):
        at = next((name for version in used for name in (*version.aliases, version.stage or "")), "")
        yield (
            f"a {found[0].lower()} by its description and at {at} all the same",
            _about(store, model.name, f"description: {found[0]}"),
        )
    own = facts.settings.models.get(model.name)
    keys = [*model.tags, *(key for version in used for key in version.tags)]
    if not (own and own.owner) and not any(_OWNER.search(key) for key in keys):
        yield _NO_OWNER, _about(store, model.name, "no tag names an owner")
    staged = [version for version in used if version.stage and version.stage != "Archived"]
    if staged:
        told = ", ".join(f"v{version.version} at {version.stage}" for version in staged[:3])
        yield f"stages, which are deprecated ({told})", _about(store, model.name, f"stages: {told}")


def _failed_tag(version: ModelVersion) -> str | None:
    return next(
        (
            f"{key}={value[:40]}"
            for key, value in version.tags.items()
            if _VALIDATION.search(key) and _FAILED.match(value)
        ),
        None,
    )


def _alike(facts: Facts) -> dict[str, list[str]]:
    """By the first of several models, the others whose name differs in nothing but case and punctuation: one pair, told once."""
    names: dict[str, list[str]] = {}
    for one in registered(facts):
        names.setdefault(re.sub(r"[\W_]", "", one.model.name.lower()), []).append(one.model.name)
    found = {min(group): sorted({*group} - {min(group)}) for group in names.values()}
    return {name: others for name, others in found.items() if others}


def _pins(facts: Facts) -> dict[str, tuple[str, str]]:
    """Package -> (version, lock) where every lock agrees."""
    found: dict[str, set[tuple[str, str]]] = {}
    for lock in facts.all(LockFile):
        for name, version in lock.packages:
            found.setdefault(name, set()).add((version, lock.path))
    return {name: next(iter(pins)) for name, pins in found.items() if len({version for version, _ in pins}) == 1}


def _contradicts(version: ModelVersion, pins: Mapping[str, tuple[str, str]]) -> tuple[str, str, str, str] | None:
    """(package, logged version, locked version, lock) where release lines differ: a patch is no contradiction."""
    for line in version.file.requirements if version.file else ():
        if not (found := _PIN.match(line)):
            continue
        name, logged = found[1].lower().replace("_", "-"), found[2]
        wanted, path = pins.get(name, ("", ""))
        if name in _CORE and wanted and logged.split(".")[:2] != wanted.split(".")[:2]:
            return name, logged, wanted, path
    return None


def _of(store: MlflowStore, version: ModelVersion, told: str) -> Evidence:
    return Evidence(kind="version", path=store.path, ref=f"{version.model} v{version.version}", excerpt=told)


def _about(store: MlflowStore, model: str, told: str) -> Evidence:
    return Evidence(kind="config", path=store.path, ref=model, excerpt=f"{model}: {told}")
