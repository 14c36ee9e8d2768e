"""Prompts are written wherever they are used

Detects
-------
An application that answers with language models and whose prompts (long texts that are assigned to such a name, handed to a maker of
prompts or given to a role) stand in five and more of its modules, with no folder of prompts and no registry of
prompts (LangSmith, Langfuse, MLflow), while modules and packages that are named after prompts hold fewer of them: where those hold as many, the
application has a home for them, and the rest are strays. One item for the application. Evaluations and their judges, tests, examples, notebooks and
published libraries are left out.

Why it is debt
--------------
A prompt is the model's programme and its most often changed part. Where it is buried in functions nobody sees a change of it in a review, two
modules drift apart that meant the same, and no record of an answer can say with which wording it was made.

How to pay it down
------------------
Put prompts into one package or a folder of templates, each with a name and a version; write both into the record of every answer, and run the
evaluation set when one changes.

Example
-------
Debt: `prompt = f"You are a helpful …"` in five services.

Clean: `prompts/answer.v3.jinja`, loaded by name.

References
----------
- Sculley et al. 2015, configuration debt
- MLflow, Prompt Registry
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.language import PromptText, prompt_texts

_FROM: Final = 5
"""Two or three beside the one service that asks them are a matter of taste."""
_SHOWN: Final = 12
_HOME: Final = regex(r"(?:^|/)[\w-]{0,30}(?:prompt|template)s?[\w-]{0,20}(?:/|\.py$)", re.IGNORECASE)
"""Where prompts are meant to stand."""
_MEASURES: Final = regex(r"(?:^|[/_])(?:eval|judge|benchmark)", re.IGNORECASE)
"""A judge's wording belongs to the evaluation, and changes no answer."""
_FILED: Final = regex(
    r"(?:^|/)[\w-]{0,30}prompts?[\w-]{0,20}/[^/]{1,100}\.(?:md|txt|ya?ml|json|jinja2?|j2|toml|prompt)$", re.IGNORECASE
)
_REGISTRY: Final = regex(r"(?:^|\.)(?:pull_prompt|get_prompt|load_prompt|register_prompt|hub\.pull)$")


@rule(
    id="CFG-041",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("files",),
    facets=(prompt_texts,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    code, speaks = facts.one(CodeBase), facts.one(LanguageApplication)
    if (
        code is None
        or speaks is None
        or not speaks.services
        or any(_FILED.search(one.path) for one in facts.all(FileEntry))
    ):
        return
    if any(_REGISTRY.search(name) for module in code.modules.values() for name in module.facts.called):
        return
    every: dict[str, list[PromptText]] = {
        path: list(rows)
        for path, rows in sorted(facts.rows(prompt_texts).items())
        if rows and path in code.modules and code.modules[path].is_own and not is_aside(path)
    }
    found = {path: rows for path, rows in every.items() if not _HOME.search(path) and not _MEASURES.search(path)}
    total = sum(len(rows) for rows in found.values())
    at_home = sum(len(rows) for path, rows in every.items() if _HOME.search(path))
    if len(found) < _FROM or at_home >= total:
        return
    most = sorted(found, key=lambda path: (-len(found[path]), path))
    yield Finding(
        subject=Subject(kind="repo", name="prompts"),
        message=f"{total} prompts stand in {len(found)} modules (most in {', '.join(most[:2])}); none has a version.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=rows[0].line, ref=rows[0].name, value=f"{rows[0].length} letters")
            for path, rows in found.items()
        )[:_SHOWN],
        occurrences=float(len(found)),
    )
