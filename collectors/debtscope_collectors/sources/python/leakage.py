"""Tables that a transformer or a statistic has seen whole before they are split: in one function, on the way through several, or
through a file that one stage writes and another splits."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.symbols import project_function
from debtscope_collectors.sources.python.view import Function, ModuleView

_HIGH = regex(
    r"^(?:TargetEncoder|LeaveOneOutEncoder|CatBoostEncoder|WOEEncoder|JamesSteinEncoder|MEstimateEncoder|GLMMEncoder|Select\w+|RFE"
    r"|RFECV|SequentialFeatureSelector|GenericUnivariateSelect|\w*SMOTE\w*|ADASYN|Random(?:Over|Under)Sampler|NearMiss|TomekLinks"
    r"|EditedNearestNeighbours|SMOTETomek|SMOTEENN|BorutaPy)$"
)
_MEDIUM = regex(
    r"^(?:\w*Scaler|\w*Imputer|PCA|KernelPCA|IncrementalPCA|TruncatedSVD|FastICA|NMF|FactorAnalysis|TfidfVectorizer|CountVectorizer"
    r"|TfidfTransformer|QuantileTransformer|PowerTransformer|KBinsDiscretizer|VarianceThreshold|CountEncoder|LinearDiscriminantAnalysis)$"
)
_LOW = regex(r"^(?:OneHotEncoder|MultiLabelBinarizer|LabelEncoder|OrdinalEncoder|LabelBinarizer|DictVectorizer)$")
_ROOTS = ("sklearn.", "imblearn.", "category_encoders.", "feature_engine.", "cuml.", "boruta.")
_SPLIT_FUNCTIONS = frozenset(
    {
        "sklearn.model_selection.train_test_split", "sklearn.model_selection.cross_val_score",
        "sklearn.model_selection.cross_validate", "sklearn.model_selection.cross_val_predict",
        "sklearn.model_selection.learning_curve", "sklearn.model_selection.validation_curve",
        "sklearn.cross_validation.train_test_split", "dask_ml.model_selection.train_test_split", "cuml.train_test_split",
    }
)  # fmt: skip
_TRAIN_NAME = regex(r"train|(?:^|_)tr(?:$|_|n)|(?:^|_)fit(?:$|_)|X_?tr$|fold", re.IGNORECASE)
_HELD_NAME = regex(r"test|(?:^|_)(?:val|te)(?:$|_)", re.IGNORECASE)
_TARGET_NAME = regex(r"^(?:y|y_\w{1,20}|labels?|targets?|classes|\w*_labels?|\w*_targets?)$", re.IGNORECASE)
_FITS = frozenset({"fit", "fit_transform", "fit_resample", "fit_sample"})
_STEPS = 8
"""Functions through which a table goes before it is split."""
_CUES = frozenset({"pandas", "numpy", "sklearn", "polars", "DataFrame", "df"})
_STATISTICS = frozenset({"mean", "median", "mode"})
_TABLE_WRITES = frozenset({"to_csv", "to_parquet", "to_pickle", "to_feather", "to_hdf"})
_ARRAY_WRITES = {"numpy.save": 1, "joblib.dump": 0, "pickle.dump": 0, "pandas.to_pickle": 0}
"""Function -> where it is handed what it writes."""
_SAVES = regex(r"(?:^|_)(?:save|write|store|persist|export|dump)(?:_|$)", re.IGNORECASE)
"""Names of the project's own functions that write what they are handed."""
_VALIDATES = ("cross_val", "learning_curve", "validation_curve")
_SPLITTING = Vocabulary(("split", *_VALIDATES), lambda word: "split" in word or word.startswith(_VALIDATES))
_SAVING = Vocabulary(("save", "write", "store", "persist", "export", "dump"), _SAVES.search, fold=True)
_TABLE_READS = ("pandas.read_", "polars.read_", "dask.dataframe.read_", "numpy.load", "joblib.load")


@frozen
class Leak:
    """A table that a transformer was fitted on and that is split later in the same scope."""

    transformer: str
    level: str
    fit_line: int
    fit_text: str
    split_line: int
    split_text: str
    splitter: str
    variable: str
    scope: str


@frozen
class HalfLeak:
    """One end of a leak that goes through functions of the project."""

    kind: str
    """shaped (a function returns what a fit on all rows made), via (it returns what another function made), split (a table
    that a function made is split), written (a table that a fit shaped is written), made (one that a function made is written) or
    read (a table is read from a file and split)."""
    scope: str
    function: str
    """via, split and made: the function that made the table, as the file names it."""
    line: int
    """Of the fit, or of the split."""
    text: str
    what: str
    """shaped, written: the transformer; split, read: the splitter."""
    level: str = ""
    at: int = 0
    """written, made and read: the line of the write or of the read."""
    to: str = ""
    """written and made: the project's function that is handed the table to write it; `` where the scope writes it itself."""


@facet(Leak, version=2, tests=False)
def leaks(view: ModuleView) -> Iterator[Leak]:
    """Leaks of each function, and of the module's or notebook's top level."""
    yield from (found for found in view.once(_flows) if isinstance(found, Leak))


@facet(HalfLeak, version=3, tests=False, cues=_CUES)
def half_leaks(view: ModuleView) -> Iterator[HalfLeak]:
    """The ends that other functions, of this file or another, may join."""
    if view.words.isdisjoint(_CUES):
        return
    yield from (found for found in view.once(_flows) if isinstance(found, HalfLeak))
    own = {function.name for function in view.functions}
    for function in view.functions:
        yield from _handed_on(view, function, own)


def _handed_on(view: ModuleView, function: Function, own: set[str]) -> Iterator[HalfLeak]:
    """`return clean(df)`, and `df = clean(df)` before `return df`."""
    seen: set[str] = set()
    for statement in view.returns(function)[:4]:
        value = statement.value
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        for part in parts[:4]:
            made = [part] if isinstance(part, ast.Call) else []
            if isinstance(part, ast.Name):
                made = [v for v in view.local_values(function, part.id) if isinstance(v, ast.Call)]
            for call in made[-3:]:
                name = project_function(view, call, own)
                if name and name not in seen:
                    seen.add(name)
                    yield HalfLeak(
                        kind="via", scope=view.qualname(function), function=name, line=call.lineno, text="", what=""
                    )


def _flows(view: ModuleView) -> Iterator[Leak | HalfLeak]:
    fits: dict[str, list[ast.Call]] = {}
    splits: dict[str, list[ast.Call]] = {}
    words = view.call_table.words
    splitting = _SPLITTING.of(words)
    for call in view.calls_to(_FITS.union(splitting)):
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last in _FITS and (_level(view, call) or _is_search(view, call)):
            chosen = splits if _is_search(view, call) else fits
            chosen.setdefault(view.scope(call), []).append(call)
        elif ("split" in last or last.startswith(_VALIDATES)) and _is_split(view, call, last):
            splits.setdefault(view.scope(call), []).append(call)
    for call in view.calls_to(("fillna",)):
        if _statistic(view, call):
            fits.setdefault(view.scope(call), []).append(call)
    writes: dict[str, list[ast.Call]] = {}
    saving = _SAVING.of(words)
    for call in view.calls_to(_TABLE_WRITES.union(saving, ("to_pickle",))):
        if _written(view, call):
            writes.setdefault(view.scope(call), []).append(call)
    if not fits and not splits and not writes:
        return
    assigned: dict[str, list[ast.Assign]] = {scope: [] for scope in (*fits, *splits, *writes)}
    for node in view.nodes(ast.Assign):
        if (scope := view.scope(node)) in assigned:
            assigned[scope].append(node)
    returns = {view.qualname(f): view.returns(f) for f in view.functions if view.qualname(f) in fits}
    for scope in sorted(assigned):
        told = _Told(fits.get(scope, []), splits.get(scope, []), writes.get(scope, []), assigned[scope])
        flow = _Flow(view, scope, told)
        yield from flow.leaks(returns.get(scope, []))


def _statistic(view: ModuleView, call: ast.Call) -> str:
    """`median` of `df[c].fillna(df[c].median())`, also by way of a variable; `` where a gap is filled with something else."""
    given: ast.AST | None = (
        call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "value"), None)
    )
    if isinstance(given, ast.Name):
        function = view.function(call)
        values = view.local_values(function, given.id) if function is not None else ()
        given = values[0] if len(values) == 1 else None
    for _ in range(3):
        if isinstance(given, ast.Subscript):
            given = given.value  # mode()[0]
        elif isinstance(given, ast.Attribute) and given.attr in ("iloc", "loc"):
            given = given.value
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr in _STATISTICS:
        of = _root(given.func.value)
        return "" if of is not None and _TRAIN_NAME.search(of) else given.func.attr
    return ""


def _level(view: ModuleView, call: ast.Call) -> str:
    """high, medium or low for a call that fits a transformer or fills gaps by a statistic; `` for others."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "fillna":
        return "low"
    method = view.method(call)
    if method is None or not method[0].startswith(_ROOTS):
        return ""
    last = method[0].rpartition(".")[2]
    return "high" if _HIGH.match(last) else "medium" if _MEDIUM.match(last) else "low" if _LOW.match(last) else ""


def _is_search(view: ModuleView, call: ast.Call) -> bool:
    method = view.method(call)
    return method is not None and method[0].startswith("sklearn.model_selection.") and method[1] == "fit"


def _is_split(view: ModuleView, call: ast.Call, last: str) -> bool:
    name = view.name(call.func)
    if name in _SPLIT_FUNCTIONS:
        return True
    method = view.method(call)
    if method is not None:
        return method[0].startswith("sklearn.model_selection.") and method[1] == "split"
    if name is None or ("." in name and name.rpartition(".")[0] in ("re", "np", "numpy", "os.path", "shlex", "torch")):
        return False
    above = view.parent(call)
    several = (
        isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Tuple) and len(above.targets[0].elts) >= 2
    )
    return several and isinstance(call.func, ast.Name) and "split" in last


def _written(view: ModuleView, call: ast.Call) -> list[ast.expr]:
    """The table that a call writes to a file, or what it hands to a function of the project that is named for writing."""
    last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if isinstance(call.func, ast.Attribute) and last in _TABLE_WRITES:
        return [call.func.value] if call.args + call.keywords else []
    at = _ARRAY_WRITES.get(view.name(call.func) or "")
    if at is not None:
        return call.args[at : at + 1]
    own = isinstance(view.parent(call), ast.Expr) and _SAVES.search(last) is not None
    return [one for one in (*call.args, *(k.value for k in call.keywords)) if isinstance(one, ast.Name)] if own else []


@frozen(kw_only=False)
class _Told:
    """What one scope does with tables."""

    fits: list[ast.Call]
    splits: list[ast.Call]
    writes: list[ast.Call]
    assigned: list[ast.Assign]


class _Flow:
    """Straight-line def-use over one scope: which variables hold what a transformer made of all rows."""

    def __init__(self, view: ModuleView, scope: str, told: _Told) -> None:
        self._view = view
        self._scope = scope
        self._assigned = told.assigned
        self._own = {function.name for function in view.functions}
        self._fits = set(told.fits)
        self._splits = set(told.splits)
        self._writes = set(told.writes)
        self._before: dict[ast.Call, ast.Call] = {}
        """Call of the project that made a table -> the one that made what it was handed."""
        self._tainted: dict[str, ast.Call] = {}
        self._fitted: dict[str, ast.Call] = {}
        """Variable of a transformer that was fitted on all rows -> where."""

    def leaks(self, returns: list[ast.Return]) -> Iterator[Leak | HalfLeak]:
        """What the first split divides, and what a function that splits nothing before returns."""
        for node in self._events():
            if isinstance(node, ast.Assign):
                self._assign(node)
                continue
            if node in self._splits:
                yield from self._split(node)
                return  # what is fitted behind the first split is another question
            if node in self._writes:
                yield from self._write(node)
            if node in self._fits and not isinstance(self._view.statement(node), ast.Assign):
                self._fit(node)
        for statement in returns:
            source = self._source(statement.value) if statement.value is not None else None
            if source is not None and source in self._fits:
                yield self._half("shaped", source, "", _made_by(self._view, source), _level(self._view, source))
                return

    def _half(
        self, kind: str, call: ast.Call, function: str, what: str, level: str = "", at: int = 0, to: str = ""
    ) -> HalfLeak:
        view = self._view
        return HalfLeak(
            kind=kind, scope=self._scope, function=function, line=view.place(call), text=view.snippet(call), what=what, level=level,
            at=at, to=to,
        )  # fmt: skip

    def _write(self, call: ast.Call) -> Iterator[HalfLeak]:
        """The end of a stage that hands its table over as a file."""
        to = self._project(call)
        for value in _written(self._view, call):
            name = _root(value)
            if name is None or name == "self" or _TRAIN_NAME.search(name) or _HELD_NAME.search(name):
                continue
            made, at = self._source(value), self._view.place(call)
            for _ in range(_STEPS):
                if made is None:
                    break
                if made in self._fits:
                    yield self._half("written", made, "", _made_by(self._view, made), _level(self._view, made), at, to)
                    return
                if function := self._project(made):
                    yield self._half("made", made, function, "", at=at, to=to)
                made = self._before.get(made)

    def _events(self) -> list[ast.Call | ast.Assign]:
        """Fits, splits and assignments of the scope in the order in which they run; a value before what it is assigned to."""
        view = self._view
        found: list[ast.Call | ast.Assign] = [*self._fits, *self._splits, *self._writes, *self._assigned]
        return sorted(found, key=lambda n: (view.statement_line(n), isinstance(n, ast.Assign), n.lineno, n.col_offset))

    def _fit(self, call: ast.Call) -> None:
        """`scaler.fit(X)`: what it transforms from now on has seen all rows."""
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if owner is not None and _statistic(self._view, call):
            name = _root(owner)  # `df[c].fillna(…, inplace=True)`
            if name is not None and self._counts(call):
                self._tainted[name] = call
        elif isinstance(owner, ast.Name) and self._counts(call):
            self._fitted[owner.id] = call

    def _counts(self, call: ast.Call) -> bool:
        """Whether a fit sees more than training rows, and more than the target."""
        if _statistic(self._view, call):
            name = _root(call.func.value) if isinstance(call.func, ast.Attribute) else None
            return name is not None and not _TRAIN_NAME.search(name) and not _HELD_NAME.search(name)
        if not call.args:
            return False
        name = _root(call.args[0])
        if name is None or _TRAIN_NAME.search(name):
            return False
        low = _level(self._view, call) == "low"
        column = self._view.constant(call.args[0].slice) if isinstance(call.args[0], ast.Subscript) else None
        about = column if isinstance(column, str) else name
        return not (low and _TARGET_NAME.match(about))

    def _assign(self, node: ast.Assign) -> None:
        source = self._source(node.value)
        for target in node.targets:
            for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
                name = _root(part)
                if name is None:
                    continue
                if source is not None and not (
                    isinstance(part, ast.Name) and _TARGET_NAME.match(name) and _is_label(self._view, source)
                ):
                    self._tainted[name] = source
                elif isinstance(part, ast.Name):
                    self._tainted.pop(name, None)

    def _source(self, value: ast.expr) -> ast.Call | None:
        """The fit that shaped a value: in the expression itself, by a fitted transformer, or through a tainted variable."""
        stack: list[ast.AST] = [value]
        read: ast.Call | None = None
        for _ in range(400):
            if not stack:
                break
            node = stack.pop()
            if isinstance(node, ast.Call):
                if node in self._fits:
                    if self._counts(node) and isinstance(node.func, ast.Attribute) and node.func.attr != "fit":
                        return node
                    continue
                match node.func:
                    case ast.Attribute(value=ast.Name(id=owner), attr="transform") if owner in self._fitted:
                        return self._fitted[owner]
                    case _:
                        pass
                if self._splits and self._reads(node):
                    read = node
                elif node is value and (made := self._made(node)) is not None:
                    return made
            if isinstance(node, ast.Name) and (known := self._tainted.get(node.id)) is not None:
                if not self._reads(known):
                    return known
                read = known
            stack.extend(ast.iter_child_nodes(node))
        return read  # only where nothing else of the expression was shaped

    def _made(self, call: ast.Call) -> ast.Call | None:
        """The call of the project that made a table, or the fit that shaped what it was handed."""
        if not (self._splits or self._writes) or not self._project(call):
            return None
        made = self._source_of_arguments(call)
        if made is not None and made in self._fits:
            return made
        if made is not None and made is not call:
            self._before[call] = made
        return call

    def _reads(self, call: ast.Call) -> bool:
        """A table that comes from a file, none of training or test rows alone."""
        return (self._view.name(call.func) or "").startswith(_TABLE_READS)

    def _project(self, call: ast.Call) -> str:
        """The project's function that a call means; `` for others, and for one that is handed training rows."""
        if call in self._splits or call in self._fits:
            return ""
        name = project_function(self._view, call, self._own)
        if not name and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            head = self._scope.rpartition(".")[0]
            name = f"{head}.{call.func.attr}" if call.func.value.id == "self" and head else ""
        handed = [_root(argument) or "" for argument in call.args]
        return "" if any(_TRAIN_NAME.search(one) or _HELD_NAME.search(one) for one in handed) else name

    def _source_of_arguments(self, call: ast.Call) -> ast.Call | None:
        """What shaped a table before a function of the project went on with it."""
        for argument in call.args:
            if isinstance(argument, ast.Name) and argument.id in self._tainted:
                return self._tainted[argument.id]
        return None

    def _split(self, call: ast.Call) -> Iterator[Leak | HalfLeak]:
        given = [*call.args, *(k.value for k in call.keywords if k.arg in ("X", "arrays", "data"))]
        for argument in given:
            source = self._source(argument)
            if source is None:
                continue
            view = self._view
            if source not in self._fits:
                made: ast.Call | None = source
                for _ in range(_STEPS):
                    if made is not None:
                        kind = "read" if self._reads(made) else "split"
                        name = self._project(made) if kind == "split" else ""
                        yield self._half(kind, call, name, view.called(call) or "split", at=view.place(made))
                        made = self._before.get(made)
                return
            yield Leak(
                transformer=_made_by(view, source),
                level=_level(view, source),
                fit_line=view.place(source),
                fit_text=view.snippet(source),
                split_line=view.place(call),
                split_text=view.snippet(call),
                splitter=view.called(call) or "split",
                variable=_root(argument) or "",
                scope=self._scope,
            )
            return


def _made_by(view: ModuleView, source: ast.Call) -> str:
    """`StandardScaler`, or `median` of gaps that are filled with it."""
    if (statistic := _statistic(view, source)) and _level(view, source) == "low":
        return statistic
    method = view.method(source)
    return (method[0] if method else "").rpartition(".")[2]


def _is_label(view: ModuleView, source: ast.Call) -> bool:
    return _level(view, source) == "low"


def _root(node: ast.AST) -> str | None:
    """`df` of `df[cols]`, `df.values`, `df.drop(columns=…)`."""
    for _ in range(30):
        match node:
            case ast.Name(id=name):
                return name
            case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.Starred(value=value):
                node = value
            case ast.Call(func=ast.Attribute(value=value)):
                node = value
            case _:
                return None
    return None
