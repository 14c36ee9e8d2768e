"""Finds files that are kept as copies of one another: by their names first, then by their lines."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from debtscope.api import Collector, FileEntry, SourceReport, SourceStatus, Unreadable, Workspace
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.copies.facts import CopyGroup, CopyMember
from debtscope_collectors.sources.copies.named import named_groups
from debtscope_collectors.sources.copies.names import folder_stem, is_unnamed, is_untitled, split_stem
from debtscope_collectors.sources.shape import mapping, sequence, words

_TEXT = ("*.py", "*.ipynb", "*.sql", "*.yaml", "*.yml", "*.R", "*.r", "*.scala", "*.sh", "*.json", "*.toml")
_DATA = ("*.csv", "*.tsv", "*.parquet", "*.pkl", "*.joblib", "*.onnx", "*.pt", "*.h5", "*.xlsx")
_GUARDED = regex(
    r"(?:^|/)(?:tests?|fixtures?|testdata|migrations|alembic|versions|node_modules|vendor|third_party|site-packages|docs?(?:-\w+)?|"
    r"samples?|examples?|tutorials?|demo[\w-]*|templates?|charts|install|cassettes|snapshots|golden|expected|locales?|"
    r"v\d+(?:alpha\d+|beta\d+)?)(?:/|$)",
    re.IGNORECASE,
)
"""Places where names with versions are on purpose."""
_FEW = 8
"""Runs of lines below which two settings files are alike for being short."""
_ALIKE = 0.5
_ALIKE_NUMBERED = 0.8
"""`train2` beside `train` may be a copy; `tacotron2` beside `tacotron` is another model, however much they share."""
_PROGRAMS = (".py", ".ipynb", ".sql", ".r")
_MAX_GROUP = 30
_MAX_BYTES = 4 * 1024 * 1024
_RUN = 3


class CopiesCollector:
    """Version-by-file-name."""

    name = "copies"
    kind = "files kept as copies of one another"
    how = "Nothing to provide: file names are compared, and the contents of those that match."
    provides = (CopyGroup,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A CopyGroup per group of alike files, and one per unnamed file."""
        entries = workspace.find(*_TEXT, *_DATA)
        candidates = _candidates([entry for entry in entries if not _GUARDED.search(entry.path)])
        groups = [group for members in candidates for group in _group(workspace, members)]
        yield from named_groups(workspace, groups)
        for entry in entries:
            if is_unnamed(entry.path):
                member = CopyMember(path=entry.path, size=entry.size, similarity=0.0, is_tracked=entry.is_tracked)
                yield CopyGroup(stem=entry.path, members=(member,), is_unnamed=True)
        if entries:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=".", status=SourceStatus.READ,
                detail=counted(len(entries), "name"), read_files=len(entries),
            )  # fmt: skip


def _candidates(entries: list[FileEntry]) -> Iterator[list[FileEntry]]:
    """Files of one folder (or of folders side by side whose names are marked) with the same stem and extension."""
    groups: dict[tuple[str, str, str], list[FileEntry]] = {}
    for entry in entries:
        if is_untitled(entry.path):
            continue
        folder, name = posixpath.split(entry.path)
        stem, extension = posixpath.splitext(name)
        above, last = posixpath.split(folder)
        place = posixpath.join(above, folder_stem(last)) if last else folder
        groups.setdefault((place, split_stem(stem)[0], extension.lower()), []).append(entry)
    for members in groups.values():
        if 2 <= len(members) <= _MAX_GROUP and _is_versioned(members):
            yield members


def _is_versioned(members: list[FileEntry]) -> bool:
    """Some name carries a mark; a row of numbered files without one (fold1, fold2, fold3) is a series."""
    names = [posixpath.splitext(posixpath.basename(m.path))[0] for m in members]
    marks = [split_stem(name)[1] for name in names]
    numbered = [mark for mark in marks if re.fullmatch(r"[-_ ]?\d{1,2}", mark)]
    if len(numbered) == len(marks) or len(numbered) > 2:
        return False
    if numbered and not members[0].path.lower().endswith(_PROGRAMS):
        return False
    return any(marks) or len({posixpath.dirname(m.path) for m in members}) > 1


def _is_numbered(members: list[FileEntry]) -> bool:
    """A bare number is the only mark."""
    marks = [split_stem(posixpath.splitext(posixpath.basename(m.path))[0])[1].strip("-_ ") for m in members]
    return all(mark.isdigit() for mark in marks if mark)


def _group(workspace: Workspace, members: list[FileEntry]) -> Iterator[CopyGroup]:
    shapes = {member.path: shape for member in members if (shape := _shingles(workspace, member)) is not None}
    alike: list[CopyMember] = []
    limit = _ALIKE_NUMBERED if _is_numbered(members) else _ALIKE
    for member in members:
        own = shapes.get(member.path)
        if not own or (1 < len(own) < _FEW and not member.path.lower().endswith(_PROGRAMS)):
            continue
        best = max((_similarity(own, other) for path, other in shapes.items() if path != member.path), default=0.0)
        if best >= limit:
            alike.append(
                CopyMember(path=member.path, size=member.size, similarity=round(best, 2), is_tracked=member.is_tracked)
            )
    if len(alike) >= 2:
        folder, name = posixpath.split(alike[0].path)
        stem, extension = posixpath.splitext(name)
        yield CopyGroup(
            stem=posixpath.join(folder, split_stem(stem)[0] + extension),
            members=tuple(sorted(alike, key=lambda member: member.path)),
        )


def _shingles(workspace: Workspace, entry: FileEntry) -> frozenset[int] | None:
    """Hashes of runs of three lines; binary and huge files are compared as one whole."""
    try:
        if entry.size > _MAX_BYTES or entry.path.endswith(
            (".parquet", ".pkl", ".joblib", ".onnx", ".pt", ".h5", ".xlsx")
        ):
            return frozenset((hash(workspace.md5(entry.path)),))
        if entry.path.endswith(".ipynb"):
            lines = _cells(workspace.json(entry.path))
        else:
            lines = [stripped for line in workspace.text(entry.path).splitlines() if (stripped := line.strip())]
    except Unreadable:
        return None
    if len(lines) < _RUN:
        return frozenset((hash(tuple(lines)),)) if lines else frozenset()
    return frozenset(hash(tuple(lines[n : n + _RUN])) for n in range(len(lines) - _RUN + 1))


def _cells(data: object) -> list[str]:
    cells = sequence(mapping(data).get("cells"))
    source = "\n".join("".join(words(mapping(cell).get("source"))) for cell in cells)
    return [stripped for line in source.splitlines() if (stripped := line.strip())]


def _similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """Shared shingles over those of the smaller file: a copy that grew is still a copy."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


collector: Collector = CopiesCollector()
