"""Public data sets that pages say the project trains on, with an address and without a word on their terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.assets import ExternalAssets
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.known_rights import of_dataset
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.cards.facts import RightsPage
from debtscope_collectors.sources.docs.facts import DocPage

_ADDRESS: Final = regex(
    r"(?:kaggle\.com/(?:datasets/([\w.-]{1,60}/[\w.-]{1,80})|(?:c|competitions)/([\w.-]{2,80}))|huggingface\.co/datasets/([\w.-]{1,60}/[\w.-]{1,80}))"
)
"""UCI's sets are left out: all of its new ones are CC BY 4.0, which its pages say."""
_SAYS: Final = regex(
    r"\blicen[cs]ed?\b|\bCC[- ]BY|\bCC0\b|\bODbL\b|public domain|\bterms\b|\bcopyright\b|permission|data use agreement|competition rules",
    re.IGNORECASE,
)
_NEAR: Final = 400
"""Letters around an address within which a licence is taken to be said of it."""


@frozen
class NamedSet:
    """One of them."""

    name: str
    path: str
    line: int


@join(NamedSet)
def named_sets(facts: Facts) -> Iterator[NamedSet]:
    """Each once, by page and line; none of libraries, and none where nothing of the project's own is trained."""
    code, assets = facts.one(CodeBase), facts.one(ExternalAssets)
    if code is None or code.is_library or not any(module.facts.training for module in code.modules.values()):
        return
    if any(page.kind == "data" and _SAYS.search(page.text) for page in facts.all(RightsPage)):
        return
    seen = {one.name.lower().rpartition("/")[2] for one in assets.assets} if assets else set[str]()
    for page in facts.all(DocPage):
        if page.kind == "changelog" or is_aside(page.path) or ("/" in page.path and page.kind != "readme"):
            continue
        for found in _ADDRESS.finditer(page.text):
            name = (found[1] or found[2] or found[3]).rstrip(".")
            last = name.lower().rpartition("/")[2]
            near = page.text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
            if last in seen or _SAYS.search(re.sub(r"https?://\S+", " ", near)) or of_dataset(name) is not None:
                continue
            seen.add(last)
            yield NamedSet(name=name, path=page.path, line=page.text.count("\n", 0, found.start()) + 1)
