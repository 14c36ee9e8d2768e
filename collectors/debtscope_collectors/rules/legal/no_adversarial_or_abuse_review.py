"""Exposed model with no threat model or robustness test

Detects
-------
A service that hands what users write to a language model (an API call, or a model in the process), or a deployed model of a profile with
high risk (`[profile] risk = "high"`) that answers requests, where nothing shows that somebody has tried to abuse it: no page on
threats, abuse, misuse, red-teaming or prompt injection, no library or configuration of an attack or guard (garak, PyRIT, promptfoo, ART, TextAttack,
Foolbox, Giskard, guardrails, LLM Guard, Llama Guard, moderation), and no test named for it. One item per service, or per model, at low
confidence: the review may lie elsewhere. High where the language model is given tools and no guard stands before it. Batch models,
tests, examples and published libraries are left out. Whether an ordinary endpoint can be reached from outside cannot be told from the code,
so without the profile such endpoints are not asked.

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
    Severity,
    file_subject,
    rule,
)
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.mltest.tools import ci_lines
from debtscope_collectors.joins.served_models import ServedModel
from debtscope_collectors.joins.serving import HandledRequest
from debtscope_collectors.sources.python.outside_calls import OutsideCall, outside_calls

_TOOLS: Final = frozenset(
    {"art", "textattack", "foolbox", "cleverhans", "garak", "pyrit", "giskard", "deepteam", "promptfoo", "llm_guard", "guardrails",
     "nemoguardrails", "rebuff", "lakera", "vigil", "presidio_analyzer", "counterfit", "advertorch", "robustbench", "autoattack"}
)  # fmt: skip
_GUARDS: Final = re.compile(
    r"moderations?\.create$|llama_?guard|prompt_?guard|guardrail|(?:detect|check|is|block|filter|sanitiz?s?e)_\w{0,20}(?:injection|jailbreak|prompt|toxic)",
    re.IGNORECASE,
)
_FILES: Final = re.compile(
    r"(?:^|/)(?:promptfooconfig\.ya?ml|[^/]*(?:threat[-_ ]?model|red[-_]?team|abuse|adversarial|jailbreak|prompt[-_]?injection|guardrails?)[^/]*\.(?:md|rst|py|ya?ml|json|txt|pdf|docx?)|garak[^/]*)$",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"adversarial|jailbreak|injection|red_?team|abuse|malicious|attack|perturb|robust", re.IGNORECASE
)
_RUN: Final = re.compile(r"\bpromptfoo\b|\bgarak\b|\bgiskard\b|\bdeepteam\b", re.IGNORECASE)
_AGENTS: Final = re.compile(
    r"(?:^|[._])(?:bind_tools|create_\w{0,20}agent|initialize_agent|AgentExecutor|ToolNode|create_react_agent|FunctionAgent|ReActAgent|create_sql_agent)$"
)
_LLM: Final = frozenset({"llm", "local-llm"})


@rule(
    id="LEG-022",
    category=Category.LEGAL,
    debt_type="MLSecOps debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("docs", "ci", "files", "containers", "mlflow"),
    facets=(outside_calls,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per service that talks to a language model, and per model of a profile with high risk."""
    code = facts.one(CodeBase)
    if code is None or code.is_library or _is_reviewed(facts, code):
        return
    told: set[str] = set()
    for path, (request, place, row) in _talking(facts).items():
        told.add(path)
        yield _service(code, path, request, place, row)
    if facts.settings.profile.risk == "high":
        for one in facts.all(ServedModel):
            if one.routes and not told & set(one.code):
                yield _model(one)


def _talking(facts: Facts) -> dict[str, tuple[HandledRequest, str, OutsideCall]]:
    """Serving module -> its first handler that reaches a language model."""
    rows = facts.rows(outside_calls)
    found: dict[str, tuple[HandledRequest, str, OutsideCall]] = {}
    for request in facts.all(HandledRequest):
        for path, scope in request.places():
            row = next((row for row in rows.get(path, ()) if row.scope == scope and row.kind in _LLM), None)
            if row is not None:
                found.setdefault(request.path, (request, path, row))
    return found


def _is_reviewed(facts: Facts, code: CodeBase) -> bool:
    written = facts.one(Documentation)
    if (written is not None and written.on("abuse")) or ci_lines(facts, _RUN):
        return True
    if any(_FILES.search(entry.path) for entry in facts.all(FileEntry)):
        return True
    return any(_is_guard(module) for module in code.modules.values())


def _is_guard(module: CodeModule) -> bool:
    if any(found.module.partition(".")[0] in _TOOLS for found in module.facts.imports):
        return True
    if any(_GUARDS.search(name) for name in module.facts.called):
        return True
    return module.role == "test" and any(_NAMED.search(function.qualname) for function in module.facts.functions)


_SEARCHED: Final = "documents on threats, abuse and injection, attack and guard libraries, their configuration, tests named for them, CI"


def _service(code: CodeBase, path: str, request: HandledRequest, place: str, row: OutsideCall) -> Finding:
    near = [code.modules[p] for p in code.closure(path, 3) if p in code.modules]
    agent = next(((m.path, name) for m in near for name in m.facts.called if _AGENTS.search(name)), None)
    evidence = [
        Evidence(kind="route", path=path, line=request.handler.line, ref=request.shown),
        Evidence(kind="line", path=place, line=row.line, ref="language model"),
        Evidence(kind="searched", excerpt=_SEARCHED),
    ]
    if agent:
        evidence.append(Evidence(kind="call", path=agent[0], ref=agent[1], excerpt="gives it tools"))
    tools = " with tools" if agent else ""
    return Finding(
        subject=file_subject(path),
        message=f"{request.shown} of {path} hands requests to a language model{tools} ({row.shown}); no threat model, guard or abuse test was found.",
        line=request.handler.line,
        evidence=tuple(evidence),
        severity=Severity.HIGH if agent else None,
    )


def _model(one: ServedModel) -> Finding:
    first = one.routes[0]
    return Finding(
        subject=one.subject,
        message=f"{one.model.name} decides at high risk and answers {first.shown}; no threat model or robustness test was found.",
        evidence=(
            one.served_by(),
            Evidence(kind="config", path="debtscope.toml", ref="profile.risk", excerpt="high"),
            Evidence(kind="searched", excerpt=_SEARCHED),
        ),
    )
