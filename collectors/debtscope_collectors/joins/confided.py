"""What people entrust to a service with a language model, as its code tells: documents that they upload, and what it asks of their health,
money or work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served_columns import only_answered, request_models, route_inputs
from debtscope_collectors.joins.serving import HandledRequest
from debtscope_collectors.sources.personal.attributes import FREE_TEXT, describes_person, reaches_person

_DEPTH: Final = 4
_PRIVATE: Final = regex(
    r"(?:^|[_/.\W])(?:patients?|symptoms?|diagnos(?:is|es|e|tic_report)|medical|clinical|therap(?:y|ist)|prescriptions?|mental_health|payroll|salar(?:y|ies)"
    r"|payslips?|(?:parse|analy[sz]e|match|score|rank|screen|upload|review)_(?:resumes?|cvs?)|(?:resumes?|cv)_(?:text|file|pdf|parser|data|analysis)|applicants?"
    r"|job_?seekers?|invoices?|tax_returns?|bank_statements?|insurance_claims?|diar(?:y|ies)|journal_entr(?:y|ies))(?:[_/.\W]|$)",
    re.IGNORECASE,
)
"""Words of routes and functions by which people tell of their health, their money or their work."""
_UPLOADS: Final = regex(r"(?:^|\.)(?:file_uploader|gradio\.(?:File|UploadButton))$")


@frozen
class Confided:
    """The place that shows it."""

    path: str
    line: int | None
    what: str
    """For a sentence: `the documents that people upload (/ingest)`."""
    is_upload: bool


def confided(facts: Facts, code: CodeBase, speaks: LanguageApplication) -> Confided | None:
    """The plainest sign in what the services and their handlers reach; None where people only ask questions.

    Rules that ask must name the facets `request_models` and `route_inputs`."""
    near = {one for path in speaks.services for one in code.closure(path, _DEPTH)}
    own = {path for path in near if path in code.modules and code.modules[path].is_own and not is_aside(path)}
    return next(chain(_told(facts, code, own), _uploaded(facts, code, own)), None)


def _told(facts: Facts, code: CodeBase, own: set[str]) -> Iterator[Confided]:
    classes = facts.rows(request_models)
    routes = (row for rows in facts.rows(route_inputs).values() for row in rows)
    answered = only_answered((model for path in own for model in classes.get(path, ())), routes)
    for path, found in sorted(classes.items()):
        for model in found if path in own else ():
            if model.name in answered:
                continue
            field = next(
                (one for one in model.fields if describes_person(one) or reaches_person(one) == FREE_TEXT), None
            )
            if field:
                yield Confided(
                    path=path, line=model.line, what=f"what people tell ({field} of {model.name})", is_upload=False
                )
    for request in facts.all(HandledRequest):
        if request.path in own and _PRIVATE.search(request.shown):
            yield Confided(
                path=request.path,
                line=request.handler.line,
                what=f"what people tell ({request.shown})",
                is_upload=False,
            )
    for path in sorted(own):
        for function in code.modules[path].facts.functions:
            name = function.qualname.rpartition(".")[2]
            if _PRIVATE.search(name):
                yield Confided(path=path, line=function.line, what=f"what people tell ({name})", is_upload=False)


def _uploaded(facts: Facts, code: CodeBase, own: set[str]) -> Iterator[Confided]:
    for request in facts.all(HandledRequest):
        if request.path in own and request.handler.input == "file":
            yield Confided(
                path=request.path,
                line=request.handler.input_line or request.handler.line,
                what=f"the documents that people upload ({request.shown})",
                is_upload=True,
            )
    for path in sorted(own):
        if any(_UPLOADS.search(name) for name in code.modules[path].facts.called):
            yield Confided(path=path, line=None, what="the documents that people upload", is_upload=True)
