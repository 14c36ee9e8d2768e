"""History as facts: renames followed, people folded, robots marked, and the work tree compared by our own hashes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.engine.facts import FactStore
from debtscope.engine.git.people import Identity, Mailmap, fold, is_bot, parse_mailmap
from debtscope.engine.workspace import open_workspace
from debtscope.model.history import GitHistory
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import DiagnosticSeverity
from debtscope.testing import CommitSpec, facts_of, git_repo

AS_OF = date(2026, 11, 20)


def history_of(root: Path, commits: Iterable[CommitSpec] = ()) -> GitHistory:
    specs = list(commits)
    if specs:
        git_repo(root, specs)
    with open_workspace(root, as_of=AS_OF, settings=Settings()) as workspace:
        history = workspace.history
        assert history is not None
        return history


def subjects(history: GitHistory, path: str) -> list[str]:
    return [commit.subject for commit in history.of(path)]


BODY = "\n".join(f"line {i}" for i in range(30))


def test_commits_with_their_changes(tmp_path: Path) -> None:
    root = tmp_path / "r"
    shas = git_repo(
        root,
        [
            CommitSpec(message="add", files={"a.py": "1", "b.py": "2"}, on="2026-01-05T10:00:00+02:00"),
            CommitSpec(message="change and remove", files={"a.py": "3", "b.py": None}, on="2026-02-05"),
        ],
    )
    history = history_of(root)
    newest, oldest = history.commits
    assert (newest.sha, oldest.sha) == (shas[1], shas[0])
    assert oldest.at == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert [(c.status, c.path) for c in newest.changes] == [("M", "a.py"), ("D", "b.py")]
    assert [(c.status, c.path) for c in oldest.changes] == [("A", "a.py"), ("A", "b.py")]
    assert newest.author == "Ana Lima" and newest.author_key == oldest.author_key
    assert history.head == shas[1] and history.branch == "main"
    assert history.tracked == {"a.py"} and set(history.touches) == {"a.py"}
    assert history.refs == {"refs/heads/main": shas[1]}
    assert not history.is_shallow and not history.is_partial


def test_renames_are_followed(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r",
        [
            CommitSpec(message="one", files={"a.py": BODY}, on="2026-01-01"),
            CommitSpec(message="two", files={"a.py": BODY + "x"}, on="2026-01-02"),
            CommitSpec(message="three", files={}, moves={"a.py": "src/b.py"}, on="2026-01-03"),
            CommitSpec(message="four", files={"src/b.py": BODY + "y"}, on="2026-01-04"),
            CommitSpec(message="five", files={}, moves={"src/b.py": "lib/c.py"}, on="2026-01-05"),
        ],
    )
    assert history.origins == {"lib/c.py": "a.py"}
    assert subjects(history, "lib/c.py") == ["five", "four", "three", "two", "one"]
    last, first = history.last_touch("lib/c.py"), history.first_touch("lib/c.py")
    assert last is not None and last.subject == "five" and first is not None and first.subject == "one"


def test_a_name_that_is_used_again_is_another_file(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r",
        [
            CommitSpec(message="old", files={"a.py": BODY}, on="2026-01-01"),
            CommitSpec(message="move", files={}, moves={"a.py": "b.py"}, on="2026-01-02"),
            CommitSpec(message="new", files={"a.py": "other"}, on="2026-01-03"),
        ],
    )
    assert subjects(history, "b.py") == ["move", "old"]
    assert subjects(history, "a.py") == ["new"]
    assert history.origin("b.py") == "a.py"
    assert history.origin("a.py") == "a.py#2", "no two files of today may share an identity"


def test_files_that_swap_names(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r",
        [
            CommitSpec(message="a", files={"a.py": BODY + "a"}, on="2026-01-01"),
            CommitSpec(message="b", files={"b.py": BODY + "b"}, on="2026-01-02"),
            CommitSpec(message="move b", files={}, moves={"b.py": "c.py"}, on="2026-01-03"),
            CommitSpec(message="move a", files={}, moves={"a.py": "b.py"}, on="2026-01-04"),
        ],
    )
    assert subjects(history, "c.py") == ["move b", "b"]
    assert subjects(history, "b.py") == ["move a", "a"]
    assert (history.origin("c.py"), history.origin("b.py")) == ("b.py", "a.py")


def test_empty_files_are_no_renames(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r",
        [
            CommitSpec(message="a", files={"x/__init__.py": ""}, on="2026-01-01"),
            CommitSpec(message="b", files={"x/__init__.py": None, "y/__init__.py": ""}, on="2026-01-02"),
        ],
    )
    assert history.origins == {}


def test_a_module_that_moves_and_is_edited_is_the_same_file(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r",
        [
            CommitSpec(message="one", files={"app/train.py": BODY, "jobs/train.py": "import jobs\n"}, on="2026-01-01"),
            CommitSpec(message="two", files={"app/train.py": BODY + "x"}, on="2026-01-02"),
            CommitSpec(
                message="under one roof",
                files={
                    "app/train.py": None, "src/app/train.py": "import src\n" + BODY,
                    "jobs/train.py": None, "src/jobs/train.py": "import src.jobs\n",
                },
                on="2026-01-03",
            ),
            CommitSpec(
                message="apart", files={"src/app/train.py": None, "src/fit/train.py": "import fit\n" + BODY}, on="2026-01-04"
            ),
        ],
    )  # fmt: skip
    assert history.origins == {"src/fit/train.py": "app/train.py", "src/jobs/train.py": "jobs/train.py"}
    assert subjects(history, "src/fit/train.py") == ["apart", "under one roof", "two", "one"]
    moved = next(one for one in history.commits if one.subject == "apart")
    assert [(c.status, c.old, c.path) for c in moved.changes] == [("R", "src/app/train.py", "src/fit/train.py")]


def test_of_files_of_one_name_none_is_taken_for_another(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r",
        [
            CommitSpec(
                message="a",
                files={"a/utils.py": "a = 1\n", "b/utils.py": "b = 1\n", "c/__init__.py": "c = 1\n", "k.yaml": "k: 1\n"},
                on="2026-01-01",
            ),
            CommitSpec(
                message="b",
                files={
                    "a/utils.py": None, "b/utils.py": None, "x/utils.py": "x = 2\n", "c/__init__.py": None,
                    "y/__init__.py": "y = 2\n", "k.yaml": None, "conf/k.yaml": "k: 2\n",
                },
                on="2026-01-02",
            ),
        ],
    )  # fmt: skip
    assert history.origins == {}


def test_merges_and_other_branches(tmp_path: Path) -> None:
    root = tmp_path / "r"
    git_repo(
        root,
        [
            CommitSpec(message="base", files={"a.py": "1"}, on="2026-01-01"),
            CommitSpec(message="side", files={"b.py": "1"}, on="2026-01-02", branch="side"),
        ],
    )
    git_repo(root, [CommitSpec(message="main", files={"a.py": "2"}, on="2026-01-03", branch="main")])
    merge = ["git", "-c", "user.name=A", "-c", "user.email=a@x.y", "merge", "-q", "--no-ff", "-m", "join", "side"]
    subprocess.run(merge, cwd=root, check=True)
    lost = git_repo(root, [CommitSpec(message="lost", files={"z.py": "1"}, on="2026-01-05", branch="other")])[0]
    git_repo(root, [CommitSpec(message="tip", files={"a.py": "3"}, on="2026-01-06", branch="main")])
    history = history_of(root)
    assert [c.subject for c in history.commits if c.is_merge] == ["join"]
    assert lost in history.objects and lost not in {c.sha for c in history.commits}
    assert subjects(history, "b.py") == ["side"]


def test_annotated_tags_are_followed(tmp_path: Path) -> None:
    root = tmp_path / "r"
    sha = git_repo(root, [CommitSpec(message="m", files={"a.py": ""})])[0]
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@x.y", "tag", "-a", "-m", "first", "v1"]
    subprocess.run(command, cwd=root, check=True)
    assert history_of(root).refs == {"refs/heads/main": sha, "refs/tags/v1": sha}
    subprocess.run(["git", "pack-refs", "--all"], cwd=root, check=True)
    assert history_of(root).refs == {"refs/heads/main": sha, "refs/tags/v1": sha}


def test_a_detached_head_has_no_branch(tmp_path: Path) -> None:
    root = tmp_path / "r"
    git_repo(root, [CommitSpec(message="m", files={"a.py": ""})])
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=root, check=True)
    assert history_of(root).branch is None


def test_sha256_repositories(tmp_path: Path) -> None:
    root = tmp_path / "r"
    root.mkdir()
    subprocess.run(["git", "init", "-q", "--object-format=sha256", "-b", "main", str(root)], check=True)
    sha = git_repo(root, [CommitSpec(message="m", files={"a.py": "x"})])[0]
    history = history_of(root)
    assert len(sha) == 64 and history.head == sha and history.dirty is False


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("nothing", False), ("content", True), ("missing", True), ("touched", False), ("untracked", False),
        ("line ends", False), ("link", True), ("attributes", None), ("giant", None),
    ],
)  # fmt: skip
def test_dirty_by_our_own_hashes(tmp_path: Path, change: str, expected: bool | None) -> None:
    root = tmp_path / "r"
    files: dict[str, str | bytes] = {"a.py": "x\ny\n", "b.py": "1\n"}
    if change == "attributes":
        files[".gitattributes"] = "*.py filter=lfs\n"
    if change == "giant":
        files["c.bin"] = b"\0" * 5_000_000
    git_repo(root, [CommitSpec(message="m", files=files)])
    match change:
        case "content" | "attributes":
            (root / "a.py").write_text("changed\n")
        case "missing":
            (root / "a.py").unlink()
        case "touched":
            (root / "a.py").touch()
        case "untracked":
            (root / "new.py").write_text("")
        case "line ends":
            (root / "a.py").write_bytes(b"x\r\ny\r\n")
        case "link":
            (root / "a.py").unlink()
            (root / "a.py").symlink_to("b.py")
        case _:
            pass
    assert history_of(root).dirty is expected


def folded(*identities: Identity, mailmap: str = "") -> dict[Identity, str]:
    counts = {identity: 1 + len(identities) - index for index, identity in enumerate(identities)}
    people = fold(counts, parse_mailmap(mailmap), "salt")
    return {identity: person.name for identity, person in people.items()}


def groups(*identities: Identity, mailmap: str = "") -> int:
    people = fold(dict.fromkeys(identities, 1), parse_mailmap(mailmap), "salt")
    return len({person.key for person in people.values()})


def test_one_person_with_several_addresses() -> None:
    ana = [
        ("Ana Lima", "ana.lima@work.com"), ("Ana Lima", "ana@home.net"), ("ana lima", "x@y.z"),
        ("analima", "ana.lima@work.com"), ("analima", "12345+analima@users.noreply.github.com"), ("Ana Lima", "analima@old.org"),
    ]  # fmt: skip
    assert groups(*ana) == 1
    assert set(folded(*ana).values()) == {"Ana Lima"}


def test_one_account_under_several_names() -> None:
    mail = "49452663+EugeneLight@users.noreply.github.com"
    assert groups(("EugeneLight", mail), ("Eugene P", mail)) == 1
    assert groups(("EugeneLight", mail), ("Eugene P", "1+EugeneDark@users.noreply.github.com")) == 2


def test_people_are_not_thrown_together() -> None:
    assert groups(("Ana", "admin@a.com"), ("Bo", "admin@b.com")) == 2
    assert groups(("Ana", "ana@a.com"), ("Ana", "ana@b.com")) == 2
    assert groups(("Ana Lima", "root@localhost"), ("Bo Berg", "root@localhost")) == 2
    assert groups(("John Smith", "jsmith@a.com"), ("Jane Smithers", "jsmith@b.com")) == 2
    assert groups(("Michel Sander", "sander@a.com"), ("Sander Veld", "sander@b.com")) == 2


def test_mailmap() -> None:
    text = (
        "# people\nAna Lima <ana@work.com> <ana@home.net>\nBo Berg <bo@x.y>\n"
        "Cy Day <cy@x.y> Shared Account <build@x.y>\nbroken line\n<new@x.y> <old@x.y>\n"
    )
    mailmap = parse_mailmap(text)
    assert mailmap.of(("a", "ANA@home.net")) == ("Ana Lima", "ana@work.com")
    assert mailmap.of(("bb", "bo@x.y")) == ("Bo Berg", "bo@x.y")
    assert mailmap.of(("shared account", "build@x.y")) == ("Cy Day", "cy@x.y")
    assert mailmap.of(("other", "build@x.y")) == ("other", "build@x.y")
    assert mailmap.of(("q", "old@x.y")) == ("q", "new@x.y")
    assert Mailmap().of(("q", "q@x.y")) == ("q", "q@x.y")


def test_mailmap_of_the_repository_is_read(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r",
        [
            CommitSpec(
                message="1", files={".mailmap": "Ana Lima <ana@a.b> <al@old.b>\n"}, author="Ana Lima", email="ana@a.b"
            ),
            CommitSpec(message="2", files={"x": "1"}, author="al", email="al@old.b"),
        ],
    )
    assert {c.author for c in history.commits} == {"Ana Lima"}
    assert len({c.author_key for c in history.commits}) == 1


def test_no_address_is_ever_a_name(tmp_path: Path) -> None:
    history = history_of(
        tmp_path / "r", [CommitSpec(message="1", files={"x": "1"}, author="ana@a.example", email="ana@a.example")]
    )
    assert "@" not in repr(history)


@pytest.mark.parametrize(
    ("identity", "subject", "expected"),
    [
        (("dependabot[bot]", "x@y"), "Bump", True),
        (("GitHub Actions", "41898282+github-actions[bot]@users.noreply.github.com"), "", True),
        (("github-actions", "actions@github.com"), "", True),
        (("renovate", "bot@renovateapp.com"), "", True),
        (("Ana", "ana@x.y"), "update metrics [skip ci]", True),
        (("Abbot Smith", "abbot@x.y"), "fix the bot", False),
    ],
)
def test_robots(identity: Identity, subject: str, expected: bool) -> None:
    assert is_bot(identity, subject) is expected


def test_the_collector_yields_one_history(tmp_path: Path) -> None:
    root = tmp_path / "r"
    git_repo(root, [CommitSpec(message="m", files={"a.py": ""})])
    facts = facts_of(root, settings=Settings(), collectors=["git", "files"])
    assert facts.read("git") and facts.one(GitHistory) is not None
    assert not facts_of({"a.py": ""}, settings=Settings(), collectors=["git"]).read("git")


def test_a_part_of_a_repository_is_told_where_its_whole_is(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="start", files={"teams/churn/train.py": "x = 1\n"})])
    facts = facts_of(tmp_path / "teams" / "churn", as_of=AS_OF)
    assert isinstance(facts, FactStore)
    assert facts.one(GitHistory) is None
    told = [one for one in facts.diagnostics if one.collector == "git"]
    assert [(one.severity, "part of the repository at ../.." in one.message) for one in told] == [
        (DiagnosticSeverity.NOTE, True)
    ]
