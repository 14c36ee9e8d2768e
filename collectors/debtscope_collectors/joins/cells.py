"""Lines of a notebook as its reader can find them: by cell. What is read of one stands in the text of all its code cells."""

from __future__ import annotations

from bisect import bisect_right

from debtscope.api import Facts
from debtscope_collectors.sources.python.facts import NotebookFacts


def cell_of(book: NotebookFacts | None, line: int) -> str | None:
    """`cell 7`, counted from 1 as people count."""
    if book is None or not book.cells:
        return None
    at = bisect_right([cell.line for cell in book.cells], line) - 1
    return f"cell {book.cells[max(at, 0)].number + 1}"


def spoken_place(facts: Facts, path: str, line: int) -> str:
    """`at line 27` of a program, `in cell 7` of a notebook."""
    book = (
        next((one for one in facts.all(NotebookFacts) if one.path == path), None) if path.endswith(".ipynb") else None
    )
    cell = cell_of(book, line)
    return f"in {cell}" if cell else f"at line {line}"
