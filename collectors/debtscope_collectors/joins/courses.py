"""Repositories that teach, learn or show: lessons and projects side by side, whose services nobody runs for anybody."""

from __future__ import annotations

import re
from typing import Final

from debtscope.api import Facts, FileEntry
from debtscope.model.regex import regex
from debtscope_collectors.sources.docs.facts import DocPage

_NUMBERED: Final = regex(r"\d{1,2}[-_. ]?[A-Za-z]")
_LESSON: Final = regex(
    r"(?:week|module|lesson|chapter|lecture|session|homework|hw|assignment|exercise|unit|cohort)s?[-_ ]?\d{1,4}(?:\D|$)|homeworks?$|cohorts?$|lectures?$|lessons?$|exercises?$|assignments?$",
    re.IGNORECASE,
)
_TAUGHT: Final = regex(
    r"\b(?:zoomcamp|bootcamp|course|curriculum|syllabus|lectures?|homeworks?|workshop|tutorials?|lessons?)\b",
    re.IGNORECASE,
)
_HEAD: Final = 2000
"""Letters of a README in which it says what the repository is."""
_ENOUGH: Final = 3
_REQUIREMENTS: Final = frozenset({"requirements.txt", "pyproject.toml", "setup.py", "environment.yml"})
_MANY: Final = 8
"""More than the services of a team's application that each carry their own requirements."""


def course(facts: Facts) -> str | None:
    """Why a repository is a course, for a sentence: three lessons side by side in the top folder, by their names, or by numbers of which the
    README or homework in them says what they are."""
    tops = {
        entry.path.partition("/")[0]
        for entry in facts.all(FileEntry)
        if "/" in entry.path and entry.is_tracked is not False
    }
    lessons = sorted(top for top in tops if _LESSON.match(top))
    numbered = sorted(top for top in tops if _NUMBERED.match(top))
    found = sorted({*lessons, *numbered})
    if len(found) < _ENOUGH or not (len(lessons) >= _ENOUGH or _is_taught(facts) or _has_homework(facts, set(found))):
        return None
    return f"{', '.join(found[:_ENOUGH])} are lessons of a course"


_SHOWS = regex(
    r"\brepository (?:to show|that shows|showing|of|with|contains|containing|for) (?:\w{1,20} ){0,6}examples\b|^#[^\n]{0,60}\bexamples\s*$"
    r"|\b(?:this|welcome to(?: the)?) (?:[\w.-]{1,20} ){0,6}(?:samples?|examples?|demos?|notebooks) repository\b",
    re.IGNORECASE | re.MULTILINE,
)
"""How a README opens that shows many things of one kind."""


_BUILDS: Final = frozenset(
    {"Dockerfile", "template.yaml", "template.yml", "build.gradle", "pom.xml", "package.json", "cdk.json", "docker-compose.yml", "serverless.yml", "main.tf", "Makefile"}
)  # fmt: skip
"""What builds or deploys a sample by itself."""
_SAMPLES: Final = 4
_ILLUSTRATES: Final = regex(
    r"\b(?:samples|examples|demos|illustrat\w{1,5}|demonstrat\w{1,5}|showcas\w{1,4}|resources to help)\b", re.IGNORECASE
)
"""Words of a README about things of which each stands for itself."""


def is_collection(facts: Facts) -> bool:
    """Whether a repository is a show of projects: many folders in the top one with a README and requirements of their own, or some that
    each bring a README and what builds them, and a README above that says that they illustrate something."""
    held: dict[str, set[str]] = {}
    for entry in facts.all(FileEntry):
        top, _, name = entry.path.partition("/")
        if name and "/" not in name and entry.is_tracked is not False:
            held.setdefault(top, set()).add("readme" if name.lower().startswith("readme") else name)
    if sum("readme" in names and not _REQUIREMENTS.isdisjoint(names) for names in held.values()) >= _MANY:
        return True
    built = sum("readme" in names and not (_REQUIREMENTS | _BUILDS).isdisjoint(names) for names in held.values())
    says = [_SHOWS, _ILLUSTRATES] if built >= _SAMPLES else [_SHOWS]
    return any(
        page.kind == "readme" and "/" not in page.path and any(one.search(page.text[:_HEAD]) for one in says)
        for page in facts.all(DocPage)
    )


_TITLE = regex(r"^ {0,3}# {1,3}([^\n]{1,120})$", re.MULTILINE)
_OFFERED = regex(
    r"\b(?:(?<!chat )(?<!prompt )templates?|samples?|examples?|solution accelerator|cookbook|boilerplate|starter(?: kit)?|quick-?starts?)\b",
    re.IGNORECASE,
)
"""How the title of a repository reads of which each user takes what he needs and deletes the rest."""


def is_taken_in_parts(facts: Facts) -> bool:
    """Whether users take a part of the repository and delete the others: a template with alternatives, or a show of projects."""
    titles = (
        title[1]
        for page in facts.all(DocPage)
        if page.kind == "readme" and "/" not in page.path and (title := _TITLE.search(page.text[:_HEAD]))
    )
    return any(_OFFERED.search(title) for title in titles) or is_collection(facts)


def _is_taught(facts: Facts) -> bool:
    return any(
        page.kind == "readme" and "/" not in page.path and _TAUGHT.search(page.text[:_HEAD])
        for page in facts.all(DocPage)
    )


def _has_homework(facts: Facts, lessons: set[str]) -> bool:
    return any(
        "homework" in entry.path.lower() and entry.path.partition("/")[0] in lessons for entry in facts.all(FileEntry)
    )
