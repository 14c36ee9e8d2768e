"""Code that was not read: a rule that rests on every file being read can then say nothing, and says so."""

from __future__ import annotations

from debtscope.api import Facts, Unjudged
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.python.facts import UnparsedModule

_SHOWN = 3


def unread_code(facts: Facts) -> Unjudged | None:
    """The files of the project's own code that no parser reads; None where all were read."""
    paths = sorted(
        one.path for one in facts.all(UnparsedModule) if role_by_path(one.path) not in ("docs", "example", "vendored")
    )
    if not paths:
        return None
    return Unjudged(reason=f"not read as Python: {listed(paths, _SHOWN)}")
