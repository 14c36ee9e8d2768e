"""Tools of agents: functions that a language model calls by its own decision, what they do and what they hand it. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.libraries import LANGUAGE_LIBRARIES
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.score_actions import is_bounded
from debtscope_collectors.sources.python.swallowed import is_broad
from debtscope_collectors.sources.python.view import Function, ModuleView

_FRAMEWORKS: Final = LANGUAGE_LIBRARIES - {"boto3", "transformers"} | {"agents", "mcp", "fastmcp", "strands"}
_DECORATORS: Final = frozenset({"tool", "tool_plain", "function_tool", "kernel_function", "ai_function"})
_MAKERS: Final = frozenset({"Tool", "StructuredTool", "FunctionTool", "from_function", "from_defaults"})
"""What makes a tool of a function that it is given."""
_GIVEN: Final = frozenset({"func", "fn", "coroutine", "async_fn", "function"})
_AGENTS: Final = frozenset({"Agent", "LlmAgent", "create_agent", "create_react_agent", "bind_tools", "ToolNode", "AssistantAgent",
    "FunctionAgent", "ReActAgent", "create_tool_calling_agent", "initialize_agent", "CodeAgent", "ToolCallingAgent"})  # fmt: skip
"""What is given a list of them."""
_OWNERS: Final = regex(r"agent|assistant|mcp|server|bot", re.IGNORECASE)
"""Names of what `@….tool` belongs to, where it was made in another file."""
_METHODS: Final = frozenset({"_run", "_arun", "forward"})
_APPROVED: Final = frozenset({"interrupt", "interrupt_before", "interrupt_on", "HumanInTheLoopMiddleware", "ApprovalRequired", "requires_approval",
    "needs_approval", "requires_confirmation", "HumanApprovalCallbackHandler", "human_input_mode", "HumanLayer", "require_approval"})  # fmt: skip
"""Words of files in which a person is asked before a tool acts."""
_MONEY: Final = regex(
    r"^(?:(?:transfer|withdraw|deposit|wire|send)_(?:\w{1,20}_)?(?:funds?|money|payments?|cash|crypto|tokens?|eth|btc|sol|usd\w?)"
    r"|(?:make|create|process|submit|issue|send|execute|initiate)_(?:\w{1,20}_)?(?:payments?|refunds?|transfers?|payouts?|trades?|purchases?)"
    r"|(?:place|submit|execute)_(?:\w{1,20}_)?(?:orders?|trades?)|(?:buy|sell|swap)_(?:stocks?|shares?|tokens?|crypto|assets?)|(?:refund|charge|pay)_\w{1,30})(?:_\w{1,30}){0,4}$",
    re.IGNORECASE,
)
_ENDS: Final = regex(
    r"^(?:delete|drop|purge|wipe|terminate|suspend|ban|block|deactivate|close)_(?:\w{1,20}_)?(?:accounts?|users?|customers?|cards?|members?|records?|rows?|tables?|databases?"
    r"|files?|folders?|director(?:y|ies)|documents?|orders?|subscriptions?|instances?|deployments?|clusters?|repos?|events?|emails?|all)$",
    re.IGNORECASE,
)
_SENDS: Final = regex(
    r"^send_(?:\w{1,20}_)?(?:e?mails?|sms|texts?|whatsapp|messages?|tweets?|invoices?)$|^(?:post|publish)_(?:tweets?|to_\w{2,20})$", re.IGNORECASE
)  # fmt: skip
_RUNNERS: Final = frozenset({"exec", "eval", "os.system", "os.popen", "subprocess.run", "subprocess.Popen", "subprocess.check_output",
    "subprocess.call", "subprocess.check_call", "subprocess.getoutput", "pandas.read_sql", "pandas.read_sql_query"})  # fmt: skip
_EXECUTES: Final = frozenset(
    {"execute", "executescript", "run", "run_no_throw", "query", "system", "popen", "exec_command"}
)
_RECEIVERS: Final = regex(
    r"(?:^|[._])(?:db|database|cursor|cur|conn|connection|session|engine|ssh|shell)$", re.IGNORECASE
)
_CHECKED: Final = regex(
    r"valid|saniti|allow|safe|forbid|block|read_?only|parse|sandbox|whitelist|restrict|check", re.IGNORECASE
)
_SELECT: Final = regex(r"^\s{0,5}(?:select|with|drop|delete|insert|update|alter)\b", re.IGNORECASE)
_MASKS: Final = regex(r"redact|mask|anonymi|pseudonymi|scrub|hash|censor|obfuscat", re.IGNORECASE)
_CONTAINERS: Final = frozenset({"List", "Optional", "Union", "Any", "Dict", "Annotated", "Tuple", "Sequence"})
_MADE_FROM: Final = frozenset({"model_validate", "from_orm", "parse_obj", "model_construct"})


@frozen
class AgentTool:
    """One function that is offered to a language model."""

    name: str
    line: int
    scope: str
    act: str
    """money, ends, sends or runs (what the model wrote, as code, SQL or a command); `` where it only tells."""
    is_bounded: bool
    """Something in it, or in its file, speaks of a limit, a check or a person who is asked."""
    returns: tuple[str, ...]
    """Classes that it hands back, as its annotation and its returns name them, sorted."""
    is_masked: bool
    hides: str
    """What it answers to any failure where that is nothing (`return []`); `` where it raises or tells."""


@facet(
    AgentTool,
    cues={"tool", "tools", "tool_plain", "function_tool", "kernel_function", "ai_function", "BaseTool", *_MAKERS},
    tests=False,
)
def agent_tools(view: ModuleView) -> Iterator[AgentTool]:
    """Decorated functions, methods of BaseTool, and functions of the file that an agent is given by name."""
    is_framework = not _FRAMEWORKS.isdisjoint(view.roots)
    given = _listed(view) if is_framework else set[str]()
    has_approval = not _APPROVED.isdisjoint(view.words)
    methods = _methods(view) if is_framework and "BaseTool" in view.words else {}
    for function in view.functions:
        name = methods.get(function.lineno) or function.name
        is_named = function.name in given and "." not in view.qualname(function)
        if name != function.name or is_named or _is_decorated(view, function, is_framework=is_framework):
            yield _tool(view, function, name, has_approval=has_approval)


@frozen
class Approval:
    """A file in which a person is asked before an agent acts."""

    word: str


@facet(Approval, cues=_APPROVED, tests=False)
def approvals(view: ModuleView) -> Iterator[Approval]:
    """At most one a file, where it imports a framework of agents: the graph that waits is often not where the tools are."""
    found = _APPROVED.intersection(view.words)
    if found and not _FRAMEWORKS.isdisjoint(view.roots):
        yield Approval(word=min(found))


def _is_decorated(view: ModuleView, function: Function, *, is_framework: bool) -> bool:
    for decorator in function.decorator_list:
        node = decorator.func if isinstance(decorator, ast.Call) else decorator
        if last_name(node) not in _DECORATORS:
            continue
        if is_framework or (isinstance(node, ast.Attribute) and _OWNERS.search(view.name(node.value) or "")):
            return True
    return False


def _listed(view: ModuleView) -> set[str]:
    """Names that `Tool(func=…)`, `StructuredTool.from_function(…)` and `Agent(tools=[…])` are given."""
    found: set[str] = set()
    for call in view.calls_to(_MAKERS | _AGENTS):
        told = [k.value for k in call.keywords if k.arg in _GIVEN]
        word = last_name(call.func)
        if word in ("from_function", "from_defaults", "FunctionTool") and call.args:
            told.append(call.args[0])
        lists = [k.value for k in call.keywords if k.arg == "tools"]
        if word in ("bind_tools", "ToolNode", "create_react_agent", "initialize_agent"):
            lists += call.args[:2]
        for one in lists:
            values = view.values(one.id, one) if isinstance(one, ast.Name) else [one]
            told += [part for value in values if isinstance(value, ast.List | ast.Tuple) for part in value.elts]
        found.update(one.id for one in told if isinstance(one, ast.Name))
    return found


def _methods(view: ModuleView) -> dict[int, str]:
    """Line of `_run` -> the tool's name, of classes of BaseTool."""
    found: dict[int, str] = {}
    for node in view.classes:
        if not any((view.name(base) or "").endswith("BaseTool") for base in node.bases):
            continue
        name = node.name
        for part in node.body:
            match part:
                case (
                    ast.Assign(targets=[ast.Name(id="name")], value=ast.Constant(value=str(told)))
                    | ast.AnnAssign(target=ast.Name(id="name"), value=ast.Constant(value=str(told)))
                ):
                    name = told
                case ast.FunctionDef(name=own) | ast.AsyncFunctionDef(name=own) if own in _METHODS:
                    found[part.lineno] = name
                case _:
                    continue
        found = {line: name if told == node.name else told for line, told in found.items()}
    return found


def _tool(view: ModuleView, function: Function, name: str, *, has_approval: bool) -> AgentTool:
    spoken = re.sub(r"(?<=[a-z])(?=[A-Z])|[\s-]+", "_", name)
    act = (
        "money"
        if _MONEY.match(spoken)
        else "ends"
        if _ENDS.match(spoken)
        else "sends"
        if _SENDS.match(spoken)
        else "runs"
        if _runs(view, function)
        else ""
    )
    bounded = has_approval or (is_bounded(view, function) if act and act != "runs" else False)
    return AgentTool(
        name=name, line=view.place(function), scope=view.qualname(function), act=act, is_bounded=bounded,
        returns=tuple(sorted(_classes(view, function))),
        is_masked=any(_MASKS.search(last_name(call.func)) for call in _within(view, function)),
        hides=_hides(view, function),
    )  # fmt: skip


def _hides(view: ModuleView, function: Function) -> str:
    """`return []`, `return None` of a handler that catches whatever comes."""
    for handler in view.handlers:
        if view.function(handler) is not function or not is_broad(view, handler):
            continue
        match handler.body[-1]:
            case (
                ast.Return(value=None | ast.Constant(value=None | "") | ast.List(elts=[]) | ast.Dict(keys=[])) as given
            ):
                return ast.unparse(given)
            case _:
                continue
    return ""


def _within(view: ModuleView, function: Function) -> Iterator[ast.Call]:
    return (call for call in view.calls if view.function(call) is function)


def _runs(view: ModuleView, function: Function) -> bool:
    """Whether a parameter is run as it comes: as code, a command or SQL; not where a name or text of the function speaks of a check."""
    own = {one.arg for one in parameters(function)} - {"self", "ctx", "context", "config", "run_manager"}
    runs = False
    for call in _within(view, function):
        name = view.name(call.func) or ""
        if _CHECKED.search(last_name(call.func)):
            return False
        known = name in _RUNNERS or (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in _EXECUTES
            and _RECEIVERS.search(view.name(call.func.value) or last_name(call.func.value)) is not None
        )
        first = call.args[0] if known and call.args else None
        if isinstance(first, ast.Call) and last_name(first.func) == "text" and first.args:
            first = first.args[0]
        runs |= isinstance(first, ast.Name) and first.id in own
    if not runs:
        return False
    first, last = function.lineno, view.end(function)
    lines = [one for one in view.constants if first < view.place(one) <= last and isinstance(one.value, str)]
    return not any(_SELECT.match(str(one.value)) and len(str(one.value)) < 20 for one in lines)


def _classes(view: ModuleView, function: Function) -> set[str]:
    """Of the annotation of what it returns, and `return CardResponse.model_validate(…)`."""
    found: set[str] = set()
    if function.returns is not None:
        words = (last_name(node) for node in ast.walk(function.returns))
        found |= {word for word in words if word[:1].isupper() and word not in _CONTAINERS}
    for given in view.returns(function):
        for node in ast.walk(given):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MADE_FROM:
                found.add(last_name(node.func.value))
    return {word for word in found if word[:1].isupper()}
