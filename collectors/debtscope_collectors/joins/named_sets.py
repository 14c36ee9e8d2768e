"""Public data sets that pages say the project trains on, with an address, and what the page says of their terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.accounts import own_accounts
from debtscope_collectors.joins.assets import ExternalAssets, licence_in
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.known_rights import of_dataset
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.cards.facts import RightsPage
from debtscope_collectors.sources.docs.facts import DocPage

_ADDRESS: Final = regex(
    r"(?:kaggle\.com/(?:datasets/([\w.-]{1,60}/[\w.-]{1,80})|(?:c|competitions)/([\w.-]{2,80}))|huggingface\.co/datasets/([\w.-]{1,60}/[\w.-]{1,80})"
    r"|figshare\.com/articles/dataset/([\w.-]{2,80}/\d{1,12})|data\.mendeley\.com/datasets/([\w.-]{2,60}(?:/\d{1,3})?))"
)
"""UCI's sets are left out: all of its new ones are CC BY 4.0, which its pages say."""
_SAYS: Final = regex(
    r"\blicen[cs]ed?\b|\bCC[- ]BY|\bCC0\b|\bODbL\b|public domain|\bterms\b|\bcopyright\b|permission|data use agreement|competition rules",
    re.IGNORECASE,
)
_OURS: Final = regex(
    r"\bwe(?:'ve| have)? (?:(?:also|now|just|recently) )?(?:releas|publish|collect|creat|introduc|open[- ]sourc|mak|made)|\bour (?:own |new )?(?:\w{1,20} )?data ?sets?\b|\bnew dataset\b",
    re.IGNORECASE,
)
"""A sentence in which the project hands out data of its own."""
_TRIED: Final = regex(
    r"(?:^|[/_.-])(?:tests?|test_\w{1,30}|evals?|evaluation|bench\w*|playground|demos?|leaderboard)(?:[/_.-]|$)",
    re.IGNORECASE,
)
"""Pages and sets by which something is measured or shown, not trained."""
_NEAR: Final = 400
"""Letters around an address within which a licence is taken to be said of it."""
_OF_DATA: Final = regex(
    r"^[^\n]{0,120}\bdata(?:sets?)?\b[^\n]{0,60}\blicen[cs]ed?\b[^\n]{0,200}$|^[^\n]{0,120}\blicen[cs]e\b[^\n]{0,40}\bdata(?:sets?)?\b[^\n]{0,200}$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of a page on the licence of its data, wherever it stands."""


@frozen
class NamedSet:
    """One of them."""

    name: str
    path: str
    line: int
    said_at: int = 0
    """The line that speaks of its terms; 0 where none does."""
    licence: str | None = None
    """The licence that this line names."""


@join(NamedSet)
def named_sets(facts: Facts) -> Iterator[NamedSet]:
    """Each once, by page and line; none of libraries, and none where nothing of the project's own is trained. What the project itself has
    released, by a sentence or by the account of such a set, is its own."""
    code, assets = facts.one(CodeBase), facts.one(ExternalAssets)
    if code is None or code.is_library or not any(module.facts.training for module in code.modules.values()):
        return
    if any(page.kind == "data" and _SAYS.search(page.text) for page in facts.all(RightsPage)):
        return
    pages = [
        page
        for page in facts.all(DocPage)
        if not (page.kind == "changelog" or is_aside(page.path) or ("/" in page.path and page.kind != "readme"))
    ]
    ours = {
        name.partition("/")[0].lower()
        for page in pages
        for found in _ADDRESS.finditer(page.text)
        if _OURS.search(_line_of(page.text, found.start()))
        and "/" in (name := next(one for one in found.groups() if one))
    } | own_accounts(facts)
    seen = {one.name.lower().rpartition("/")[2] for one in assets.assets} if assets else set[str]()
    for page in pages:
        for found in _ADDRESS.finditer(page.text) if not _TRIED.search(page.path) else ():
            name = next(one for one in found.groups() if one).rstrip(".")
            last = name.lower().rpartition("/")[2]
            is_ours = name.partition("/")[0].lower() in ours or _OURS.search(_line_of(page.text, found.start()))
            if last in seen or of_dataset(name) is not None or is_ours or _TRIED.search(name):
                continue
            seen.add(last)
            at, licence = _said(page.text, found)
            line = page.text.count("\n", 0, found.start()) + 1
            yield NamedSet(name=name, path=page.path, line=line, said_at=at, licence=licence)


def _line_of(text: str, at: int) -> str:
    """What stands before a place in its line."""
    return text[text.rfind("\n", 0, at) + 1 : at][-600:]


def _said(text: str, address: re.Match[str]) -> tuple[int, str | None]:
    """(line, licence) of what is said near an address, else of what the page says of its data."""
    start = max(0, address.start() - _NEAR)
    near = re.sub(r"https?://\S+", lambda one: " " * len(one[0]), text[start : address.end() + _NEAR])
    if found := _SAYS.search(near):
        places = [start + found.start()]
    else:
        places = [one.start() for one in _OF_DATA.finditer(text)]
    lines = [text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0][:2000] for at in places]
    told = [(at, licence) for at, line in zip(places, lines, strict=True) if (licence := licence_in(line))]
    at, licence = told[0] if told else (places[0], None) if places else (-1, None)
    return (text.count("\n", 0, at) + 1, licence) if at >= 0 else (0, None)
