"""Comments of SQL, YAML and shell files, and the Markdown of notebooks. Comments of Python are a facet (`sources.python.admitted`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Collector, FileEntry, SourceReport, SourceStatus, Workspace
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.comments.facts import AdmittedDebt
from debtscope_collectors.sources.comments.lexicon import topic_of
from debtscope_collectors.sources.python.notebook import text_of
from debtscope_collectors.sources.shape import mapping, sequence

_HASH: Final = regex(r"(?:^|\s)#+\s?(\S.*)$")
_DASHES: Final = regex(r"(?:^|\s)--+\s?(\S.*)$|/\*+\s?(\S.*?)(?:\*/|$)")
_ITEM: Final = regex(r"^[\s>#*\-\d.\[\]_]{0,20}(?:<[^>\n]{0,80}>)?(TODO|FIXME|XXX)\b")
_CUES: Final = (b"todo", b"fixme", b"xxx", b"kludg", b"hack", b"workaround", b"work around", b"ugly", b"for now", b"some reason",
                b"magic", b"not sure", b"no idea", b"a dummy", b"lazy", b"security", b"real production", b"real use", b"real deployment",
                b"in production", b"better way", b"proper way")  # fmt: skip
_MARKS: Final = (b"TODO", b"FIXME", b"XXX")
"""In notebooks, of which pictures are the most, nothing else counts."""
_MAX_BYTES: Final = 1_000_000
_MAX_NOTEBOOK: Final = 25_000_000
_MAX_LINE: Final = 2_000
_MOST: Final = 40
_SHOWN: Final = 160


class CommentsCollector:
    """What people admit beside their code."""

    name = "comments"
    kind = "comments of SQL, YAML and shell files and Dockerfiles, Markdown of notebooks"
    how = "Nothing to provide: comments are searched."
    provides = (AdmittedDebt,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """AdmittedDebt in the order of the files."""
        entries = [
            entry
            for entry in workspace.find(
                "*.sql", "*.yaml", "*.yml", "*.sh", "*.bash", "*.ipynb", "Dockerfile", "*.Dockerfile"
            )
            if entry.size <= (_MAX_NOTEBOOK if entry.path.endswith(".ipynb") else _MAX_BYTES)
        ]  # what is larger nobody wrote by hand
        for _, found in workspace.each("comments 6", (AdmittedDebt,), entries, lambda entry: _found(workspace, entry)):
            yield from found or ()  # whoever reads the file's content tells why it could not be read
        read = len(entries)
        if read:
            yield SourceReport(
                collector=self.name, kind=self.kind, location="", status=SourceStatus.READ, detail=counted(read, "file"), read_files=read
            )  # fmt: skip


def _found(workspace: Workspace, entry: FileEntry) -> Iterator[AdmittedDebt]:
    """Raises Unreadable."""
    data = workspace.read(entry.path)
    if entry.path.endswith(".ipynb"):
        if any(mark in data for mark in _MARKS):
            yield from _markdown(workspace, entry)
        return
    lowered = data.lower()
    if any(cue in lowered for cue in _CUES):
        yield from _commented(workspace, entry)


def _commented(workspace: Workspace, entry: FileEntry) -> Iterator[AdmittedDebt]:
    sign = _DASHES if entry.path.endswith(".sql") else _HASH
    lines = workspace.text(entry.path).split("\n")
    found = [(number, comment) for number, line in enumerate(lines, 1) if (comment := _comment(sign, line))]
    yield from admitted(entry.path, found)


def _comment(sign: re.Pattern[str], line: str) -> str:
    match = sign.search(line) if len(line) <= _MAX_LINE else None
    if match is None:
        return ""
    before = line[: match.start()]
    if before.count('"') % 2 or before.count("'") % 2:
        return ""  # inside a string
    return next((group for group in match.groups() if group), "")


def admitted(path: str, comments: Sequence[tuple[int, str]]) -> Iterator[AdmittedDebt]:
    """The comments that admit something; lines of one block count once."""
    before = told = -1
    count = 0
    for number, comment in comments:
        in_block = number == before + 1 and told >= 0
        before = number
        told = told if in_block else -1
        topic = topic_of(comment) if comment else None
        if topic is None or in_block:
            continue
        told = number
        count += 1
        if count > _MOST:
            return
        yield AdmittedDebt(path=path, line=number, text=_short(comment), topic=topic)


def _markdown(workspace: Workspace, entry: FileEntry) -> Iterator[AdmittedDebt]:
    """In prose only marks count: words of a text explain more often than they admit."""
    for raw in sequence(mapping(workspace.json(entry.path)).get("cells")):
        cell = mapping(raw)
        if cell.get("cell_type") != "markdown":
            continue
        for line in text_of(cell.get("source")).splitlines():
            marked = _ITEM.match(line[:_MAX_LINE])
            topic = topic_of(line[marked.start(1) :]) if marked else None
            if marked and topic:
                yield AdmittedDebt(path=entry.path, line=0, text=_short(line[marked.start(1) :]), topic=topic)


def _short(text: str) -> str:
    text = redact.line(text.strip())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


collector: Collector = CommentsCollector()
