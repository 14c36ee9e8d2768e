"""What the documentation speaks of, topic by topic: whether somebody wrote it down, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.docs.facts import DocPage


@frozen
class Mention:
    """One line of a page that speaks of a topic."""

    topic: str
    path: str
    line: int
    heading: str
    """The heading it stands under."""
    in_heading: bool
    """The heading itself speaks of it: a section on it, not a passing word."""


@frozen
class Documentation:
    """All mentions, by page and line. Changelogs are left out: they tell what once was."""

    pages: tuple[DocPage, ...]
    mentions: tuple[Mention, ...]

    def on(self, *topics: str) -> tuple[Mention, ...]:
        """Mentions of any of the topics, sections first."""
        found = [mention for mention in self.mentions if mention.topic in topics]
        return tuple(sorted(found, key=lambda m: (not m.in_heading, m.path, m.line)))

    def naming(self, word: str) -> tuple[tuple[str, int], ...]:
        """(path, line) of pages that name a thing as a whole word, once a page."""
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE)
        places: list[tuple[str, int]] = []
        for page in self.pages:
            if found := pattern.search(page.text):
                places.append((page.path, page.text.count("\n", 0, found.start()) + 1))
        return tuple(places)


@join(Documentation)
def documentation(facts: Facts) -> Iterator[Documentation]:
    """Exactly one, empty where nothing is written."""
    pages = tuple(page for page in facts.all(DocPage) if page.kind != "changelog")
    yield Documentation(pages=pages, mentions=tuple(mention for page in pages for mention in _mentions(page)))


def _mentions(page: DocPage) -> Iterator[Mention]:
    headings = dict(page.headings)
    for topic, number in page.topics:
        above = max((line for line in headings if line <= number), default=0)
        heading = headings.get(above, "")
        yield Mention(topic=topic, path=page.path, line=number, heading=heading, in_heading=above == number)
