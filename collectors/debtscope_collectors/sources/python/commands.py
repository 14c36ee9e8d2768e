"""Which commands and modules a file starts by text: subprocesses, shell lines of notebooks, orchestrators' operators."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.facts import Import, Site
from debtscope_collectors.sources.python.index import absolute
from debtscope_collectors.sources.python.view import ModuleView

_RUNS: Final = frozenset(
    {
        "run",
        "call",
        "check_call",
        "check_output",
        "Popen",
        "system",
        "popen",
        "run_path",
        "execute_notebook",
        "invoke",
        "getoutput",
    }
)
_RUNNERS: Final = frozenset(
    {
        "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen", "os.system",
        "os.popen", "runpy.run_path", "papermill.execute_notebook", "subprocess.getoutput", "asyncio.create_subprocess_shell",
    }
)  # fmt: skip
_OPTIONS: Final = frozenset(
    {"bash_command", "command", "cmd", "cmds", "arguments", "entry_point", "entry_script", "application", "source_dir"}
)
_SERVED: Final = regex(r"[A-Za-z_][\w.]{0,100}:\w{1,60}")
_IMPORTS: Final = frozenset({"importlib.import_module", "__import__", "runpy.run_module", "pytest.importorskip"})


def commands(view: ModuleView) -> Iterator[Site]:
    """Command lines that the file starts or hands to an orchestrator; the text is the site's name."""
    classes = [word for word in view.call_table.words if word[:1].isupper()] if _OPTIONS & view.words else []
    for call in view.calls_to(_RUNS.union(classes, ("run_line_magic",))):
        func = call.func
        last = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        name = ""
        given: list[ast.expr] = []
        if last in _RUNS and call.args:
            name = view.name(func) or ""
            if name in _RUNNERS or _is_ipython(func):
                given = [call.args[0]]
        if (
            last == "run_line_magic"
            and len(call.args) == 2
            and _is_ipython(func)
            and view.constant(call.args[0]) == "run"
        ):
            yield Site(
                name=f"%run {_text(view, call.args[1])}", line=call.lineno, scope=view.scope(call), detail="%run"
            )
            continue
        if not given:
            given = [k.value for k in call.keywords if k.arg in _OPTIONS and last[:1].isupper()]
            name = view.name(func) or last if given else ""
        for value in given:
            if text := _text(view, value):
                yield Site(name=text, line=call.lineno, scope=view.scope(call), detail=name or f"get_ipython().{last}")


def _is_ipython(func: ast.AST) -> bool:
    owner = func.value if isinstance(func, ast.Attribute) else None
    return isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "get_ipython"


def _text(view: ModuleView, node: ast.expr) -> str:
    if isinstance(node, (ast.List, ast.Tuple)):
        words = [view.constant(element) for element in node.elts[:60]]
        words = [_word(element) if word is None else str(word) for word, element in zip(words, node.elts, strict=False)]
        return " ".join(words)[:2000]
    value = view.constant(node)
    return value[:2000] if isinstance(value, str) else ""


def _word(node: ast.expr) -> str:
    """`sys.executable`, and `os.path.abspath("scores.csv")` or `str("scores.csv")` by what they are given."""
    match node:
        case ast.Attribute(attr="executable"):
            return "python"
        case ast.Call(
            func=ast.Attribute(attr="abspath" | "realpath") | ast.Name(id="str"), args=[ast.Constant(value=str(text))]
        ):
            return text
        case _:
            return "{}"


def _imported(view: ModuleView, call: ast.Call, module: str) -> Import:
    """`import_module(".train", "pkg")` is `pkg.train`; where the package is no text (`__package__`, `__name__`), it is the file's own.

    Who imports so goes through ways to find a module, and takes what fails: only whole names are waited for.
    """
    name = module.lstrip(".")
    level = len(module) - len(name)
    if not level:
        return Import(module=module, names=(), line=call.lineno)
    given = view.argument(call, "package", 1)
    told = view.constant(given) if given is not None else None
    if isinstance(told, str) and told and "{" not in told:
        home = absolute(tuple(told.split(".")), name, level)
        return Import(module=home, names=(), line=call.lineno, is_guarded=True)
    home = absolute(tuple(view.path.split("/")[:-1]), name, level)
    return Import(module=home, names=(), line=call.lineno, level=level, is_guarded=True)


def imports_by_text(view: ModuleView) -> Iterator[Import]:
    """`importlib.import_module("pkg.train")`, `uvicorn.run("pkg.api:app")` and the like."""
    for call in view.calls_to(("import_module", "__import__", "run_module")):
        if call.args and view.name(call.func) in _IMPORTS:
            module = view.constant(call.args[0])
            if isinstance(module, str) and "{" not in module:
                yield _imported(view, call, module)
    for call in view.calls_to(("run",)) if "uvicorn" in view.words else ():
        app = view.argument(call, "app", 0)
        told = view.constant(app) if app is not None and view.name(call.func) == "uvicorn.run" else None
        if isinstance(told, str) and _SERVED.fullmatch(told):
            yield Import(module=told.partition(":")[0], names=(), line=call.lineno)
