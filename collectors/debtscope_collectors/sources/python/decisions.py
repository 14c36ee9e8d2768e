"""Where code decides by comparing a prediction with a literal, and threshold options that a program parses and ignores."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_SCORERS: Final = frozenset(
    {"predict_proba", "decision_function", "score_samples", "sigmoid", "softmax", "expit", "predict_proba_one"}
)
_NAMES: Final = regex(
    r"(?:^|_)(?:scores?|probs?|probas?|probability|probabilities|conf|confidences?|likelihood)(?:$|_)", re.IGNORECASE
)
_OTHER_SCORES: Final = regex(
    r"(?:f1|auc|roc|acc|accuracy|precision|recall|r2|silhouette|similarity|simil|importance|p_?val\w*|drift|corr\w*|bleu|rouge"
    r"|iou|nms|overlap|train|test|valid\w*|cv|best|mean|avg|average|total|sum|baseline|anchor|dropout|sampling|sample_prob"
    r"|brier|trend|uptime|overall|auth|complexity|fail\w*|error|health|secur|encrypt|complian|readiness|reliab|performance|coverage|latency|quality|mask|flip|augment\w*|threshold|limit|min|max)",
    re.IGNORECASE,
)
_REDUCTIONS: Final = frozenset(
    {
        "mean",
        "sum",
        "std",
        "var",
        "len",
        "median",
        "item_count",
        "nunique",
        "corr",
        "random",
        "rand",
        "interpolate",
        "upsample",
    }
)
"""What makes another figure of scores, or scores of every pixel."""
_MEASURING: Final = regex(
    r"(?:^|_|\.)(?:metrics?|evaluate\w*|evaluation|plot\w*|test\w*|assert\w*|validate\w*|drift\w*|monitor\w*|tune\w*|search\w*"
    r"|calibrat\w*|normali[sz]\w*|rescal\w*|augment\w*|report\w*|benchmark\w*|confusion\w*|curve\w*|compute_loss|loss)(?:_|\.|$)",
    re.IGNORECASE,
)
_KEPT: Final = regex(r"threshold|cut_?off", re.IGNORECASE)
_SPARES: Final = regex(r"early|stop", re.IGNORECASE)
"""`score >= early_stop_threshold`: says when enough was done, not what is done about anybody."""
_WALK: Final = 60


@frozen
class Decision:
    """One comparison that drives control flow or a value that leaves the function."""

    line: int
    scope: str
    what: str
    """The name of the prediction-like value."""
    value: float
    by_model: bool
    """The value is known to come from a model; else its name says so."""
    variable: str
    """The name that holds the literal, `` where it stands in the comparison."""
    environment: str
    """The environment variable that may override it."""
    excerpt: str
    is_label: bool = False
    """It only names a range (`pandas.cut`, with labels): what is done about a row is said elsewhere."""


@frozen
class IgnoredOption:
    """A threshold option that the program parses and never reads."""

    option: str
    line: int


@facet(Decision, version=7, tests=False)
def decisions(view: ModuleView) -> Iterator[Decision]:
    """Decisions of a module; notebooks decide nothing."""
    if view.kind == "notebook":
        return
    for compare in view.compares:
        if len(compare.ops) != 1 or not isinstance(compare.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE):
            continue
        sides = (compare.left, compare.comparators[0])
        for value_side, number_side in (sides, sides[::-1]):
            found = _literal(view, number_side)
            if found is None or _SPARES.search(_own_name(number_side) or ""):
                continue
            what = None if _is_running(view, compare, number_side, value_side) else _prediction(view, value_side)
            if what and _decides(view, compare) and not _MEASURING.search(view.scope(compare)):
                number, variable, environment = found
                yield Decision(
                    line=view.place(compare),
                    scope=view.scope(compare),
                    what=what[0],
                    value=number,
                    by_model=what[1],
                    variable=variable,
                    environment=environment,
                    excerpt=view.snippet(compare),
                )
            break
    if "cut" in view.words:
        yield from _bins(view)


def _bins(view: ModuleView) -> Iterator[Decision]:
    """`pandas.cut(proba, [0, 0.3, 0.7, 1], labels=…)`: each inner edge is a cut that decides what a row is called."""
    for call in view.calls_to(("cut",)):
        edges = view.argument(call, "bins", 1)
        what = _prediction(view, call.args[0]) if call.args and view.argument(call, "labels", 3) is not None else None
        if not isinstance(edges, ast.List | ast.Tuple) or view.name(call.func) != "pandas.cut" or not what:
            continue
        inner = [
            value for edge in edges.elts[1:-1] if isinstance(value := view.constant(edge), float) and 0 < value < 1
        ]
        for value in inner if not _MEASURING.search(view.scope(call)) else ():
            yield Decision(
                line=view.place(call), scope=view.scope(call), what=what[0], value=value, by_model=what[1], variable="",
                environment="", excerpt=view.snippet(call), is_label=True,
            )  # fmt: skip


def _literal(view: ModuleView, node: ast.AST) -> tuple[float, str, str] | None:
    """(value, the variable that holds it, the environment variable that may override it) of a number between 0 and 1."""
    variable = node.id if isinstance(node, ast.Name) else ""
    value = view.constant(node)
    if value is None and isinstance(node, ast.Attribute):
        value, variable = _kept(view, node), node.attr
    environment = ""
    if value is None and isinstance(node, ast.Name):
        for bound in view.values(node.id, node)[:3]:
            overridden = _from_environment(view, bound)
            if overridden is not None:
                value, environment = overridden
    if isinstance(value, bool) or not isinstance(value, float) or not 0 < value < 1:
        return None
    return value, variable, environment


def _kept(view: ModuleView, node: ast.Attribute) -> object:
    """What `self.threshold` was given once: a literal, or a parameter with its default."""
    if not isinstance(node.value, ast.Name) or node.value.id != "self" or not _KEPT.search(node.attr):
        return None
    owner = view.scope(node).rpartition(".")[0]
    given = [
        a.value
        for a in view.assigns
        if isinstance(a, ast.Assign)
        and isinstance(a.targets[0], ast.Attribute)
        and a.targets[0].attr == node.attr
        and view.scope(a).rpartition(".")[0] == owner
    ]
    if len(given) != 1:
        return None
    return _default(view, given[0]) if isinstance(given[0], ast.Name) else view.constant(given[0])


def _default(view: ModuleView, name: ast.Name) -> object:
    """The constant default of the parameter that a name is."""
    function = view.function(name)
    if function is None:
        return view.constant(name)
    takes = function.args
    positional = [*takes.posonlyargs, *takes.args]
    pairs = [
        *zip(reversed(positional), reversed(takes.defaults), strict=False),
        *((one, given) for one, given in zip(takes.kwonlyargs, takes.kw_defaults, strict=True) if given is not None),
    ]
    found = next((given for one, given in pairs if one.arg == name.id), None)
    return view.constant(found if found is not None else name)


def _from_environment(view: ModuleView, node: ast.AST) -> tuple[float, str] | None:
    """(default, name) of `float(os.environ.get("NAME", 0.5))`."""
    for _ in range(3):
        if not isinstance(node, ast.Call):
            return None
        name = view.name(node.func) or ""
        if name in ("os.environ.get", "os.getenv") and len(node.args) == 2:
            key, default = view.constant(node.args[0]), view.constant(node.args[1])
            try:
                number = float(default) if isinstance(default, str | float) else None
            except ValueError:
                return None
            return (number, key) if number is not None and isinstance(key, str) else None
        if name not in ("float", "str", "decimal.Decimal") or not node.args:
            return None
        node = node.args[0]
    return None


def _prediction(view: ModuleView, node: ast.AST) -> tuple[str, bool] | None:
    """(name, known to come from a model) of a prediction-like expression."""
    if _reduces(node):
        return None
    if _asks_model(node):
        return "the model's score", True
    name = _own_name(node)
    if name is None:
        return None
    if isinstance(node, ast.Name | ast.Subscript):
        root = _root(node)
        if root is not None and any(_asks_model(v) and not _reduces(v) for v in view.values(root.id, root)[:6]):
            return name, True
    return (name, False) if _NAMES.search(name) and not _OTHER_SCORES.search(name) else None


def _root(node: ast.AST) -> ast.Name | None:
    for _ in range(4):
        if isinstance(node, ast.Name):
            return node
        if not isinstance(node, ast.Subscript):
            return None
        node = node.value
    return None


def _own_name(node: ast.AST) -> str | None:
    """The last name of an expression: `score` of `row.score`, `df["score"]`, `scores[0]`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key[:60]
        case ast.Subscript(value=value):
            return _own_name(value) if isinstance(value, ast.Name | ast.Attribute) else None
        case _:
            return None


def _asks_model(node: ast.AST) -> bool:
    for part in walk(node, _WALK + 1):
        if isinstance(part, ast.Call):
            func = part.func
            last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
            if last in _SCORERS:
                return True
    return False


def _reduces(node: ast.AST) -> bool:
    for part in walk(node, _WALK + 1):
        if isinstance(part, ast.Call):
            func = part.func
            last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
            if last in _REDUCTIONS or last.endswith("_score"):
                return True
    return False


def _decides(view: ModuleView, compare: ast.Compare) -> bool:
    """Whether the comparison drives control flow, a filter, or a value that is returned or written."""
    below: ast.AST = compare
    for above in view.ancestors(compare):
        match above:
            case ast.Assert() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                return False
            case ast.If() | ast.While():
                return below is above.test and not _is_empty(above.body)
            case ast.IfExp() if below is above.test:
                return True
            case ast.Subscript() if below is above.slice:
                return not _thins(view, compare, above)
            case ast.comprehension() | ast.Return() | ast.Yield():
                return True
            case ast.Assign() | ast.AnnAssign():
                return True
            case ast.Call() if (view.name(above.func) or "").endswith(".where"):
                return True
            case ast.stmt():
                return False
            case _:
                below = above
    return False


def _thins(view: ModuleView, compare: ast.Compare, place: ast.Subscript) -> bool:
    """`P[P < 0.1] = 0`: small scores of an array become zeros, so that it can be kept sparse; the others stay scores."""
    stated = view.parent(place)
    if not isinstance(stated, ast.Assign) or not isinstance(stated.value, ast.Constant):
        return False
    filled = _own_name(place.value)
    same = filled is not None and filled in (_own_name(compare.left), _own_name(compare.comparators[0]))
    return same and place in stated.targets and stated.value.value == 0


def _is_running(view: ModuleView, compare: ast.Compare, number: ast.AST, value: ast.AST) -> bool:
    """`if score > best: best = score`: the number is where a search begins, and the comparison itself moves it. Or the number is one
    of the scores, and what it is compared with takes it over."""
    name, other = _own_name(number), _own_name(value)
    if name is None:
        return False
    below: ast.AST = compare
    for above in view.ancestors(compare):
        if isinstance(above, ast.If | ast.While):
            parts = [part for statement in above.body for part in ast.walk(statement)] if below is above.test else []
            return any(_binds(part, name) or (other is not None and _takes(part, other, name)) for part in parts)
        if isinstance(above, ast.stmt):
            return _binds(above, name)
        below = above
    return False


def _takes(node: ast.AST, name: str, source: str) -> bool:
    return isinstance(node, ast.Assign) and _binds(node, name) and _own_name(node.value) == source


def _binds(node: ast.AST, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    parts = [part for one in targets for part in (one.elts if isinstance(one, ast.Tuple | ast.List) else [one])]
    return any(isinstance(part, ast.Name | ast.Attribute) and _own_name(part) == name for part in parts)


def _is_empty(body: list[ast.stmt]) -> bool:
    """Nothing happens, or something is only said or refused."""
    return all(
        isinstance(s, ast.Pass | ast.Raise) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in body
    )


@facet(IgnoredOption, version=1, cues=("add_argument",))
def ignored_options(view: ModuleView) -> Iterator[IgnoredOption]:
    """Options named like a threshold of which no attribute is ever read, nor the whole handed on."""
    options: dict[str, int] = {}
    parses: list[ast.Call] = []
    for call in view.calls_to(("add_argument", "parse_args")):
        if not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr == "add_argument" and call.args:
            text = view.constant(call.args[0])
            if isinstance(text, str) and text.startswith("--") and "threshold" in text.lower():
                options[text.lstrip("-").replace("-", "_")] = view.place(call)
        elif call.func.attr == "parse_args":
            parses.append(call)
    if not options or not parses or not all(_is_dropped(view, call) for call in parses):
        return
    for option, line in options.items():
        if not any(node.attr == option for node in view.nodes(ast.Attribute)):
            yield IgnoredOption(option=option, line=line)


def _is_dropped(view: ModuleView, call: ast.Call) -> bool:
    """The parsed arguments are thrown away, or bound to a name that is never handed on whole."""
    above = view.parent(call)
    if isinstance(above, ast.Expr):
        return True
    if not isinstance(above, ast.Assign) or not isinstance(above.targets[0], ast.Name):
        return False
    name = above.targets[0].id
    return not any(
        isinstance(given, ast.Name) and given.id == name
        for other in view.calls
        for given in (*other.args, *(k.value for k in other.keywords))
    )
