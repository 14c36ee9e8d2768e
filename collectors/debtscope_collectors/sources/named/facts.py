"""Code that files other than Python name: scripts by path, modules and functions by dotted names."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class NamedCode:
    """What one settings file, command file or definition names."""

    path: str
    names: frozenset[str]
    """Every part of dotted names and of paths that end in `.py` or `.ipynb`, without the ending: `src/a/b.py` gives src, a, b."""
