"""Each attack is first shown to work on a plain call of git, then not to work on a whole reading of ours."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from debtscope.engine.git.gateway import HEX
from debtscope.engine.limits import GIT_MESSAGE_BYTES
from debtscope.engine.view import ScanWorkspace
from debtscope.engine.workspace import open_workspace
from debtscope.model.settings import Settings
from debtscope.testing import CommitSpec, git_repo, write_tree
from tests.unit.engine.hostile import Canary, configure, sample, state_of, unhardened

AS_OF = date(2026, 11, 20)


def opened(root: Path, rev: str | None = None) -> ScanWorkspace:
    return open_workspace(root, as_of=AS_OF, settings=Settings(), rev=rev)


def read_all(root: Path) -> ScanWorkspace:
    """Everything that a scan asks of a repository."""
    with opened(root) as workspace:
        assert workspace.history is not None, [one.message for one in workspace.diagnostics]
        assert len(workspace.history.commits) == 2
        assert workspace.history.dirty is not False
        for entry in workspace.files:
            workspace.read(entry.path)
    with opened(root, "HEAD~1") as old:
        assert old.text("a.py") == "x = 1\n"
    return workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    sample(tmp_path / "repo")
    return tmp_path / "repo"


@pytest.fixture
def canary(tmp_path: Path) -> Canary:
    return Canary(tmp_path / "canary")


def expect_inert(root: Path, canary: Canary, *arguments: str) -> None:
    """The attack fires on a plain call, and not on ours, which changes nothing."""
    unhardened(root, *arguments, seconds=1.5)
    assert canary.fired, "the attack itself does not work"
    canary.reset()
    before = state_of(root)
    read_all(root)
    assert not canary.fired
    assert state_of(root) == before


def test_fsmonitor(root: Path, canary: Canary) -> None:
    configure(root, f"[core]\n\tfsmonitor = {canary.program}\n")
    expect_inert(root, canary, "status")


def test_hooks(root: Path, canary: Canary) -> None:
    shutil.copy(canary.program, root / ".git/hooks/post-index-change")
    os.utime(root / "a.py", (1, 1))
    expect_inert(root, canary, "status")


def test_hooks_path_in_the_tree(root: Path, canary: Canary) -> None:
    (root / "hooks").mkdir()
    shutil.copy(canary.program, root / "hooks/post-index-change")
    configure(root, "[core]\n\thooksPath = hooks\n")
    os.utime(root / "b.txt", (1, 1))
    expect_inert(root, canary, "status")


def test_textconv(root: Path, canary: Canary) -> None:
    (root / ".gitattributes").write_text("*.py diff=evil\n")
    configure(root, f'[diff "evil"]\n\ttextconv = {canary.program}\n')
    expect_inert(root, canary, "log", "-p")


def test_external_diff(root: Path, canary: Canary) -> None:
    configure(root, f"[diff]\n\texternal = {canary.program}\n")
    expect_inert(root, canary, "diff", "HEAD~1", "HEAD")


@pytest.mark.parametrize("driver", ["clean", "process"])
def test_filters(root: Path, canary: Canary, driver: str) -> None:
    (root / ".gitattributes").write_text("*.py filter=evil\n")
    configure(root, f'[filter "evil"]\n\t{driver} = {canary.program}\n')
    os.utime(root / "a.py", (1, 1))
    expect_inert(root, canary, "diff")


def test_alias_and_pager(root: Path, canary: Canary) -> None:
    configure(root, f"[alias]\n\tx = !{canary.program}\n[core]\n\tpager = {canary.program}\n")
    expect_inert(root, canary, "x")


def test_include_of_a_file_outside(root: Path, canary: Canary, tmp_path: Path) -> None:
    (tmp_path / "outside.config").write_text(f"[core]\n\tfsmonitor = {canary.program}\n")
    configure(root, f"[include]\n\tpath = {tmp_path}/outside.config\n")
    expect_inert(root, canary, "status")


def test_signatures(root: Path, canary: Canary) -> None:
    head = subprocess.run(["git", "cat-file", "commit", "HEAD"], cwd=root, check=True, capture_output=True).stdout
    fields, _, message = head.partition(b"\n\n")
    signed = fields + b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n" + message
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin"]
    sha = subprocess.run(command, cwd=root, input=signed, check=True, capture_output=True).stdout.decode().strip()
    (root / ".git/refs/heads/main").write_text(sha + "\n")
    configure(root, f"[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {canary.program}\n")
    expect_inert(root, canary, "log")


def lose_a_blob(root: Path, canary: Canary) -> None:
    """A partial clone whose remote is a command."""
    sha = subprocess.run(["git", "rev-parse", "HEAD:a.py"], cwd=root, check=True, capture_output=True, text=True)
    name = sha.stdout.strip()
    (root / f".git/objects/{name[:2]}/{name[2:]}").unlink()
    configure(
        root,
        f'[remote "origin"]\n\turl = "ext::{canary.program} x"\n\tpromisor = true\n\tpartialclonefilter = blob:none\n'
        '[extensions]\n\tpartialclone = origin\n[protocol "ext"]\n\tallow = always\n[protocol]\n\tallow = always\n',
    )


def test_promisor_remote(root: Path, canary: Canary) -> None:
    lose_a_blob(root, canary)
    expect_inert(root, canary, "log", "-p")
    with opened(root, "HEAD") as workspace:
        message = ""
        try:
            workspace.read("a.py")
        except Exception as error:  # noqa: BLE001 - its words are what is tested
            message = str(error)
        assert "does not hold its content" in message
        assert workspace.read("b.txt") == b"1\n"
    assert not canary.fired


def test_a_git_file_that_names_a_hostile_folder(root: Path, canary: Canary, tmp_path: Path) -> None:
    (root / ".git").rename(tmp_path / "elsewhere")
    (root / ".git").write_text(f"gitdir: {tmp_path}/elsewhere\n")
    with (tmp_path / "elsewhere/config").open("a") as config:
        config.write(f"[core]\n\tfsmonitor = {canary.program}\n")
    unhardened(root, "status")
    assert canary.fired
    canary.reset()
    with opened(root) as workspace:
        assert workspace.history is None
        assert [one.message for one in workspace.diagnostics] == [
            "no history: .git is not read: it names a folder outside that does not name this work tree"
        ]
        assert workspace.text("a.py") == "x = 3\n"
    assert not canary.fired


def test_a_linked_work_tree_is_read(root: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "worktree", "add", "-q", "-b", "side", str(tmp_path / "side")], cwd=root, check=True)
    with opened(tmp_path / "side") as workspace:
        assert workspace.history is not None and workspace.history.branch == "side"
        assert workspace.history.dirty is False


@pytest.mark.parametrize("name", [".gitattributes", ".gitignore", ".mailmap"])
def test_a_pipe_where_git_expects_a_file(root: Path, name: str) -> None:
    os.mkfifo(root / name)
    configure(root, "[log]\n\tmailmap = true\n")
    ended = unhardened(root, *{".mailmap": ("log",)}.get(name, ("status",)), seconds=1.5)
    assert not ended, "the attack itself does not work"
    started = time.monotonic()
    workspace = read_all(root)
    assert time.monotonic() - started < 10
    assert any(one.path == name and "named pipe" in one.message for one in workspace.diagnostics)


@pytest.mark.parametrize("name", ["HEAD", "config", "packed-refs", "shallow", "refs/heads/main", "objects/pack/x.idx"])
def test_a_pipe_inside_the_git_folder(root: Path, name: str) -> None:
    (root / ".git" / name).unlink(missing_ok=True)
    os.mkfifo(root / ".git" / name)
    started = time.monotonic()
    with opened(root) as workspace:
        assert workspace.history is None
        assert workspace.text("a.py") == "x = 3\n"
        assert any("named pipe" in one.message for one in workspace.diagnostics)
    assert time.monotonic() - started < 10


def test_links_out_of_the_git_folder(root: Path, tmp_path: Path) -> None:
    (root / ".git/objects").rename(tmp_path / "objects")
    (root / ".git/objects").symlink_to(tmp_path / "objects")
    with opened(root) as workspace:
        assert workspace.history is None
        assert "objects is not a folder" in workspace.diagnostics[0].message


def test_objects_of_another_repository_are_not_borrowed(root: Path, tmp_path: Path) -> None:
    victim = git_repo(tmp_path / "victim", [CommitSpec(message="token", files={"secret.txt": "token"})])[0]
    (root / ".git/objects/info").mkdir(exist_ok=True)
    (root / ".git/objects/info/alternates").write_text(f"{tmp_path}/victim/.git/objects\n")
    (root / ".git/refs/heads/main").write_text(victim + "\n")
    done = subprocess.run(["git", "log", "-p"], cwd=root, check=True, capture_output=True, text=True)
    assert "token" in done.stdout
    with opened(root) as workspace:
        assert workspace.history is None
        assert "borrowed from a repository outside" in workspace.diagnostics[0].message


def test_a_git_program_inside_the_tree(root: Path, canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "bin").mkdir()
    shutil.copy(canary.program, root / "bin/git")
    monkeypatch.setenv("PATH", f"{root}/bin:.:{os.environ['PATH']}")
    monkeypatch.chdir(root / "bin")
    read_all(root)
    assert not canary.fired


def test_no_git_at_all(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with opened(root) as workspace:
        assert workspace.history is None
        assert [one.message for one in workspace.diagnostics] == ["no history: git is not installed"]
        assert workspace.text("a.py") == "x = 3\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_somebody_elses_repository(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(root / ".git", 12345, 12345)
    monkeypatch.setenv("HOME", str(tmp_path))
    with opened(root) as workspace:
        assert workspace.history is None
        assert "belongs to another user" in workspace.diagnostics[0].message
    (tmp_path / ".gitconfig").write_text(f"[safe]\n\tdirectory = {root}\n")
    with opened(root) as workspace:
        assert workspace.history is not None


@pytest.mark.parametrize(
    ("name", "content"),
    [("HEAD", "garbage"), ("HEAD", ""), ("HEAD", "ref: refs/heads/none\n"), ("refs/heads/main", "0" * 40 + "\n"),
     ("refs/heads/main", "garbage\n"), ("config", "\0[[[garbage = \xff"), ("config", "[core]\nx = [\n[include \"")],
)  # fmt: skip
def test_damage_costs_the_history_and_nothing_else(root: Path, name: str, content: str) -> None:
    (root / ".git" / name).write_text(content, encoding="latin-1")
    with opened(root) as workspace:
        assert workspace.history is None or name == "config"
        assert workspace.history is not None or any(
            one.collector == "git" and one.message for one in workspace.diagnostics
        )
        assert workspace.text("a.py") == "x = 3\n"


def test_a_missing_commit_cuts_the_history_and_says_so(root: Path) -> None:
    first = subprocess.run(["git", "rev-parse", "HEAD~1"], cwd=root, check=True, capture_output=True, text=True)
    name = first.stdout.strip()
    (root / f".git/objects/{name[:2]}/{name[2:]}").unlink()
    with opened(root) as workspace:
        history = workspace.history
        assert history is None or history.is_partial
        assert any("the history is cut after" in one.message for one in workspace.diagnostics)


def test_dates_beyond_range(root: Path) -> None:
    tree = subprocess.run(["git", "rev-parse", "HEAD^{tree}"], cwd=root, check=True, capture_output=True, text=True)
    parent = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True)
    for when in ("99999999999999", "-5", "999999999999999999999999"):
        raw = (
            f"tree {tree.stdout.strip()}\nparent {parent.stdout.strip()}\nauthor A <a@x> {when} +0000\n"
            f"committer A <a@x> {when} +0000\n\nlate\n"
        )
        command = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
        sha = subprocess.run(command, cwd=root, input=raw.encode(), check=True, capture_output=True).stdout.decode()
        (root / ".git/refs/heads/main").write_text(sha)
        with opened(root) as workspace:
            history = workspace.history
            assert history is not None and len(history.commits) == 3
            assert any("beyond range" in one.message for one in workspace.diagnostics)


def test_a_tree_with_dots(root: Path) -> None:
    blob = subprocess.run(["git", "rev-parse", "HEAD:b.txt"], cwd=root, check=True, capture_output=True, text=True)
    entry = bytes.fromhex(blob.stdout.strip())
    raw = b"100644 ..\0" + entry + b"100644 good.py\0" + entry + b"100644 x\x1b[2J\n\xff.py\0" + entry
    command = ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
    tree = subprocess.run(command, cwd=root, input=raw, check=True, capture_output=True).stdout.decode().strip()
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@x", "commit-tree", tree, "-m", "dots"]
    sha = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.strip()
    with opened(root, sha) as workspace:
        assert [entry.path for entry in workspace.files] == ["good.py", "x\x1b[2J\n\udcff.py"]
        assert workspace.read("x\x1b[2J\n\udcff.py") == b"1\n"


def test_nested_repositories_are_told_and_not_entered(root: Path, canary: Canary) -> None:
    sample(root / "inner")
    configure(root / "inner", f"[core]\n\tfsmonitor = {canary.program}\n")
    write_tree(root, {"bare/HEAD": "ref: refs/heads/main\n", "bare/objects/x": "", "bare/refs/x": ""})
    workspace = read_all(root)
    assert not canary.fired
    assert {one.path for one in workspace.diagnostics} == {"inner", "bare"}
    assert not workspace.find("inner/**")


def test_programs_are_started_in_three_places() -> None:
    """git by its gateway and the reader of its configuration, ruff by its own."""
    top = Path(__file__).resolve().parents[3]
    starters = {
        path.relative_to(top).as_posix()
        for folder in ("debtscope/engine", "debtscope/store", "debtscope/services", "collectors")
        for path in (top / folder).rglob("*.py")
        if re.search(r"^\s*(import|from) (subprocess|git)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert starters == {
        "debtscope/engine/git/gateway.py", "debtscope/engine/git/through_gitpython.py", "debtscope/engine/ruff.py",
    }  # fmt: skip


def test_only_whole_hex_names_a_commit() -> None:
    for text in (
        "--output=x",
        "HEAD",
        "main",
        "abc",
        "ABCDEF01",
        "deadbeef",
        f"{'deadbeef' * 5}\n",
        f"{'deadbeef' * 5} -- x",
        "g" * 40,
    ):
        assert not HEX.fullmatch(text)
    assert HEX.fullmatch("deadbeef" * 5)


def test_an_endless_log_is_stopped(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "git").write_text("#!/bin/sh\nexec cat /dev/zero\n")
    (fake / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake}:{os.environ['PATH']}")
    started = time.monotonic()
    with opened(root) as workspace:
        assert workspace.history is None
    assert time.monotonic() - started < 20


def test_shallow_clones_are_marked(tmp_path: Path) -> None:
    git_repo(tmp_path / "full", [CommitSpec(message=str(i), files={"a.py": str(i)}) for i in range(4)])
    source = (tmp_path / "full").as_uri()
    subprocess.run(["git", "clone", "-q", "--depth=2", source, str(tmp_path / "thin")], check=True)
    with opened(tmp_path / "thin") as workspace:
        history = workspace.history
        assert history is not None and history.is_shallow and len(history.commits) == 2


def damage(git_dir: Path, draw: random.Random) -> str:
    """Overwrites, cuts or removes one file of a git folder; tells which."""
    files = sorted(path for path in git_dir.rglob("*") if path.is_file() and "hooks" not in path.parts)
    path = draw.choice(files)
    raw = bytearray(path.read_bytes())
    path.chmod(0o644)
    match draw.randrange(4):
        case 0:
            path.unlink()
        case 1:
            path.write_bytes(bytes(raw[: draw.randrange(len(raw) + 1)]))
        case 2:
            path.write_bytes(draw.randbytes(draw.randrange(200)))
        case _:
            for _ in range(min(len(raw), 3)):
                raw[draw.randrange(len(raw))] = draw.randrange(256)
            path.write_bytes(bytes(raw))
    return f"{path.relative_to(git_dir)}"


def test_any_damage_ends_in_a_workspace(tmp_path: Path) -> None:
    draw = random.Random(20261120)
    sample(tmp_path / "made")
    subprocess.run(["git", "pack-refs", "--all"], cwd=tmp_path / "made", check=True)
    for number in range(25):
        root = tmp_path / str(number)
        shutil.copytree(tmp_path / "made", root)
        hurt = [damage(root / ".git", draw) for _ in range(draw.randint(1, 3))]
        with opened(root) as workspace:
            assert workspace.text("b.txt") == "1\n"
            history = workspace.history
            told = [one for one in workspace.diagnostics if one.collector == "git"]
            assert (history is not None and len(history.commits) == 2) or told, hurt


def made_object(root: Path, kind: str, data: bytes) -> str:
    """Writes an object as it is, valid or not."""
    command = ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
    return subprocess.run(command, cwd=root, input=data, check=True, capture_output=True).stdout.decode().strip()


def test_a_tree_of_a_billion_files(root: Path) -> None:
    sha = made_object(root, "blob", b"x\n")
    mode = b"100644"
    for _ in range(9):
        entries = b"".join(b"%b f%d\0%b" % (mode, number, bytes.fromhex(sha)) for number in range(10))
        sha, mode = made_object(root, "tree", entries), b"40000"
    commit = made_object(
        root, "commit", f"tree {sha}\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\nx\n".encode()
    )
    (root / ".git/refs/heads/main").write_text(commit + "\n")
    started = time.monotonic()
    with opened(root) as workspace:
        assert workspace.history is None
        assert any("its answer is too long" in one.message for one in workspace.diagnostics)
        assert workspace.text("a.py") == "x = 3\n"
    assert time.monotonic() - started < 20


def test_a_commit_that_grows_without_end(root: Path) -> None:
    """A few kilobytes of zlib that are 40 MiB of commit message."""
    head = subprocess.run(["git", "rev-parse", "HEAD^{tree}"], cwd=root, check=True, capture_output=True, text=True)
    body = f"tree {head.stdout.strip()}\nauthor A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n\n".encode()
    commit = made_object(root, "commit", body + b"x" * (40 * 1024 * 1024))
    (root / ".git/refs/heads/main").write_text(commit + "\n")
    with opened(root) as workspace:
        history = workspace.history
        assert history is not None and len(history.commits[0].subject) == GIT_MESSAGE_BYTES
