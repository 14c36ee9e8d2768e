"""Which file is named for a path that is not there."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import findings_of


def test_the_file_whose_folders_are_most_like_those_that_are_told() -> None:
    (finding,) = findings_of("docs-contradict-tree", Path(__file__).parent / "docs-contradict-tree" / "debt-nearest")
    assert finding.message.endswith("the repository has shop/ner/labels/README.md.")


def test_a_page_that_names_hundreds_of_missing_files_is_looked_at_to_a_bound() -> None:
    lines = "".join(f"python gone_{n}.py\n" for n in range(500))
    tree = {
        "README.md": f"# Use\n\n```\n{lines}```\n",
        "src/here.py": "x = 1\n",
        "debtscope.toml": 'maturity = "pilot"\n',
    }
    (found,) = findings_of("docs-contradict-tree", tree)
    assert 0 < found.occurrences <= 200
