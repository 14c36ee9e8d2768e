"""Models that a page of Streamlit loads: the whole file runs again whenever somebody touches anything on it. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.handlers import is_kept
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.symbols import project_function
from debtscope_collectors.sources.python.view import Function, ModuleView

_LOADS: Final = regex(
    r"^(?:joblib|pickle|cloudpickle|dill|torch|torch\.jit|skops\.io|spacy|whisper)\.load(?:_model)?$|^(?:keras|tensorflow|mlflow)\.(?:[\w.]{1,40}\.)?load_model$"
    r"|InferenceSession$|^ultralytics\.(?:YOLO|RTDETR|SAM)$|^sentence_transformers\.(?:SentenceTransformer|CrossEncoder)$|^transformers\.pipeline$"
    r"|^transformers\.(?!\w{0,40}(?:Tokenizer|Processor|Config|Extractor))\w{1,60}\.from_pretrained$|^easyocr\.Reader$|^faster_whisper\.WhisperModel$|^torch\.hub\.load$"
)
_KEPT: Final = regex(r"cache|memo|singleton", re.IGNORECASE)
_TAKES_FUNCTION: Final = frozenset({"Interface", "ChatInterface", "click", "submit", "change", "upload"})
_STATE: Final = "session_state"


@frozen
class PageLoad:
    """One load that a page does again and again, or one object of the project that it makes again and again."""

    kind: str
    """load, object, kept (a function calls it under a cache decorator), or asked (a function that Gradio calls for each answer)."""
    name: str
    """The call; of an object the dotted name of its class."""
    line: int
    scope: str
    excerpt: str


@facet(PageLoad, version=2, cues=("streamlit", "gradio"), tests=False)
def page_loads(view: ModuleView) -> Iterator[PageLoad]:
    """Of what runs with the page: outside functions that are kept, and outside questions whether the session has it."""
    if "gradio" in view.roots and view.kind != "notebook":
        yield from _of_answers(view)
    if "streamlit" not in view.roots or view.kind == "notebook":
        return
    kept = [one for one in view.functions if _is_kept(one)]
    lent = {
        last_name(call.func) for call in view.calls if (around := view.function(call)) is not None and around in kept
    }
    for name in sorted(lent):
        yield PageLoad(kind="kept", name=name, line=1, scope="", excerpt="")
    classes = {node.name for node in view.classes}
    for call in view.calls:
        function = view.function(call)
        name = view.called(call) or view.name(call.func) or ""
        is_load = _LOADS.search(name) is not None
        if not is_load and not _is_class(view, call, classes):
            continue
        if function is not None and (function in kept or function.name in lent or (not is_load)):
            continue
        if view.scope(call).count(".") or _is_once(view, call, function):
            continue
        yield PageLoad(
            kind="load" if is_load else "object", name=name, line=view.place(call), scope=view.scope(call), excerpt=view.snippet(call)
        )  # fmt: skip


def _of_answers(view: ModuleView) -> Iterator[PageLoad]:
    """Loads in functions that Gradio is given to answer with, and that keep nothing."""
    asked = set[str]()
    for call in view.calls_to(_TAKES_FUNCTION):
        given = view.argument(call, "fn", 0)
        if isinstance(given, ast.Name):
            asked.add(given.id)
    for call in view.calls if asked else ():
        function = view.function(call)
        name = view.called(call) or view.name(call.func) or ""
        if function is None or function.name not in asked or not _LOADS.search(name) or is_kept(view, function, call):
            continue
        yield PageLoad(
            kind="asked", name=name, line=view.place(call), scope=view.scope(call), excerpt=view.snippet(call)
        )


def _is_kept(function: Function) -> bool:
    return any(_KEPT.search(ast.unparse(one)) for one in function.decorator_list)


def _is_class(view: ModuleView, call: ast.Call, classes: set[str]) -> bool:
    """A class that the file imports from the project, by its capital."""
    last = last_name(call.func)
    return (
        last[:1].isupper() and not last.isupper() and last not in classes and bool(project_function(view, call, set()))
    )


def _is_once(view: ModuleView, call: ast.Call, function: Function | None) -> bool:
    """`if "model" not in st.session_state:` around it, or anything of the session in its function."""
    for above in view.ancestors(call):
        if above is function:
            break
        if isinstance(above, ast.If) and _STATE in ast.unparse(above.test):
            return True
    return function is not None and _STATE in ast.unparse(function)
