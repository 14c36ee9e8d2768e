"""Which predicting routes make a prediction of what a request brings: the others find, show, or hand on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.serving import PredictingRoute, PredictingRoutes
from debtscope_collectors.sources.python.outside_calls import outside_calls

_FINDS: Final = regex(r"search|retriev|vector_?store|documents?(?:$|[/_{?])|embed|encod|rerank|token", re.IGNORECASE)
"""Routes that answer with what was found, or with vectors for somebody else's search, not with what a model says of it."""


def answers_a_request(route: PredictingRoute) -> bool:
    """A request brings what the prediction is made of, and some line on the way makes it: a route that takes nothing shows examples or
    the service's own state, and one that is only named for a prediction may answer anything."""
    named = route.handler.scope.rpartition(".")[2]
    makes = route.predicts != named or any(route.predicts in step.function.calls for step in route.steps)
    is_given = route.handler.input != "none" or not route.handler.route
    return is_given and makes and not _FINDS.search(f"{route.handler.route} {named}")


def hands_on(facts: Facts, routes: Sequence[PredictingRoute], served: PredictingRoutes) -> bool:
    """A gateway: all it answers comes by a request to another service, and the one that predicts is of the project too. Rules that ask
    declare the facet `outside_calls`."""
    rows = facts.rows(outside_calls)
    return len(served.live) > 1 and all(
        any(
            row.kind == "http" and row.scope == step.function.qualname
            for step in route.steps
            for row in rows.get(step.path, ())
        )
        for route in routes
    )
