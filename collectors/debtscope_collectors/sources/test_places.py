"""Which files are tests, by their place and name alone: all that a reader may know of what a file is for."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from debtscope.model.regex import regex

_TESTS: Final = frozenset(
    {
        "tests",
        "test",
        "e2e",
        "integration_tests",
        "unit_tests",
        "functional_tests",
        "__tests__",
        "tests_integration",
        "acceptance",
        "load_test",
        "load_tests",
        "loadtest",
        "loadtests",
        "stress_tests",
        "performance_tests",
    }
)
_TEST_FILE: Final = regex(r"^(?:test_.*|.*_tests?|conftest|tests?|locustfile)\.py$")


@lru_cache(16_384)
def is_test(path: str) -> bool:
    """Whether a file stands in a folder of tests or is named like one."""
    *folders, name = path.split("/")
    return _TEST_FILE.match(name) is not None or not _TESTS.isdisjoint(folder.lower() for folder in folders)
