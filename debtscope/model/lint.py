"""What a linter says of one line."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class LintHit:
    """One hit of one check. Its message may quote code and is not kept."""

    code: str
    line: int
    """From 1; of a notebook, in the cell that ruff counts."""
