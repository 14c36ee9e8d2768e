"""Data in git: by size, by place, by being DVC's output as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo

SLUG = "large-data-in-git"
LOCK = b"stages:\n  make:\n    cmd: python make.py\n    outs: [small.csv]\n"


TRAINS = b"from sklearn.linear_model import LogisticRegression\n\n\ndef train(X, y):\n    return LogisticRegression().fit(X, y)\n"


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({f"data/{n}.csv": b"x" * 2_600_000 for n in "abcdefgh"}, "low"),
        ({"data/a.csv": b"x" * 600_000, "dvc.yaml": LOCK}, "low"),
        ({"model.pkl": b"x" * 20_000_001}, "medium"),
        ({"dvc.yaml": LOCK, "small.csv": b"a,b\n"}, "low"),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str | bytes], severity: str) -> None:
    git_repo(tmp_path, [CommitSpec(message="add", files=files)])
    (found,) = findings_of(SLUG, tmp_path)
    assert found.severity is not None
    assert found.severity.value == severity


@pytest.mark.parametrize(
    "files",
    [
        {"data/a.csv": b"x" * 400_000},
        {"data/a.csv": b"x" * 1_200_000},
        {f"data/{n}.csv": b"x" * 1_300_000 for n in "abcd"},
        {"data/a.csv": b"x" * 1_200_000, "train.py": TRAINS},
        {"model.pkl": b"x" * 5_000_001},
        {"evals/questions.csv": b"x" * 2_800_000, "train.py": TRAINS},
        {"data/a.csv": b"x" * 2_400_000, "model.keras": b"x" * 600_000},
        {"data/a.csv": b"x" * 900_000, "train.py": TRAINS},
        {"data/sample/a.csv": b"x" * 1_200_000, "train.py": TRAINS},
        {"content/docs-ui/ui-bundle.zip": b"x" * 1_200_000, "train.py": TRAINS},
        {"tests/data/a.csv": b"x" * 600_000},
        {"docs/guide.svg": b"x" * 600_000},
        {"mlflow.db": b"x" * 600_000},
        {"data/a.parquet": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 90000000\n"},
        {"dvc.yaml": LOCK.replace(b"[small.csv]", b"[small.csv: {cache: false}]"), "small.csv": b"a,b\n"},
    ],
)
def test_is_silent(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    git_repo(tmp_path, [CommitSpec(message="add", files=files)])
    assert findings_of(SLUG, tmp_path) == []


def test_a_small_file_that_is_often_rewritten_fires(tmp_path: Path) -> None:
    git_repo(
        tmp_path,
        [CommitSpec(message=f"refresh {n}", files={"data/a.csv": bytes([97 + n]) * 1_200_000}) for n in range(5)],
    )
    (found,) = findings_of(SLUG, tmp_path)
    assert found.severity is not None and found.severity.value == "low"


def test_untracked_files_do_not_count(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="add", files={"a.py": "x = 1\n"})])
    (tmp_path / "a.csv").write_bytes(b"x" * 600_000)
    assert findings_of(SLUG, tmp_path) == []
