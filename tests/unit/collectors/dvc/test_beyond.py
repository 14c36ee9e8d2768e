"""Experiments, remotes of one machine, and imports whose upstream moved: what stands beside the files of the commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from debtscope.model.errors import UsageError
from debtscope.testing import CommitSpec, facts_of, findings_of, git_repo
from debtscope_collectors.sources.dvc.facts import DvcFile, DvcProject

IMPORT = "deps:\n- path: {path}\n  repo:\n    url: {url}\n{rev}    rev_lock: {lock}\nouts:\n- md5: 0b43752ebe1ad08f2b45d5fe7238be98\n  size: 33\n  path: x.csv\nfrozen: true\n"
DVC = ["dvc", "files", "git"]


def _upstream(folder: Path) -> list[str]:
    return git_repo(
        folder,
        [
            CommitSpec(message="one", files={"a.csv": "1\n", "b.csv": "1\n", "c.csv.dvc": "outs:\n- md5: a\n"}),
            CommitSpec(message="two", files={"b.csv": "2\n", "c.csv.dvc": "outs:\n- md5: b\n"}),
        ],
    )


def _file(root: Path, clone: Path | None) -> DvcFile:
    facts = facts_of(root, collectors=DVC, upstream=[str(clone)] if clone else [])
    (project,) = facts.all(DvcProject)
    return project.files[0]


@pytest.mark.parametrize(
    ("path", "rev", "locked_at", "moved"),
    [("a.csv", "", 0, False), ("b.csv", "", 0, True), ("b.csv", "main", 0, True), ("c.csv", "", 0, True), ("b.csv", "", 1, False), ("gone.csv", "", 0, None)],
)  # fmt: skip
def test_a_clone_tells_whether_the_data_is_another(
    tmp_path: Path, path: str, rev: str, locked_at: int, moved: bool | None
) -> None:
    clone = tmp_path / "registry"
    commits = _upstream(clone)
    given = f"    rev: {rev}\n" if rev else ""
    text = IMPORT.format(path=path, url="https://git.example.com/team/registry.git", rev=given, lock=commits[locked_at])
    root = tmp_path / "project"
    git_repo(root, [CommitSpec(message="x", files={".dvc/config": "[core]\n", "data/x.csv.dvc": text})])
    assert _file(root, None).import_has_moved is None
    told = _file(root, clone)
    assert told.import_has_moved is moved
    assert told.import_tip == commits[1]
    (finding,) = findings_of("dvc-import-unpinned", root, upstream=[str(clone)])
    assert ("the upstream has moved" in finding.message) is (moved is True)
    assert (finding.severity is not None and finding.severity.name == "MEDIUM") is (moved is True)


def test_a_clone_of_another_repository_says_nothing(tmp_path: Path) -> None:
    clone = tmp_path / "other"
    commits = _upstream(clone)
    text = IMPORT.format(path="b.csv", url="https://git.example.com/team/registry", rev="", lock=commits[0])
    told = facts_of({".dvc/config": "", "x.csv.dvc": text}, collectors=DVC, upstream=[str(clone)]).all(DvcProject)
    assert told[0].files[0].import_tip is None


@pytest.mark.parametrize("rev", ["--all", "main..two", "a b", "HEAD^{/x}", "@{1}", "x" * 400])
def test_a_rev_that_is_no_name_is_never_asked_for(tmp_path: Path, rev: str) -> None:
    clone = tmp_path / "registry"
    commits = _upstream(clone)
    text = IMPORT.format(path="b.csv", url="registry", rev=f"    rev: '{rev}'\n", lock=commits[0])
    told = facts_of({".dvc/config": "", "x.csv.dvc": text}, collectors=DVC, upstream=[str(clone)]).all(DvcProject)
    assert told[0].files[0].import_tip is None


def test_a_clone_that_is_none_ends_the_scan(tmp_path: Path) -> None:
    for name in ("missing", "."):
        with pytest.raises(UsageError):
            facts_of({"a.txt": "x"}, collectors=DVC, upstream=[str(tmp_path / name)])


def test_experiments_have_names_bases_and_dates(tmp_path: Path) -> None:
    base, later = git_repo(
        tmp_path,
        [
            CommitSpec(message="a", files={".dvc/config": "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://b/c\n"}),
            CommitSpec(message="lower C", files={"params.yaml": "C: 1\n"}, on="2026-02-03", branch="side"),
        ],
    )  # fmt: skip
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "checkout", "-q", "main"], check=True)
    subprocess.run([*git, "branch", "-q", "-D", "side"], check=True)
    subprocess.run([*git, "update-ref", f"refs/exps/{base[:2]}/{base[2:]}/lower-c", later], check=True)
    subprocess.run([*git, "update-ref", "refs/exps/exec/EXEC_HEAD", base], check=True)
    (project,) = facts_of(tmp_path, collectors=DVC).all(DvcProject)
    (one,) = project.experiments
    assert (one.name, one.base, one.commit, one.base_is_known) == ("lower-c", base, later, True)
    assert one.at is not None and one.at.date().isoformat() == "2026-02-03"


def test_of_the_settings_of_one_machine_only_names_are_kept() -> None:
    local = "[core]\n    remote = mine\n['remote \"mine\"']\n    url = https://ana:pa55word@store.example.com/x\n    access_key_id = AKIA123\n"
    tracked = "outs:\n- md5: 0b43752ebe1ad08f2b45d5fe7238be98\n  size: 33\n  path: x.csv\n"
    files = {".dvc/config": "[core]\n", ".dvc/config.local": local, "x.csv.dvc": tracked}
    facts = facts_of(files, collectors=DVC)
    (project,) = facts.all(DvcProject)
    assert (project.local_remotes, project.local_default) == (("mine",), "mine")
    assert "pa55word" not in repr(project) and "store.example.com" not in repr(project) and "AKIA" not in repr(project)
    (finding,) = findings_of("dvc-no-remote", files)
    assert "mine stands only in .dvc/config.local of one machine" in finding.message
