"""The same data or model stands in several files

Detects
-------
Data files (from 10 kB) and models of the repository with the same bytes under different names: by size, first bytes and md5, else by the hashes
in DVC's pointers. Copies of one folder in another are one item, and tables that stand whole in others are one; those named for how much of the whole
they hold (`vocabulary_5k.csv`) are meant. Tests, examples,
templates, caches and stores of runs (folders named by a UUID or a digest, too) are left out, symbolic links are no files, tables that each stand beside the Dockerfile of an image of their own have to be copies, and a test set that equals its training set is
DAT-030's.

Also a table (from 10 kB) all of whose rows stand in a larger one with the same header and at most three times as many rows: an older
state under another name. Low confidence, and silent for outputs of declared stages and for names of samples, splits, parts and
cleaned or current data, which are cut out by intent.

Why it is debt
--------------
One of the copies will be corrected, and the other will go on being read. Nobody can tell which of them a result was made
from, and equal models under several names (one per region, one per version) hide that nothing was trained for the others.

How to pay it down
------------------
Keep one, let the code and the other names refer to it, and give it a version (DVC, LFS or a registry).

Example
-------
Debt: `data/raw.csv` and `notebooks/raw.csv` are equal.

Clean: `notebooks/raw.csv` is a symbolic link.

References
----------
Software Engineering for Machine Learning, practice 8: versioning of data and models.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.datafiles.facts import ContainedTable, EqualFiles, SplitOverlap
from debtscope_collectors.sources.dvc.facts import DvcProject

SHOWN = 6
_SIZED = regex(r"(?:[-_]\d+(?:k|m|_?rows)|[-_](?:small|mini|tiny|head|subset|top\d*))\.\w{2,8}$", re.IGNORECASE)
"""Named for how much of the whole it holds: the cut is meant."""
_DOCKERFILE = regex(r"(?:^|/)(?:[\w.-]{1,60}\.)?Dockerfile(?:[.-][\w.-]{1,60})?$")
_RUN = regex(r"(^|[/_=-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})(?=/)", re.IGNORECASE)
"""A folder that is named by the id of a run; days are what people name their copies by."""
_EXAMPLES = frozenset(
    {"example", "examples", "sample", "samples", "demo", "template", "templates", "backup", "fixture", "fixtures"}
)


@rule(
    id="DAT-033",
    category=Category.DATA,
    debt_type="data versioning debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("datafiles",),
    uses=("dvc", "files"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per set of folders that hold the copies."""
    splits = {frozenset((one.train, one.test)) for one in facts.all(SplitOverlap) if one.is_copy}
    groups: dict[tuple[str, ...], list[EqualFiles]] = {}
    built = {posixpath.dirname(one.path) for one in facts.all(FileEntry) if _DOCKERFILE.search(one.path)}
    for group in facts.all(EqualFiles):
        paths = _once_a_run(path for path in group.paths if not _is_example(path))
        if group.kind == "data" and all(posixpath.dirname(path) in built for path in paths):
            continue  # an image takes nothing from outside its own folder
        if len(paths) > 1 and frozenset(paths) not in splits:
            kept = EqualFiles(paths=paths, size=group.size, kind=group.kind, told_by=group.told_by)
            groups.setdefault(_places(paths), []).append(kept)
    for places, members in sorted(groups.items(), key=lambda pair: pair[1][0].paths):
        yield _finding(places, sorted(members, key=lambda g: (-len(g.paths), g.paths)))

    outputs = {out for project in facts.all(DvcProject) for stage in project.stages for out in stage.outs}
    contained = [
        one
        for one in facts.all(ContainedTable)
        if not _is_example(one.part) and not _is_example(one.whole) and not {one.part, one.whole} & outputs
        and not (_SIZED.search(one.part) and posixpath.dirname(one.part) == posixpath.dirname(one.whole))
    ]  # fmt: skip
    yield from together(
        [_older(one) for one in contained], "tables in others", "{n} tables stand whole in other ones, {first} first."
    )


def _once_a_run(paths: Iterable[str]) -> tuple[str, ...]:
    """One of the paths that differ in nothing but the id of a run: reports of runs are equal where nothing changed."""
    return tuple({_RUN.sub(r"\1{}", path): path for path in reversed(list(paths))}.values())[::-1]


def _older(one: ContainedTable) -> Finding:
    return Finding(
        subject=Subject(kind="files", name=one.part, path=one.part),
        title="One table holds another one whole",
        message=f"All {one.rows:,} rows of {one.part} stand in {one.whole} ({one.whole_rows:,} rows) too, under the same header.",
        evidence=(
            Evidence(kind="file", path=one.part, value=one.rows, excerpt="rows"),
            Evidence(kind="file", path=one.whole, value=one.whole_rows, excerpt="rows, those among them"),
        ),
        confidence=Confidence.LOW,
    )


def _places(paths: Sequence[str]) -> tuple[str, ...]:
    """The two folders that hold copies of each other (`run1` and `run2`, whatever lies below), or the one above more of them."""
    folders = sorted({posixpath.dirname(path) for path in paths})
    if len(folders) > 2 and (above := posixpath.commonpath(folders)):
        return (above,)
    parts = [folder.split("/") for folder in folders]
    while len(folders) > 1 and all(len(one) > 1 and one[-1] == parts[0][-1] for one in parts):
        parts = [one[:-1] for one in parts]
    return tuple("/".join(one) for one in parts)


def _is_example(path: str) -> bool:
    return is_aside(path) or any(_EXAMPLES & set(words(folder)) for folder in path.split("/")[:-1])


def _finding(places: Sequence[str], groups: Sequence[EqualFiles]) -> Finding:
    first, path = groups[0], groups[0].paths[0]
    kinds = {group.kind for group in groups}
    what = "content" if len(kinds) > 1 else "data" if kinds == {"data"} else "model"
    if len(groups) == 1:
        shown = listed(first.paths, 4)
        message = f"{len(first.paths)} files hold the same {what}: {shown}."
    else:
        where = " and ".join(place or "the top folder" for place in places[:3])
        example = " = ".join(first.paths[:2])
        message = f"{len(groups)} groups of files in {where} hold the same {what} each ({example} …)."
    return Finding(
        subject=Subject(kind="files", name=path, path=path),
        message=message,
        evidence=tuple(
            Evidence(kind="file", path=copy, value=group.size or None, excerpt=_told(group))
            for group in groups[:SHOWN]
            for copy in group.paths[:SHOWN]
        ),
        occurrences=float(min(len(groups), SHOWN)),
    )


def _told(group: EqualFiles) -> str:
    return "the same md5 by DVC" if group.told_by == "dvc" else f"the same {group.size:,} bytes"
