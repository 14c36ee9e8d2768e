"""Files that are no files, names that are no names, and floods: each costs itself and is told, never the scan."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from debtscope.engine.limits import NOTES_PER_REASON, READ_BYTES
from debtscope.engine.view import ScanWorkspace
from debtscope.engine.workspace import open_workspace
from debtscope.model.errors import Unreadable
from debtscope.model.settings import Settings
from debtscope.model.text import printable
from debtscope.testing import CommitSpec, git_repo, write_tree
from tests.unit.engine.hostile import listen, state_of

AS_OF = date(2026, 11, 20)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_tree(tmp_path / "r", {"ok.py": "x = 1\n", "d/ok.yaml": "a: 1\n"})
    return tmp_path / "r"


@contextmanager
def opened(root: Path) -> Generator[ScanWorkspace]:
    with open_workspace(root, as_of=AS_OF, settings=Settings()) as workspace:
        yield workspace


def listed(root: Path) -> tuple[list[str], dict[str, str]]:
    """Paths, and what was not read, after reading all that is listed."""
    with opened(root) as workspace:
        for entry in workspace.files:
            if entry.size < READ_BYTES:
                workspace.read(entry.path)
        return [entry.path for entry in workspace.files], {one.path: one.message for one in workspace.diagnostics}


GOOD = ["d/ok.yaml", "ok.py"]


def test_pipes_sockets_devices_and_links_are_told_and_not_opened(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("token")
    os.mkfifo(root / "train.py")
    (root / "out.py").symlink_to(tmp_path / "secret.txt")
    (root / "zero.py").symlink_to("/dev/zero")
    (root / "loop").symlink_to(".")
    (root / "dangling.yaml").symlink_to("nothing")
    server = listen(root / "s.json")
    command = [sys.executable, "-c", f"open({str(root / 'train.py')!r}).read()"]
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(command, timeout=1, check=False)
    paths, told = listed(root)
    server.close()
    assert paths == GOOD
    link = "not read: a symbolic link"
    assert told == {
        "train.py": "not read: a named pipe", "out.py": link, "zero.py": link, "loop": link, "dangling.yaml": link,
        "s.json": "not read: a socket",
    }  # fmt: skip


def test_links_within_the_tree_cost_nothing(root: Path) -> None:
    (root / "again.py").symlink_to("ok.py")
    (root / "d/up.py").symlink_to("../ok.py")
    (root / "d/out.py").symlink_to("../../ok.py")
    (root / "d/absolute.py").symlink_to(root / "ok.py")
    with opened(root) as workspace:
        severities = {one.path: one.severity.value for one in workspace.diagnostics}
    assert severities == {"again.py": "note", "d/up.py": "note", "d/out.py": "warning", "d/absolute.py": "warning"}


def test_what_hides_folders_does_not_hide_tracked_files(tmp_path: Path) -> None:
    root = tmp_path / "r"
    git_repo(root, [CommitSpec(message="m", files={"a/x.py": "", "b/x.py": "", "c/x.py": ""})])
    write_tree(root, {"a/pyvenv.cfg": "", "b/.git": "gitdir: x", "c/HEAD": "", "c/objects/y": "", "c/refs/y": ""})
    with opened(root) as workspace:
        assert [entry.path for entry in workspace.find("x.py")] == ["a/x.py", "b/x.py", "c/x.py"]


def test_a_file_that_becomes_a_link_after_the_walk(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("token")
    with opened(root) as workspace:
        (root / "ok.py").unlink()
        (root / "ok.py").symlink_to(tmp_path / "secret.txt")
        assert (root / "ok.py").read_text() == "token"
        with pytest.raises(Unreadable, match="a symbolic link"):
            workspace.read("ok.py")


def test_a_folder_that_becomes_a_link_after_the_walk(root: Path, tmp_path: Path) -> None:
    write_tree(tmp_path / "elsewhere", {"ok.yaml": "token: 1"})
    workspace = open_workspace(root, as_of=AS_OF, settings=Settings())
    for number in range(60):  # so many other folders that this one's descriptor is given back
        write_tree(root, {f"f{number}/x": ""})
    workspace.close()
    with opened(root) as workspace:
        for number in range(60):
            workspace.read(f"f{number}/x")
        (root / "d").rename(root / "moved")
        (root / "d").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(Unreadable):
            workspace.read("d/ok.yaml")


def test_a_file_that_becomes_a_pipe_after_the_walk(root: Path) -> None:
    with opened(root) as workspace:
        (root / "ok.py").unlink()
        os.mkfifo(root / "ok.py")
        with pytest.raises(Unreadable, match="a named pipe"):
            workspace.read("ok.py")


def test_a_sparse_giant(root: Path) -> None:
    with (root / "train.py").open("wb") as file:
        file.truncate(20 * 1024**3)
    started = time.process_time()
    with opened(root) as workspace:
        for read in (workspace.read, workspace.yaml, workspace.md5, workspace.private_copy):
            with pytest.raises(Unreadable, match="larger than"):
                read("train.py")
        assert workspace.head("train.py", 4) == b"\0\0\0\0"
    assert time.process_time() - started < 1


def test_folders_deeper_than_any_path_may_be(root: Path) -> None:
    here = os.open(root, os.O_RDONLY)
    for _ in range(1400):
        os.mkdir("deeper", dir_fd=here)
        inner = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    file = os.open("bottom.py", os.O_WRONLY | os.O_CREAT, dir_fd=here)
    os.write(file, b"x = 1\n")
    os.close(file)
    os.close(here)
    with opened(root) as workspace:
        path = "deeper/" * 1400 + "bottom.py"
        assert [entry.path for entry in workspace.find("bottom.py")] == [path]
        assert workspace.read(path) == b"x = 1\n"
    for _ in range(1399):  # pytest itself could not remove it
        (root / "deeper/deeper").rename(root / "up")
        (root / "deeper").rmdir()
        (root / "up").rename(root / "deeper")


NAMES = [b"\xff\xfe.py", b"new\nline.py", b"\x1b]52;c;x\x07.py", "\u202egpj.py".encode(), b"[red]x[bold].py", b"-rf.py",
         b"a b.py", b" lead.py", b"*.py", b"tab\t.py", b"%s%n.py", b"x\\y.py"]  # fmt: skip


def test_names_of_any_bytes(root: Path) -> None:
    for name in NAMES:
        with open(os.fsencode(root) + b"/" + name, "wb") as file:  # noqa: PTH123 - the name is no text
            file.write(name)
    with opened(root) as workspace:
        found = {entry.path for entry in workspace.files} - set(GOOD)
        assert {path.encode("utf-8", "surrogateescape") for path in found} == set(NAMES)
        for path in found:
            assert workspace.read(path) == path.encode("utf-8", "surrogateescape")
            assert workspace.find("*.py")
            shown = printable(path)
            assert shown.isprintable()
            json.dumps(shown).encode("utf-8")


def test_names_of_any_bytes_in_git(tmp_path: Path) -> None:
    root = tmp_path / "r"
    git_repo(root, [CommitSpec(message="m", files={os.fsdecode(name): b"x" for name in NAMES})])
    with opened(root) as workspace:
        assert all(entry.is_tracked for entry in workspace.files)
        history = workspace.history
        assert history is not None
        assert {path.encode("utf-8", "surrogateescape") for path in history.touches} == set(NAMES)
        assert history.dirty is False


def test_the_scan_works_in_an_ascii_locale(root: Path) -> None:
    (root / "Ünï.py").write_text("x")
    code = (
        "from debtscope.engine.workspace import open_workspace; from debtscope.model.settings import Settings;"
        "from pathlib import Path; from datetime import date; import sys;"
        "w = open_workspace(Path(sys.argv[1]), as_of=date(2026, 1, 1), settings=Settings());"
        "print(ascii([(e.path, w.read(e.path)) for e in w.find('*.py')]))"
    )
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-c", code, str(root)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[('ok.py', b'x = 1\\n'), ('\\xdcn\\xef.py', b'x')]"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folders_and_files_without_permission(root: Path) -> None:
    write_tree(root, {"closed/a.py": "", "secret.py": ""})
    (root / "closed").chmod(0)
    (root / "secret.py").chmod(0)
    with opened(root) as workspace:
        assert [one.message for one in workspace.diagnostics] == ["not read: permission denied"]
        with pytest.raises(Unreadable, match="permission denied"):
            workspace.read("secret.py")
    (root / "closed").chmod(0o700)


def test_a_flood_is_counted_and_crowds_nothing_out(root: Path) -> None:
    for number in range(500):
        (root / f"l{number}").symlink_to("nothing")
    os.mkfifo(root / "z.py")
    with opened(root) as workspace:
        told = workspace.diagnostics
        assert len(told) == NOTES_PER_REASON + 2
        assert ("z.py", "not read: a named pipe") in {(one.path, one.message) for one in told}
        assert f"{500 - NOTES_PER_REASON} more: not read: a symbolic link" in {one.message for one in told}
        assert [entry.path for entry in workspace.files] == GOOD


def test_hiding_everything_is_told(root: Path) -> None:
    (root / ".gitignore").write_text("*\n")
    with opened(root) as workspace:
        assert not workspace.files
        assert workspace.find("*.py", ignored=True)
        assert "files are hidden by .gitignore" in workspace.diagnostics[0].message


def test_hiding_tracked_files_does_not_work(tmp_path: Path) -> None:
    git_repo(tmp_path / "r", [CommitSpec(message="m", files={"ok.py": "", "d/x.py": "", ".gitignore": "*\nd/\n"})])
    with opened(tmp_path / "r") as workspace:
        assert [entry.path for entry in workspace.files] == [".gitignore", "d/x.py", "ok.py"]


def test_a_name_that_looks_like_a_folder_outside(root: Path) -> None:
    write_tree(root, {"outside:x/a.json": "{}"})
    paths, told = listed(root)
    assert paths == GOOD
    assert "reserved" in told["outside:x"]


def test_nothing_is_changed_and_nothing_is_left_behind(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo(root, [CommitSpec(message="m", files={"m.db": b"x"})])
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    before = state_of(root)
    with opened(root) as workspace:
        assert workspace.history is not None
        workspace.private_copy("m.db")
        assert list((tmp_path / "tmp").iterdir())
    assert state_of(root) == before
    assert not list((tmp_path / "tmp").iterdir())


def test_without_a_temporary_folder_there_is_less_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_repo(tmp_path / "r", [CommitSpec(message="m", files={"m.db": b"x"})])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nothing"))
    with opened(tmp_path / "r") as workspace:
        assert workspace.history is None
        assert "no temporary folder" in workspace.diagnostics[0].message
        with pytest.raises(Unreadable, match="no temporary folder"):
            workspace.private_copy("m.db")


def test_descriptors_are_given_back_without_being_asked(root: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0
    for _ in range(30):
        workspace = open_workspace(root, as_of=AS_OF, settings=Settings())
        workspace.read("d/ok.yaml")
        del workspace
    gc.collect()
    after = len(list(Path("/proc/self/fd").iterdir())) if before else 0
    assert after <= before + 2
