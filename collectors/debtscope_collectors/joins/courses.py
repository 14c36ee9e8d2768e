"""Repositories that teach or learn: lessons side by side, whose services, pipelines and images nobody runs for anybody."""

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


def _is_taught(facts: Facts) -> bool:
    return any(
        page.kind == "readme" and "/" not in page.path and _TAUGHT.search(page.text[:_HEAD])
        for page in facts.all(DocPage)
    )


def _has_homework(facts: Facts, lessons: set[str]) -> bool:
    return any(
        "homework" in entry.path.lower() and entry.path.partition("/")[0] in lessons for entry in facts.all(FileEntry)
    )
