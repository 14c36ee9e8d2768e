"""Routes that hand on what a function of another file makes of its errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
from debtscope_collectors.joins.serving import HandledRequest
from debtscope_collectors.sources.python.answered import ErrorBody, HandedAnswer, error_bodies, handed_answers

PASSES_ON: Final = 4
"""Statements of a function up to which what it calls of its own object answers for it."""


def handed_on(facts: Facts) -> Iterator[tuple[str, str, HandedAnswer, ErrorBody]]:
    """(file of the route, file of the function, route, its answer): routes that give what a function of another file says of its failure as it comes."""
    handed = facts.rows(handed_answers)
    bodies = facts.rows(error_bodies)
    for request in facts.all(HandledRequest) if bodies else ():
        names = {one.name: one for one in handed.get(request.path, ()) if one.scope == request.handler.scope}
        for step in request.steps[1:] if names else ():  # a facade that only passes on to one of its parts
            passed = names.get(step.function.qualname.rpartition(".")[2])
            if passed is not None and step.function.statements <= PASSES_ON:
                names |= {call.rpartition(".")[2]: passed for call in step.function.calls if call.startswith("self.")}
        for step in request.steps[1:] if names else ():
            one = names.get(step.function.qualname.rpartition(".")[2])
            if one is None or step.path == request.path:
                continue
            body = next((row for row in bodies.get(step.path, ()) if row.scope == step.function.qualname), None)
            if body is not None:
                yield request.path, step.path, one, body
