"""Calls of a paid language model are neither counted nor limited

Detects
-------
A service, page or bot that asks a hosted language model, in an application where nothing counts the calls: no token usage is read, no tracer or
callback is set (LangSmith, Langfuse, Phoenix, Helicone, OpenTelemetry, MLflow or W&B tracing, LiteLLM's callbacks, the LANGCHAIN_TRACING
variables), no metric, quota or budget counts tokens or cost, and no text's length in tokens is taken (a tokenizer that only cuts texts counts nothing). Medium where neither the length of answers nor the number of requests is
limited, low otherwise, and where all that asks are pages of Gradio or Streamlit that nothing shows to others (no image, no Space, no
`share` or `server_name`): whoever starts them asks with their own key; whether anything bounds what people send is told with it. Models that run in the process or on this machine are left out, and so are
calls of files that no service comes to. One item for the application.

Why it is debt
--------------
The bill is the first alarm, and it comes at the month's end. A loop, a crawler or one eager user can spend the budget in a night; a change of the
prompt that doubles the tokens is not seen at all; and nobody can tell what one answer costs.

How to pay it down
------------------
Write model, prompt tokens, answer tokens and time of each call into the log or a metric. Set the longest answer, a limit of requests per user, and an
alert on the day's spending at the vendor.

Example
-------
Debt: `return client.chat.completions.create(model=…, messages=…).choices[0].message.content`

Clean: `TOKENS.labels(model).inc(reply.usage.total_tokens)`, `max_tokens=600` and a limiter before the route.

References
----------
- OWASP Top 10 for LLM Applications, LLM10: unbounded consumption
- OpenAI, Production best practices: managing costs
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.own_pages import is_own_page
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.python.language import text_bounds
from debtscope_collectors.sources.python.page_titles import page_launches

_TRACERS: Final = frozenset(
    {"langsmith", "langfuse", "phoenix", "helicone", "openllmetry", "traceloop", "opik", "agentops", "weave", "logfire", "lunary", "arize",
     "openinference", "langtrace_python_sdk", "literalai", "promptlayer", "openlit"}
)  # fmt: skip
_LIMITERS: Final = frozenset(
    {"slowapi", "fastapi_limiter", "flask_limiter", "limits", "django_ratelimit", "aiolimiter", "ratelimit"}
)
_COUNTED: Final = regex(
    r"(?:^|[._])(?:get_openai_callback|autolog|(?:increment|track|log|record|count|report)_(?:\w{1,20}_)?(?:usage|tokens?|costs?|llm)(?:_\w{1,20})?"
    r"|(?:add|save|update)_(?:(?!access|refresh|auth|csrf|reset)\w{1,20}_)?(?:usage|tokens|costs?|llm)(?:_\w{1,20})?"
    r"|calculate_cost|estimate_cost|check_(?:quota|budget))$", 2,
)  # fmt: skip
_TOLD: Final = regex(
    r"LANGCHAIN_TRACING|LANGSMITH|LANGFUSE|HELICONE|PHOENIX_|TRACELOOP|QUOTA|TOKEN_BUDGET|DAILY_(?:TOKEN|COST|BUDGET)|OPIK_|WEAVE_"
)
_LIMITED: Final = regex(r"(?:^|[._])(?:rate_?limit\w{0,20}|check_limit|throttle\w{0,20})$", re.IGNORECASE)
_SHOWN: Final = 8


@rule(
    id="MON-028",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("config", "containers", "docs"),
    facets=(text_bounds, page_launches),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    code, speaks, settings = facts.one(CodeBase), facts.one(LanguageApplication), facts.one(SettingsModel)
    if code is None or speaks is None or not speaks.services:
        return
    reached = speaks.reached_by
    paid = [(path, row) for path, row in speaks.asked if not row.is_local and (not reached or path in reached)]
    if not paid or any(row.counts for _, row in speaks.asked):
        return
    if any(_TOLD.search(one.name.upper()) for one in (settings.given if settings else ())) or any(
        _meters(one) for one in code.modules.values()
    ):
        return
    path, call = paid[0]
    unlimited = not any(row.has_limit for _, row in paid)
    limited = any(_limits(one) for one in code.modules.values())
    bounds = facts.rows(text_bounds)
    open_ended = not any(rows and code.modules[path].is_own for path, rows in bounds.items() if path in code.modules)
    places = len({p for p, _ in paid})
    where = f" (and in {places - 1} more module{'s' if places > 2 else ''})" if places > 1 else ""
    yield Finding(
        subject=Subject(kind="repo", name="model calls", path=path),
        message=f"{path}:{call.line}{where} asks a paid language model for the users of {reached.get(path, speaks.services[0])}; nothing counts tokens or cost"
        f"{', answers have no length limit' if unlimited else ''}{'' if limited else ' and requests are not limited'}"
        f"{', and texts of any length are taken' if open_ended else ''}.",
        line=call.line,
        evidence=(
            *(Evidence(kind="line", path=p, line=row.line, ref=row.model or row.call) for p, row in paid[:_SHOWN]),
            Evidence(kind="searched", excerpt="token usage, tracers, callbacks, limiters and budgets"),
        ),
        severity=None if unlimited and not limited and not is_own_page(facts, code, speaks.services) else Severity.LOW,
        occurrences=float(places),
    )


def _meters(module: CodeModule) -> bool:
    roots = {one.module.partition(".")[0] for one in module.facts.imports}
    if roots & _TRACERS or any(one.module.startswith("opentelemetry.instrumentation.") for one in module.facts.imports):
        return True
    if any(_TOLD.search(site.name) for site in module.facts.environment):
        return True
    names = (*module.facts.called, *(function.qualname for function in module.facts.functions))
    return any(_COUNTED.search(name) for name in names)


def _limits(module: CodeModule) -> bool:
    """How often somebody may ask, which bounds the bill without telling it."""
    if any(one.module.partition(".")[0] in _LIMITERS for one in module.facts.imports):
        return True
    names = (*module.facts.called, *(function.qualname for function in module.facts.functions))
    return any(_LIMITED.search(name) for name in names)
