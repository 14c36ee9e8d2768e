"""Which file is named for a path that is not there."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import findings_of


def test_the_file_whose_folders_are_most_like_those_that_are_told() -> None:
    (finding,) = findings_of("docs-contradict-tree", Path(__file__).parent / "docs-contradict-tree" / "debt-nearest")
    assert finding.message.endswith("the repository has shop/ner/labels/README.md.")
