"""Test functions and what each of them asserts: whether it can fail at all, and whether it runs."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.assertions import asks_presence, is_swallowed, is_unreached, judged, judged_call
from debtscope_collectors.joins.mocking import is_check, mocked
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_MARKED: Final = regex(
    r"smoke|sanity|import|(?:^|_)runs?(?:_|$)|crash|rais|error|exception|warn|instanti|init|construct|creat|works|plot|visual|render"
    r"|draw|show|example|notebook|(?:^|_)main|(?:^|_)cli(?:_|$)|script|end_?to_?end|e2e|integration|benchmark|profil|speed|perf|docs"
    r"|accept|allow|bypass|permit|pass(?:es)?(?:_|$)|ignor|tolerat|compil|build|setup|teardown|gpu|cuda|jit|trace|export|log|print|repr|noop|no_op|pickl|ok(?:_|$)|valid",
    re.IGNORECASE,
)
_MARKED_TEXT: Final = (
    "smoke", "not raise", "without error", "without rais", "without exception", "no exception", "no error", "crash", "should not",
    "shouldn't", "should run", "should work", "runs through", "just run", "not throw", "not fail", "no raise", "make sure", "does not",
    "doesn't", "ensure", "must not", "no assert", "passes", "works",
)  # fmt: skip
"""What a test says in a comment or docstring that is meant to fail by an exception alone."""
_TEST_FILE: Final = regex(r"(?:^|/)(?:test[^/]*|[^/]*_tests?)\.py$")
"""Where runners look for functions; in other files of a test folder they are helpers."""
_FILE_NAME: Final = regex(r"^[\w./ -]{1,200}\.\w{1,6}$")
_SKIPS: Final = ("pytest.mark.skip", "unittest.skip")
_HARNESS: Final = ("pytest", "unittest", "hypothesis")


@frozen
class CaseVerdict:
    """One test function."""

    name: str
    """Qualified."""
    line: int
    kind: str
    """`` (it can fail), presence (it fails only where nothing is there), source (it asks for words in the text of a program), empty, unasserted, tautology, unreached, swallowed, tolerance, mock,
    patched, expected (to fail, and it does nothing else), skipped or shadowed."""
    text: str = ""
    """The assertion or the line that the verdict rests on."""
    calls: tuple[str, ...] = ()
    """Last names of what it calls, and its parameters: one of them may assert."""
    reason: str = ""
    """Of a skipped one."""


@frozen(kw_only=False)
class _Assertion:
    kind: str
    """`` where it can fail."""
    node: ast.AST


@frozen
class _Case:
    """A test function with what stands in it."""

    node: Function
    found: list[_Assertion]
    calls: list[ast.Call]
    loads: list[tuple[int, str]]
    """(line, name) of all that the file reads, in order."""


_SAYS: Final = 4
"""Words of a comment from which on it tells why."""


@facet(CaseVerdict, version=11)
def case_verdicts(view: ModuleView) -> Iterator[CaseVerdict]:
    """Every test function of a test file, in the order of the file."""
    if view.kind != "module" or not view.mentions("def test") or role_by_path(view.path) != "test":
        return
    cases = [node for node in view.functions if _is_case(view, node)]
    calls = view.calls_to({node.name for node in cases}) if cases else ()
    called = {(view.name(call.func) or "").removeprefix("self.") for call in calls}
    cases = [node for node in cases if node.name not in called]
    if not cases:
        return
    assertions = _by_function(view, cases)
    inside = _inside(view, cases)
    last = {view.qualname(node): node for node in cases}
    whole = _module_skip(view)
    taken = _taken(view, cases)
    loads = sorted((name.lineno, name.id) for name in view.nodes(ast.Name) if isinstance(name.ctx, ast.Load))
    for node in cases:
        case = _Case(node=node, found=assertions.get(node, []), calls=inside[node], loads=loads)
        told = _verdict(view, case, last[view.qualname(node)], whole)
        yield replace(told, kind="") if told.kind == "empty" and node.name in taken else told


def _taken(view: ModuleView, cases: list[Function]) -> set[str]:
    """Functions that the file hands to something (`parametrize("function", [test_a])`) or gives an attribute: they are what a test is made of."""
    names = {node.name for node in cases}
    return {one.id for one in view.nodes(ast.Name) if one.id in names and isinstance(one.ctx, ast.Load)}


def _inside(view: ModuleView, cases: list[Function]) -> dict[ast.AST, list[ast.Call]]:
    """Test function -> the calls in it. Tests stand one after another, so that first lines tell."""
    ordered = sorted(cases, key=lambda node: node.lineno)
    starts = [node.lineno for node in ordered]
    ends = [view.end(node) for node in ordered]
    found: list[list[ast.Call]] = [[] for _ in ordered]
    for call in view.calls:
        line = call.lineno
        at = bisect_right(starts, line) - 1
        if at >= 0 and line <= ends[at]:
            found[at].append(call)
    return dict(zip(ordered, found, strict=True))


def _is_case(view: ModuleView, node: Function) -> bool:
    """A function that a runner takes for a test: at module level or in a class of tests."""
    if not node.name.startswith("test_") or any("fixture" in _decorator(view, d) for d in node.decorator_list):
        return False
    above = view.parent(node)
    if isinstance(above, ast.ClassDef):
        bases = [view.name(base) or "" for base in above.bases]
        return above.name.startswith("Test") or any("Test" in base for base in bases)
    return isinstance(above, ast.Module) and bool(_TEST_FILE.search(view.path))


def _decorator(view: ModuleView, node: ast.expr) -> str:
    return view.name(node.func if isinstance(node, ast.Call) else node) or ""


def _verdict(view: ModuleView, case: _Case, last: Function, whole: tuple[str, str] | None) -> CaseVerdict:
    node, found = case.node, case.found
    calls = {last_name(call.func) for call in case.calls}
    calls |= {parameter.arg for parameter in parameters(node)} - {"self"}
    if isinstance(view.parent(node), ast.ClassDef):
        calls |= {"setUp", "tearDown", "setup_method", "teardown_method"}

    def told(kind: str, at: ast.AST | None = None, reason: str = "") -> CaseVerdict:
        return CaseVerdict(
            name=view.qualname(node),
            line=node.lineno,
            kind=kind,
            text=view.snippet(at) if at is not None else "",
            calls=tuple(sorted(calls - {""})),
            reason=reason,
        )

    if last is not node and not _is_conditional(view, node) and not _registers(view, node):
        return told("shadowed", last)
    if (skipped := whole or _skip(view, node)) is not None:
        if skipped[0] == "call" and skipped[1] and _overrides(view, node):
            return told("")  # a test of the base class that this one says it has no part in
        return told("skipped", node, skipped[1])
    if found and _is_expected(view, node, found):
        return told("expected", found[0].node)
    if real := [one for one in found if not one.kind]:
        kind = mocked(view, node, case.calls)
        if not kind and (words := _of_source(view, node, real)) is not None:
            return told("source", words)
        if not kind and all(isinstance(one.node, ast.Assert) and asks_presence(one.node.test) for one in real):
            return told("presence", real[0].node)
        return told(kind, real[0].node if kind else None)
    if found and _asks_import(view, node, found):
        return told("")
    if found:
        return told(found[0].kind, found[0].node)
    if _is_empty(node):
        return told("" if ">>>" in (ast.get_docstring(node) or "") else "empty", node.body[-1])
    shown = None if _is_marked(view, node) else _unused(view, case)
    return told("unasserted" if shown else "", shown)


def _of_source(view: ModuleView, node: Function, found: list[_Assertion]) -> ast.AST | None:
    """The first of assertions that all ask whether words stand in the text of a program (`assert "upsert=True" in source`)."""
    if view.words.isdisjoint(("read", "read_text", "getsource")) or any("tmp" in p.arg for p in parameters(node)):
        return None  # what it has written itself is a result
    held: set[str] = set()
    for assigned in view.nodes(ast.Assign):
        made, target = assigned.value, assigned.targets[0]
        if not isinstance(made, ast.Call) or not isinstance(target, ast.Name) or view.function(assigned) is not node:
            continue
        last = last_name(made.func)
        if last == "getsource" or (last in ("read", "read_text") and _opens_program(view, node)):
            held.add(target.id)
    tests = [one.node.test for one in found if isinstance(one.node, ast.Assert)]
    asks = [_asks_words(test, held) for test in tests]
    return found[0].node if held and len(tests) == len(found) and all(asks) else None


def _opens_program(view: ModuleView, node: Function) -> bool:
    """Whether every file that a test names by its ending is Python."""
    first, last = node.lineno, view.end(node)
    named = [
        one.value
        for one in view.constants
        if first <= one.lineno <= last and isinstance(one.value, str) and _FILE_NAME.search(one.value)
    ]
    return bool(named) and all(one.endswith(".py") for one in named)


def _asks_words(test: ast.expr, held: set[str]) -> bool:
    match test:
        case ast.BoolOp(values=values):
            return all(_asks_words(one, held) for one in values)
        case ast.Compare(left=ast.Constant(value=str()), ops=[ast.In()], comparators=[right]):
            inner = right.func.value if isinstance(right, ast.Call) and isinstance(right.func, ast.Attribute) else right
            return isinstance(inner, ast.Name) and inner.id in held
        case _:
            return False


def _asks_import(view: ModuleView, node: Function, found: list[_Assertion]) -> bool:
    """`assert True` below imports, in a test that is named for them or does nothing else: the import fails, or it does not."""
    tests = [one.node.test for one in found if isinstance(one.node, ast.Assert)]
    if len(tests) < len(found) or not all(isinstance(test, ast.Constant) for test in tests):
        return False
    body = node.body[1:] if _is_docstring(node.body[0]) else node.body
    does = [one for one in body if not isinstance(one, ast.Assert)]
    imports = [one for one in does if isinstance(one, (ast.Import, ast.ImportFrom))]
    outside = (one for one in view.imports if view.function(one) is None)
    brought = any(not _is_of(one, _HARNESS) for one in outside)
    return len(imports) == len(does) and (bool(imports) or ("import" in node.name and brought))


def _is_of(node: ast.Import | ast.ImportFrom, roots: tuple[str, ...]) -> bool:
    """Whether a line imports nothing but of these packages."""
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return all(name.partition(".")[0] in roots for name in names)


def _is_expected(view: ModuleView, node: Function, found: list[_Assertion]) -> bool:
    """`assert False` under `xfail`: a note that tests are missing, which counts as one that passes."""
    marked = any(_decorator(view, decorator).endswith("mark.xfail") for decorator in node.decorator_list)
    tests = [one.node.test for one in found if isinstance(one.node, ast.Assert)]
    return marked and len(tests) == len(found) and all(isinstance(t, ast.Constant) and not t.value for t in tests)


def _by_function(view: ModuleView, cases: list[Function]) -> dict[ast.AST, list[_Assertion]]:
    """Test function -> its assertions, in the order of the file, those of functions inside it too."""
    wanted = set[ast.AST](cases)
    found: dict[ast.AST, list[_Assertion]] = {}
    sites: list[tuple[ast.AST, str]] = [(node, judged(view, node.test)) for node in view.nodes(ast.Assert)]
    sites += [(node, "") for node in (*view.nodes(ast.Raise), *view.nodes(ast.Yield))]
    telling = {word for word in view.call_table.words if is_check(word)}
    given = {view.parent(k) for k in view.nodes(ast.keyword) if k.arg == "check"} if "check" in view.words else ()
    for call in view.calls:
        if last_name(call.func) in telling or call in given:
            sites.append((call, judged_call(view, call)))
    for node, kind in sorted(sites, key=lambda site: view.place(site[0])):
        owner = next((above for above in view.ancestors(node) if above in wanted), None)
        if owner is not None:
            hidden = "swallowed" if is_swallowed(view, node) else "unreached" if is_unreached(view, node) else ""
            found.setdefault(owner, []).append(_Assertion(hidden or kind, node))
    return found


def _is_empty(node: Function) -> bool:
    """Nothing but a docstring, `pass` and printed constants."""
    return all(
        isinstance(one, ast.Pass)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or _is_print(one)
        for one in node.body
    )


def _is_print(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    call = node.value
    return last_name(call.func) == "print" and all(isinstance(arg, (ast.Constant, ast.JoinedStr)) for arg in call.args)


def _unused(view: ModuleView, case: _Case) -> ast.AST | None:
    """The result that a test prints, or keeps and never looks at; None in a test that only calls, as smoke tests do."""
    for call in case.calls:
        told = (arg for arg in call.args if not isinstance(arg, (ast.Constant, ast.JoinedStr)))
        if last_name(call.func) == "print" and next(told, None) is not None:
            return call
    node = case.node
    reads = _reads(view, case)
    for call in case.calls:
        above = view.parent(call)
        target = above.targets[0] if isinstance(above, ast.Assign) else None
        if (
            isinstance(target, ast.Name)
            and target.id not in reads
            and target.id[:1] != "_"
            and view.function(call) is node
        ):
            return call
    return None


def _reads(view: ModuleView, case: _Case) -> set[str]:
    """The names that a test reads."""
    first, last = (
        bisect_left(case.loads, (case.node.lineno, "")),
        bisect_left(case.loads, (view.end(case.node) + 1, "")),
    )
    return {name for _line, name in case.loads[first:last]}


def _is_marked(view: ModuleView, node: Function) -> bool:
    if _MARKED.search(node.name) or any(parameter.arg == "benchmark" for parameter in parameters(node)):
        return True
    text = "\n".join(view.lines[node.lineno - 1 : view.end(node)])[:20_000].lower()
    return any(cue in text for cue in _MARKED_TEXT)


def _skip(view: ModuleView, node: Function) -> tuple[str, str] | None:
    """(what skips it, its reason) of a test that is skipped whatever happens."""
    owner = view.parent(node)
    decorators = [*node.decorator_list, *(owner.decorator_list if isinstance(owner, ast.ClassDef) else ())]
    for decorator in decorators:
        if (found := _skip_mark(view, decorator)) is not None:
            return found
    body = node.body[1:] if _is_docstring(node.body[0]) and len(node.body) > 1 else node.body
    first = body[0]
    call = first.value if isinstance(first, ast.Expr) else first.exc if isinstance(first, ast.Raise) else None
    if isinstance(call, ast.Call) and (view.name(call.func) or "") in (
        "pytest.skip",
        "self.skipTest",
        "unittest.SkipTest",
    ):
        return "call", _reason(view, call)
    return None


def _overrides(view: ModuleView, node: Function) -> bool:
    """In a class that takes its tests from another of the project."""
    owner = view.parent(node)
    return isinstance(owner, ast.ClassDef) and any(
        not (view.name(base) or "TestCase").endswith("TestCase") for base in owner.bases
    )


def _skip_mark(view: ModuleView, node: ast.expr) -> tuple[str, str] | None:
    call = node if isinstance(node, ast.Call) else None
    name = view.name(call.func if call else node) or ""
    if name in _SKIPS:
        return name, _reason(view, call) if call else _commented(view, node)
    if name in ("pytest.mark.skipif", "unittest.skipIf") and call and call.args:
        condition = call.args[0]
        if isinstance(condition, ast.Constant) and condition.value is True:
            return name, _reason(view, call, 1)
    return None


def _reason(view: ModuleView, call: ast.Call, at: int = 0) -> str:
    given = view.argument(call, "reason", "msg", at)
    value = view.constant(given) if given is not None else None
    if given is None:
        return _commented(view, call)
    return value[:160] if isinstance(value, str) else "told"


def _commented(view: ModuleView, node: ast.expr) -> str:
    """The comment behind a skip or right above it, where it says something: whoever meets the test reads it as well."""
    line = view.place(node)
    here = view.lines[line - 1].partition("#")[2] if 0 < line <= len(view.lines) else ""
    above = view.lines[line - 2].strip() if 1 < line <= len(view.lines) + 1 else ""
    found = here.strip() or (above.lstrip("# ") if above.startswith("#") else "")
    return (
        found[:160]
        if len(found.split()) >= _SAYS and not found.lower().startswith(("noqa", "type:", "pylint", "todo", "fixme"))
        else ""
    )


def _module_skip(view: ModuleView) -> tuple[str, str] | None:
    if not view.mentions("pytestmark", "allow_module_level"):
        return None
    for node in view.tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "pytestmark"
        ):
            marks = node.value.elts if isinstance(node.value, (ast.List, ast.Tuple)) else [node.value]
            return next((found for mark in marks if (found := _skip_mark(view, mark)) is not None), None)
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and view.name(node.value.func) == "pytest.skip"
        ):
            return "call", _reason(view, node.value)
    return None


def _is_conditional(view: ModuleView, node: Function) -> bool:
    return isinstance(view.parent(node), (ast.If, ast.Try))


def _registers(view: ModuleView, node: Function) -> bool:
    """A decorator other than marks, patches and parameters may keep the function elsewhere (`@suite.case`)."""
    names = [view.name(d.func if isinstance(d, ast.Call) else d) or "" for d in node.decorator_list]
    return any("mark" not in name and "patch" not in name and name.partition(".")[0] not in _HARNESS for name in names)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
