"""What a repository does for the people whom its models judge: tests per group, explanations, masking. With the places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Credit, Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation, Mention
from debtscope_collectors.joins.facts import CodeBase, CodeModule, ModelInventory
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.lookup import matching
from debtscope_collectors.sources.python.person_columns import person_columns

_FAIR_LIBRARIES: Final = frozenset(
    {
        "fairlearn",
        "aif360",
        "aequitas",
        "themis_ml",
        "fairness_indicators",
        "responsibleai",
        "raiwidgets",
        "holisticai",
        "fairness",
        "folktables",
        "inFairness",
        "oxonfair",
    }
)
_FAIR_NAMES: Final = regex(
    r"fairness|demographic_parity|equali[sz]ed_odds|equal_opportunity|disparate_impact|disparity|MetricFrame|by_group\b|subgroup|bias_(?:audit|report|check|test|metric)|adverse_impact|four_fifths",
    re.IGNORECASE,
)
_FAIR_NAMES_CUES: Final = (
    "fairness",
    "demographic_parity",
    "equali",
    "equal_opportunity",
    "disparate_impact",
    "disparity",
    "metricframe",
    "by_group",
    "subgroup",
    "bias_",
    "adverse_impact",
    "four_fifths",
)
_EXPLAIN_LIBRARIES: Final = frozenset(
    {"shap", "lime", "captum", "interpret", "eli5", "alibi", "dalex", "dice_ml", "fasttreeshap", "shapash", "omnixai"}
)
_PLANNED: Final = regex(
    r"\b(?:road ?map|future|planned|next steps?|to ?do|later|not (?:yet|included|implemented|done|built)|deferred|won't|trade-?offs?|out of scope|backlog"
    r"|what we (?:did not|didn't)|in progress|coming soon|próximos|a futuro)\b",
    re.IGNORECASE,
)
"""A page speaks of what is not there."""
_UNMEASURED: Final = regex(
    r"\bnot (?:yet )?(?:been )?(?:\w{1,20} )?(?:audited|assessed|evaluated|tested|measured|analy[sz]ed|examined|validated|conducted|performed)\b"
    r"|\bno (?:\w{1,20} ){0,2}(?:fairness|bias|subgroup|disparity) (?:audit|assessment|evaluation|analysis|test|metric)"
    r"|\b(?:should|must|needs? to) be (?:conducted|performed|done|carried out|audited|assessed|evaluated|tested)\b|\bto be (?:conducted|done|evaluated|determined)\b",
    re.IGNORECASE,
)
"""A section on fairness that says that nobody has looked."""
_SECTION: Final = 15
_EXPLAIN_NAMES: Final = regex(
    r"explain|shap_values|reason_codes?|adverse_action|feature_contribution|top_(?:factors|reasons|features)|permutation_importance|plot_importance|get_feature_importance|(?:booster|bst|xgb\w*|clf|model)(?:\(\))?\.get_score$|feature_importance",
    re.IGNORECASE,
)
_EXPLAIN_NAMES_CUES: Final = (
    "explain",
    "shap_values",
    "reason_code",
    "adverse_action",
    "feature_contribution",
    "top_factors",
    "top_reasons",
    "top_features",
    "permutation_importance",
    "plot_importance",
    "feature_importance",
    "get_score",
)
_MASK_LIBRARIES: Final = frozenset({"presidio_analyzer", "presidio_anonymizer", "scrubadub", "piicatcher", "datafog"})
_MASK_NAMES: Final = regex(
    r"(?:redact|mask|scrub|anonymi[sz]e|pseudonymi[sz]e|strip|remove|saniti[sz]e)_?(?:\w{1,20}_)?(?:pii|personal|emails?|phones?|names?|customer|user_data|sensitive|log)s?(?:_|$)|^(?:redact|anonymi[sz]e|pseudonymi[sz]e)$",
    re.IGNORECASE,
)
_MASK_NAMES_CUES: Final = ("redact", "mask", "scrub", "onymi", "strip", "remove", "saniti")
_SHOWN: Final = 3


def fairness_evidence(facts: Facts) -> list[str]:
    """Places that measure outcomes per group of people."""
    found = _in_code(facts, _FAIR_LIBRARIES, _FAIR_NAMES, _FAIR_NAMES_CUES)
    groups = facts.rows(person_columns)
    code = facts.one(CodeBase)
    for path, rows in sorted(groups.items()):
        grouped = next((row for row in rows if row.place == "aside" and row.is_protected), None)
        if (
            grouped
            and code
            and path in code.modules
            and re.search(r"eval|fair|metric|slice|bias|report", path, re.IGNORECASE)
        ):
            found.append(f"{path}:{grouped.line}")
    inventory = facts.one(ModelInventory)
    for model in inventory.models if inventory else ():
        keys = tuple(model.training.metrics) if model.training else ()
        found += [f"metric {key} of {model.name}" for key in keys if _FAIR_NAMES.search(key)]
    docs = facts.one(Documentation)
    found += (
        [f"{m.path}:{m.line}" for m in docs.on("fairness") if m.in_heading and not _is_owed(docs, m)] if docs else []
    )
    return found


def _is_owed(docs: Documentation, heading: Mention) -> bool:
    """The lines below a heading admit that outcomes were never measured."""
    text = next((page.text for page in docs.pages if page.path == heading.path), "")
    below: list[str] = []
    for line in text.split("\n")[heading.line : heading.line + _SECTION]:
        if line.startswith("#"):
            break
        below.append(line[:1000])
    return bool(_UNMEASURED.search(" ".join(below)))


def explanation_evidence(facts: Facts) -> list[str]:
    """Places that explain a model or its answers."""
    docs = facts.one(Documentation)
    lines = {page.path: page.text.split("\n") for page in docs.pages} if docs else {}
    told = [
        f"{m.path}:{m.line}"
        for m in (docs.on("explain") if docs else ())
        if not _PLANNED.search(m.heading) and not _PLANNED.search(lines[m.path][m.line - 1][:1000])
    ]
    return [*_in_code(facts, _EXPLAIN_LIBRARIES, _EXPLAIN_NAMES, _EXPLAIN_NAMES_CUES), *told]


def masking_evidence(facts: Facts) -> list[str]:
    """Places that mask data on people."""
    return _in_code(facts, _MASK_LIBRARIES, _MASK_NAMES, _MASK_NAMES_CUES, only_named_here=True)


def _in_code(
    facts: Facts,
    libraries: frozenset[str],
    names: re.Pattern[str],
    cues: tuple[str, ...],
    *,
    only_named_here: bool = False,
) -> list[str]:
    said = [(m, _names(m, only_named_here=only_named_here)) for m in _modules(facts)]
    telling = matching({name for _, every in said for name in every}, cues, names)
    return [f"{m.path}: {what}" for m, every in said if (what := _what(m, libraries, every, telling))]


def _names(module: CodeModule, *, only_named_here: bool) -> tuple[str, ...]:
    own = tuple(function.qualname.rpartition(".")[2] for function in module.facts.functions)
    return own if only_named_here else (*own, *module.facts.called)


def _what(module: CodeModule, libraries: frozenset[str], names: tuple[str, ...], telling: set[str]) -> str | None:
    for one in module.facts.imports:
        if one.module.split(".")[0] in libraries:
            return one.module
    return next((name for name in names if name in telling), None)


def _modules(facts: Facts) -> Iterator[CodeModule]:
    code = facts.one(CodeBase)
    for path, module in sorted(code.modules.items()) if code else ():
        if module.role in ("production", "script", "notebook", "experiment") and not is_aside(path):
            yield module


def fairness_credit(facts: Facts) -> Credit | None:
    """CR-19: measured by code; a page alone is none."""
    found = tuple(_in_code(facts, _FAIR_LIBRARIES, _FAIR_NAMES, _FAIR_NAMES_CUES)[:_SHOWN])
    effect = "outcomes are measured per group of people: closes LEG-008, lowers LEG-007"
    return Credit(id="CR-19", evidence=found, effect=effect) if found else None


def masking_credit(facts: Facts) -> Credit | None:
    """CR-20."""
    found = tuple(masking_evidence(facts)[:_SHOWN])
    effect = "data on people is masked on its way: lowers LEG-001 and LEG-010"
    return Credit(id="CR-20", evidence=found, effect=effect) if found else None


PEOPLE_PRACTICES: Final = (fairness_credit, masking_credit)
