"""Columns on people that code puts into a model's input, keeps out of it, or groups results by. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.personal.attributes import attribute_of, describes_person, names_person
from debtscope_collectors.sources.python.drawn import drawn_columns, is_drawn
from debtscope_collectors.sources.python.view import ModuleView

FEATURES: Final = regex(
    r"(?:^|_)(?:features?|predictors|x_cols|input_cols|input_columns|model_columns|cat_cols|num_cols|categorical|numerical|numeric|cat_vars|ohe_cols|passthrough_cols|scaler_cols|scaled_cols|binary_cols|ordinal_cols|one_?hot_cols|"
    r"categorical_columns|numerical_columns|numeric_columns|cat_columns|num_columns)(?:_|$)",
    re.IGNORECASE,
)
ASIDE: Final = regex(
    r"drop|ignore|exclu|remov|sensitive|protected|target|label|slice|segment|group|fair|bias|pii|mask|leak|unused|irrelevant|forbidden|banned|id_col|demograph",
    re.IGNORECASE,
)
_FRAME: Final = regex(
    r"(?:df\w*|\w{1,40}_df|[xX]|[xX]_\w{1,20}|frame|data|dataset|data_?frame|features?|train\w{0,10}|test\w{0,10}|out|result|enriched|customers?|clients?|app\w{0,10}_train)$"
)
_OTHER_BEINGS: Final = regex(
    r"\b(?:penguins?|abalone|species|breed|horses?|jockey|livestock|cattle|shelter_animals|mice|rings|formula_?1|lap_times?|concrete|compressive)\b",
    re.IGNORECASE,
)
_INPUTS: Final = regex(r"[xX](?:_\w{1,20})?|features?(?:_df)?")
_LEFT_OUT: Final = regex(r"drop|ignore|exclu|remov|unused|target", re.IGNORECASE)
_HOLDERS: Final = frozenset({ast.Subscript, ast.List, ast.Tuple, ast.Set})
_MOST: Final = 400
_FITS: Final = frozenset({"fit", "train_test_split", "fit_resample", "DMatrix", "Pool"})
_MADE: Final = frozenset({"ColumnTransformer", "make_column_transformer"})
_COLUMNS: Final = frozenset(
    {
        "cat_features",
        "categorical_feature",
        "categorical_features",
        "inputCols",
        "input_cols",
        "numeric_features",
        "feature_names",
    }
)
_TAKING: Final = frozenset(
    {"CatBoostClassifier", "CatBoostRegressor", "Pool", "Dataset", "VectorAssembler", "fit", "OrdinalEncoder", "OneHotEncoder",
     "StandardScaler", "XGBClassifier", "XGBRegressor", "LGBMClassifier", "LGBMRegressor", "StringIndexer", "setup"}
)  # fmt: skip
"""Calls that take columns by name, and the arguments that name them."""
_MODELS: Final = frozenset({"sklearn", "xgboost", "lightgbm", "catboost"})
"""Elsewhere such schemas are of tools and messages."""


@frozen
class PersonColumn:
    """One column name in one place."""

    column: str
    line: int
    scope: str
    place: str
    """list (a literal list of features), derived (`df["age_band"] = …`), dropped (kept out), drawn (made up by a generator of random
    numbers), or listed aside (sensitive, groups)."""
    is_protected: bool
    """A protected attribute or proxy; else an entity or a circumstance of a person."""


@facet(PersonColumn, version=6)
def person_columns(view: ModuleView) -> Iterator[PersonColumn]:
    """Literal lists of features, columns that are set, columns that are dropped. Files about animals or things are silent."""
    rows = list(_rows(view))
    if rows and not _OTHER_BEINGS.search(view.text[:200_000]):
        yield from rows


def _rows(view: ModuleView) -> Iterator[PersonColumn]:
    seen: set[tuple[str, str, str]] = set()
    drawn = ((column, node, "drawn") for column, node in drawn_columns(view))
    for column, node, place in (
        *_lists(view),
        *_given(view),
        *_rows_of_requests(view),
        *_schemas(view),
        *_derived(view),
        *_dropped(view),
        *drawn,
    ):
        is_protected = attribute_of(column) is not None
        if not is_protected and not describes_person(column) and not names_person(column):
            continue
        key = (column, place, view.scope(node))
        if key not in seen:
            seen.add(key)
            yield PersonColumn(
                column=column, line=view.place(node), scope=key[2], place=place, is_protected=is_protected,
            )  # fmt: skip


def _lists(view: ModuleView) -> Iterator[tuple[str, ast.AST, str]]:
    """`FEATURES = [...]`, and `df[[...]]` bound to X."""
    for node in (*view.nodes(ast.Assign), *view.nodes(ast.AnnAssign)):
        value = _default(node.value)
        if value.__class__ not in _HOLDERS or not isinstance(value, ast.Subscript | ast.List | ast.Tuple | ast.Set):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        name = getattr(target, "id", None) or getattr(target, "attr", None)
        if not isinstance(name, str):
            continue
        if isinstance(value, ast.Subscript) and _INPUTS.fullmatch(name):
            value = value.slice
        elif ASIDE.search(name):
            for said, part in _texts(value):
                yield (
                    said,
                    part,
                    "dropped" if _LEFT_OUT.search(name) else "aside",
                )
            continue
        elif not FEATURES.search(name):
            continue
        for said, part in _texts(value):
            yield said, part, "list"


def _default(value: ast.expr | None) -> ast.expr | None:
    """The list of `features: list[str] = field(default_factory=lambda: [...])`."""
    match value:
        case ast.Call(func=ast.Name(id="field" | "Field"), keywords=keywords):
            made = next((k.value for k in keywords if k.arg == "default_factory"), None)
            return made.body if isinstance(made, ast.Lambda) else value
        case _:
            return value


def _given(view: ModuleView) -> Iterator[tuple[str, ast.AST, str]]:
    """Columns that are named where a model or what prepares its inputs is made or fitted: `fit(df[["age", "income"]], y)`,
    `ColumnTransformer([("num", StandardScaler(), ["age"])])`, `cat_features=["sex"]`."""
    for call in view.calls_to(_FITS):
        first = call.args[0] if call.args else view.argument(call, "X", "data")
        if isinstance(first, ast.Subscript):
            yield from ((said, part, "list") for said, part in _texts(first.slice))
    for call in view.calls_to(_MADE):
        for one in call.args[:20]:
            for part in one.elts[:40] if isinstance(one, ast.List) else [one]:
                if isinstance(part, ast.Tuple) and not any(_is_dropped(each) for each in part.elts):
                    yield from ((said, name, "list") for each in part.elts for said, name in _lists_of(each))
    for call in view.calls_to(_TAKING):
        for keyword in call.keywords:
            if keyword.arg in _COLUMNS:
                yield from ((said, part, "list") for said, part in _lists_of(keyword.value))


def _lists_of(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.List):
        yield from _texts(node)


def _is_dropped(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "drop"


def _rows_of_requests(view: ModuleView) -> Iterator[tuple[str, ast.AST, str]]:
    """`pd.DataFrame([{"age": age, "income": income}])` in a file that asks a model: the row that it is given."""
    if not view.calls_to(("predict", "predict_proba")):
        return
    for call in view.calls_to(("DataFrame",)):
        given = call.args[0] if call.args else None
        if isinstance(given, ast.List) and len(given.elts) == 1:
            given = given.elts[0]
        if isinstance(given, ast.Dict):
            for key in given.keys[:_MOST]:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, key, "list"


def _schemas(view: ModuleView) -> Iterator[tuple[str, ast.AST, str]]:
    """`{"properties": {"sex": {"type": "string"}, …}}` beside a model: the schema of the rows that it takes."""
    if _MODELS.isdisjoint(view.roots) or "properties" not in view.words:
        return
    for node in view.nodes(ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "properties" and isinstance(value, ast.Dict):
                for name, told in zip(value.keys[:_MOST], value.values[:_MOST], strict=True):
                    if isinstance(name, ast.Constant) and isinstance(name.value, str) and isinstance(told, ast.Dict):
                        yield name.value, name, "list"


def _texts(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        for part in node.elts[:_MOST]:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value, part


def _derived(view: ModuleView) -> Iterator[tuple[str, ast.AST, str]]:
    """Columns that functions set on a frame."""
    for node in view.item_assigns:
        match node.targets[0]:
            case ast.Subscript(value=ast.Name(id=holder), slice=ast.Constant(value=str(column))):
                if (
                    _FRAME.match(holder)
                    and view.scope(node)
                    and not _is_cast(node.value, holder, column)
                    and not is_drawn(view, node.value)
                ):
                    yield column, node, "derived"
            case _:
                pass


def _is_cast(value: ast.expr, holder: str, column: str) -> bool:
    """`df["age"] = pd.to_numeric(df["age"])`, `df["sex"].astype("string")`: the column of the source in another type, no input that
    is made of it."""
    match value:
        case ast.Call(func=ast.Attribute(attr="astype", value=given)):
            pass
        case ast.Call(func=ast.Attribute(attr="to_numeric" | "to_datetime"), args=[given, *_]):
            pass
        case _:
            return False
    match given:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))):
            return name == holder and key == column
        case _:
            return False


def _dropped(view: ModuleView) -> Iterator[tuple[str, ast.AST, str]]:
    """`df.drop(columns=[…])`, `df.drop("sex", axis=1)`, `del df["sex"]`, `df.pop("sex")`, `.groupby("sex")`."""
    for call in view.calls_to(("drop", "pop", "groupby")):
        attribute = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if attribute in ("drop", "pop", "groupby"):
            given = view.argument(call, "columns", "labels", "by", 0)
            if given is None:
                continue
            place = "aside" if attribute == "groupby" else "dropped"
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value, call, place
            else:
                yield from ((said, part, place) for said, part in _texts(given))
