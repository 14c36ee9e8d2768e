"""Transformers that code fits on their own, and what becomes of them: saved apart, saved with the model, or not at all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import role_of
from debtscope_collectors.sources.python.view import ModuleView

_DUMPS = frozenset(
    {
        "dump",
        "save",
        "save_model",
        "log_model",
        "put",
        "dumps",
        "log_artifact",
        "save_pickle",
        "save_object",
        "dump_pickle",
    }
)
_JOINS = regex(
    r"(?:Pipeline|make_pipeline|ColumnTransformer|make_column_transformer|FeatureUnion|make_union|TransformedTargetRegressor)$"
)
_NOT_INPUTS = regex(
    r"^(?:LabelEncoder|LabelBinarizer|MultiLabelBinarizer|TSNE|UMAP|PCA|TruncatedSVD|KernelPCA|Isomap)$"
)
"""Encoders of targets, and what is fitted to look at data as often as to feed a model."""
_OWN_PART = regex(
    r"Preproc|Scal|Encod|Impute|Vectori[sz]|Normali[sz]|Transformer$|Featur\w{0,12}(?:Engineer|Transform|Pipeline|Builder|Processor)"
)
"""Names of a project's own classes that learn from rows how to shape them."""
_SAVES = regex(r"(?:save|dump|persist|export)(?:_\w{1,20})?$")
_TARGET = regex(r"^(?:y|y_\w{1,20}|target|labels?|(?:y|target)_?scaler\w*|scaler_?y)$", re.I)


@frozen
class FittedTransformer:
    """One variable that holds a transformer fitted by itself."""

    name: str
    """The variable, `self.` included."""
    kind: str
    """Class name."""
    line: int
    """Of its fit."""
    scope: str
    saved_to: str | None
    """Where it is saved; `` = somewhere that cannot be told; None = nowhere in the file."""
    saved_line: int | None
    is_own: bool
    """Of a class of the project, as far as its name tells, that is saved to a file which the code names."""
    with_model: bool
    """It is handed on: into a pipeline, a container that is saved, a returned value or another function's keeping."""


@facet(FittedTransformer, version=3, cues=("fit", "fit_transform"))
def fitted_transformers(view: ModuleView) -> Iterator[FittedTransformer]:
    """Transformers by the type of the variable on which `fit` or `fit_transform` is called."""
    fits: dict[str, tuple[ast.Call, str]] = {}
    own: set[str] = set()
    for call in view.calls_to(("fit", "fit_transform")):
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr in ("fit", "fit_transform") and _key(func.value):
            kind = view.type_of(func.value) or ""
            last = kind.rpartition(".")[2]
            if kind and role_of(kind) == "transformer" and not _NOT_INPUTS.match(last) and not _JOINS.search(last):
                argument = _key(call.args[0]) if call.args else None
                if not (_TARGET.match(argument or "") or _TARGET.match(_key(func.value) or "")):
                    fits.setdefault(_key(func.value) or "", (call, last))
            elif kind and role_of(kind) is None and last[:1].isupper() and _OWN_PART.search(last):
                fits.setdefault(_key(func.value) or "", (call, last))
                own.add(_key(func.value) or "")
    for name, (call, kind) in fits.items():
        saved, line, kept = _fate(view, name)
        if name in own and not saved:
            continue  # who knows what its class does with it
        yield FittedTransformer(
            name=name,
            kind=kind,
            line=call.lineno,
            scope=view.scope(call),
            saved_to=saved,
            saved_line=line,
            is_own=name in own,
            with_model=kept,
        )


def _key(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return f"self.{name}"
        case _:
            return None


def _fate(view: ModuleView, name: str) -> tuple[str | None, int | None, bool]:
    """(where it is saved, line, whether it goes on together with something else)."""
    nodes: list[ast.AST] = [*view.nodes(ast.Name), *view.nodes(ast.Attribute)]
    saved: str | None = None
    line: int | None = None
    for node in nodes:
        if _key(node) != name or not isinstance(getattr(node, "ctx", None), ast.Load):
            continue
        parent = view.parent(node)
        if isinstance(parent, ast.Attribute) and _SAVES.match(parent.attr):
            call = view.parent(parent)
            if isinstance(call, ast.Call) and call.func is parent and len(call.args) == 1:
                saved, line = _target(view, call.args[0]), call.lineno
            continue
        if isinstance(parent, (ast.Dict, ast.Tuple, ast.List, ast.Return, ast.keyword, ast.Yield)):
            return None, None, True
        if not isinstance(parent, ast.Call) or node not in parent.args:
            continue
        last = getattr(parent.func, "attr", None) or getattr(parent.func, "id", "")
        if last in _DUMPS:
            target = next((a for a in parent.args if a is not node), None)
            saved, line = _target(view, target), parent.lineno
        else:
            return None, None, True
    return saved, line, False


def _target(view: ModuleView, node: ast.expr | None) -> str:
    if isinstance(node, ast.Name):  # `with open(path, "wb") as file: pickle.dump(scaler, file)`
        node = next(
            (
                one.context_expr
                for above in view.ancestors(node)
                if isinstance(above, ast.With)
                for one in above.items
                if isinstance(one.optional_vars, ast.Name) and one.optional_vars.id == node.id
            ),
            node,
        )
    if isinstance(node, ast.Call) and view.name(node.func) in ("open", "io.open") and node.args:
        node = node.args[0]
    value = view.constant(node) if node is not None else None
    return value if isinstance(value, str) else ""


_PART = regex(r"scaler|encoder|vectori[sz]er|imputer|preproc|transformer(?!s)|normali[sz]er", re.IGNORECASE)


@frozen
class LoggedPart:
    """A transformer that is logged to MLflow as if it were a model."""

    name: str
    """Of the artefact."""
    line: int


@facet(LoggedPart, cues=("log_model",), tests=False)
def logged_parts(view: ModuleView) -> Iterator[LoggedPart]:
    """`mlflow.sklearn.log_model(scaler, "scaler")` of a file that logs a model too."""
    calls = view.calls_to(("log_model",))
    for call in calls if len(calls) > 1 else ():
        given = view.argument(call, "name", "artifact_path", 1)
        name = view.constant(given) if given is not None else None
        if isinstance(name, str) and _PART.search(name) and "{}" not in name:
            yield LoggedPart(name=name, line=view.place(call))


_LOADS = regex(
    r"^(?:joblib|pickle|cloudpickle|dill|skops\.io)\.load$|(?:^|[._])load_(?:object|pickle|joblib|scaler|encoder|preprocessor|transformer|artifact)$"
)
_FRESH = regex(r"train|fold|(?:^|_)fit(?:_|$)", re.IGNORECASE)


@frozen
class Refit:
    """One transformer that comes out of a file and is fitted again where rows are only to be shaped."""

    name: str
    """The variable, `self.` included."""
    line: int
    scope: str
    loaded_line: int
    text: str


@facet(Refit, cues=("fit_transform",), tests=False)
def refits(view: ModuleView) -> Iterator[Refit]:
    """`scaler = joblib.load(…)`, then `scaler.fit_transform(rows)`, of files that train nothing; what is given training rows is meant to learn."""
    if view.kind == "notebook" or view.calls_to(("train_test_split", "compile")):
        return
    for call in view.calls_to(("fit_transform",)):
        func = call.func
        name = _key(func.value) if isinstance(func, ast.Attribute) else None
        if name is None or not call.args or _FRESH.search(f"{view.scope(call)} {ast.unparse(call.args[0])[:120]}"):
            continue
        made = [
            value for value in _bound(view, name, call) if not (isinstance(value, ast.Constant) and value.value is None)
        ]
        loads = [value for value in made if isinstance(value, ast.Call) and _LOADS.search(view.name(value.func) or "")]
        if loads and len(loads) == len(made):
            yield Refit(
                name=name, line=call.lineno, scope=view.scope(call), loaded_line=loads[0].lineno, text=view.snippet(call)
            )  # fmt: skip


def _bound(view: ModuleView, name: str, call: ast.Call) -> list[ast.AST]:
    """What a variable, or an attribute of the object around a call, is set to in the file."""
    if not name.startswith("self."):
        return view.values(name, call)
    owner = view.scope(call).rpartition(".")[0]
    return [
        one.value
        for one in view.assigns
        if one.value is not None
        and view.scope(one).rpartition(".")[0] == owner
        and any(_key(target) == name for target in (one.targets if isinstance(one, ast.Assign) else (one.target,)))
    ]
