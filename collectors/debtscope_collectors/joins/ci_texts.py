"""What continuous integration says, each text once: what a Makefile does stands in every job that makes one of its targets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.ci.facts import CiWorkflow


@frozen
class CiTexts:
    """Texts of the commands of all workflows, in their order."""

    texts: tuple[str, ...]


@join(CiTexts)
def ci_texts(facts: Facts) -> Iterator[CiTexts]:
    """Exactly one."""
    every = (command.text for workflow in facts.all(CiWorkflow) for command in workflow.commands)
    yield CiTexts(texts=tuple(dict.fromkeys(every)))


def said_in_ci(facts: Facts) -> tuple[str, ...]:
    """Each text of a command once."""
    found = facts.one(CiTexts)
    return found.texts if found else ()


def saying(facts: Facts, pattern: re.Pattern[str]) -> frozenset[str]:
    """The texts of commands in which a pattern is found: to be asked of each command, which may be many times as many."""
    return frozenset(text for text in said_in_ci(facts) if pattern.search(text))
