"""What people entrust to a service with a language model, as its code tells: what it asks of their health, money or work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served_columns import asked, only_answered, request_models, route_inputs
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


@frozen
class Confided:
    """The place that shows it."""

    path: str
    line: int | None
    what: str
    """For a sentence: `what people tell (POST /symptoms)`."""
    taken_at: str
    """The file of the route or function that takes it."""


def confided(facts: Facts, code: CodeBase, speaks: LanguageApplication) -> Iterator[Confided]:
    """Signs in what the services and their handlers reach, the plainest first; none where people only ask questions or upload
    documents, which is what such a service is for.

    Rules that ask must name the facets `request_models` and `route_inputs`."""
    near = {one for path in speaks.services for one in code.closure(path, _DEPTH)}
    own = {path for path in near if path in code.modules and code.modules[path].is_own and not is_aside(path)}
    yield from _told(facts, code, own)


def _told(facts: Facts, code: CodeBase, own: set[str]) -> Iterator[Confided]:
    classes = facts.rows(request_models)
    inputs = facts.rows(route_inputs)
    known = [model for path in own for model in classes.get(path, ())]
    answered = only_answered(known, (row for rows in inputs.values() for row in rows))
    for path, found in sorted(classes.items()):
        for model in found if path in own else ():
            homes = [at for at, rows in sorted(inputs.items()) if model.name in asked(known, rows)]
            if model.name in answered or not homes:
                continue  # the program itself, or a connector, fills a class that no route takes
            field = next(
                (one for one in model.fields if describes_person(one) or reaches_person(one) == FREE_TEXT), None
            )
            if field:
                yield Confided(
                    path=path, line=model.line, what=f"what people tell ({field} of {model.name})", taken_at=homes[0]
                )
    for request in facts.all(HandledRequest):
        if request.path in own and _PRIVATE.search(request.shown):
            yield Confided(
                path=request.path,
                line=request.handler.line,
                what=f"what people tell ({request.shown})",
                taken_at=request.path,
            )
    for path in sorted(own):
        for function in code.modules[path].facts.functions:
            name = function.qualname.rpartition(".")[2]
            if _PRIVATE.search(name):
                yield Confided(path=path, line=function.line, what=f"what people tell ({name})", taken_at=path)
