"""Nothing measures the answers of a language model

Detects
-------
A service, page or bot that answers with a language model, in a repository without any evaluation of what it says: no library for it (RAGAS,
DeepEval, promptfoo, TruLens, LangSmith's or MLflow's evaluation, Phoenix, Giskard, ROUGE, BERTScore …), no set of questions with expected answers,
no program, function or test that is named for evaluating, scoring or judging answers, retrieval or prompts. One item for the application: high in production, medium before. Where the history shows fewer than three
commits to every file that asks, nobody has had to compare answers yet: medium in production, silent before. Published libraries are left out, and
so are demonstrations that only load public models of a hub by name: there is no answer of the project's own to measure.

Why it is debt
--------------
Every change of a prompt, a chunk size, an embedding or the vendor's model changes the answers, and whether for the better is known only from the
handful of questions that the developer happens to try. Retrieval that finds the wrong passages looks like a model that makes things up.

How to pay it down
------------------
Collect thirty real questions with the answer or the passage that should be found. Run them in CI with a threshold: retrieval by hit rate, answers
by a rubric or a judge whose agreement with people was checked once. Add each complaint.

Example
-------
Debt: a chat route over a vector index, and tests that replace the model by a mock.

Clean: `eval/questions.jsonl` and `python -m eval.run --min-hit-rate 0.85` in CI.

References
----------
- Breck et al., The ML Test Score (2017), model tests
- Es et al., RAGAS: Automated Evaluation of Retrieval Augmented Generation (2024)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    GitHistory,
    Maturity,
    RepositoryMaturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.mltest.tools import ci_lines

_TOOLS: Final = frozenset(
    {"ragas", "deepeval", "trulens", "trulens_eval", "promptfoo", "langfuse", "giskard", "rouge", "rouge_score", "bert_score", "sacrebleu", "openevals",
     "inspect_ai", "lm_eval", "mteb", "ranx", "braintrust", "autoevals", "evaluate", "pytrec_eval", "continuous_eval", "tonic_validate", "uptrain", "jiwer"}
)  # fmt: skip
_MODULES: Final = regex(
    r"^(?:langsmith\.evaluation|langchain\.(?:evaluation|smith)|llama_index\.(?:core\.)?evaluation|phoenix\.evals|mlflow\.genai|azure\.ai\.evaluation|vertexai\.(?:preview\.)?evaluation)"
)
_FILES: Final = regex(
    r"(?:^|/)(?:[\w.-]{0,40}[-_.])?(?:evals?|evaluation|evaluate|evaluator|golden|benchmarks?|ground[-_]?truth|promptfooconfig|test[-_]?questions|qa[-_]?pairs|gold"
    r"|(?:validat(?:e|ion)|test|check)[-_](?:retrieval|rag|llm[-_](?:response|answer|output)s?|answer[-_]quality))"
    r"(?:[-_.][\w.-]{0,60})?(?:\.(?:py|ipynb|jsonl?|csv|ya?ml|parquet|xlsx|ts|js|sh|md)$|/)",
    2,
)  # fmt: skip
_NAMED: Final = regex(
    r"(?:^|_)(?:evaluat(?:e|es|ion|or)|evals?|judge|faithful(?:ness)?|groundedness|answer_relevanc[ey]|hit_rate|mrr|recall_at|precision_at|rouge|bleu|(?:retrieval|answer|rag)_(?:performance|accuracy|quality))(?:_|$)",
    2,
)
_RUN: Final = regex(r"\bpromptfoo\b|\bdeepeval\b|\bragas\b|\bevals?\.(?:run|main)\b|\brun_eval", re.IGNORECASE)
_PUBLIC: Final = regex(r"[A-Za-z][\w-]*/[\w.-]+$")
"""A name of a hub (`owner/model`)."""
_SHOWN: Final = 6
_OFTEN: Final = 3
"""Commits that changed what asks the model, from which on somebody had to know whether the answers got better."""
_DEPTH: Final = 5


@rule(
    id="COD-055",
    category=Category.CODE,
    debt_type="testing debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python", "files"),
    uses=("ci", "git"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    code, speaks = facts.one(CodeBase), facts.one(LanguageApplication)
    if code is None or speaks is None or not speaks.services or _is_evaluated(facts, code, speaks):
        return
    path, call = speaks.asked[0]
    service = speaks.services[0]
    maturity = facts.one(RepositoryMaturity)
    is_live = maturity is None or maturity.value is Maturity.PRODUCTION
    if _is_demonstration(code, speaks):
        return
    changes = _changes(facts, [place for place, _ in speaks.asked])
    is_settled = changes is not None and changes < _OFTEN
    if is_settled and not is_live:
        return
    here = _changes(facts, [path]) or 0
    changed = f"; {here} commits have changed it" if here >= _OFTEN else ""
    others = f"; {len(speaks.services)} modules with routes or pages reach it" if len(speaks.services) > 1 else ""
    whom = f" for the users of {service}" if path != service else " for its users"
    yield Finding(
        subject=Subject(kind="repo", name="answers"),
        message=f"{path}:{call.line} asks a language model{whom}, and nothing measures its answers: no questions with expected answers, no evaluation{changed}{others}.",
        evidence=(
            *(
                Evidence(kind="line", path=p, line=one.line, ref=one.model or one.call)
                for p, one in speaks.asked[:_SHOWN]
            ),
            Evidence(
                kind="searched",
                excerpt="evaluation libraries, sets of questions, programs, functions and tests named for evaluating",
            ),
        ),
        # a page or a bot without an image or a workload may still be somebody's own tool
        severity=None
        if is_live and not is_settled and any(code.modules[one].in_production for one in speaks.services)
        else Severity.MEDIUM,
    )


def _changes(facts: Facts, paths: Sequence[str]) -> int | None:
    """Commits of people to the file that asks most often changed; None where no history tells."""
    history = facts.one(GitHistory)
    if history is None or history.is_shallow or not history.commits:
        return None
    return max(
        (sum(not one.is_bot and not one.is_merge for one in history.of(path)) for path in dict.fromkeys(paths)),
        default=0,
    )


def _is_demonstration(code: CodeBase, speaks: LanguageApplication) -> bool:
    """Public models of a hub, loaded by their names and shown as they are."""
    near = {inner for path in speaks.services for inner in code.closure(path, _DEPTH)}
    reached = [one for path, one in speaks.asked if path in near]
    return speaks.is_local and bool(reached) and all(_PUBLIC.match(one.model) for one in reached)


def _is_evaluated(facts: Facts, code: CodeBase, speaks: LanguageApplication) -> bool:
    """What the service itself calls evaluating is what it does for its users."""
    served = {inner for path in speaks.services for inner in code.closure(path, _DEPTH)}
    if any(_FILES.search(entry.path) for entry in facts.all(FileEntry) if entry.path not in served) or ci_lines(
        facts, _RUN
    ):
        return True
    return any(_measures(module) for path, module in code.modules.items() if path not in served)


def _measures(module: CodeModule) -> bool:
    if any(one.module.partition(".")[0] in _TOOLS or _MODULES.search(one.module) for one in module.facts.imports):
        return True
    return any(_NAMED.search(function.qualname.rpartition(".")[2]) for function in module.facts.functions)
