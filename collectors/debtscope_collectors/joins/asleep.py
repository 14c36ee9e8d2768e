"""Projects on which nobody works any more: what stopped with them, no monitor and no schedule let fall."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from debtscope.api import Facts, GitHistory
from debtscope.model.regex import regex
from debtscope_collectors.sources.docs.facts import DocPage

_QUIET: Final = timedelta(days=120)
"""Without a commit of a person from which on nobody is at work."""

_AT_REST: Final = timedelta(days=730)
_GIVEN_UP: Final = regex(
    r"no longer (?:be |being |actively )?(?:maintain|develop)|\b(?:repo(?:sitory)?|project|package|library|app|it|this|and) (?:is|was|will) no longer (?:be |being |actively )?(?:support|updat|monitor)|not (?:being |actively )?maintained|\bunmaintained\b"
    r"|(?:this|the) (?:[\w/.'-]{1,30} ){0,2}(?:repo(?:sitory)?|project|app)(?: (?!is |has |will |was )[\w/.'-]{1,30}){0,5} (?:is|has been|will be|was) (?:now )?(?:archived|deprecated|discontinued)"
    r"|deprecating this|will (?:not|no longer) be (?:maintained|updated|monitored)|^#{1,2} [^\n]{0,60}[\[(](?:deprecated|archived|unmaintained)[\])]",
    re.IGNORECASE | re.MULTILINE,
)


def is_left_alone(facts: Facts) -> bool:
    """The top README says that nobody maintains the repository any more, or nobody has worked on it for two years: who tells of newer versions
    there tells nobody."""
    rest = asleep_since(facts)
    if rest is not None and facts.as_of - rest.date() > _AT_REST:
        return True
    pages = (page for page in facts.all(DocPage) if page.kind == "readme" and "/" not in page.path)
    return any(_GIVEN_UP.search(page.text[:4000]) for page in pages)


def asleep_since(facts: Facts) -> datetime | None:
    """The last commit of a person, where it is long past; None while somebody works, and without a history."""
    history = facts.one(GitHistory)
    told = [one.at for one in history.commits if not one.is_bot and one.at.date() <= facts.as_of] if history else []
    last = max(told, default=None)
    return last if last is not None and facts.as_of - last.date() > _QUIET else None
