"""More of what the team does right, told from code, hooks and CI: each practice with a working reference, not only an import."""

from __future__ import annotations

import re
from collections.abc import Iterable

from debtscope.api import Credit, Facts, FileEntry, GitHistory
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import saying
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.validation import DataValidation
from debtscope_collectors.sources.ci.facts import CiCommand, CiWorkflow, CommitHook, UpdateBot
from debtscope_collectors.sources.owners.facts import OwnerLine
from debtscope_collectors.sources.python.lookup import matching

_SHOWN = 3
_GATE = regex(r"\bvalidate_evaluation_results$")
_GATE_IN_CI = regex(r"\bcml[ -]|\bdvc (?:metrics|exp) diff\b|\bcheck[-_]metrics?\b")
_WHOLE = regex(
    r"^sklearn\.(?:pipeline\.(?:Pipeline|make_pipeline)|compose\.(?:ColumnTransformer|make_column_transformer))$"
)
_SAVES = regex(
    r"^(?:joblib\.dump|pickle\.dump|cloudpickle\.dump|skops\.io\.dump|mlflow\.sklearn\.(?:log_model|save_model))$"
)
_SEEDS = regex(r"(?:^|[._])(?:seed_everything|set_seed|set_random_seed|manual_seed|seed_all|fix_seeds?|random\.seed)$")
_DETERMINISTIC = regex(r"use_deterministic_algorithms$|enable_op_determinism$|seed_everything$|set_seed$")
_CLEAN_NOTEBOOKS = regex(r"^(?:nbstripout|jupytext|nb-?clean|databooks-meta)$")
_NOTEBOOKS_IN_CI = regex(r"\bnbmake\b|\bpapermill\b|\bnbval\b|\bjupytext\b.*--(?:check|test)|\bnbstripout\b.*--verify")
_SAFE_FORMATS = regex(r"^(?:safetensors\.|skops\.io\.|onnx\.|onnxruntime\.InferenceSession)")
_LINTS = regex(
    r"\b(?:ruff|flake8|pylint|mypy|pyright)\b(?! *install)"
    r"|\b(?:invoke|inv|just|poe|task|doit|nox -s|tox -e|hatch run|pdm run|make) (?:[\w.:-]{1,30}[-_:])?(?:lint|linters?|type-?check)\b"
)
"""Linters by name, and tasks of a runner that are called so."""
_LINT_HOOKS = regex(r"^(?:ruff|ruff-check|flake8|pylint|mypy|pyright)$")
_RUNS_HOOKS = regex(r"\bpre-commit\b|\bprek\b")
_AUDITS = regex(
    r"\bpip-audit\b|\bsafety (?:check|scan)\b|\btrivy\b|\bgrype\b|\bosv-scanner\b|\bsnyk test\b|aquasecurity/trivy|pypa/gh-action-pip-audit"
)
_CONTRACT = regex(
    r"(?:^|/)(?:data[-_]?contracts?/.+\.ya?ml|[^/]*datacontract[^/]*\.ya?ml|manifest\.json|dbt_project\.yml)$"
)
_SETTINGS = regex(
    r"^pydantic(?:_settings)?\.BaseSettings$|^environ\.config$|^dynaconf\.|^hydra\.core\.config_store\.ConfigStore"
)
_SETTINGS_ROOTS = ("pydantic", "environ", "dynaconf", "hydra")
_REVIEWED = regex(r"\(#\d+\)\s*$|^Merge pull request #\d+|See merge request|\(!\d+\)\s*$")
_ENOUGH = 5


def validated(facts: Facts) -> Credit | None:
    """CR-02."""
    found = facts.one(DataValidation)
    told = [f"{one.path}: {one.what.strip()[:60]}" for one in found.running] if found else []
    return _credit("CR-02", told, "data is judged by a pipeline or CI: closes DAT-002, lowers MON-013 and DAT-031")


def metric_gate(facts: Facts) -> Credit | None:
    """CR-03."""
    found = [*_calling(facts, _GATE, ("validate_evaluation_results",)), *_in_ci(facts, _GATE_IN_CI)]
    return _credit(
        "CR-03", found, "a model is held against its metric before it goes on: closes the model part of COD-007"
    )


def whole_pipeline(facts: Facts) -> Credit | None:
    """CR-07: a module that builds a whole pipeline and saves something."""
    found = [m.path for m in _modules(facts) if _any(m, _WHOLE) and _any(m, _SAVES) and m.facts.training]
    return _credit("CR-07", found, "preprocessing is saved with the model: lowers COD-002, COD-010 and MON-022")


def seeded(facts: Facts) -> Credit | None:
    """CR-08: every module that trains seeds, or something that it imports does."""
    code = facts.one(CodeBase)
    ours = [m for m in _modules(facts) if m.facts.training]
    if code is None or not ours:
        return None
    found: list[str] = []
    for module in ours:
        near = [code.modules[path] for path in code.closure(module.path, 2) if path in code.modules]
        seeds = next((m.path for m in near if _any(m, _DETERMINISTIC)), None)
        if seeds is None or not any(_any(m, _SEEDS) for m in near):
            return None
        found.append(f"{module.path}: seeded in {seeds}")
    return _credit("CR-08", found, "training is seeded in one place for all libraries: closes COD-005")


def clean_notebooks(facts: Facts) -> Credit | None:
    """CR-10."""
    found = [*_hooked(facts, _CLEAN_NOTEBOOKS), *_in_ci(facts, _NOTEBOOKS_IN_CI)]
    return _credit("CR-10", found, "notebooks are stripped or run by a machine: closes COD-047")


def safe_formats(facts: Facts) -> Credit | None:
    """CR-21."""
    found = _calling(facts, _SAFE_FORMATS, ("safetensors.", "skops.io.", "onnx"))
    return _credit("CR-21", found, "models are kept in formats that run no code: lowers COD-004 and CFG-023")


def owned(facts: Facts) -> Credit | None:
    """CR-22: CODEOWNERS names somebody, and most commits of the last year came through a pull request."""
    history = facts.one(GitHistory)
    lines = [line for line in facts.all(OwnerLine) if line.owners]
    recent = [c for c in history.commits if (facts.as_of - c.at.date()).days <= 365 and not c.is_bot] if history else []
    through = sum(1 for commit in recent if _REVIEWED.search(commit.subject))
    if not lines or len(recent) < _ENOUGH or through * 2 < len(recent):
        return None
    found = [f"{lines[0].path}: {len(lines)} lines", f"{through} of {len(recent)} commits of a year by pull request"]
    return _credit("CR-22", found, "code has owners and is reviewed: lowers COD-036 and CFG-032")


def contracts(facts: Facts) -> Credit | None:
    """CR-23."""
    found = sorted(e.path for e in facts.all(FileEntry) if _CONTRACT.search(e.path) and _is_contract(e.path))
    return _credit("CR-23", found, "upstream data is under contract: lowers DAT-008, DAT-020 and COD-032")


def _is_contract(path: str) -> bool:
    """A manifest is dbt's only where dbt puts it."""
    return not path.endswith("manifest.json") or path.endswith("target/manifest.json")


def updated(facts: Facts) -> Credit | None:
    """CR-24: both the bot and the audit."""
    bots = sorted(bot.path for bot in facts.all(UpdateBot))
    audits = _in_ci(facts, _AUDITS)
    return (
        _credit("CR-24", [*bots, *audits], "updates and vulnerabilities are told: closes CFG-030")
        if bots and audits
        else None
    )


def linted(facts: Facts) -> Credit | None:
    """CR-25: in CI, where it counts."""
    in_ci = _in_ci(facts, _LINTS)
    is_run = bool(_in_ci(facts, _RUNS_HOOKS))
    hooked = [
        f"{hook.path}: {hook.id}, run by {'CI' if is_run else 'pre-commit.ci'}"
        for hook in facts.all(CommitHook)
        if _LINT_HOOKS.search(hook.id) and (is_run or hook.is_hosted)
    ]
    return _credit("CR-25", [*in_ci, *hooked], "code is linted or typed in CI: closes CFG-031")


def typed_settings(facts: Facts) -> Credit | None:
    """CR-28."""
    code = facts.one(CodeBase)
    found = [
        f"{module.path}:{one.line}"
        for module in (sorted(code.modules.values(), key=lambda m: m.path) if code else ())
        if module.is_own
        for one in module.facts.imports
        if one.module.startswith(_SETTINGS_ROOTS)
        and any(_SETTINGS.search(f"{one.module}.{name}") for name in one.names)
    ]
    return _credit("CR-28", found, "settings are one typed class: closes CFG-016, lowers CFG-004")


def _credit(number: str, evidence: Iterable[str], effect: str) -> Credit | None:
    found = tuple(dict.fromkeys(evidence))[:_SHOWN]
    return Credit(id=number, evidence=found, effect=effect) if found else None


def _modules(facts: Facts) -> list[CodeModule]:
    code = facts.one(CodeBase)
    return sorted((m for m in code.modules.values() if m.is_own), key=lambda m: m.path) if code else []


def _any(module: CodeModule, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(name) for name in module.facts.called)


def _calling(facts: Facts, pattern: re.Pattern[str], cues: tuple[str, ...]) -> list[str]:
    """The first call of each module in which a pattern is found; one of the cues stands in all of these."""
    modules = _modules(facts)
    meant = matching({name for module in modules for name in module.facts.called}, cues, pattern)
    return [
        f"{module.path}: {next(name for name in module.facts.called if name in meant)}"
        for module in modules
        if not meant.isdisjoint(module.facts.called)
    ]


def _hooked(facts: Facts, pattern: re.Pattern[str]) -> list[str]:
    return [f"{hook.path}: {hook.id}" for hook in facts.all(CommitHook) if pattern.search(hook.id)]


def _in_ci(facts: Facts, pattern: re.Pattern[str]) -> list[str]:
    """Commands of CI whose failure counts."""
    meant = saying(facts, pattern)
    return [
        f"{workflow.path}: {command.text.strip()[:60]}"
        for workflow in (sorted(facts.all(CiWorkflow), key=lambda one: one.path) if meant else ())
        for command in workflow.commands
        if command.text in meant and _counts(command)
    ]


def _counts(command: CiCommand) -> bool:
    return not command.may_fail and not command.is_manual and "install" not in command.text


PRACTICES = (
    validated, metric_gate, whole_pipeline, seeded, clean_notebooks, safe_formats, owned, contracts, updated, linted, typed_settings,
)  # fmt: skip
