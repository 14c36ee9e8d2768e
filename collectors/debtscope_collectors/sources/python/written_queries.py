"""Queries that a language model writes and the program runs as they come. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import LANGUAGE_LIBRARIES
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import Function, ModuleView

_READY: Final = frozenset(
    {"SQLDatabaseChain", "create_sql_agent", "SQLDatabaseToolkit", "QuerySQLDataBaseTool", "QuerySQLDatabaseTool", "NLSQLTableQueryEngine",
     "SQLTableRetrieverQueryEngine", "GraphCypherQAChain", "SQLDatabaseSequentialChain"}
)  # fmt: skip
"""What frameworks offer that has a model write a query and runs it."""
_ASKED: Final = frozenset(
    {"invoke", "ainvoke", "create", "generate_content", "generate", "chat", "complete", "acomplete", "predict", "run", "arun", "completion",
     "acompletion", "generate_text", "converse"}
)  # fmt: skip
"""Calls whose answer is what a model says, where the file imports a library that asks one."""
_WRITES: Final = regex(
    r"^_?(?:generate|create|write|get|build|make|produce|translate_to|ask_for)_?(?:sql|cypher)(?:_query|_statement|_from_\w{1,30})?$"
    r"|text_?(?:2|to)_?(?:sql|cypher)|(?:nl|question|natural_language)_?(?:2|to)_?(?:sql|cypher|query)",
    re.IGNORECASE,
)
_RUNS: Final = frozenset(
    {
        "execute",
        "read_sql",
        "read_sql_query",
        "run",
        "run_no_throw",
        "query",
        "run_query",
        "executescript",
        "fetch",
        "sql",
    }
)
_RECEIVERS: Final = regex(r"(?:^|[._])(?:session|client|spark|con|graph|driver|pd|pandas)$", re.IGNORECASE)
_STORES: Final = regex(
    r"(?:^|[._])(?:\w{0,20}_)?(?:db|database|cursor|cur|conn|connection|engine|duckdb|bq|bq_?client|bigquery|bigquery_client)$",
    re.IGNORECASE,
)
"""Names that stand for a database alone."""
_BUILDS: Final = frozenset({"insert", "update", "delete", "select", "values", "where", "filter", "filter_by"})
"""What makes a statement of the project's own: what the model said is a value in it."""
_QUERY: Final = regex(r"sql|cypher|query|statement", re.IGNORECASE)
_CARE: Final = regex(
    r"read_?only|sqlglot|sqlparse|forbid|whitelist|allow_?list|blocked|dangerous_(?:words|keywords)|is_safe|validate|saniti|mode=ro|"
    r"default_transaction_read_only|statement_timeout|SET TRANSACTION READ ONLY|use_query_checker|interrupt|approv|sandbox|check_(?:sql|query)|"
    r"maximum_bytes_billed|startswith\(\s*\(?[\"'](?:select|with)",
    re.IGNORECASE,
)
"""How a program shows that it limits what such a query may do."""


@frozen
class WrittenQuery:
    """One place where such a query is run."""

    line: int
    scope: str
    how: str
    """As written, short."""
    is_bounded: bool
    """The file speaks of a check, of rights that only read, or of a person."""


@facet(WrittenQuery, cues={*_READY, *_RUNS}, tests=False)
def written_queries(view: ModuleView) -> Iterator[WrittenQuery]:
    """Of files that import a library of language models."""
    if view.roots.isdisjoint(LANGUAGE_LIBRARIES) or view.kind == "notebook":
        return
    bounded = _CARE.search("\n".join(view.lines)) is not None
    for call in view.calls_to(_READY):
        yield WrittenQuery(line=call.lineno, scope=view.scope(call), how=last_name(call.func), is_bounded=bounded)
    for call in view.calls_to(_RUNS):
        function, given = view.function(call), _given(call)
        if function is not None and given is not None and _is_of_model(view, function, given):
            yield WrittenQuery(
                line=call.lineno, scope=view.scope(call), how=f"{last_name(call.func)}({given.id})", is_bounded=bounded
            )


def _given(call: ast.Call) -> ast.Name | None:
    """The variable that is run: `cursor.execute(sql)`, `conn.execute(text(sql))`, `pd.read_sql(sql, engine)`."""
    if not isinstance(call.func, ast.Attribute) or not call.args:
        return None
    receiver = ast.unparse(call.func.value)[:120].partition("(")[0]
    is_store = _STORES.search(receiver) is not None
    if not is_store and not _RECEIVERS.search(receiver):
        return None
    first = call.args[0]
    if isinstance(first, ast.Call) and last_name(first.func) == "text" and first.args:
        first = first.args[0]
    return first if isinstance(first, ast.Name) and (is_store or _QUERY.search(first.id)) else None


def _is_of_model(view: ModuleView, function: Function, name: ast.Name) -> bool:
    """Whether the function made it of what a model said, through at most three more variables and calls that only clean it."""
    wanted = {name.id}
    for _ in range(4):
        found: set[str] = set()
        for one in wanted:
            for value in view.local_values(function, one):
                nodes = list(ast.walk(value))
                if any(isinstance(node, ast.Call) and last_name(node.func) in _BUILDS for node in nodes):
                    continue
                for node in nodes:
                    if isinstance(node, ast.Call):
                        last = last_name(node.func)
                        if _WRITES.search(last) or (
                            last in _ASKED and isinstance(node.func, ast.Attribute) and _speaks(node)
                        ):
                            return True
                    elif isinstance(node, ast.Name) and node.id not in wanted:
                        found.add(node.id)
        if not found:
            return False
        wanted = found
    return False


_ASKS: Final = regex(
    r"llm|chain|model|chat|client|openai|anthropic|completion|gpt|claude|gemini|agent|bedrock|groq|ollama",
    re.IGNORECASE,
)


def _speaks(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and _ASKS.search(ast.unparse(call.func.value)[:120]) is not None
