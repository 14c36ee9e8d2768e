"""Calls that make a whole process wait: the network, a language model, a program, a pause, a training or a prediction, in code without
`await`. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.libraries import trains
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_WAITS: Final = regex(
    r"^requests\.(?:get|post|put|patch|delete|request|head)$|^requests\.(?:sessions\.)?Session\.(?:get|post|put|patch|delete|request)$|^time\.sleep$"
    r"|^httpx\.(?:get|post|put|patch|delete|request)$|^httpx\.Client\.(?:get|post|put|patch|delete|request)$|^urllib\.request\.urlopen$"
    r"|^subprocess\.(?:run|call|check_output|check_call)$|^google\.generativeai\.GenerativeModel\.generate_content$"
    r"|^ollama\.(?:chat|generate)$|^cohere\.Client(?:V2)?\.(?:chat|chat_stream|generate|embed|rerank)$|^openai\.(?:ChatCompletion|Completion|Embedding)\.create$|^litellm\.completion$|^faster_whisper\.WhisperModel\.transcribe$|^sentence_transformers\.SentenceTransformer\.encode$"
    r"|^llama_cpp\.(?:\w{1,20}\.)?Llama\.create_(?:chat_)?completion$|^minio\.(?:api\.)?Minio\.(?:f?put_object|f?get_object)$"
    r"|^qdrant_client\.(?:\w{1,30}\.)?QdrantClient\.(?:search|query_points|upsert|scroll)$|^boto3\.(?:client|resource)\.(?:upload_file|upload_fileobj|download_file|download_fileobj|put_object|get_object|invoke_model|invoke_endpoint)$"
)
_PIPELINE: Final = regex(r"(?:^|_)pipe(?:line)?$", re.IGNORECASE)
"""What holds a pipeline of Haystack, whose `run` waits for all of its parts; `run_async` is the other one."""
_RUNNABLE: Final = regex(
    r"chain|llm|agent|graph|rag|retriever|workflow|executor|(?:^|_)qa(?:_|$)|assistant|(?:^|_)bot$|runnable|vector_?store|(?:^|_)app$",
    re.IGNORECASE,
)
"""What holds a chain, graph or index of LangChain, whose `invoke` waits for all of its parts; `ainvoke` is the other one."""
_CREATES: Final = regex(
    r"(?:^|\.)(?:chat\.completions|messages|responses|embeddings|completions|images|audio\.\w{1,20})\.create$"
)
_ANSWERED: Final = frozenset({"choices", "content", "output_text", "data", "text", "usage", "output"})
"""What is read of an answer of a language model: an answer that is read without `await` was waited for."""
_CLIENTS: Final = frozenset({"openai.OpenAI", "openai.AzureOpenAI", "anthropic.Anthropic", "groq.Groq"})
"""Vendors' clients that block."""
_OF_LANGCHAIN: Final = frozenset(
    {"invoke", "similarity_search", "similarity_search_with_score", "get_relevant_documents"}
)
_LAST: Final = frozenset(
    {"get", "post", "put", "patch", "delete", "request", "head", "sleep", "urlopen", "run", "call", "check_output", "check_call", "create",
     "generate_content", "chat", "chat_stream", "embed", "rerank", "generate", "completion", "transcribe", "encode", "create_completion", "create_chat_completion", "put_object", "fput_object",
     "get_object", "fget_object", "search", "query_points", "upsert", "scroll", "upload_file", "upload_fileobj", "download_file", "download_fileobj",
     "invoke_model", "invoke_endpoint", "invoke", "similarity_search", "similarity_search_with_score", "get_relevant_documents"}
)  # fmt: skip
_ASKS: Final = frozenset({"predict", "predict_proba", "decision_function", "score_samples"})
_MODEL: Final = regex(r"model|clf|classif|regress|pipe|estimat|boost|forest", re.IGNORECASE)
"""Names of what computes its answer here; clients and services of the project are followed instead."""
_ELSEWHERE: Final = regex(r"client|stub|remote|api|http", re.IGNORECASE)
_TRAINED: Final = frozenset({"model", "pipeline", "search"})
_HANDS_OFF: Final = ("to_thread", "run_in_executor", "run_in_threadpool", "threadpool", "run_sync", "processpool")
_HANDS: Final = regex("|".join(_HANDS_OFF), re.IGNORECASE)
_POOLED: Final = frozenset({"submit", "map"})
"""Asked of a pool that the file makes or takes."""
_ROOTS: Final = (
    "requests", "time", "httpx", "urllib", "subprocess", "openai", "anthropic", "groq", "google", "ollama", "litellm", "faster_whisper",
    "sentence_transformers", "async", "predict", "predict_proba", "decision_function", "score_samples", "fit", "llama_cpp", "minio", "qdrant_client", "boto3",
    "cohere", "haystack", "invoke", "similarity_search", "completions", "embeddings",
)  # fmt: skip


@frozen
class Waiting:
    """One function that is async, or that waits."""

    scope: str
    is_async: bool
    hands_off: bool
    """It hands work to threads or processes."""
    call: str
    """The first call that waits or trains, else the first that predicts; `` where none does."""
    line: int
    kind: str = ""
    """waits, trains or predicts."""


@facet(Waiting, version=8, cues=_ROOTS, tests=False)
def waiting(view: ModuleView) -> Iterator[Waiting]:
    """Async functions, and functions of either kind with such a call in their own body."""
    found: dict[str, tuple[str, str, int]] = {}
    for call in view.calls_to(_LAST):
        name = view.called(call) or view.name(call.func) or ""
        if (
            _WAITS.search(name) or _asks(view, call) or _runs_pipeline(view, call) or _invokes(call)
        ) and not isinstance(view.parent(call), ast.Await):
            found.setdefault(view.scope(call), ("waits", name or dotted(call.func) or "run", call.lineno))
    for call in view.calls_to(("fit",)):
        method = view.method(call)
        if method is not None and trains(*method) in _TRAINED:
            found.setdefault(view.scope(call), ("trains", ".".join(method), call.lineno))
    for call in view.calls_to(_ASKS):
        if computed := _computed(view, call):
            found.setdefault(view.scope(call), ("predicts", computed, call.lineno))
    hands_off = _handing(view)
    streams = {view.scope(one) for one in (*view.nodes(ast.Yield), *view.nodes(ast.YieldFrom))}
    for function in view.functions:
        scope = view.qualname(function)
        if isinstance(function, ast.FunctionDef) and scope in streams:
            continue  # the call only makes a generator, whose rows the framework asks for in a thread
        is_async = isinstance(function, ast.AsyncFunctionDef) and not _takes_turns(view, function)
        if is_async or scope in found:
            kind, name, line = found.get(scope, ("", "", function.lineno))
            yield Waiting(scope=scope, is_async=is_async, hands_off=hands_off(scope), call=name, line=line, kind=kind)


def _handing(view: ModuleView) -> Callable[[str], bool]:
    """Tells of a function whether it hands work over itself; of all where the file does so without a call that can be seen."""
    if not view.mentions(*_HANDS_OFF):
        return lambda _: False
    scopes = {
        view.scope(call) for call in view.calls if (name := last_name(call.func)) in _POOLED or _HANDS.search(name)
    }
    if not scopes - {""}:
        return lambda _: True
    return lambda scope: any(one == scope or one.startswith(f"{scope}.") for one in scopes)


def _takes_turns(view: ModuleView, function: Function) -> bool:
    """An agent of a stream takes one message after the other: nobody waits beside it."""
    return "faust" in view.roots and any(
        last_name(one.func if isinstance(one, ast.Call) else one) == "agent" for one in function.decorator_list
    )


def _computed(view: ModuleView, call: ast.Call) -> str:
    """`model.predict` of a model in this process; `` for what is awaited, and for clients of models that run elsewhere."""
    func = call.func
    if not isinstance(func, ast.Attribute) or isinstance(view.parent(call), ast.Await):
        return ""
    owner = dotted(func.value) or (dotted(func.value.func) if isinstance(func.value, ast.Call) else None) or ""
    kind = view.type_of(func.value) or ""
    if _ELSEWHERE.search(owner.rpartition(".")[2]) or _ELSEWHERE.search(kind) or not _MODEL.search(owner or kind):
        return ""
    return f"{owner}.{func.attr}" if owner else f"{kind}.{func.attr}"


def _runs_pipeline(view: ModuleView, call: ast.Call) -> bool:
    """`self.pipeline.run(…)` in a file that takes Pipeline from Haystack."""
    func = call.func
    if "haystack" not in view.roots or not isinstance(func, ast.Attribute) or func.attr != "run":
        return False
    return "Pipeline" in view.words and _PIPELINE.search(last_name(func.value)) is not None


def _invokes(call: ast.Call) -> bool:
    """`chain.invoke(…)`, `vector_store.similarity_search(…)`."""
    func = call.func
    if not isinstance(func, ast.Attribute) or func.attr not in _OF_LANGCHAIN:
        return False
    return _RUNNABLE.search(last_name(func.value)) is not None


def _is_read(view: ModuleView, call: ast.Call) -> bool:
    """Whether the answer of a call, whoever made its client, is read at once or by the name that it gets: no coroutine can be."""
    above = view.parent(call)
    if isinstance(above, ast.Attribute):
        return above.attr in _ANSWERED
    function = view.function(call)
    if not (isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name)) or function is None:
        return False
    name = above.targets[0].id
    if len(view.local_values(function, name)) != 1:
        return False
    return any(
        node.attr in _ANSWERED
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        and view.function(node) is function
        for node in view.nodes(ast.Attribute)
    )


def _asks(view: ModuleView, call: ast.Call) -> bool:
    """`client.chat.completions.create(…)` of a client that blocks."""
    node: ast.expr = call.func
    if not isinstance(node, ast.Attribute) or node.attr != "create":
        return False
    if _CREATES.search(dotted(node) or "") and _is_read(view, call):
        return True
    while isinstance(node, ast.Attribute) and view.type_of(node) not in _CLIENTS:
        node = node.value
    return view.type_of(node) in _CLIENTS
