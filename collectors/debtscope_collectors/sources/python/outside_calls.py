"""Calls that leave the process while it works: HTTP, language models, feature stores, databases; and what happens when they fail.

One file at a time.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import LANGUAGE_LIBRARIES, limits_itself
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.targets import view_aliases
from debtscope_collectors.sources.python.view import Function, ModuleView

_VERBS: Final = frozenset({"get", "post", "put", "patch", "delete", "request", "head", "send"})
_LIBRARIES: Final = LANGUAGE_LIBRARIES | {
    "requests", "httpx", "aiohttp", "urllib", "urllib3", "redis", "feast", "psycopg2", "psycopg", "pymysql", "pyodbc", "mysql", "snowflake",
}  # fmt: skip
_RAW: Final = regex(r"\.with_(?:raw|streaming)_response\b")
"""How an answer is handed over, which says nothing of what is asked."""
_CLIENTS: Final = regex(
    r"^(?:requests(?:\.sessions)?\.Session|httpx\.(?:Async)?Client|aiohttp\.ClientSession|urllib3\.PoolManager)\."
)
_LLM: Final = regex(
    r"(?:^|\.)(?:chat\.completions|completions|responses|messages)(?:\.with_(?:raw|streaming)_response)?\.(?:create|parse|stream)$|^litellm\.a?completion$"
    r"|(?:^|\.)(?:a?generate_content|chat\.complete|ollama\.(?:chat|generate)|ChatCompletion\.create)$|^cohere\.(?:Async)?Client(?:V2)?\.(?:chat|chat_stream|generate)$"
)
_TOOLS: Final = regex(
    r"^langchain(?:_community|_classic|_core)?\.(?:tools|retrievers|utilities|document_loaders|vectorstores)\."
)
_CHAIN_WORDS: Final = frozenset({"invoke", "ainvoke", "predict_messages"})
_LLM_ROOTS: Final = ("langchain", "langgraph", "llama_index")
_LOCAL: Final = regex(r"^transformers\.(?:\w*ForCausalLM|GenerationMixin)|^llama_cpp\.Llama|^vllm\.LLM")
_STORES: Final = regex(r"^redis\.|\.get_online_features$")
_CONNECTS: Final = regex(r"^(?:psycopg2?|pymysql|pyodbc|mysql\.connector|snowflake\.connector)\.connect$")
_TIMEOUTS: Final = frozenset(
    {
        "timeout",
        "request_timeout",
        "connect_timeout",
        "timeout_seconds",
        "socket_timeout",
        "login_timeout",
        "connection_timeout",
    }
)
_RETRIES: Final = regex(r"retry|retries|backoff|circuit|stamina|breaker|tenacity|hystrix|fallback", re.IGNORECASE)
_GENERATION: Final = frozenset({"text-generation", "conversational"})


@frozen
class OutsideCall:
    """One such call."""

    kind: str
    """http, llm, local-llm (a language model in the process itself), store (feature store, Redis) or database."""
    shown: str
    """The call as written, shortened."""
    scope: str
    line: int
    has_timeout: bool
    """Its own, or one that the file sets for all of them, or the library's."""
    is_retried: bool
    is_tried: bool
    """Inside a `try` of its own function."""
    falls_back: bool
    """Some handler of that `try` goes on without raising."""


@facet(OutsideCall, version=4, cues=_LIBRARIES)
def outside_calls(view: ModuleView) -> Iterator[OutsideCall]:
    """In files that import a client library."""
    roots = view.roots & _LIBRARIES
    if not roots:
        return
    speaks = any(root.startswith(_LLM_ROOTS) for root in roots)
    words = _VERBS | _CHAIN_WORDS | {"urlopen", "create", "parse", "stream", "completion", "acompletion", "generate_content", "generate",
        "agenerate_content", "chat", "complete", "connect", "get_online_features", "mget", "hget", "hgetall", "pipeline"}  # fmt: skip
    everywhere = view.mentions(
        "httpadapter", "urllib3.util.retry", "socket_timeout", "clienttimeout", "set_default_timeout", "max_retries"
    )
    renamed = view_aliases(view)
    for call in view.calls_to(words | {alias for alias, name in renamed.items() if name in words}):
        name = view.called(call) or view.name(call.func) or ""
        last = call.func.attr if isinstance(call.func, ast.Attribute) else name.rpartition(".")[2]
        kind = _kind(view, call, name, last, speaks)
        if kind is not None and view.scope(call):
            yield _made(view, call, kind, name, everywhere)


def _kind(view: ModuleView, call: ast.Call, name: str, last: str, speaks: bool) -> str | None:
    head = name.partition(".")[0]
    if name == "urllib.request.urlopen" or _CLIENTS.match(name) or (head in ("requests", "httpx") and last in _VERBS):
        return "http"
    if _LLM.search(name) or (speaks and last in _CHAIN_WORDS and not _is_tool(view, call)):
        return "llm"
    if last == "generate" and _LOCAL.match(name):
        return "local-llm"
    if name == "transformers.pipeline":
        task = view.constant(first) if (first := view.argument(call, "task", 0)) is not None else None
        return "local-llm" if task in _GENERATION else None
    if _STORES.search(name) and last not in ("post", "pipeline", "connect"):
        return "store"
    return "database" if _CONNECTS.match(name) else None


def _is_tool(view: ModuleView, call: ast.Call) -> bool:
    """A search or a retriever is invoked like a chain, and asks no language model."""
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = view.type_of(call.func.value)
    if owner is not None and _TOOLS.match(owner) is not None:
        return True
    made = (
        view.values(call.func.value.id, call.func.value) if isinstance(call.func.value, ast.Name) else [call.func.value]
    )
    return any(isinstance(one, ast.Call) and last_name(one.func) == "as_retriever" for one in made)


def _made(view: ModuleView, call: ast.Call, kind: str, name: str, everywhere: bool) -> OutsideCall:
    function = view.function(call)
    tried, falls_back = _tried(view, call, function)
    decorated = function is not None and any(_RETRIES.search(ast.unparse(d)[:200]) for d in function.decorator_list)
    own = any(keyword.arg in _TIMEOUTS for keyword in call.keywords) or any(k.arg is None for k in call.keywords)
    return OutsideCall(
        kind=kind, shown=_RAW.sub("", ast.unparse(call.func))[:60], scope=view.scope(call), line=call.lineno,
        has_timeout=own or everywhere or name.startswith("httpx") or (kind == "llm" and (view.mentions("timeout") or limits_itself(name, view.roots))),
        is_retried=decorated or everywhere,
        is_tried=tried, falls_back=falls_back,
    )  # fmt: skip


def _tried(view: ModuleView, call: ast.Call, function: Function | None) -> tuple[bool, bool]:
    """(inside a try, some handler of which does not raise)."""
    below: ast.AST = call
    for above in view.ancestors(call):
        if isinstance(above, ast.Try) and above.handlers and below in above.body:
            raising = {view.parent(node) for node in view.nodes(ast.Raise)}
            return True, any(handler not in raising for handler in above.handlers)
        if above is function:
            break
        below = above
    return False, False
