"""The settings of a repository: read through the same gate as everything that is scanned."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from debtscope.engine.files import FolderReader, why
from debtscope.engine.interest.priors import load_priors
from debtscope.engine.registry import Registry
from debtscope.model.errors import Unreadable, UsageError
from debtscope.model.settings import InterestSettings, Settings
from debtscope.model.text import printable
from debtscope.store.config import load_settings

LARGEST = 1024 * 1024


def settings_of_folder(root: Path, registry: Registry) -> Settings:
    """Of a folder's own files. Raises UsageError where they are wrong or cannot be read."""
    with _opened(root) as reader:
        return settings_from(lambda name: _content(reader, name), registry)


def team_numbers(root: Path | None) -> InterestSettings:
    """`[interest]` of a repository's settings; the defaults for a ledger without one. Raises UsageError."""
    if root is None or not root.is_dir():
        return InterestSettings()
    with _opened(root) as reader:
        return load_settings(lambda name: _content(reader, name)).interest


@contextmanager
def _opened(root: Path) -> Generator[FolderReader]:
    try:
        reader = FolderReader(root)
    except OSError as error:
        raise UsageError(f"{printable(str(root))}: {why(error)}", "name a folder to scan") from None
    try:
        yield reader
    finally:
        reader.close()


def settings_from(read: Callable[[str], bytes | None], registry: Registry) -> Settings:
    """Of files by name. Rule names are checked only where every rule could be loaded."""
    names = () if registry.diagnostics else [name for rule in registry.rules for name in (rule.slug, rule.id)]
    settings = load_settings(read, slugs=names)
    if settings.priors:
        load_priors(registry.priors, settings)  # so that a wrong number is told before anything is scanned
    return settings


def _content(reader: FolderReader, name: str) -> bytes | None:
    if reader.lstat(name) is None:
        return None
    try:
        return reader.read(name, LARGEST)
    except Unreadable as error:
        if name == "pyproject.toml":  # somebody else's file, mostly without a word for us; the scan itself reports it
            return None
        raise UsageError(f"{name}: {error.message}", "make it a plain file, or remove it") from None
