"""What a file is for, judged by its place and name alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.test_places import is_test

_VENDORED: Final = frozenset(
    {
        "vendor",
        "vendored",
        "third_party",
        "thirdparty",
        "3rdparty",
        "3rd_party",
        "external",
        "_vendor",
        "extern",
        "submodules",
        "deps",
    }
)
_BUILT: Final = frozenset({"dist", ".eggs", "generated", "_build", "htmlcov", "mlruns", "mlartifacts"})
_BUILT_BELOW: Final = regex(
    r"(?:^|/)build/(?:(?:lib|html|doctrees|static|dist|site|__pycache__)/|(?:lib|bdist|temp|exe|scripts)[.-])"
    r"|(?:^|/)(?:proto\w{0,8}|grpc|api|openapi|clients?|sdk)/gen/|(?:^|/)gen/(?:py|python\d?|proto\w{0,8}|pb|grpc|openapi|go|src|v\d{1,2})/",
    re.IGNORECASE,
)
"""What setuptools, Sphinx, bundlers of pages and makers of clients leave in `build` and `gen`; other folders of these names, which the walk
would not see if git ignored them, hold the sources of images and jobs."""
_DOCS: Final = frozenset({"docs", "doc", "documentation", "site", "website"})
_EXAMPLES: Final = frozenset(
    {
        "examples", "example", "demo", "demos", "samples", "sample", "tutorials", "tutorial", "cookbook", "quickstart",
        "quickstarts", "getting_started", "workshop", "workshops", "homework", "homeworks", "assignments", "exercise", "exercises",
        "course", "courses", "lesson", "lessons", "lectures", "seminars", "practice", "practices", "episodes", "recipes", "cohorts",
        "demo_projects",
    }
)  # fmt: skip
_PAST: Final = frozenset({"archive", "archived", "old", "deprecated", "obsolete", "trash", "backup"})
"""What is kept and no longer worked on: nobody mends it."""
_LESSON: Final = regex(
    r"^(?:week|lesson|lecture|seminar|homework|hw|assignment|exercise|chapter|ch)[-_ ]?\d{1,2}(?:[-_. ].{0,200})?$|^hands[-_ ]?on(?:[-_ ].{0,200})?$"
)
"""A folder of a course: what stands there was written to be read once."""
_SESSION: Final = regex(
    r"(?:^|[-_])(?:practical[-_]session|exercises?|homework\d{0,2}|assignment\d{0,2})(?:[-_.].{0,200})?\.(?:py|ipynb)$"
    r"|^(?:tutorial|lesson|lecture|seminar|chapter|week)[-_ ]?\d{1,2}(?:[-_. ].{0,200})?\.ipynb$",
    re.IGNORECASE,
)
"""A file of a course, with blanks for its readers to fill."""
_NUMBERED: Final = regex(r"^\d{1,3}[-_. ]?(?:[A-Za-z].{0,200})?$")
_LESSONS: Final = 8
"""Numbered folders side by side from which on they are lessons; the steps of a pipeline are fewer."""
_EXPERIMENTS: Final = frozenset(
    {
        "experiments", "experiment", "sandbox", "research", "playground", "scratch", "wip", "prototypes", "prototype", "poc", "benchmarks", "benchmark", "adhoc", "eda", "exploration",
    }
)  # fmt: skip
_NOTEBOOKS: Final = frozenset({"notebooks", "notebook", "nbs", "jupyter"})
_SCRIPTS: Final = frozenset(
    {"scripts", "script", "tools", "bin", "hack", "ci", ".github", ".circleci", "utils_dev", "devtools"}
)
_SCRIPT_FILES: Final = frozenset({"setup.py", "noxfile.py", "tasks.py", "fabfile.py", "manage.py", "dodo.py"})
_GENERATED_FILE: Final = regex(r"^(?:.*(?:_pb2|_pb2_grpc|_generated|\.g)|versioneer|_version)\.py$")


@lru_cache(16_384)
def role_by_path(path: str, production: tuple[str, ...] = ()) -> str:
    """vendored, generated, test, docs, example, notebook, experiment, script or production.

    `production` are the globs of the settings; they win over every place but a test's.
    """
    *folders, name = path.split("/")
    places = {folder.lower() for folder in folders}
    if is_test(path):
        return "test"
    if any(_glob(pattern).match(path) for pattern in production):
        return "production"
    if places & _VENDORED:
        return "vendored"
    if places & _BUILT or _BUILT_BELOW.search(path) or _GENERATED_FILE.match(name):
        return "generated"
    if places & _DOCS:
        return "docs"
    if places & (_EXAMPLES | _PAST) or "{{" in path:  # a template for projects to come
        return "example"
    if any(_LESSON.match(folder) for folder in places) or _SESSION.search(name):
        return "example"
    if name.endswith(".ipynb"):
        return "notebook"
    if places & (_EXPERIMENTS | _NOTEBOOKS):
        return "experiment"
    if places & _SCRIPTS or name in _SCRIPT_FILES:
        return "script"
    return "production"


def lesson_folders(paths: Iterable[str]) -> frozenset[str]:
    """Folders with many numbered ones in them that hold some of the files, as `01-splitting`, `02-search` … of a course."""
    numbered: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split("/")[:-1]
        for at, folder in enumerate(parts):
            if _NUMBERED.match(folder):
                numbered.setdefault("/".join(parts[:at]), set()).add(folder)
    return frozenset(above for above, folders in numbered.items() if len(folders) >= _LESSONS)


def is_lesson(path: str, folders: frozenset[str]) -> bool:
    """Whether a file stands in a numbered folder of one of them."""
    parts = path.split("/")[:-1]
    return any("/".join(parts[:at]) in folders and _NUMBERED.match(folder) for at, folder in enumerate(parts))


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """A settings glob: `**` crosses folders, `*` does not, a pattern without `/` matches the name, `dir/` all below it."""
    if pattern.endswith("/"):
        pattern += "**"
    text = (
        re.escape(pattern)
        .replace(r"\*\*/", "(?:.*/)?")
        .replace(r"\*\*", ".*")
        .replace(r"\*", "[^/]*")
        .replace(r"\?", "[^/]")
    )
    return re.compile(f"^{text}$" if "/" in pattern else f"^(?:.*/)?{text}$")
