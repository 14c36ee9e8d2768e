"""Exposed model with no threat model or robustness test

Detects
-------
A service that hands what users write to a language model (an API call, or a model in the process), a deployed model that answers
requests straight from outside (an Ingress or a load balancer, as endpoint-unprotected finds them), or one of a profile with high risk
(`[profile] risk = "high"`), where nothing shows that somebody has tried to abuse it: no page on
threats, abuse, misuse, red-teaming or prompt injection, no library or configuration of an attack or guard (garak, PyRIT, promptfoo, ART, TextAttack,
Foolbox, Giskard, guardrails, LLM Guard, Llama Guard, moderation), no function of the project's own that lets a language model screen what comes in or goes
out (`check_prompt`), and no test named for it. One item for all services (one more for those that give the model tools), or per model, at low
confidence: the review may lie elsewhere. High where the language model is given tools and no guard stands before it. Where nothing shows yet that a service
runs for others, the one that talks to a language model is told alone, and is low (medium with tools). Batch models,
tests, examples and published libraries are left out.

Why it is debt
--------------
Users will find what the team did not try: a prompt that makes the assistant tell its instructions or call a tool, an input that turns the
score. It is found by the first who looks for it, and the fix is made in public.

How to pay it down
------------------
One page: who could want what from it, what they can send, what stands between. Ten attacks as tests in CI, and a guard before tools.

Example
-------
Debt: a chat route that puts the user's text into a prompt with database tools.

Clean: the same with `docs/threat-model.md` and a promptfoo run in CI.

References
----------
OWASP Top 10 for LLM Applications. MITRE ATLAS. Software Engineering for Machine Learning, practices 27 and 40.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.language import LanguageApplication, Reach
from debtscope_collectors.joins.mltest.tools import ci_lines
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.public_services import Exposed, PublicService
from debtscope_collectors.joins.served import ASIDE, ServedCode
from debtscope_collectors.joins.served_models import ServedModel
from debtscope_collectors.joins.serving import HandledRequest
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.agent_tools import AgentTool, agent_tools
from debtscope_collectors.sources.python.language import LanguageModel
from debtscope_collectors.sources.python.outside_calls import OutsideCall, outside_calls

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
_AGENTS: Final = regex(
    r"(?:^|[._])(?:bind_tools|create_\w{0,20}agent|initialize_agent|AgentExecutor|ToolNode|create_react_agent|FunctionAgent|ReActAgent|create_sql_agent)$"
)
_LLM: Final = frozenset({"llm", "local-llm"})


@rule(
    id="LEG-022",
    category=Category.LEGAL,
    debt_type="MLSecOps debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("docs", "ci", "files", "containers", "infrastructure", "mlflow"),
    facets=(outside_calls, agent_tools),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for the services that talk to a language model, one for those that give it tools, and one per model of a profile with high risk."""
    code = facts.one(CodeBase)
    if code is None or code.is_library or _is_reviewed(facts, code):
        return
    told: set[str] = set()
    maturity = facts.one(RepositoryMaturity)
    is_live = maturity is None or maturity.value is Maturity.PRODUCTION
    tools = {path: rows for path, rows in facts.rows(agent_tools).items() if rows}
    talks: dict[bool, list[Finding]] = {True: [], False: []}
    for one in _talking(facts, code):
        told.add(one.path)
        found = _service(code, one, tools, is_live=is_live)
        talks[found.evidence[-1].kind == "call"].append(found)
    for with_tools, ones in talks.items():
        given = " with tools" if with_tools else ""
        yield from together(
            ones,
            f"language models{given}",
            f"{{n}} programs ({{first}} first) hand requests to a language model{given}; no threat model, guard or abuse test was found.",
        )
    if not is_live:
        return
    served = [model for model in facts.all(ServedModel) if model.routes and not told & set(model.code)]
    public = {
        module: way
        for service in facts.all(PublicService)
        if (way := next((one for one in service.exposed if one.is_direct and not _PRIVATE.search(one.shown)), None))
        is not None
        for module, _, _ in service.routes
    }
    for model in served:
        way = next((public[route.path] for route in model.routes if route.path in public), None)
        if way is not None or facts.settings.profile.risk == "high":
            yield _model(model, way)


@frozen(kw_only=False)
class _Talk:
    """A serving module, and the call by which it asks a language model."""

    path: str
    shown: str
    line: int | None
    place: str
    call: OutsideCall | LanguageModel

    @property
    def asked(self) -> str:
        """The call as it is named."""
        return self.call.shown if isinstance(self.call, OutsideCall) else self.call.call


def _talking(facts: Facts, code: CodeBase) -> list[_Talk]:
    """One for each file that asks: by the nearest handler that reaches it, else by a serving module that imports it."""
    rows = {path: [row for row in found if row.kind in _LLM] for path, found in facts.rows(outside_calls).items()}
    asking = {path for path, found in rows.items() if found}
    found: dict[str, _Talk] = {}
    for request in facts.all(HandledRequest) if asking else ():
        for path, scope in request.places():
            row = next((row for row in rows.get(path, ()) if row.scope == scope), None)
            if row is not None:
                found.setdefault(path, _Talk(request.path, request.shown, request.handler.line, path, row))
    served, reach = facts.one(ServedCode), Reach(code)
    for serving in sorted(served.closures) if served and asking else ():
        if code.modules[serving].role in ASIDE or is_aside(serving):
            continue
        for path in code.closure(serving, 3):
            if path in asking and reach.comes_to(serving, path, [row.scope for row in rows[path]]):
                found.setdefault(path, _Talk(serving, serving, None, path, rows[path][0]))
    by_service: dict[str, _Talk] = {}
    for talk in found.values():
        by_service.setdefault(talk.path, talk)
    if not by_service:  # an address in the code, or a vendor's call that no client library makes
        for speaks in facts.all(LanguageApplication):
            place, call = speaks.asked[0]
            by_service.update({path: _Talk(path, path, None, place, call) for path in speaks.services[:1]})
    return [by_service[path] for path in sorted(by_service)]


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


def _service(code: CodeBase, one: _Talk, tools: Mapping[str, tuple[AgentTool, ...]], *, is_live: bool) -> Finding:
    near = [code.modules[p] for p in code.closure(one.path, 3) if p in code.modules]
    agent = next(((m.path, name) for m in near for name in m.facts.called if _AGENTS.search(name)), None)
    if agent is None:
        agent = next(((m.path, tools[m.path][0].name) for m in near if m.path in tools), None)
    evidence = [
        Evidence(kind="route", path=one.path, line=one.line, ref=one.shown),
        Evidence(kind="line", path=one.place, line=one.call.line, ref="language model"),
        Evidence(kind="searched", excerpt=_SEARCHED),
    ]
    if agent:
        evidence.append(Evidence(kind="call", path=agent[0], ref=agent[1], excerpt="gives it tools"))
    given = " with tools" if agent else ""
    what = f"{one.shown} of {one.path}" if one.shown != one.path else one.path
    return Finding(
        subject=file_subject(one.path),
        message=f"{what} hands requests to a language model{given} ({one.asked}); no threat model, guard or abuse test was found.",
        line=one.line,
        evidence=tuple(evidence),
        severity=(Severity.HIGH if agent else None) if is_live else Severity.MEDIUM if agent else Severity.LOW,
    )


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
        message=f"{one.model.name} {how} and answers {first.shown}; no threat model or robustness test was found.",
        evidence=(
            one.served_by(),
            shown,
            Evidence(kind="searched", excerpt=_SEARCHED),
        ),
    )
