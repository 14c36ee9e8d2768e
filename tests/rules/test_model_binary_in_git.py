"""A deployed model that git has overwritten; look-alikes: committed once, undeployed, described, a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo

SERVE = "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nmodel = joblib.load('{path}')\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return model.predict([[x]])[0]\n"


def repo(
    root: Path, path: str = "app/model.pkl", contents: int = 3, *, loads: str | None = None, beside: str = ""
) -> Path:
    first = {"app/main.py": SERVE.format(path=loads or path), path: b"\x80" + b"0" * 400}
    if beside:
        first[beside] = "{}"
    commits = [CommitSpec(message="first", files=first, on="2026-01-05")]
    commits += [
        CommitSpec(message=f"retrained {n}", files={path: b"\x80" + bytes([48 + n]) * 400}, on=f"2026-0{n + 1}-05")
        for n in range(1, contents)
    ]
    git_repo(root, commits)
    return root


def test_an_overwritten_model_that_is_served(tmp_path: Path) -> None:
    (finding,) = findings_of("model-binary-in-git", repo(tmp_path))
    assert finding.subject.path == "app/model.pkl"
    assert "3 contents" in finding.message
    assert "app/main.py" in [one.path for one in finding.evidence]


def test_one_that_an_image_copies(tmp_path: Path) -> None:
    root = repo(tmp_path, loads="elsewhere.pkl")
    (root / "Dockerfile").write_text("FROM python:3.11\nCOPY app/model.pkl /srv/model.pkl\n")
    assert [one.subject.path for one in findings_of("model-binary-in-git", root)] == ["app/model.pkl"]


@pytest.mark.parametrize(
    "given",
    [
        {"contents": 1}, {"loads": "other.pkl"}, {"beside": "app/metadata.json"}, {"path": "tests/data/tiny.pkl"},
    ],
    ids=["once", "undeployed", "described", "a test's"],
)  # fmt: skip
def test_look_alikes(tmp_path: Path, given: dict[str, object]) -> None:
    assert not findings_of("model-binary-in-git", repo(tmp_path, **given))  # pyright: ignore[reportArgumentType] - a table of cases


def test_without_history_nothing_is_said() -> None:
    assert not findings_of("model-binary-in-git", {"app/main.py": SERVE.format(path="m.pkl"), "m.pkl": b"\x80" * 400})
