"""What the written-down commands of a repository give to its programs' options: READMEs, scripts, Makefiles and images."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.commands import scripts
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.config.facts import CommandLine
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.docs.facts import DocPage

_PLACEHOLDER: Final = regex(r"[$<>{}*…]|\.\.\.|path/to|your[_-]|/path|example\.com|\[", re.IGNORECASE)


def given_options(facts: Facts, files: frozenset[str]) -> dict[tuple[str, str], str]:
    """(program, option with underscores) -> the one value that all commands give; placeholders and options with several are left out."""
    found: dict[tuple[str, str], set[str]] = {}
    for text in _commands(facts):
        for call in scripts(text, "", files):
            for option, value in call.options.items():
                if value and not _PLACEHOLDER.search(value):
                    found.setdefault((call.path, option), set()).add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def _commands(facts: Facts) -> Iterator[str]:
    for line in facts.all(CommandLine):
        if not is_aside(line.path):
            yield line.text
    for spec in facts.all(ContainerSpec):
        if spec.started:
            yield shlex.join(spec.started)
    for page in facts.all(DocPage):
        if page.kind == "readme" and page.path.count("/") <= 1 and ".py" in page.text and not is_aside(page.path):
            yield from _documented(page.text)


def _documented(text: str) -> Iterator[str]:
    """Lines that run a program with options; a line that ends in a backslash goes on."""
    for line in text.replace("\\\n", " ").split("\n"):
        if "python" in line and ".py" in line and " -" in line and len(line) < 1000:
            yield line.strip().lstrip("$ ").strip("`")
