"""A served model is never checked on slices

Detects
-------
A deployed model with two or more known categorical columns (lists of them in the code that trains it, or columns named like regions,
plans, channels, genders, categories), while no code, notebook, recorded metric or section of the documentation measures quality by
group: no metric near a `groupby`, no loop over groups with a metric in it, no fairlearn, TFMA, Giskard, Deepchecks or Snorkel slices, no
function or metric named by segment or per group. One item a model. Libraries are left out.

Why it is debt
--------------
A good mean hides a group for which the model fails; it is found by the customers of that group, or by an auditor.

How to pay it down
------------------
Report the main metric by three to five slices that the business knows, and gate a release on the worst of them.

Example
-------
Only `classification_report` over all rows: debt. `MetricFrame(metrics=recall_score, sensitive_features=df["region"])`: clean.

References
----------
ML Test Score, Model 6; se-ml.github.io practice 21.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, facet, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory
from debtscope_collectors.joins.main_metric import run_metrics
from debtscope_collectors.joins.mltest.tools import pages
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.tables import TableSite, table_sites
from debtscope_collectors.sources.python.view import ModuleView

_METRIC = r"(?:_score\b|_error\b|accuracy|\bauc\b|\brmse\b|\bmae\b|\bmape\b|\bf1\b|precision|recall|error_rate|\bmetrics?\b|performance)"
_SLICED = regex(
    r"MetricFrame|SlicingSpec|slicing_function|SlicingFunction|sliceline|giskard|SegmentsPerformance|SegmentPerformance|by_segment|per_segment|by_slice|per_slice"
    r"|slice_metrics|metrics_by_|performance_by_|accuracy_by_|error_by_|auc_by_|_by_group|per_group|by_subgroup|subgroup_|disparate|demographic_parity|equalized_odds|by_cohort|per_cohort|aif360|aequitas"
    r"|groupby\([^()\n]{1,80}\)[^\n]{0,160}"
    + _METRIC
    + r"|\.groupby\([^()\n]{1,80}\):\s*\n(?:[^\n]{0,160}\n){0,6}?[^\n]{0,160}"
    + _METRIC
)
_SLICES = Vocabulary(
    ("metricframe", "slic", "giskard", "segment", "_by_", "per_", "subgroup", "disparate", "parity", "odds", "cohort", "aif360", "aequitas"),
    _SLICED.search,
    fold=True,
)  # fmt: skip
"""Every alternative above but those of `groupby(` is a word or a part of one."""
_SLICE_METRIC = regex(r"[/_](?:segment|slice|group|region|country|gender|cohort)[/_=]|_by_|/\w{1,40}/", re.IGNORECASE)
_CATEGORY_LIST = regex(r"cat(?:egor\w{0,8})?_|_cat(?:s|egor\w{0,8})?$|^categor|nominal|one_?hot", re.IGNORECASE)
_CATEGORY = regex(
    r"(?!random|aws|AWS|model|gcp|s3|init|hidden|default|file|data)(?:[a-z]{1,20}_)?(?:region|country|us_state|city|gender|sex|plan|segment|channel|device|category|contract|payment_?(?:method|type)|language|store|department"
    r"|occupation|education|marital\w{0,8}|race|ethnicity|borough|merchant_category|product_type|customer_type|geography|currency)",
    re.IGNORECASE,
)
_CATEGORIES = Vocabulary(
    ("region", "country", "us_state", "city", "gender", "sex", "plan", "segment", "channel", "device", "category", "contract", "payment", "language", "store",
     "department", "occupation", "education", "marital", "race", "ethnicity", "borough", "type", "geography", "currency"),
    lambda word: len(word) < 30 and _CATEGORY.fullmatch(word),
    fold=True,
)  # fmt: skip
_ENOUGH = 2
_SHOWN = 5
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")


@frozen
class Slice:
    """The first place of a file that measures by group, or a column by which one could."""

    kind: str
    """slice or column."""
    word: str
    line: int


@facet(Slice, version=2, tests=False)
def slices(view: ModuleView) -> Iterator[Slice]:
    """At most one slice; each column once."""
    text, said = view.text, _CATEGORIES.of(view.words)
    starts = (_SLICES.first(text, view.words), text.find("groupby("))
    start = min((start for start in starts if start >= 0), default=-1)
    if (start < 0 and not said) or max(map(len, view.lines), default=0) > 20_000:
        return
    if start >= 0 and (found := _SLICED.search(text, max(0, start - 1))):
        yield Slice(kind="slice", word=found[0].partition("\n")[0][:60], line=text.count("\n", 0, found.start()) + 1)
    columns: dict[str, int] = {}
    for node in view.constants if said else ():
        if node.value in said and not (node.value == "category" and _is_type(view.parent(node))):
            columns.setdefault(node.value, node.lineno)
    for name, line in columns.items():
        yield Slice(kind="column", word=name, line=line)


def _is_type(above: ast.AST | None) -> bool:
    """`astype("category")`, `dtype="category"`: a type of pandas, and no column."""
    match above:
        case ast.Call(func=ast.Attribute(attr="astype" | "select_dtypes")) | ast.keyword(arg="dtype" | "include"):
            return True
        case ast.Compare(left=ast.Attribute(attr="dtype" | "name")):
            return True
        case ast.Dict(values=values):
            return any(isinstance(one, ast.Constant) and one.value == "category" for one in values)
        case _:
            return False


@rule(
    id="COD-030",
    category=Category.CODE,
    debt_type="evaluation debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("mlflow", "docs", "containers"),
    facets=(slices, table_sites),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a deployed model."""
    code, inventory = facts.one(CodeBase), facts.one(ModelInventory)
    if code is None or inventory is None or code.is_library:
        return
    found = {
        path: one
        for path, one in facts.rows(slices).items()
        if path in code.modules and code.modules[path].role != "test"
    }
    if any(row.kind == "slice" for rows in found.values() for row in rows):
        return
    if pages(facts, "slices") or pages(facts, "fairness") or any(map(_SLICE_METRIC.search, run_metrics(facts))):
        return
    rows = facts.rows(table_sites)
    for model in inventory.models:
        if not model.is_deployed or model.retired:
            continue
        training = _training(code, model, len(inventory.models) == 1)
        columns = _columns(code, model, training, rows, found)
        if training and len(columns) >= _ENOUGH:
            yield _finding(model, training, columns, code)


def _training(code: CodeBase, model: InventoryModel, alone: bool) -> list[str]:
    """The modules that train a model; every one that trains, notebooks too, where it is the only model and the project's own."""
    known = [path for path in (model.training.code if model.training else ()) if path in code.modules]
    if known or not alone or model.is_hosted:
        return known
    return [path for path, one in code.modules.items() if one.role not in _OUTSIDE and one.facts.training]


def _columns(
    code: CodeBase,
    model: InventoryModel,
    training: list[str],
    rows: Mapping[str, tuple[TableSite, ...]],
    told: Mapping[str, tuple[Slice, ...]],
) -> list[str]:
    """Categorical columns of a model: named so among its inputs, or listed so in the code that trains it or that code's imports."""
    found = [name for name in model.inputs if _CATEGORY.fullmatch(name)]
    for path in training:
        for near in code.closure(path, 2):
            for row in rows.get(near, ()):
                if row.kind == "list" and _CATEGORY_LIST.search(row.name):
                    found += row.items
        found += [row.word for near in code.closure(path, 2) for row in told.get(near, ()) if row.kind == "column"]
    near = {one for path in training for one in code.closure(path, 2)}
    dropped = {item for path in near for row in rows.get(path, ()) if ".drop(" in row.text for item in row.items}
    return [name for name in dict.fromkeys(found) if name not in dropped]


def _finding(model: InventoryModel, training: list[str], columns: list[str], code: CodeBase) -> Finding:
    shown = ", ".join(columns[:_SHOWN])
    searched = sum(module.role not in _OUTSIDE for module in code.modules.values())
    return Finding(
        subject=Subject(kind="model", name=model.name, path=training[0]),
        message=f"{model.shown}: quality is only measured over all rows; slices by {shown} are unchecked.",
        evidence=(
            *(
                Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=f"trains: {site.name}")
                for path in training[:3]
                for site in code.modules[path].facts.training[:1]
            ),
            Evidence(kind="searched", ref="slices", value=searched, excerpt=f"{searched} modules and notebooks, runs and documents for metrics by group"),
        ),
    )  # fmt: skip
