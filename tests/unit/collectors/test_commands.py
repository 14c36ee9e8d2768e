"""What a stage's command runs."""

from __future__ import annotations

import pytest

from debtscope_collectors.joins.commands import scripts

NONE: dict[str, str] = {}
FILES = frozenset({"src/train.py", "src/pkg/fit.py", "pkg/__main__.py", "nb/eda.ipynb", "sub/run.py"})


@pytest.mark.parametrize(
    ("command", "folder", "wanted"),
    [
        (
            "python src/train.py --region north -v out.csv",
            "",
            ("src/train.py", {"region": "north", "v": "out.csv"}, ()),
        ),
        ("PYTHONPATH=. python3.11 -u -W ignore src/train.py a b", "", ("src/train.py", NONE, ("a", "b"))),
        ("poetry run python -m pkg.fit --out-dir=x", "", ("src/pkg/fit.py", {"out_dir": "x"}, ())),
        ("python -m pkg", "", ("pkg/__main__.py", NONE, ())),
        ("mkdir -p x && ../venv/bin/python run.py --t -0.5", "sub", ("sub/run.py", {"t": "-0.5"}, ())),
        ("papermill -k py nb/eda.ipynb out.ipynb", "", ("nb/eda.ipynb", NONE, ("out.ipynb",))),
        ("jupyter nbconvert --execute nb/eda.ipynb", "", ("nb/eda.ipynb", NONE, ())),
        ("./src/train.py --flag", "", ("src/train.py", {"flag": ""}, ())),
    ],
)
def test_a_script_with_its_options(command: str, folder: str, wanted: tuple[object, ...]) -> None:
    found = [(call.path, dict(call.options), call.positional) for call in scripts(command, folder, FILES)]
    assert found == [wanted]


@pytest.mark.parametrize(
    "command",
    [
        "",
        "curl https://x",
        "python -c 'import train'",
        "python missing.py",
        "python -m json.tool a.json",
        "python 'src/train.py",
        "python -m",
    ],
)
def test_commands_without_a_script_of_the_project(command: str) -> None:
    assert list(scripts(command, "", FILES)) == []


def test_every_part_of_a_chain() -> None:
    found = scripts("python src/train.py; cd x\npython sub/run.py | tee log && false", "", FILES)
    assert [call.path for call in found] == ["src/train.py", "sub/run.py"]
