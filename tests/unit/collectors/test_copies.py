"""Names with version marks, and contents that are alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import CommitSpec, facts_of, findings_of, git_repo
from debtscope_collectors.sources.copies.facts import CopyGroup
from debtscope_collectors.sources.copies.names import folder_stem, split_stem

BODY = "".join(f"step_{n} = transform(step_{n - 1})\n" for n in range(1, 30))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("train_v2_final", "train"), ("train-old", "train"), ("train (1)", "train"), ("trainFinal", "train"), ("report_2024-05-01", "report"),
        ("model.bak", "model"), ("train2", "train"), ("fold1", "fold"), ("threshold", "threshold"), ("renew", "renew"), ("final", "final"),
        ("v2", "v2"), ("01_load", "01_load"), ("requirements-serving", "requirements-serving"),
    ],
)  # fmt: skip
def test_stems(name: str, stem: str) -> None:
    assert split_stem(name)[0] == stem


def test_folders_of_versions_on_purpose_keep_their_name() -> None:
    assert [folder_stem(name) for name in ("pipeline_old", "api_v1", "v2", "fold1")] == [
        "pipeline",
        "api_v1",
        "v2",
        "fold1",
    ]


def test_a_group_tells_how_alike_its_members_are() -> None:
    files = {"a/train.py": BODY, "a/train_final.py": BODY + "more = 1\n", "a/train_old.py": "other = 1\n" * 30}
    (group,) = facts_of(files, collectors=["copies"]).all(CopyGroup)
    assert [member.path for member in group.members] == ["a/train.py", "a/train_final.py"]
    assert group.members[0].similarity == 1.0


def test_the_copy_that_code_uses_is_named() -> None:
    files = {
        "shop/__init__.py": "", "shop/train.py": BODY, "shop/train_v2.py": BODY + "z = 1\n",
        "shop/run.py": "from shop import train_v2\n\ntrain_v2.step()\n",
    }  # fmt: skip
    (finding,) = findings_of("file-version-suffixes", files)
    assert finding.subject.name == "shop/train.py"
    assert finding.subject.path == "shop/train_v2.py"
    assert "train_v2.py is the one" in finding.message
    assert finding.occurrences == 1


def test_the_copy_that_a_list_of_resources_names_is_in_use() -> None:
    names = "".join(f"name_{n}: {n}\n" for n in range(20))
    files = {
        "k8s/include/cm.yaml": names, "k8s/include/cm_OLD.yaml": names + "more: 1\n",
        "k8s/kustomization.yaml": "resources:\n  - include/cm.yaml\n", "other/kustomization.yaml": "resources:\n  - lib/cm_OLD.yaml\n",
        "README.md": "We keep cm.yaml and cm_OLD.yaml.\n",
    }  # fmt: skip
    (finding,) = findings_of("file-version-suffixes", files)
    assert finding.message.endswith("cm.yaml is the one that is used, and nothing names cm_OLD.yaml.")
    assert finding.severity in (None, Severity.LOW)


def test_a_main_guard_is_no_use() -> None:
    files = {"a.py": BODY + 'if __name__ == "__main__":\n    run()\n'}
    files["a_old.py"] = files["a.py"] + "more = 1\n"
    (finding,) = findings_of("file-version-suffixes", files)
    assert "nothing in the repository says which one counts" in finding.message


def test_two_copies_in_use_are_worse() -> None:
    files = {
        "shop/__init__.py": "", "shop/features.py": BODY, "shop/features_v2.py": BODY + "z = 1\n",
        "shop/run.py": "from shop import features\n", "shop/score.py": "from shop import features_v2\n",
    }  # fmt: skip
    (finding,) = findings_of("file-version-suffixes", files)
    assert finding.message.endswith("2 of them are used.")
    assert finding.severity is Severity.MEDIUM


def test_untracked_copies_are_nobodys_debt(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="a", files={"train.py": BODY}, on="2026-03-02")])
    (tmp_path / "train_final.py").write_text(BODY)
    (tmp_path / "Untitled.ipynb").write_text('{"cells": []}')
    assert findings_of("file-version-suffixes", tmp_path) == []


def test_broken_files_are_no_copies() -> None:
    files = {
        "a.ipynb": "{",
        "a_final.ipynb": "{",
        "b.py": b"\xff\xfe\x00",
        "b_old.py": "",
        "c.json": "[]",
        "c_v2.json": "[]",
    }
    groups = facts_of(files, collectors=["copies"]).all(CopyGroup)
    assert [group.stem for group in groups] == ["c.json"]
