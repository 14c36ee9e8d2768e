"""Histories that are damaged, foreign, crowded or rewritten, full disks, clocks that jump, and hostile text in every paper:
nothing is lost, nothing is run, and the way out is told."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from debtscope.export import FORMATS
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from debtscope.services.browse import open_book
from debtscope.services.triage import decide
from debtscope.services.types import Book
from debtscope.testing import CommitSpec, git_repo
from tests.cli.conftest import Run, Said

LOAD = "import pickle\nimport requests\n\n\ndef load(url):\n    return pickle.loads(requests.get(url).content)\n"
HOSTILE = "src/=cmd|<script>alert(1)</script>%0A::error::`x`,\"'.py"
DEBTSCOPE = str(Path(sys.executable).with_name("debtscope"))


@pytest.fixture
def root(tmp_path: Path, run: Run) -> Path:
    """A repository of two commits with one snapshot and one verdict."""
    path = tmp_path / "repo"
    git_repo(path, [
        CommitSpec(message="first", files={"src/load.py": LOAD}, on="2026-10-05"),
        CommitSpec(message="second", files={"src/more.py": LOAD.replace("def load", "def more")}, on="2026-11-03"),
    ])  # fmt: skip
    assert scan(run, path, "2026-11-13").status == 0
    verdict(path, "src/load.py", Decision(verdict=Verdict.PLAN, owner="ana", due="2026-12-01"), "2026-11-13")
    return path


def scan(run: Run, root: Path, on: str, *more: object) -> Said:
    return run("scan", root, "--as-of", on, *more)


def book(root: Path) -> Book:
    found = open_book(root)
    assert found is not None
    return found


def verdict(root: Path, path: str, decision: Decision, on: str) -> str:
    item = next(i for i in book(root).ledger.items if i.path == path)
    day = datetime.fromisoformat(f"{on}T12:00:00+00:00").astimezone(UTC)
    decide(book(root), [item.id], decision, by="ana", now=day)
    return item.id


def newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("create table invoices (id)")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3000])


def scribbled(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[100:2000] = b"\xa5" * 1900
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize(
    ("damage", "words"),
    [(newer, "newer debtscope"), (foreign, "is not debtscope's"), (cut, "damaged"), (scribbled, "damaged")],
)
def test_a_history_that_cannot_be_used_is_kept_and_named(
    run: Run, root: Path, damage: Callable[[Path], None], words: str
) -> None:
    path, log = root / ".debtscope/history.db", (root / ".debtscope/triage.jsonl").read_bytes()
    damage(path)
    before = path.read_bytes()
    for command in (("history",), ("list",)):
        said = run("-C", root, *command)
        assert said.status == 2 and words in said.err and "Traceback" not in said.err
    said = scan(run, root, "2026-11-20", "--format", "json")
    document = json.loads(said.out)
    assert said.status == 0 and any(words in d["message"] for d in document["diagnostics"])
    planned = [i for i in document["items"] if i["triage"]["owner"] == "ana"]
    assert len(planned) == 1, "decisions do not rest on the history"
    assert path.read_bytes() == before and (root / ".debtscope/triage.jsonl").read_bytes() == log


def test_a_history_of_an_older_form_is_renewed_by_a_scan(run: Run, root: Path) -> None:
    with sqlite3.connect(root / ".debtscope/history.db") as db:
        for statement in ("DROP TABLE items", "DROP TABLE parts", "PRAGMA user_version = 1"):  # it had snapshots whole
            db.execute(statement)
    assert run("-C", root, "history").status == 0
    assert scan(run, root, "2026-11-20").status == 0
    assert "2026-11-20" in run("-C", root, "history").out


def test_two_scans_at_once_are_both_kept_whole(root: Path, run: Run) -> None:
    days = ("2026-11-18", "2026-11-19", "2026-11-20")
    command = [DEBTSCOPE, "scan", str(root), "--format", "json", "--as-of"]
    started = [subprocess.Popen([*command, day], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for day in days]
    said = [one.communicate(timeout=120) for one in started]
    assert [one.returncode for one in started] == [0, 0, 0], said
    assert all(json.loads(out)["items"] for out, _ in said)
    kept = json.loads(run("-C", root, "history", "--format", "json").out)["moments"]
    assert set(days) <= {one["as_of"] for one in kept}
    assert all(b["items"] - a["items"] == b["came"] - b["went"] for a, b in pairwise(kept))


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from debtscope.cli.main import main
raise SystemExit(main(sys.argv[2:]))
"""


def full(limit: int, *argv: object) -> subprocess.CompletedProcess[str]:
    """A command on a disk on which no file may grow beyond a limit (bytes)."""
    # -B: Python itself would keep half a compiled module there, and every later program would stop at it
    words = [sys.executable, "-B", "-c", FULL, str(limit), *map(str, argv)]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)


def test_on_a_full_disk_the_ledger_is_told_and_nothing_is_half_written(root: Path, run: Run) -> None:
    log = root / ".debtscope/triage.jsonl"
    decided, item = log.read_bytes(), next(i.id for i in book(root).ledger.items if i.path == "src/more.py")
    shown = run("-C", root, "history").out
    done = full(len(decided) + 20, "scan", root, "--as-of", "2026-11-20", "--format", "json", "--no-cache")
    assert done.returncode == 0, done.stderr
    assert any(d["collector"] == "store" for d in json.loads(done.stdout)["diagnostics"])
    refused = full(
        len(decided) + 20,
        "-C",
        root,
        "triage",
        "set",
        item,
        "--verdict",
        "plan",
        "--owner",
        "bo",
        "--due",
        "2026-12-01",
    )
    assert refused.returncode == 2 and "Traceback" not in refused.stderr and refused.stderr.strip()
    assert log.read_bytes() == decided
    assert run("-C", root, "history").out == shown
    written = full(10, "-C", root, "export", "--format", "json", "--output", root.parent / "ledger.json")
    assert written.returncode == 2 and not (root.parent / "ledger.json").exists()


def test_where_nothing_can_be_written_everything_but_verdicts_works(root: Path, run: Run) -> None:
    nowhere = ("--state", "/proc/debtscope")
    said = run("-C", root, *nowhere, "scan", "--as-of", "2026-11-20", "--format", "json")
    document = json.loads(said.out)
    assert said.status == 0 and document["items"]
    assert any(d["collector"] == "store" for d in document["diagnostics"])
    assert run("-C", root, "scan", "--as-of", "2026-11-20", "--no-save").status == 0
    refused = run("-C", root, *nowhere, "triage", "set", "COD-001-aaaaaaaa", "--verdict", "reopen")
    assert refused.status == 2 and refused.err.strip()


def test_a_clock_that_jumps_back_loses_nothing(root: Path, run: Run) -> None:
    name = verdict(
        root, "src/load.py", Decision(verdict=Verdict.DEFER, until="2027-01-01", reason="not now"), "2026-11-02"
    )
    decided = next(i.triage for i in book(root).ledger.items if i.id == name)
    assert decided.verdict is Verdict.DEFER, "the last verdict counts, whatever its clock said"
    for on in ("2026-11-20", "2026-11-06"):
        assert scan(run, root, on).status == 0
    item = next(i for i in book(root).ledger.items if i.id == name)
    assert item.first_seen == "2026-11-13" and item.triage.verdict is Verdict.DEFER
    kept = json.loads(run("-C", root, "history", "--format", "json").out)["moments"]
    assert [one["as_of"] for one in kept] == ["2026-11-13", "2026-11-20"], "a look at an older day is not kept"
    assert run("-C", root, "review", "--since", "7d", "--format", "json").status == 0


def test_a_rewritten_history_keeps_items_and_decisions(root: Path, run: Run) -> None:
    gone = git(root, "rev-parse", "HEAD").strip()
    git(root, "checkout", "-q", "--orphan", "fresh")
    git(root, "commit", "-q", "-m", "all in one", "--", "src")
    git(root, "branch", "-D", "main")
    git(root, "branch", "-m", "main")
    git(root, "reflog", "expire", "--expire=now", "--all")
    git(root, "gc", "-q", "--prune=now")
    assert scan(run, root, "2026-11-20").status == 0
    assert {i.path for i in book(root).ledger.items if i.triage.owner == "ana"} == {"src/load.py"}
    told = json.loads(run("-C", root, "review", "--since", "7d", "--format", "json").out)
    loads = [
        i
        for s in told["sections"]
        if s["name"] in {"new", "paid"}
        for i in s["items"]
        if i["path"] in {"src/load.py", "src/more.py"}
    ]
    assert loads == []
    lost = run("-C", root, "review", "--since", gone)
    assert lost.status == 2 and gone[:8] in lost.err


def git(root: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True, text=True).stdout


def test_a_review_since_before_the_first_commit_begins_with_it(root: Path, run: Run) -> None:
    said = run("-C", root, "review", "--since", "2020-01-01", "--format", "json")
    told = json.loads(said.out)
    assert said.status == 0 and told["since"] == "2020-01-01"
    assert told["base"].startswith("commit ") and "scanned for this review" in told["base"]
    assert "src/more.py" in {i["path"] for s in told["sections"] if s["name"] == "new" for i in s["items"]}


@pytest.fixture
def hostile(root: Path, run: Run) -> Path:
    """Hostile text in a file's name, in an owner's name and in a reason."""
    git_repo(root, [CommitSpec(message="<img src=x onerror=alert(1)>", files={HOSTILE: LOAD, "src/more.py": None}, author="=1+1<b>", email="x@example.com", on="2026-11-17")])  # fmt: skip
    assert scan(run, root, "2026-11-20").status == 0
    reason = "=HYPERLINK(1) | `</script><script>alert(2)</script>` ::error::\x1b[31m\n# title"
    verdict(
        root,
        HOSTILE,
        Decision(verdict=Verdict.ACCEPT, owner="@bo<script>", reason=reason, until="2027-01-01"),
        "2026-11-20",
    )
    return root


def test_hostile_text_is_text_in_every_export(hostile: Path, run: Run) -> None:
    made = {form: run("-C", hostile, "export", "--format", form).out for form in FORMATS}
    made |= {
        f"review.{form}": run("-C", hostile, "review", "--format", form, "--plotly", "cdn", "--authors").out
        for form in ("markdown", "html", "json")
    }
    made["history.csv"] = run("-C", hostile, "history", "--format", "csv").out
    for form, text in made.items():
        assert text and not [c for c in text if c != "\n" and ord(c) < 32], form
        assert form.endswith("markdown") or "<script>alert" not in text or "json" in form or form in _STRUCTURED, form
    assert "<script>alert" not in made["review.html"] and "onerror=alert" not in re.sub(
        r"&lt;img.*?&gt;", "", made["review.html"]
    )
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", made["markdown"] + made["review.markdown"])
    assert not re.search(r"(?<!\\)<(script|img|b>)", outside)
    for form in ("csv", "history.csv"):
        cells = [cell for row in csv.reader(io.StringIO(made[form])) for cell in row]
        assert not [c for c in cells if re.match(r"[=+@\t\r]|-(?!\d)", c)], form
    assert all(
        re.match(r"::(error|warning|notice) file=[^:,]*(,line=\d+)?,title=[^:,]*::", line)
        for line in made["github"].splitlines()
    )
    assert ElementTree.fromstring(made["junit"]).tag == "testsuites"
    for form in ("json", "sarif", "gitlab", "review.json"):
        json.loads(made[form])
    results = json.loads(made["sarif"])["runs"][0]["results"]
    places = [p["physicalLocation"]["artifactLocation"]["uri"] for r in results for p in r.get("locations", ())]
    assert not [uri for uri in places if re.search(r"[<>\"` ]", uri)]


_STRUCTURED = frozenset({"sarif", "jsonl", "gitlab", "github", "csv", "table"})
"""Formats that no browser takes for markup."""
