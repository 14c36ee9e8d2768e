"""Tables that a transformer or a statistic has seen whole before they are split: in one function, on the way through several, in
what an instance keeps, or through a file that one stage writes and another splits."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.leak_calls import (
    FITS,
    HANDING,
    HELD_NAME,
    SAVING,
    SPLITTING,
    TABLE_READS,
    TABLE_WRITES,
    TARGET_NAME,
    TRAIN_NAME,
    VALIDATES,
    holder,
    is_search,
    is_split,
    is_target,
    level,
    made_by,
    root,
    slices,
    statistic,
    variable,
    written,
)
from debtscope_collectors.sources.python.symbols import project_function
from debtscope_collectors.sources.python.view import Function, ModuleView

_STEPS: Final = 8
"""Functions through which a table goes before it is split."""
_CUES: Final = frozenset({"pandas", "numpy", "sklearn", "polars", "DataFrame", "df"})
_TABLE_WRITES: Final = TABLE_WRITES | {"to_pickle"}
_MOST: Final = 60
"""Calls of a file that may hand a table to who splits it."""
Source = ast.Call | ast.Attribute | ast.arg
"""What made a table: a fit, a reader or a function of the project, an attribute of the instance, or the caller."""
Split = ast.Call | ast.Subscript


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
    that a function made is split), written (a table that a fit shaped is written), made (one that a function made is written),
    read (a table is read from a file and split), kept (an attribute of the instance holds what a fit or a function made), takes
    (such an attribute is split), hands (a function is handed what a fit or a function made) or given (a parameter is split)."""
    scope: str
    function: str
    """via, split and made: the function that made the table, as the file names it; hands: the one that is handed it; kept and
    takes: the attribute; given: the parameter."""
    line: int
    """Of the fit, or of the split."""
    text: str
    what: str
    """shaped, written, kept, hands: the transformer; split, read, takes, given: the splitter."""
    level: str = ""
    at: int = 0
    """written, made and read: the line of the write or of the read; hands: of the call."""
    to: str = ""
    """written and made: the project's function that is handed the table to write it, `` where the scope writes it itself; kept and
    hands: the one that made the table, `` where the scope fits itself."""
    argument: str = ""
    """hands: where the table is handed over, a position from 0 or a keyword; given: the position of the parameter."""


@facet(Leak, version=6, tests=False, cues=FITS | {"fillna"})
def leaks(view: ModuleView) -> Iterator[Leak]:
    """Leaks of each function, and of the module's or notebook's top level."""
    yield from (found for found in view.once(_flows) if isinstance(found, Leak))


@facet(HalfLeak, version=7, tests=False, cues=_CUES)
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


@frozen(kw_only=False)
class _Told:
    """What one scope does with tables."""

    fits: list[ast.Call]
    splits: list[Split]
    writes: list[ast.Call]
    hands: list[ast.Call]
    assigned: list[ast.Assign]


def _by_scope(view: ModuleView, calls: Iterable[ast.Call]) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for call in calls:
        found.setdefault(view.scope(call), []).append(call)
    return found


def _last(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _flows(view: ModuleView) -> Iterator[Leak | HalfLeak]:
    known = [c for c in view.calls_to(FITS) if level(view, c) or is_search(view, c)]
    searches = [c for c in known if is_search(view, c)]
    filled = [c for c in view.calls_to(("fillna",)) if statistic(view, c)]
    fits = _by_scope(view, [*(c for c in known if c not in searches), *filled])
    cut = (c for c in view.calls_to((), SPLITTING) if _last(c) not in FITS and is_split(view, c, _last(c)))
    splits = _by_scope(view, [*searches, *cut])
    writes = _by_scope(view, (c for c in view.calls_to(_TABLE_WRITES, SAVING) if written(view, c)))
    hands = _by_scope(view, _handing(view))
    if not fits and not splits and not writes and not hands:
        return
    assigned: dict[str, list[ast.Assign]] = {scope: [] for scope in (*fits, *splits, *writes, *hands)}
    for node in view.nodes(ast.Assign):
        if (scope := view.scope(node)) in assigned:
            assigned[scope].append(node)
    for scope in [one for one in hands if one not in fits]:
        made = {root(part) for node in assigned[scope] for target in node.targets for part in _parts(target)}
        hands[scope] = [call for call in hands[scope] if any(root(one) in made for one in _given(call))]
        if not hands[scope] and scope not in splits and scope not in writes:
            del assigned[scope]  # what it hands on it was given itself
    functions = {view.qualname(f): f for f in view.functions}
    for scope in sorted(assigned):
        cuts: list[Split] = [*splits.get(scope, [])]
        if scope in fits:
            cuts += slices(assigned[scope])
        told = _Told(fits.get(scope, []), cuts, writes.get(scope, []), hands.get(scope, []), assigned[scope])
        yield from _Flow(view, scope, told, functions.get(scope)).leaks()


def _parts(target: ast.expr) -> list[ast.expr]:
    return target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(k.value for k in call.keywords)]


def _handing(view: ModuleView) -> Iterator[ast.Call]:
    """Calls of what may split a table, each with a variable or an attribute of the instance."""
    if view.words.isdisjoint(_CUES):
        return
    for call in view.calls_to((), HANDING)[:_MOST]:
        if any(variable(one) for one in _given(call)) and view.method(call) is None:
            yield call
    # what a method of a known type of a library is handed is no function of the project


class _Flow:
    """Straight-line def-use over one scope: which variables hold what a transformer made of all rows."""

    def __init__(self, view: ModuleView, scope: str, told: _Told, function: Function | None) -> None:
        self._view = view
        self._scope = scope
        self._assigned = told.assigned
        self._own = {function.name for function in view.functions}
        self._fits = set(told.fits)
        self._splits = set(told.splits)
        self._writes = set(told.writes)
        self._hands = set(told.hands)
        self._function = function
        self._params = _params(function) if function is not None and self._splits else {}
        self._before: dict[ast.Call, Source] = {}
        """Call of the project that made a table -> what made what it was handed."""
        self._tainted: dict[str, Source] = {}
        self._since: dict[str, int] = {}
        """Variable -> the line that last gave it what it holds."""
        self._fitted: dict[str, ast.Call] = {}
        """Variable of a transformer that was fitted on all rows -> where."""

    def leaks(self) -> Iterator[Leak | HalfLeak]:
        """What the first split divides, what is written, kept and handed on before, and what a function without a split returns."""
        for node in self._events():
            if isinstance(node, ast.Assign):
                self._assign(node)
                continue
            if node in self._splits:
                yield from self._split(node)
                return  # what is fitted behind the first split is another question
            if isinstance(node, ast.Subscript):
                continue
            if node in self._writes:
                yield from self._write(node)
            if node in self._hands and node not in self._fits:
                yield from self._hand(node)
            if node in self._fits and not isinstance(self._view.statement(node), ast.Assign):
                self._fit(node)
        yield from self._kept()
        for statement in self._view.returns(self._function) if self._function is not None and self._fits else ():
            source = self._source(statement.value) if statement.value is not None else None
            if isinstance(source, ast.Call) and source in self._fits:
                yield self._half("shaped", source, "", made_by(self._view, source), level(self._view, source))
                return

    def _half(
        self, kind: str, node: ast.AST, function: str, what: str, told: str = "", *, at: int = 0, to: str = "", argument: str = ""
    ) -> HalfLeak:  # fmt: skip
        view = self._view
        return HalfLeak(
            kind=kind, scope=self._scope, function=function, line=view.place(node), text=view.snippet(node), what=what, level=told,
            at=at, to=to, argument=argument,
        )  # fmt: skip

    def _write(self, call: ast.Call) -> Iterator[HalfLeak]:
        """The end of a stage that hands its table over as a file."""
        to = self._project(call)
        for value in written(self._view, call):
            name = root(value)
            if name is None or name.startswith("self") or TRAIN_NAME.search(name) or HELD_NAME.search(name):
                continue
            made, at = self._source(value), self._view.place(call)
            for _ in range(_STEPS):
                if not isinstance(made, ast.Call):
                    break
                if made in self._fits:
                    yield self._half(
                        "written", made, "", made_by(self._view, made), level(self._view, made), at=at, to=to
                    )
                    return
                if function := self._project(made):
                    yield self._half("made", made, function, "", at=at, to=to)
                made = self._before.get(made)

    def _kept(self) -> Iterator[HalfLeak]:
        """Attributes of the instance that hold what a fit on all rows made, here or in a function of the project."""
        for name, source in self._tainted.items():
            if not name.startswith("self.") or TRAIN_NAME.search(name) or HELD_NAME.search(name):
                continue
            yield from self._ends("kept", name, source)

    def _hand(self, call: ast.Call) -> Iterator[HalfLeak]:
        """What a function of the project is handed that a fit on all rows made before."""
        callee = self._project(call)
        if not callee:
            return
        given = [(str(at), one) for at, one in enumerate(call.args)]
        for argument, value in (*given, *((k.arg or "", k.value) for k in call.keywords)):
            name = root(value) or ""
            source = self._tainted.get(name)
            if source is not None and isinstance(value, ast.Name | ast.Attribute):
                yield from self._ends("hands", callee, source, at=self._view.place(call), argument=argument)

    def _ends(self, kind: str, function: str, source: Source, *, at: int = 0, argument: str = "") -> Iterator[HalfLeak]:
        """One end a fit, or one for each function of the project through which the table went."""
        made: Source | None = source
        for _ in range(_STEPS):
            if not isinstance(made, ast.Call):
                return
            if made in self._fits:
                what, told = made_by(self._view, made), level(self._view, made)
                yield self._half(kind, made, function, what, told, at=at, argument=argument)
                return
            if name := self._project(made):
                yield self._half(kind, made, function, "", at=at, to=name, argument=argument)
            made = self._before.get(made)

    def _events(self) -> list[Split | ast.Assign]:
        """Fits, splits and assignments of the scope in the order in which they run; a value before what it is assigned to."""
        view = self._view
        calls = self._fits | self._splits | self._writes | self._hands
        found: list[Split | ast.Assign] = [*calls, *self._assigned]
        return sorted(found, key=lambda n: (view.statement_line(n), isinstance(n, ast.Assign), n.lineno, n.col_offset))

    def _fit(self, call: ast.Call) -> None:
        """`scaler.fit(X)`: what it transforms from now on has seen all rows."""
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if owner is not None and statistic(self._view, call):
            name = root(owner)  # `df[c].fillna(…, inplace=True)`
            if name is not None and self._counts(call):
                self._tainted[name] = call
        elif owner is not None and (kept := variable(owner)) and self._counts(call):
            self._fitted[kept] = call

    def _counts(self, call: ast.Call) -> bool:
        """Whether a fit sees more than training rows, and more than the target."""
        if statistic(self._view, call):
            name = root(call.func.value) if isinstance(call.func, ast.Attribute) else None
            return name is not None and not TRAIN_NAME.search(name) and not HELD_NAME.search(name)
        if not call.args:
            return False
        name = root(call.args[0])
        if name is None or TRAIN_NAME.search(name):
            return False
        low = level(self._view, call) == "low"
        column = self._view.constant(call.args[0].slice) if isinstance(call.args[0], ast.Subscript) else None
        return not (low and is_target(call.args[0], column))

    def _assign(self, node: ast.Assign) -> None:
        source = self._source(node.value)
        for target in node.targets:
            for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
                name = root(part)
                if name is None:
                    continue
                whole = variable(part) != ""
                if source is not None and not (
                    whole and TARGET_NAME.match(name.rpartition(".")[2]) and _is_label(self._view, source)
                ):
                    self._tainted[name] = source
                    self._since[name] = self._view.place(node)
                elif whole and not self._is_other_branch(node, name):
                    self._tainted.pop(name, None)

    def _is_other_branch(self, node: ast.Assign, name: str) -> bool:
        """`else: X_new = X` beside `if …: X_new = sampler.fit_resample(X)`: one run takes the one, another the other."""
        here, since = self._view.place(node), self._since.get(name, 0)
        for above in self._view.ancestors(node):
            if isinstance(above, ast.If) and above.orelse and self._view.place(above.orelse[0]) <= here:
                return self._view.place(above.body[0]) <= since <= self._view.end(above.body[-1])
        return False

    def _source(self, value: ast.expr) -> Source | None:
        """What shaped a value: a fit in the expression itself, a fitted transformer, or a tainted variable.

        A file, an attribute or a parameter only where nothing else of the expression was shaped.
        """
        stack: list[ast.AST] = [value]
        held = holder(value)
        weak = self._unmade(held, variable(held)) if held is not None else None
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
                    case ast.Attribute(value=owner, attr="transform") if (at := variable(owner)) in self._fitted:
                        return self._fitted[at]
                    case _:
                        pass
                if self._splits and self._reads(node):
                    weak = node
                elif node is value and (made := self._made(node)) is not None:
                    return made
                stack.append(node.func.value if isinstance(node.func, ast.Attribute) else node.func)
                stack += [*node.args, *(k.value for k in node.keywords)]
                continue
            if name := variable(node):
                known = self._tainted.get(name)
                if known is not None and not self._is_weak(known):
                    return known
                weak = known or weak or self._unmade(node, name)
            stack.extend(ast.iter_child_nodes(node))
        return weak

    def _unmade(self, node: ast.AST, name: str) -> Source | None:
        """An attribute or a parameter that this scope splits and does not make itself."""
        if not self._splits or name in self._tainted or TRAIN_NAME.search(name) or HELD_NAME.search(name):
            return None
        return node if isinstance(node, ast.Attribute) else self._params.get(name)

    def _is_weak(self, source: Source) -> bool:
        return not isinstance(source, ast.Call) or self._reads(source)

    def _made(self, call: ast.Call) -> Source | None:
        """The call of the project that made a table, or the fit that shaped what it was handed."""
        if not (self._splits or self._writes or self._hands) or not self._project(call):
            return None
        made = self._source_of_arguments(call)
        if made is not None and made in self._fits:
            return made
        if made is not None and made is not call:
            self._before[call] = made
        return call

    def _reads(self, call: ast.AST) -> bool:
        """A table that comes from a file, none of training or test rows alone."""
        return isinstance(call, ast.Call) and (self._view.name(call.func) or "").startswith(TABLE_READS)

    def _project(self, call: ast.Call) -> str:
        """The project's function that a call means; `` for others, and for one that is handed training rows."""
        if call in self._splits or call in self._fits:
            return ""
        name = project_function(self._view, call, self._own)
        if not name and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            head = self._scope.rpartition(".")[0]
            name = f"{head}.{call.func.attr}" if call.func.value.id == "self" and head else ""
        handed = [root(argument) or "" for argument in call.args]
        return "" if any(TRAIN_NAME.search(one) or HELD_NAME.search(one) for one in handed) else name

    def _source_of_arguments(self, call: ast.Call) -> Source | None:
        """What shaped a table before a function of the project went on with it."""
        names = [name for argument in call.args if (name := variable(argument))]
        known = [self._tainted[name] for name in names if name in self._tainted]
        if known or not call.args:
            return known[0] if known else None
        return self._unmade(call.args[0], names[0]) if names else None

    def _split(self, call: Split) -> Iterator[Leak | HalfLeak]:
        """The leak of what is split; what else was split where no fit of this scope shaped any of it."""
        view = self._view
        if isinstance(call, ast.Subscript):
            given, splitter = [call.value], "slice"
        else:
            given = [*call.args, *(k.value for k in call.keywords if k.arg in ("X", "arrays", "data"))]
            splitter = view.called(call) or "split"
            if _last(call).startswith(VALIDATES):
                given = given[1:]  # the model comes first
        sources = [(argument, source) for argument in given if (source := self._source(argument)) is not None]
        for argument, source in sources:
            if isinstance(source, ast.Call) and source in self._fits:
                yield Leak(
                    transformer=made_by(view, source), level=level(view, source), fit_line=view.place(source),
                    fit_text=view.snippet(source), split_line=view.place(call), split_text=view.snippet(call),
                    splitter=splitter, variable=root(argument) or "", scope=self._scope,
                )  # fmt: skip
                return
        for _, source in sources[:1]:
            yield from self._unshaped(call, source, splitter)

    def _unshaped(self, call: Split, source: Source, splitter: str) -> Iterator[HalfLeak]:
        """A split of what came from elsewhere: another function may have shaped it."""
        made: Source | None = source
        for _ in range(_STEPS):
            match made:
                case ast.Attribute(attr=attr):
                    yield self._half("takes", call, f"self.{attr}", splitter)
                case ast.arg(arg=name):
                    at = str(next((i for i, one in enumerate(self._params) if one == name), ""))
                    yield self._half("given", call, name, splitter, argument=at)
                case ast.Call():
                    kind = "read" if self._reads(made) else "split"
                    function = self._project(made) if kind == "split" else ""
                    yield self._half(kind, call, function, splitter, at=self._view.place(made))
                    made = self._before.get(made)
                    continue
                case None:
                    pass
            return


def _params(function: Function) -> dict[str, ast.arg]:
    """Parameters that a caller hands over by position, without `self`."""
    found = [*function.args.posonlyargs, *function.args.args]
    return {one.arg: one for one in found if one.arg not in ("self", "cls")}


def _is_label(view: ModuleView, source: Source) -> bool:
    return isinstance(source, ast.Call) and level(view, source) == "low"
