"""What lies below a folder of tests: stores, pipelines and cards there are test inputs, no part of the system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debtscope.api import FileEntry
from debtscope.model.regex import regex

_TESTS = regex(r"(?:^|/)(?:tests?|testing|testdata|test[-_]data|__tests__|fixtures?|corpora|spec)/")


def is_test_input(path: str) -> bool:
    """Whether a path lies below a folder of tests or test inputs."""
    return _TESTS.search(path) is not None


def of_the_system(entries: Iterable[FileEntry]) -> Iterator[FileEntry]:
    """Those that do not."""
    return (entry for entry in entries if not is_test_input(entry.path))
