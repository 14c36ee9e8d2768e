"""Who owns which paths, as a CODEOWNERS file says."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class OwnerLine:
    """One line of CODEOWNERS; of the lines that match a path the last one counts."""

    path: str
    """Of the CODEOWNERS file."""
    line: int
    pattern: str
    """As written, in gitignore's notation without `!` and `[ ]`."""
    owners: tuple[str, ...]
    """`@user`, `@org/team`; of an e-mail address its local part. Empty: nobody owns what it matches."""
