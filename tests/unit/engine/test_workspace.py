"""The read-only view: what is listed, what is found, what is read once, and what the user names outside the root."""

from __future__ import annotations

import hashlib
import sqlite3
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from debtscope.engine.view import ScanWorkspace
from debtscope.engine.workspace import open_workspace
from debtscope.model.errors import Unreadable, UsageError
from debtscope.model.settings import Settings
from debtscope.testing import CommitSpec, git_repo, write_tree

AS_OF = date(2026, 11, 20)


def opened(root: Path, files: Mapping[str, str | bytes] | None = None, **options: Any) -> ScanWorkspace:
    root.mkdir(exist_ok=True)
    write_tree(root, files or {})
    settings = options.pop("settings", Settings())
    return open_workspace(root, as_of=AS_OF, settings=settings, **options)


def paths(workspace: ScanWorkspace, *globs: str, ignored: bool = False) -> list[str]:
    return [entry.path for entry in workspace.find(*globs, ignored=ignored)]


def told(workspace: ScanWorkspace) -> dict[str, str]:
    return {one.path: one.message for one in workspace.diagnostics}


def test_files_are_listed_by_path_and_found_by_glob(tmp_path: Path) -> None:
    files = {"b.py": "", "a/b.py": "", "a/dvc.yaml": "", "dvc.yaml": "", "a/c/x.JSON": "", "a/c/y.json": ""}
    with opened(tmp_path / "r", files) as workspace:
        assert [entry.path for entry in workspace.files] == sorted(files)
        assert paths(workspace, "*.py") == ["a/b.py", "b.py"]
        assert paths(workspace, "dvc.yaml", "**/*.json") == ["a/c/y.json", "a/dvc.yaml", "dvc.yaml"]
        assert paths(workspace, "a/*") == ["a/b.py", "a/dvc.yaml"]
        assert paths(workspace, "a/**") == ["a/b.py", "a/c/x.JSON", "a/c/y.json", "a/dvc.yaml"]
        assert paths(workspace, "a/dvc.yaml", "nothing") == ["a/dvc.yaml"]
        assert workspace.is_dir("a/c") and workspace.is_dir("") and not workspace.is_dir("a/b.py")


def test_ignored_files_are_found_when_asked_for_and_never_when_tracked(tmp_path: Path) -> None:
    root = tmp_path / "r"
    git_repo(root, [CommitSpec(message="m", files={"kept/data.csv": "1", ".gitignore": "*.csv\nmlruns/\n"})])
    write_tree(root, {"mlruns/0/meta.yaml": "a: 1", "x.csv": "2", ".git/info/exclude": "secret.*\n", "secret.txt": ""})
    with opened(root) as workspace:
        assert [entry.path for entry in workspace.files] == [".gitignore", "kept/data.csv"]
        assert paths(workspace, "meta.yaml") == []
        assert paths(workspace, "meta.yaml", "*.csv", ignored=True) == ["kept/data.csv", "mlruns/0/meta.yaml", "x.csv"]
        entry = workspace.entry("mlruns/0/meta.yaml")
        assert entry is not None and entry.is_ignored and entry.is_tracked is False
        tracked = workspace.entry("kept/data.csv")
        assert tracked is not None and tracked.is_tracked and not tracked.is_ignored
        assert workspace.entry("secret.txt") is not None and "secret.txt" not in paths(workspace, "*")
        assert workspace.yaml("mlruns/0/meta.yaml") == [{"a": 1}]


def test_environments_and_caches_are_never_entered(tmp_path: Path) -> None:
    files = {
        "venv/x.py": "", "a/node_modules/y.js": "", "a/__pycache__/z.py": "", "b/.dvc/cache/q": "", ".dvc/cache/q": "",
        ".debtscope/triage.jsonl": "", "myenv/pyvenv.cfg": "", "myenv/lib/k.py": "", ".dvc/config": "", "ok.py": "",
        "lib/site-packages/p.py": "", ".git/config": "[core]\n",
    }  # fmt: skip
    with opened(tmp_path / "r", files) as workspace:
        assert paths(workspace, "**", ignored=True) == [".dvc/config", "ok.py"]


def test_tracked_files_of_an_environment_are_told(tmp_path: Path) -> None:
    root = tmp_path / "r"
    git_repo(root, [CommitSpec(message="m", files={"venv/a.py": "", "venv/b.py": "", "x.py": ""})])
    with opened(root) as workspace:
        assert told(workspace) == {"venv": "not read: an environment or cache, though 2 of its files are tracked"}


def test_the_ignore_setting_leaves_out_and_says_so(tmp_path: Path) -> None:
    files = {"legacy/a.py": "", "legacy/b/c.py": "", "x/gen_1.py": "", "ok.py": ""}
    settings = Settings(ignore=("legacy", "gen_*.py", "nothing/"))
    with opened(tmp_path / "r", files, settings=settings) as workspace:
        assert paths(workspace, "*.py") == ["ok.py"]
        assert [one.message for one in workspace.diagnostics] == [
            "2 files left out by ignore = 'legacy'", "1 files left out by ignore = 'gen_*.py'",
        ]  # fmt: skip


def test_a_file_is_read_once(tmp_path: Path) -> None:
    with opened(tmp_path / "r", {"a.yaml": "x: 1"}) as workspace:
        first = workspace.yaml("a.yaml")
        (tmp_path / "r/a.yaml").write_text("x: 2")
        assert workspace.read("a.yaml") == b"x: 1"
        assert workspace.yaml("a.yaml") is first


def test_a_failure_is_told_again_without_trying_again(tmp_path: Path) -> None:
    with opened(tmp_path / "r", {"a.json": "{"}) as workspace:
        for _ in range(2):
            with pytest.raises(Unreadable, match="not JSON: line 1"):
                workspace.json("a.json")


def test_text_and_head(tmp_path: Path) -> None:
    files = {"u.txt": "\ufeffé".encode(), "l.txt": b"\xe9", "big.bin": b"x" * 100_000}
    with opened(tmp_path / "r", files) as workspace:
        assert workspace.text("u.txt") == workspace.text("l.txt") == "é"
        assert workspace.head("big.bin", 10) == b"x" * 10
        assert workspace.md5("l.txt") == "3406877694691ddd1dfb0aca54681407"


def test_a_path_that_is_not_listed_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("token")
    with opened(tmp_path / "r", {"a.py": ""}) as workspace:
        for path in ("../outside.txt", str(tmp_path / "outside.txt"), "a.py/", "./a.py", "", ".", "a\0b", "nothing"):
            for read in (workspace.read, workspace.text, workspace.md5, workspace.private_copy):
                with pytest.raises(Unreadable):
                    read(path)


def test_kept_bytes_are_bounded(tmp_path: Path) -> None:
    files = {f"f{i}.bin": bytes(900_000) for i in range(90)}
    with opened(tmp_path / "r", files) as workspace:
        tracemalloc.start()
        for path in files:
            workspace.read(path)
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert kept < 56 * 1024 * 1024


def test_a_database_is_copied_with_its_log_and_the_copy_goes(tmp_path: Path) -> None:
    root = tmp_path / "r"
    root.mkdir()
    writer = sqlite3.connect(root / "mlflow.db")
    writer.execute("pragma journal_mode=wal")
    writer.execute("create table runs (id text)")
    writer.execute("insert into runs values ('only in the log')")
    writer.commit()
    before = {path.name: path.read_bytes() for path in root.iterdir()}
    workspace = opened(root)
    copy = Path(workspace.private_copy("mlflow.db"))
    assert workspace.private_copy("mlflow.db") == str(copy)
    reader = sqlite3.connect(copy)
    assert reader.execute("select id from runs").fetchall() == [("only in the log",)]
    reader.close()
    workspace.close()
    assert not copy.exists() and not copy.parent.exists()
    assert {path.name: path.read_bytes() for path in root.iterdir()} == before
    writer.close()


def test_folders_and_files_outside_have_a_place_of_their_own(tmp_path: Path) -> None:
    write_tree(tmp_path, {"exports/a/drift.json": "{}", "other/exports/b.json": "[]", "store.db": "x"})
    named = (str(tmp_path / "exports"), str(tmp_path / "other/exports"))
    stores = (str(tmp_path / "store.db"), f"sqlite:///{tmp_path}/store.db", "http://host:5000")
    with opened(tmp_path / "r", {"x.json": "1"}, monitoring=named, mlflow=stores) as workspace:
        assert [entry.path for entry in workspace.files] == ["x.json"]
        assert paths(workspace, "*.json", ignored=True) == [
            "outside:exports-2/b.json", "outside:exports/a/drift.json", "x.json",
        ]  # fmt: skip
        assert workspace.json("outside:exports/a/drift.json") == {}
        assert workspace.json("outside:exports-2/b.json") == []
        assert workspace.is_dir("outside:exports/a") and workspace.is_dir("outside:exports")
        assert workspace.mlflow == ("outside:store.db", "outside:store.db-2", "http://host:5000")
        assert workspace.read("outside:store.db") == b"x"
        for path in ("outside:exports/../store.db", "outside:exports/", "outside:store.db/../exports/a/drift.json"):
            with pytest.raises(Unreadable):
                workspace.read(path)


def test_a_database_outside_brings_its_log(tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "m.db")
    writer.execute("pragma journal_mode=wal")
    writer.execute("create table t (x)")
    writer.commit()
    with opened(tmp_path / "r", {}, mlflow=(str(tmp_path / "m.db"),)) as workspace:
        reader = sqlite3.connect(workspace.private_copy("outside:m.db"))
        assert reader.execute("select count(*) from t").fetchone() == (0,)
        reader.close()
    writer.close()


def test_named_paths_inside_are_just_paths(tmp_path: Path) -> None:
    files = {"runs/meta.yaml": "a: 1", "venv/exports/x.json": "{}", "e.json": "{}"}
    root = tmp_path / "r"
    settings = Settings(monitoring=("venv/exports", "/etc", "../up"), mlflow=("runs",))
    with opened(root, files, settings=settings) as workspace:
        assert workspace.mlflow == ("runs",)
        assert paths(workspace, "*.json", ignored=True) == ["e.json", "venv/exports/x.json"]
        assert [one.message for one in workspace.diagnostics] == [
            "not read: /etc is not a path inside the repository", "not read: ../up is not a path inside the repository",
        ]  # fmt: skip
    with opened(root, {}, mlflow=(str(root / "runs"),)) as workspace:
        assert workspace.mlflow == ("runs",)


def test_what_the_user_names_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        opened(tmp_path / "r", {}, mlflow=("nothing",))
    with pytest.raises(UsageError):
        open_workspace(tmp_path / "nothing", as_of=AS_OF, settings=Settings())


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    count: int


class FakeCache:
    """Keeps records in a mapping, as the store's does in a table."""

    def __init__(self) -> None:
        self.kept: dict[str, list[Any]] = {}

    def get(self, key: str) -> list[Any] | None:
        return self.kept.get(key)

    def put(self, key: str, records: list[Any], path: str) -> None:
        self.kept[key] = records


def test_records_are_made_once_and_made_again_when_the_cache_is_damaged(tmp_path: Path) -> None:
    cache = FakeCache()
    made: list[int] = []

    def make() -> list[Row]:
        made.append(1)
        return [Row("a", 1), Row("b", 2)]

    with opened(tmp_path / "r", {}, cache=cache) as workspace:
        for _ in range(2):
            assert workspace.cached("k", Row, make) == (Row("a", 1), Row("b", 2))
        assert len(made) == 1
        for key in cache.kept:
            cache.kept[key] = [["a", "not a number"]]
        assert workspace.cached("k", Row, make) == (Row("a", 1), Row("b", 2))
        assert len(made) == 2


def test_what_was_let_go_is_read_again(tmp_path: Path) -> None:
    with opened(tmp_path / "r", {"a.json": "[1]"}) as workspace:
        assert (workspace.json("a.json"), workspace.read("a.json")) == ([1], b"[1]")
        (tmp_path / "r" / "a.json").write_text("[2]")
        assert workspace.json("a.json") == [1], "read once"
        workspace.release()
        assert (workspace.json("a.json"), workspace.read("a.json")) == ([2], b"[2]")


def test_a_commit_and_a_bare_repository_are_read_without_a_work_tree(tmp_path: Path) -> None:
    root = tmp_path / "r"
    first, second = git_repo(
        root,
        [
            CommitSpec(message="one", files={"a.py": "x = 1\n", "d/big.bin": b"\0" * 5_000_000}, on="2026-01-05"),
            CommitSpec(message="two", files={"a.py": "x = 2\n", "venv/z.py": ""}, on="2026-02-05"),
        ],
    )
    (root / "a.py").write_text("x = 3\n")
    with opened(root, rev=first) as workspace:
        assert [(entry.path, entry.size) for entry in workspace.files] == [("a.py", 6), ("d/big.bin", 5_000_000)]
        assert workspace.text("a.py") == "x = 1\n"
        assert workspace.head("d/big.bin", 3) == b"\0\0\0"
        assert workspace.md5("d/big.bin") == hashlib.md5(b"\0" * 5_000_000).hexdigest()
        assert Path(workspace.private_copy("d/big.bin")).stat().st_size == 5_000_000
        history = workspace.history
        assert history is not None and history.head == first and history.dirty is False and len(history.commits) == 1
        assert second in history.objects
    (root / ".git").rename(tmp_path / "bare.git")
    with opened(tmp_path / "bare.git") as workspace:
        assert [entry.path for entry in workspace.files] == ["a.py", "d/big.bin"]
        assert workspace.text("a.py") == "x = 2\n"
        assert workspace.history is not None


@pytest.mark.parametrize("rev", ["nothing", "--output=x", "HEAD --", "", "HEAD^{tree}", "HEAD\nmain", "a\0b", "\udcff"])
def test_a_revision_that_is_none(tmp_path: Path, rev: str) -> None:
    git_repo(tmp_path / "r", [CommitSpec(message="one", files={"a.py": ""})])
    with pytest.raises(UsageError, match="no commit to scan"):
        opened(tmp_path / "r", rev=rev)
    assert not (tmp_path / "r/x").exists()
