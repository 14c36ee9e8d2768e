"""What commands need, what they make, and the tree in which names are looked up."""

from __future__ import annotations

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.sources.references.facts import UnmetReference
from debtscope_collectors.sources.references.shell import lines_of_commands, made, named
from debtscope_collectors.sources.references.tree import Tree


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("python -u src/train.py --epochs 3", [("python", "src/train.py")]),
        ('CMD ["python", "serve.py"]', [("python", "serve.py")]),
        ("pip install -q -r requirements/dev.txt", [("pip -r", "requirements/dev.txt")]),
        ("      - run: ./scripts/build.sh", [("shell", "./scripts/build.sh")]),
        ("ruff check ./pkg/_version.py", []),
        ("pytest -q --cov='pkg/.' tests/unit", [("pytest", "tests/unit")]),
        ("gunicorn -w 4 app.main:api", [("serves", "app.main")]),
        ("python -m churn.train", [("python -m", "churn.train")]),
        ("python -m pip install x", []),
        ("      - run: make train", [("make", "train")]),
        ("echo python old.py", []),
        ("      - name: python old.py", []),
        ("# python old.py", []),
        ("[ -f setup.py ] && python setup.py install", []),
        ("python old.py || true", []),
    ],
)
def test_a_line_names_what_it_needs(line: str, wanted: list[tuple[str, str]]) -> None:
    assert [(one.via, one.name) for one in named(line)] == wanted


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("pip freeze > locked.txt", "locked.txt"),
        ("curl -sSL https://example.org/get.py", "get.py"),
        ("cp conf/a.yaml build/b.yaml", "b.yaml"),
        ("git clone https://example.org/tools.git", "tools"),
    ],
)
def test_a_line_makes_what_it_writes_copies_or_fetches(line: str, name: str) -> None:
    assert name in set(made(line))


def test_the_tree_knows_what_gitignore_hides_there_or_not() -> None:
    tree = facts_of(
        {
            ".gitignore": "*.pkl\n/out/\n",
            "a/.gitignore": "!keep.pkl\nlocal/\n",
            "a/b.py": "x = 1\n",
        }
    ).one(Tree)
    assert tree is not None
    hidden = {path: tree.hides(path) for path in ("m.pkl", "a/m.pkl", "a/keep.pkl", "out/x.csv", "a/out/x.csv", "a/local", "b.py")}  # fmt: skip
    assert hidden == {
        "m.pkl": True, "a/m.pkl": True, "a/keep.pkl": False, "out/x.csv": True, "a/out/x.csv": False, "a/local": True,
        "b.py": False,
    }  # fmt: skip


def test_a_damaged_file_costs_itself() -> None:
    facts = facts_of(
        {"docker-compose.yml": "services: [\n", "Makefile": "all:\n\tpython gone.py\n", "conf/c.yaml": "defaults: {{{"}
    )
    assert [one.name for one in facts.all(UnmetReference)] == ["gone.py"]


def test_lines_that_may_name_something_keep_their_numbers() -> None:
    text = "Words.\n\npython a.py\nmore words\n  make all\n\nbash b.sh"
    assert list(lines_of_commands(text)) == [(3, "python a.py"), (5, "  make all"), (7, "bash b.sh")]
    every = [(number, one) for number, line in enumerate(text.split("\n"), 1) for one in named(line)]
    assert every == [(number, one) for number, line in lines_of_commands(text) for one in named(line)]
    assert list(lines_of_commands("words alone\n")) == []
