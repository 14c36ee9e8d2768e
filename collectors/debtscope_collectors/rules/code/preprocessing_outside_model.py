"""Fitted preprocessing travels apart from the model

Detects
-------
Training code of the project, or a step that writes what it reads, fits a transformer on its own (scaler, imputer, encoder, vectoriser, selector, or an object of the project's own
class named for it that is saved to a file), puts it neither into a
pipeline nor into one saved object with the model, and serving code loads the model. High where serving never loads the
transformer, or fits a new one; medium where it loads it from a file of its own. Left out are encoders of targets, reductions that
serve as often to look at data (PCA, t-SNE), transformers that are returned, passed on or put into a container, and serving whose
loads cannot be told. Served code that spells categories out by `get_dummies` of what a request holds is an item of its own: high where it
leaves out the first category (of one row the only one), medium where nothing brings the columns to those of training. So are categories that are
numbered by what the rows hold (`.cat.codes`, `factorize`): in served code, where one row's value always is the first, and in training whose file keeps
no categories and whose model is served. So is a
transformer that is loaded from a file and fitted again, by `fit_transform`, where rows are only to be shaped: what training learnt is
thrown away. Medium as well where training logs a transformer to MLflow as a model of its own and serving loads both. One item
per model.

Why it is debt
--------------
The model was fitted on scaled columns and is asked with raw ones, or with those of another version's scaler: nothing fails, every
score is off. Two files have to be promoted and rolled back together, and one day they are not.

How to pay it down
------------------
Fit and save one `Pipeline` (or log both under one version as one model), and load that in serving.

Example
-------
`scaler.fit_transform(X)`, `joblib.dump(model, "model.pkl")`; the API loads `model.pkl` and calls `predict` on what it is sent.

References
----------
ML Test Score, Monitor 3; scikit-learn, "Common pitfalls: inconsistent preprocessing".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.datasets import steps_before, writers_of
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory
from debtscope_collectors.joins.fitted_transformers import (
    FittedTransformer,
    fitted_transformers,
    logged_parts,
    refits,
)
from debtscope_collectors.joins.inventory_code import same_file
from debtscope_collectors.joins.model_loads import ModelLoads
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.serving import PredictingRoute, PredictingRoutes
from debtscope_collectors.sources.python.category_codes import CategoryCodes, category_codes
from debtscope_collectors.sources.python.dummies import dummies

Rows = Mapping[str, tuple[FittedTransformer, ...]]
_DEPTH = 2
_SHOWN = 6


_ALIGNS = regex(r"align|reindex|match_columns|ensure_columns|expected_columns", re.IGNORECASE)


@rule(
    id="COD-053",
    category=Category.CODE,
    debt_type="train/serve skew",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("mlflow", "dvc", "containers"),
    credits=("CR-07",),
    facets=(fitted_transformers, logged_parts, refits, dummies, category_codes),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per model."""
    inventory, code = facts.one(ModelInventory), facts.one(CodeBase)
    if inventory is None or code is None:
        return
    yield from _spelled_anew(facts)
    yield from _numbered_anew(facts, code, inventory)
    yield from _fitted_again(facts, code)
    rows, writers = facts.rows(fitted_transformers), writers_of(code)
    loads = facts.one(ModelLoads)
    classes = {name for module in code.modules.values() if module.is_own for name in module.facts.classes}
    for model in inventory.models:
        if loads is not None and not model.retired and (apart := _logged_apart(facts, code, model, loads)):
            yield apart
            continue
        training = [path for path in (model.training.code if model.training else ()) if path in code.modules]
        steps = (*training, *steps_before(code, training, writers))
        fitted = [
            (path, _placed(code, path, row))
            for path in steps
            for row in rows.get(path, ())
            if not row.with_model and (not row.is_own or row.kind in classes)
        ]
        fitted += [
            (path, _placed(code, path, row))
            for path in _helpers(code, training)
            for row in rows.get(path, ())
            if not row.with_model and not row.is_own and row.scope and _is_called(code, training, row)
        ]
        if model.retired or not fitted or not model.serving_code or _is_itself(model, [row for _, row in fitted]):
            continue
        fate = _in_serving(code, model, [row for _, row in fitted], rows)
        if fate is not None:
            yield _finding(model, fitted, *fate)


def _helpers(code: CodeBase, training: Sequence[str]) -> list[str]:
    """What training imports of the project, and does not train itself."""
    near = dict.fromkeys(one for path in training for one in code.modules[path].imports if one in code.modules)
    return [one for one in near if one not in training and not code.modules[one].facts.training]


def _is_called(code: CodeBase, training: Sequence[str], row: FittedTransformer) -> bool:
    """Whether training calls the plain function in which a transformer is fitted, and forgotten."""
    called = {name.rpartition(".")[2] for path in training for name in code.modules[path].facts.called}
    return "." not in row.scope and row.scope in called and not row.name.startswith("self.")


def _spelled_anew(facts: Facts) -> Iterator[Finding]:
    """Columns of categories that answering a request makes of what the request holds."""
    served, rows = facts.one(PredictingRoutes), facts.rows(dummies)
    seen: set[tuple[str, str]] = set()
    routes = sorted(served.routes, key=_is_beside) if served is not None and any(rows.values()) else ()
    for route in routes:
        for step in route.steps:
            place = (step.path, step.function.qualname)
            row = next((one for one in rows.get(step.path, ()) if one.scope == place[1]), None)
            if row is None or row.is_typed or place in seen:
                continue
            if not row.drops_first and (row.is_aligned or _aligns(route)):
                continue
            seen.add(place)
            how = (
                "leaves out the first category that is there, of one row the only one, so that every row looks like the base category"
                if row.drops_first
                else "makes a column of each category that is there, so that a request has the columns of its own rows, not of training"
            )
            yield Finding(
                subject=file_subject(step.path, row.scope),
                title="Categories are spelled out anew for each request",
                line=row.line,
                severity=None if row.drops_first else Severity.MEDIUM,
                message=f"{row.scope} in {step.path}, which {route.shown} asks, encodes by get_dummies: it {how}.",
                evidence=(
                    Evidence(kind="line", path=step.path, line=row.line, ref="get_dummies", excerpt=row.text),
                    Evidence(kind="route", path=route.path, line=route.handler.line, ref=route.shown),
                ),
                remediation="Fit a OneHotEncoder in training, save it in one Pipeline with the model, and let serving call that.",
            )


def _numbered_anew(facts: Facts, code: CodeBase, inventory: ModelInventory) -> Iterator[Finding]:
    """Categories that get numbers from the rows at hand: in serving those of one request, in training those that no file keeps."""
    rows = facts.rows(category_codes)
    served = facts.one(PredictingRoutes) if rows else None
    told: set[str] = set()
    for route in sorted(served.routes, key=_is_beside) if served is not None else ():
        for step in route.steps:
            row = next((one for one in rows.get(step.path, ()) if one.scope == step.function.qualname), None)
            if row is not None and step.path not in told:
                told.add(step.path)
                asked = Evidence(kind="route", path=route.path, line=route.handler.line, ref=route.shown)
                yield _numbered(
                    step.path, row, asked, f", which {route.shown} asks, so that one row's value always is number 0"
                )
    writers = writers_of(code)
    for model in inventory.models if rows and not told else ():
        training = [path for path in (model.training.code if model.training else ()) if path in code.modules]
        if model.retired or not model.serving_code:
            continue
        for path in (*training, *steps_before(code, training, writers)):
            if rows.get(path) and path not in told:
                told.add(path)
                asked = Evidence(kind="searched", path=model.serving_code[0], ref=model.name, excerpt="serving code")
                why = f" and keeps the numbers nowhere: {model.serving_code[0]} cannot give a value the number that {model.shown} learnt it by"
                yield _numbered(path, rows[path][0], asked, why)


def _numbered(path: str, row: CategoryCodes, asked: Evidence, why: str) -> Finding:
    return Finding(
        subject=file_subject(path, f"{row.scope}|numbers"),
        title="Categories are numbered anew",
        line=row.line,
        message=f"{path}:{row.line} numbers categories by what the rows hold ({row.how}){why}.",
        evidence=(Evidence(kind="line", path=path, line=row.line, ref=row.how, excerpt=row.text), asked),
        remediation="Fit an OrdinalEncoder in training, save it in one Pipeline with the model, and let serving call that.",
    )


def _is_beside(route: PredictingRoute) -> bool:
    """Routes that do not say that they predict (`/explain`) come after the one that everybody asks."""
    return "predict" not in route.shown and "score" not in route.shown


def _fitted_again(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """Transformers of a file that lose what they learnt as soon as they are used."""
    for path, rows in sorted(facts.rows(refits).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or is_aside(path) or module.facts.training:
            continue
        for row in rows:
            yield Finding(
                subject=file_subject(path, row.scope),
                title="A loaded transformer is fitted again",
                line=row.line,
                confidence=Confidence.HIGH,
                message=f"{path}:{row.loaded_line} loads {row.name} from a file, and {row.scope} calls its fit_transform: it learns anew "
                "from the rows that it is given, and what training taught it is gone.",
                evidence=(
                    Evidence(kind="line", path=path, line=row.line, ref=row.name, excerpt=row.text),
                    Evidence(kind="line", path=path, line=row.loaded_line, ref=f"loads {row.name}"),
                ),
                remediation="Call transform; compare its output with that of training on a few stored rows.",
            )


def _aligns(route: PredictingRoute) -> bool:
    """Some function on the way brings tables to the columns of training."""
    names = (name for step in route.steps for name in (step.function.qualname, *step.function.calls))
    return any(_ALIGNS.search(name.rpartition(".")[2]) for name in names)


def _is_itself(model: InventoryModel, fitted: Sequence[FittedTransformer]) -> bool:
    """What the inventory takes for a model is one of the objects that shape rows."""
    files = (posixpath.basename(row.saved_to or "") for row in fitted)
    return any(posixpath.splitext(name)[0] == model.name for name in files)


def _logged_apart(facts: Facts, code: CodeBase, model: InventoryModel, loads: ModelLoads) -> Finding | None:
    """A transformer that training logs as a model of its own, and that serving loads as one."""
    logged = {
        row.name: (path, row)
        for path, found in sorted(facts.rows(logged_parts).items())
        if path in code.modules and code.modules[path].is_own
        for row in found
    }
    for path in model.serving_code if logged else ():
        for target in loads.of(path):
            part = logged.get(target.rstrip("/").rpartition("/")[2]) if "/" in target else None
            if part is not None:
                where, row = part
                return Finding(
                    subject=Subject(kind="model", name=model.name),
                    line=row.line,
                    message=f"{where}:{row.line} logs the {row.name} of {model.shown} as a model of its own, and {path} loads the two "
                    "apart: one version can run with the other's.",
                    evidence=(
                        Evidence(
                            kind="line", path=where, line=row.line, ref=row.name, excerpt=f"logs {row.name} apart"
                        ),
                        Evidence(kind="searched", path=path, ref=target.replace("{}", "*"), excerpt="serving loads it"),
                    ),
                    severity=Severity.MEDIUM,
                )
    return None


def _placed(code: CodeBase, path: str, row: FittedTransformer) -> FittedTransformer:
    """With the place where it is saved as far as other files tell it."""
    if row.saved_to is None or (row.saved_to and "{}" not in row.saved_to):
        return row
    told = next((a.target for a in code.modules[path].facts.writes if a.line == row.saved_line and a.target), None)
    return replace(row, saved_to=told) if told else row


def _in_serving(
    code: CodeBase, model: InventoryModel, fitted: Sequence[FittedTransformer], rows: Rows
) -> tuple[str, bool, str, int | None] | None:
    """(what serving does with them, whether it loads them, path, line); None where it cannot be told."""
    for path in model.serving_code:
        around = [p for p in code.closure(path, _DEPTH) if p in code.modules]
        if model.training and set(around) & set(model.training.code):
            continue  # it runs the training code itself
        for place in around:
            for row in rows.get(place, ()):
                if row.kind in {one.kind for one in fitted} and not _is_kept_whole(row):
                    return f"fits a new {row.kind} ({place}:{row.line})", False, place, row.line
        loads = [(p, a) for p in around for a in code.modules[p].facts.reads if _may_load(a.call)]
        for place, access in loads:
            if access.target and any(one.saved_to and same_file(one.saved_to, access.target) for one in fitted):
                return f"loads it from a file of its own ({access.target})", True, place, access.line
        if any(_is_open(access.target, access.param, fitted) for _, access in loads):
            continue
        return "never loads it", False, path, None
    return None


def _is_kept_whole(row: FittedTransformer) -> bool:
    """Fitted by the `fit` of a class that keeps it: who serves loads the object and asks it to transform."""
    return row.name.startswith("self.") and row.scope.rpartition(".")[2] in ("fit", "fit_transform")


def _may_load(call: str) -> bool:
    return call.rpartition(".")[2].startswith(("load", "open", "read_", "hf_hub", "Inference"))


def _is_open(target: str | None, param: str | None, fitted: Sequence[FittedTransformer]) -> bool:
    """A load that may be one of the transformers: its place is unknown, or speaks of one."""
    told = {*words(target or ""), *words(param or "")}
    names = {
        word
        for one in fitted
        for word in (*words(one.name), *words(one.kind), *words(posixpath.basename(one.saved_to or "")))
    }
    return bool(told & (names - {"self", "model", "pkl", "joblib", "models"})) or (
        target is None and not told & {"model", "onnx"}
    )


def _finding(
    model: InventoryModel,
    fitted: Sequence[tuple[str, FittedTransformer]],
    how: str,
    loads: bool,
    place: str,
    line: int | None,
) -> Finding:
    path, first = fitted[0]
    more = f" and {len(fitted) - 1} more" if len(fitted) > 1 else ""
    return Finding(
        subject=Subject(kind="model", name=model.name),
        message=f"{first.kind}{more} of {model.shown} is fitted at {path}:{first.line} but serving {how}.",
        evidence=(
            *(Evidence(kind="line", path=p, line=row.line, ref=row.name, excerpt=f"fits {row.kind} {row.name}") for p, row in fitted[:_SHOWN]),
            *(
                Evidence(kind="line", path=p, line=row.saved_line, ref=row.name, excerpt=f"saves {row.name} apart")
                for p, row in fitted[:_SHOWN]
                if row.saved_line is not None
            ),
            Evidence(kind="line" if line else "searched", path=place, line=line, ref=model.name, excerpt=f"serving {how}"),
        ),
        severity=Severity.MEDIUM if loads else None,
        occurrences=float(len(fitted)),
    )  # fmt: skip
