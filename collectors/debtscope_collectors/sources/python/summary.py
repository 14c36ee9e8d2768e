"""The `summary` of a file: what ModuleFacts says of it, from one view."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.access import argument_defaults, data_accesses, environment_reads
from debtscope_collectors.sources.python.commands import commands, imports_by_text
from debtscope_collectors.sources.python.facts import FunctionFacts, Import, ModuleFacts, NotebookFacts
from debtscope_collectors.sources.python.feature_sites import feature_sites
from debtscope_collectors.sources.python.index import absolute, parameters
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.parameters import parameter_reads
from debtscope_collectors.sources.python.self_trials import without_self_trials
from debtscope_collectors.sources.python.sites import imported_roots, serving_sites, training_sites
from debtscope_collectors.sources.python.view import Function, ModuleView

_ASKS_FIRST: Final = regex(
    r"\bfind_spec\(|\bis_\w+_available\(|\b(?:_?HAS_\w+|_?\w+_AVAILABLE|_?has_\w+|\w+_(?:is_)?available)\b"
)
"""A condition that asks whether a package is installed."""
_FETCHED: Final = regex(r"#\s*From:\s*(?:https?:|git\+)")
_ASKS: Final = frozenset({"predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples"})
_STATEMENTS: Final = tuple(
    kind
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.stmt) and kind is not ast.stmt
)
_BRANCHES: Final = (
    ast.If, ast.For, ast.While, ast.AsyncFor, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case,
)  # fmt: skip
_QUIET_CALLS: Final = frozenset(
    {
        "basicConfig",
        "filterwarnings",
        "simplefilter",
        "load_dotenv",
        "append",
        "insert",
        "set_option",
        "seed",
        "use",
        "add",
    }
    | {
        "getLogger",
        "get_logger",
        "setLevel",
        "addHandler",
        "register",
        "include_router",
        "add_middleware",
        "mount",
        "set_page_config",
    }
)
_QUIET_ASSIGNED: Final = frozenset(
    {
        "getLogger",
        "get_logger",
        "get",
        "getenv",
        "dirname",
        "join",
        "compile",
        "namedtuple",
        "abspath",
        "resolve",
        "environ",
        "device",
    }
    | {
        "field",
        "frozenset",
        "set",
        "dict",
        "list",
        "tuple",
        "partial",
        "int",
        "float",
        "str",
        "bool",
        "cwd",
        "is_available",
        "cast",
    }
)


@facet(ModuleFacts, version=24, broken=True)
def summary(view: ModuleView) -> Iterator[ModuleFacts]:
    """One record a file."""
    roots = imported_roots(view)
    asserts = _asserts(view)
    complexity = _complexity(view)
    statements = view.count_by_scope(_STATEMENTS)
    called = _called(view)
    functions = tuple(_functions(view, called, statements, asserts, complexity))
    accesses = view.once(data_accesses)
    main = [node for node in view.tree.body if isinstance(node, ast.If) and _is_main_guard(node)]
    yield ModuleFacts(
        path=view.path,
        kind=view.kind,
        loc=len(list(filter(str.strip, view.lines))),
        statements=sum(statements.values()),
        complexity=sum(f.complexity for f in functions) + complexity.get("", 0) + 1,
        imports=(*_imports(view), *imports_by_text(view)),
        functions=functions,
        classes=tuple(view.qualname(node) for node in view.classes),
        training=without_self_trials(view, main, training_sites(view, roots)),
        features=tuple(feature_sites(view, roots)),
        serving=tuple(serving_sites(view, roots)),
        reads=tuple(a for a in accesses if a.mode == "read"),
        writes=tuple(a for a in accesses if a.mode == "write"),
        parameters=tuple(parameter_reads(view)),
        arguments=view.once(argument_defaults),
        environment=tuple(environment_reads(view)),
        has_main_guard=bool(main),
        has_top_level_calls=any(_acts(node) for node in view.tree.body),
        doctests=_doctests(view),
        called=tuple(sorted(set[str]().union(*called.values()))),
        commands=tuple(commands(view)),
    )


@facet(NotebookFacts, version=3)
def notebook_run(view: ModuleView) -> Iterator[NotebookFacts]:
    """One record a notebook."""
    if view.kind == "notebook":
        yield NotebookFacts(path=view.path, language=view.language, cells=view.cells)


def _imports(view: ModuleView) -> Iterator[Import]:
    package = tuple(view.path.split("/")[:-1])
    fetches = "From:" in view.text
    tree, parent_of = view.tree, view.parent
    for node in view.imports:
        is_inside = parent_of(node) is not tree
        guarded = (is_inside and _is_guarded(view, node)) or (fetches and _is_fetched(view, node))
        inner = is_inside and any(
            isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)) for one in view.ancestors(node)
        )
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module=alias.name, names=(), line=node.lineno, is_guarded=guarded, is_inner=inner)
        else:
            module = absolute(package, node.module, node.level)
            names = tuple(alias.name for alias in node.names)
            yield Import(
                module=module, names=names, line=node.lineno, level=node.level, is_guarded=guarded, is_inner=inner
            )


def _is_guarded(view: ModuleView, node: ast.AST) -> bool:
    below = node
    for above in view.ancestors(node):
        if isinstance(above, ast.Try) and below in above.body and _stops_imports(view, above.handlers):
            return True
        if isinstance(above, ast.ExceptHandler) and getattr(node, "level", 0) and _stops_imports(view, [above]):
            return True  # the last of several ways to one module, of which a layout has one
        if isinstance(above, ast.If):
            test = view.name(above.test) or ""
            if test.rpartition(".")[2] == "TYPE_CHECKING" or _ASKS_FIRST.search(ast.unparse(above.test)):
                return True
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
        below = above
    return False


def _stops_imports(view: ModuleView, handlers: Iterable[ast.ExceptHandler]) -> bool:
    """Whether one of them takes an import that fails."""
    types = [
        one
        for handler in handlers
        for one in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
    ]
    return any(one is None or view.name(one) in ("ImportError", "ModuleNotFoundError", "Exception") for one in types)


def _is_fetched(view: ModuleView, node: ast.stmt) -> bool:
    """`from .bleu import x  # From: https://…`: the loader of Hugging Face's metrics and data sets brings such a module along."""
    lines = view.lines[node.lineno - 1 : node.lineno]
    return any(_FETCHED.search(line) for line in lines)


def _complexity(view: ModuleView) -> dict[str, int]:
    found = view.count_by_scope(_BRANCHES)
    for node in view.nodes(ast.comprehension):
        if node.ifs:
            found[view.scope(node)] += len(node.ifs)
    for node in view.nodes(ast.BoolOp):
        scope = view.scope(node)
        found[scope] = found.get(scope, 0) + len(node.values) - 1
    return found


def _called(view: ModuleView) -> dict[str, dict[str, None]]:
    """Scope -> the names that it calls, in the order of the file."""
    found: dict[str, dict[str, None]] = {}
    name_of, scope_of = view.name, view.scope
    for call in view.calls:
        if name := name_of(call.func) or _asked(view, call.func):
            scope = scope_of(call)
            if scope in found:
                found[scope][name] = None
            else:
                found[scope] = {name: None}
    return found


def _asked(view: ModuleView, func: ast.expr) -> str:
    """`get_model().predict` and `models[].predict`: what a getter gives, or a table holds, is asked for a prediction; and any method of
    what a dictionary of the file holds under a name (`handlers["mlflow"].get`)."""
    match func:
        case ast.Attribute(value=ast.Call(func=inner), attr=attr) if attr in _ASKS:
            return f"{view.name(inner) or last_name(inner)}().{attr}"
        case ast.Attribute(value=ast.Subscript(value=inner), attr=attr) if attr in _ASKS:
            return f"{view.name(inner) or last_name(inner)}[].{attr}"
        case ast.Attribute(
            value=ast.Subscript(value=ast.Name(id=name) as inner, slice=ast.Constant(value=str())), attr=attr
        ):
            is_table = any(isinstance(value, ast.Dict) for value in view.values(name, inner))
            return f"{name}[].{attr}" if is_table else ""
        case _:
            return ""


def _functions(
    view: ModuleView,
    calls: dict[str, dict[str, None]],
    statements: dict[str, int],
    asserts: dict[str, int],
    complexity: dict[str, int],
) -> Iterator[FunctionFacts]:
    skips = "skip" in view.words
    for node in view.functions:
        qualname = view.qualname(node)
        decorators = tuple([_decorator(view, d) for d in node.decorator_list])
        yield FunctionFacts(
            qualname=qualname,
            line=node.lineno,
            end_line=view.end(node),
            statements=statements.get(qualname, 0),
            complexity=complexity.get(qualname, 0) + 1,
            params=tuple([p.arg for p in parameters(node)]),
            decorators=decorators,
            calls=tuple(calls.get(qualname, ())),
            has_docstring=bool(_docstring(node)),
            asserts=asserts.get(qualname, 0),
            is_skipped=skips and (any(_skips(d) for d in decorators) or _class_skips(view, node)),
        )


def _decorator(view: ModuleView, node: ast.expr) -> str:
    return view.name(node.func if isinstance(node, ast.Call) else node) or ""


def _skips(decorator: str) -> bool:
    return decorator in ("pytest.mark.skip", "unittest.skip") or decorator.endswith(".mark.skip")


def _class_skips(view: ModuleView, node: Function) -> bool:
    owner = view.parent(node)
    return isinstance(owner, ast.ClassDef) and any(_skips(_decorator(view, d)) for d in owner.decorator_list)


def _docstring(node: Function | ast.ClassDef) -> str:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value.value
    return ""


def _asserts(view: ModuleView) -> dict[str, int]:
    """Scope -> assertions: statements, raise checks, unittest's and the numeric libraries' own."""
    found = view.count_by_scope((ast.Assert,))
    for call in view.calls_to(_ASSERTS, _ASSERTING):
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last.startswith("assert") or last in _ASSERTS:
            scope = view.scope(call)
            found[scope] = found.get(scope, 0) + 1
    return found


_ASSERTING: Final = Vocabulary(("assert",), lambda word: word.startswith("assert"))
_ASSERTS: Final = frozenset({"raises", "warns", "fail", "approx_fprime", "snapshot", "check_estimator"})


def _doctests(view: ModuleView) -> int:
    if ">>> " not in view.text:
        return 0
    return sum(1 for node in (*view.functions, *view.classes) if ">>> " in _docstring(node))


def _is_main_guard(node: ast.If) -> bool:
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return False
    sides = (test.left, test.comparators[0])
    return any(isinstance(s, ast.Name) and s.id == "__name__" for s in sides)


def _acts(node: ast.stmt) -> bool:
    """Whether a statement at module level does something when the file is run, beyond setting up."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, (ast.Call, ast.Await)) and _last_name(node.value) not in _QUIET_CALLS
    if isinstance(node, (ast.For, ast.While, ast.AsyncFor, ast.AugAssign)):
        return True
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return True
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        last = _last_name(node.value)
        return not (last[:1].isupper() or last in _QUIET_ASSIGNED)
    if isinstance(node, ast.If):
        return not _is_main_guard(node) and any(_acts(inner) for inner in node.body if not isinstance(inner, ast.If))
    if isinstance(node, ast.Try):
        return any(_acts(inner) for inner in node.body if not isinstance(inner, (ast.If, ast.Try)))
    return False


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Await):
        node = node.value
    func = node.func if isinstance(node, ast.Call) else node
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
