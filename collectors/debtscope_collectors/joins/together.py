"""Mild findings of one rule that one decision pays: from two files on they are one item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from debtscope.api import Evidence, Finding, Subject

FROM = 2
"""Files from which on a rule's hits are one item."""
SHOWN = 16


def together(found: Iterable[Finding], name: str, message: str) -> Iterator[Finding]:
    """The findings as they are, or one of notebooks and one of modules where there are two of either.

    `name` is what the item is called, `message` its sentence: `{n}` stands for the number of files, `{all}` for the sum of
    their occurrences, `{first}` for the three with most.
    """
    groups: dict[str, list[Finding]] = {"": [], " in notebooks": []}
    for one in found:
        groups[" in notebooks" if (one.subject.path or "").endswith(".ipynb") else ""].append(one)
    for where, ones in groups.items():
        if len(ones) < FROM:
            yield from ones
            continue
        ones.sort(key=lambda one: (-one.occurrences, one.subject.path or ""))
        first = ", ".join(dict.fromkeys(_called(one) for one in ones[:3]))
        total = sum(one.occurrences for one in ones)
        yield replace(
            ones[0],
            subject=Subject(kind="files", name=f"{name}{where}"),
            line=None,
            end_line=None,
            message=message.format(n=len(ones), all=f"{total:g}", first=first),
            evidence=tuple(_shown(ones)),
            occurrences=total,
        )


def plain(text: str) -> str:
    """A text that may stand in a message of `together`."""
    return text.replace("{", "{{").replace("}", "}}")


def of_siblings(found: Iterable[Finding], least: int = 3) -> Iterator[Finding]:
    """Files of one name, each in a folder of its own, that lack the same thing beside them are one item: copies of one template."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        first = min((proof for proof in one.evidence if proof.kind == "line"), key=lambda proof: proof.line or 0)
        last = (one.subject.path or "").rpartition("/")[2]
        alike.setdefault((last, first.excerpt or ""), []).append(one)
    for (last, what), ones in alike.items():
        if len(ones) < least:
            yield from ones
            continue
        told = f"{{n}} files of one name ask for what none of them has ({plain(what)}): {{first}}."
        yield from together(ones, f"{last}: {what}", told)


def _called(one: Finding) -> str:
    """The place itself: what stands behind its path names a function, or in words the kind of the finding."""
    place, _, part = one.subject.name.partition("::")
    words = " " in part or part == "comments" or "|" in place or one.subject.name == f"{one.subject.path}: names"
    return (one.subject.path or place) if words else one.subject.name


def _shown(ones: list[Finding]) -> Iterator[Evidence]:
    """The first evidence of each, then a count of the rest."""
    for one in ones[:SHOWN]:
        yield one.evidence[0]
    if len(ones) > SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(ones) - SHOWN} more files", value=len(ones) - SHOWN)
