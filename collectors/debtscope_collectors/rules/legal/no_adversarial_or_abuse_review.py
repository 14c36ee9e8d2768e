"""Exposed model with no threat model or robustness test

Detects
-------
A service that gives a language model tools that act: functions of its own that move money, delete or block, send messages or run what the
model wrote, and tools of frameworks that do (SQL and code agents, shells, mail, files). Beside it the deployed models of a profile with high risk
(`[profile] risk = "high"`); that a model answers requests from outside alone tells nobody who would gain by turning its score. Each where nothing shows that somebody has tried to abuse it: no page on
threats, abuse, misuse, red-teaming or prompt injection, no library or configuration of an attack or guard (garak, PyRIT, promptfoo, ART, TextAttack,
Foolbox, Giskard, guardrails, LLM Guard, Llama Guard, moderation), no function of the project's own that lets a language model screen what comes in or goes
out (`check_prompt`), and no test named for it. One item for all services that give tools, or per model, at low
confidence: the review may lie elsewhere. A language model whose tools only look things up, or that only answers, can at worst say
something wrong, and is left out; so are agents that ask a person before they act (an interrupt, an approval). Where nothing shows yet
that a service runs for others the item is low. Batch models, tests, examples and published libraries are left out.

Why it is debt
--------------
Users will find what the team did not try: a prompt that makes the assistant tell its instructions or call a tool, an input that turns the
score. It is found by the first who looks for it, and the fix is made in public.

How to pay it down
------------------
One page: who could want what from it, what they can send, what stands between. Ten attacks as tests in CI, and a guard before tools.

Example
-------
Debt: a chat route over an agent with `create_sql_agent` or a tool `send_email`.

Clean: the same with `interrupt_before=["tools"]`, or with `docs/threat-model.md` and a promptfoo run in CI.

References
----------
OWASP Top 10 for LLM Applications. MITRE ATLAS. Software Engineering for Machine Learning, practices 27 and 40.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.mltest.tools import ci_lines
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.public_services import Exposed, PublicService
from debtscope_collectors.joins.served_models import ServedModel
from debtscope_collectors.sources.python.agent_tools import agent_tools, approvals

_TOOLS: Final = frozenset(
    {"art", "textattack", "foolbox", "cleverhans", "garak", "pyrit", "giskard", "deepteam", "promptfoo", "llm_guard", "guardrails",
     "nemoguardrails", "rebuff", "lakera", "vigil", "presidio_analyzer", "counterfit", "advertorch", "robustbench", "autoattack"}
)  # fmt: skip
_CONTENT: Final = ("azure.ai.contentsafety", "google.cloud.modelarmor")
"""Services that judge what comes in and goes out."""
_GUARDS: Final = regex(
    r"moderations?\.create$|llama_?guard|prompt_?guard|(?:^|[._])guardrails?(?:[._]|$)"
    r"|(?:^|[._])(?:detect|check|is|block|filter|sanitiz?s?e|contains)_\w{0,20}(?:injection|jailbreak|toxic\w*|moderat\w*)",
    re.IGNORECASE,
)
_SCREENS: Final = regex(
    r"(?:^|[._])(?:(?:check|moderate|screen|vet|judge|guard)_(?:\w{1,20}_)?(?:prompt|question|quer(?:y|ies)|input|response|answer|message|content|safety|abuse)|moderat\w{1,6}|is_(?:safe|appropriate|harmful))$"
)
_ASKS: Final = regex(r"completions\.create$|responses\.create$|messages\.create$|generate_content$|(?:^|\.)a?invoke$")
"""A function of the project's own that lets a language model judge what comes in or goes out."""
_FILES: Final = regex(
    r"(?:^|/)(?:promptfooconfig\.ya?ml|[^/]*(?:threat[-_ ]?model|red[-_]?team|abuse|adversarial|jailbreak|prompt[-_]?injection|guardrails?)[^/]*\.(?:md|rst|py|ya?ml|json|txt|pdf|docx?)|garak[^/]*)$",
    re.IGNORECASE,
)
_NAMED: Final = regex(
    r"adversarial|jailbreak|(?<!sql_)injection|red_?team|abuse|malicious|attack|perturb|robust", re.IGNORECASE
)
_PRIVATE: Final = regex(
    r" (?:localhost|[\w.-]+\.(?:local|localdomain|internal|lan|test|invalid|localhost)|[\w.-]+\.(?:nip|sslip)\.io)$",
    re.IGNORECASE,
)
"""`Ingress model.local`: names that only one machine or one network resolves."""
_RUN: Final = regex(r"\bpromptfoo\b|\bgarak\b|\bgiskard\b|\bdeepteam\b", re.IGNORECASE)
_ACTING: Final = regex(
    r"(?:^|\.)(?:create_(?:sql|python|pandas_dataframe|csv|spark_sql)_agent|SQLDatabaseToolkit|QuerySQL\w{0,20}Tool|Python(?:Ast)?REPL(?:Tool)?|ShellTool|BashProcess"
    r"|GmailToolkit|GmailSendMessage|SlackToolkit|O365Toolkit|WriteFileTool|DeleteFileTool|FileManagementToolkit|LocalCommandLineCodeExecutor)$"
)
"""Makers of tools that run what the model wrote, send, or write files."""
_DEPTH: Final = 5
_SHOWN: Final = 6
_DOES: Final = {"runs": "runs what it writes", "money": "moves money", "ends": "deletes or blocks", "sends": "sends messages"}  # fmt: skip


@rule(
    id="LEG-022",
    category=Category.LEGAL,
    debt_type="MLSecOps debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("docs", "ci", "files", "containers", "infrastructure", "mlflow"),
    facets=(agent_tools, approvals),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for the services that let a language model act, and one per exposed model or model of a profile with high risk."""
    code = facts.one(CodeBase)
    if code is None or code.is_library or _is_reviewed(facts, code):
        return
    maturity = facts.one(RepositoryMaturity)
    is_live = maturity is None or maturity.value is Maturity.PRODUCTION
    yield from _acting(facts, code, is_live=is_live)
    if not is_live or facts.settings.profile.risk != "high":
        return  # who gains by turning the score of a small model, only its owner knows
    served = [model for model in facts.all(ServedModel) if model.routes]
    public = {
        module: way
        for service in facts.all(PublicService)
        if (way := next((one for one in service.exposed if one.is_direct and not _PRIVATE.search(one.shown)), None))
        is not None
        for module, _, _ in service.routes
    }
    for model in served:
        way = next((public[route.path] for route in model.routes if route.path in public), None)
        yield _model(model, way)


def _acting(facts: Facts, code: CodeBase, *, is_live: bool) -> Iterator[Finding]:
    """One finding for all services whose language model acts and asks nobody."""
    speaks = facts.one(LanguageApplication)
    if speaks is None or not speaks.services:
        return
    reached = {path: set(code.closure(path, _DEPTH)) for path in speaks.services}
    near = set[str]().union(*reached.values())
    if any(path in near and rows for path, rows in facts.rows(approvals).items()):
        return
    tools = [
        (path, row.line, row.name, _DOES[row.act])
        for path, rows in sorted(facts.rows(agent_tools).items())
        if path in near and code.modules[path].is_own and not is_aside(path)
        for row in rows
        if row.act and not row.is_bounded
    ]
    tools += [
        (path, None, name.rpartition(".")[2], "acts")
        for path in sorted(near)
        if code.modules[path].is_own and not is_aside(path)
        for name in code.modules[path].facts.called
        if _ACTING.search(name)
    ]
    if not tools:
        return
    place, line, name, does = tools[0]
    service = next(path for path in speaks.services if place in reached[path])
    more = f" and {len(tools) - 1} more" if len(tools) > 1 else ""
    yield Finding(
        subject=file_subject(service, "tools that act"),
        title="A language model with tools that act was never attacked",
        message=f"{service} lets a language model use {name}{more} ({place}{f':{line}' if line else ''}), which {does}; no threat model, guard, abuse test or person who confirms was found.",
        evidence=(
            *(Evidence(kind="call", path=path, line=at, ref=tool, excerpt=what) for path, at, tool, what in tools[:_SHOWN]),
            Evidence(kind="searched", excerpt=_SEARCHED),
        ),
        severity=None if is_live else Severity.LOW,
    )  # fmt: skip


def _is_reviewed(facts: Facts, code: CodeBase) -> bool:
    written = facts.one(Documentation)
    if (written is not None and written.on("abuse")) or ci_lines(facts, _RUN):
        return True
    if any(_FILES.search(entry.path) for entry in facts.all(FileEntry)):
        return True
    return any(_is_guard(module) for module in code.modules.values())


def _is_guard(module: CodeModule) -> bool:
    if any(
        found.module.partition(".")[0] in _TOOLS or found.module.startswith(_CONTENT) for found in module.facts.imports
    ):
        return True
    if any(_GUARDS.search(name) for name in module.facts.called):
        return True
    if any(_SCREENS.search(one.qualname) and any(_ASKS.search(c) for c in one.calls) for one in module.facts.functions):
        return True
    return module.role == "test" and any(_NAMED.search(function.qualname) for function in module.facts.functions)


_SEARCHED: Final = "documents on threats, abuse and injection, attack and guard libraries, their configuration, tests named for them, CI"


def _model(one: ServedModel, way: Exposed | None) -> Finding:
    first = one.routes[0]
    how = f"can be reached through {way.shown}" if way else "decides at high risk"
    shown = (
        Evidence(kind="exposure", path=way.path, line=way.line, ref=way.kind)
        if way
        else Evidence(kind="config", path="debtscope.toml", ref="profile.risk", excerpt="high")
    )
    return Finding(
        subject=one.subject,
        message=f"{one.model.shown} {how} and answers {first.shown}; no threat model or robustness test was found.",
        evidence=(
            one.served_by(),
            shown,
            Evidence(kind="searched", excerpt=_SEARCHED),
        ),
    )
