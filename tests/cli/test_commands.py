"""The commands on the demo project: what they print, what they write, how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from debtscope.cli.table import COMMANDS
from debtscope.testing import CommitSpec, git_repo
from tests.cli.conftest import Run

SCHEMAS = Path(__file__).resolve().parents[2] / "debtscope" / "export" / "schemas"
DAY = ("--as-of", "2026-11-20")


def valid(text: str, name: str) -> dict[str, Any]:
    document = json.loads(text)
    jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.schema.json").read_text()))
    return document


def git_status(root: Path) -> str:
    return subprocess.run(
        ["git", "-C", str(root), "status", "--short"], capture_output=True, text=True, check=True
    ).stdout


def test_help_names_every_command(run: Run) -> None:
    said = run("--help")
    assert said.status == 0
    assert all(f"  {c.name} " in said.out for c in COMMANDS)
    assert run("--version").out.startswith("debtscope ")


@pytest.mark.parametrize("command", [c.name for c in COMMANDS])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    said = run(command, "--help")
    assert said.status == 0
    assert "example: debtscope" in said.out


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("scna",), "did you mean scan?"),
        (("scan", "--fromat", "json"), "did you mean --format?"),
        (("scan", "--format", "xml"), "xml"),
        (("scan", "/no/such/place"), "no such file or folder"),
        (("scan", "--as-of", "someday"), "is no date"),
        (("plan", "--budget", "much"), "is no number of hours"),
        (("plan", "--budget", "-3h"), "example: debtscope plan --budget 40h"),
        (("plan",), "example: debtscope plan --budget 40h"),
        (("list", "/tmp"), "debtscope list -C /tmp"),
        (("list", "--format", "json"), "--format is an option of tui, scan, export"),
        (("list", "--limit", "-3"), "no number of items"),
        (("list", "--limit", "0"), "no number of items"),
        (("scan", "--query", "categry:data"), "did you mean 'category'?"),
        (("explain", "drift-ignord"), "did you mean 'drift-ignored'?"),
        (("triage", "set", "COD-001-aaaaaaaa"), "nothing to decide"),
    ],
)
def test_wrong_usage_is_two_and_names_the_way_out(run: Run, argv: tuple[str, ...], says: str, tmp_path: Path) -> None:
    said = run(*argv, "-C", tmp_path) if argv[0] != "scna" else run(*argv)
    assert said.status == 2
    assert says in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "argv", [["--as-of", "2026-11-20", "--no-save"], ["--ascii", "--as-of", "2026-11-20"], ["--view", "category:data"]]
)
def test_options_of_the_application_need_no_command(run: Run, demo: Path, argv: list[str]) -> None:
    said = run("-C", demo, *argv)
    assert (said.status, said.err.count("no command")) == (0, 0)
    assert "DAT-013" in said.out


def test_scan_twice_gives_the_same_bytes_and_a_clean_tree(run: Run, demo: Path) -> None:
    before = git_status(demo)
    first, second = run("scan", demo, *DAY, "--format", "json"), run("scan", demo, *DAY, "--format", "json")
    assert (first.status, first.err.count("\n")) == (0, second.err.count("\n"))
    assert first.out == second.out
    assert git_status(demo) == before
    document = valid(first.out, "ledger")
    assert document["as_of"] == "2026-11-20"
    fresh = run("scan", demo, *DAY, "--format", "json", "--no-cache", "--no-save")
    assert json.loads(fresh.out)["summary"] == document["summary"]


def test_no_save_writes_nothing(run: Run, demo: Path, tmp_path: Path) -> None:
    import shutil

    shutil.rmtree(demo / ".debtscope")
    listing = sorted(p.relative_to(demo) for p in demo.rglob("*"))
    assert run("scan", demo, *DAY, "--no-save").status == 0
    assert sorted(p.relative_to(demo) for p in demo.rglob("*")) == listing


def test_list_and_export_speak_of_the_last_snapshot(run: Run, demo: Path) -> None:
    listing = run("list", "-C", demo, "--query", "category:monitoring", "--limit", 2)
    assert listing.status == 0
    assert "MON-" in listing.out and "COD-" not in listing.out
    valid(run("export", "-C", demo).out, "ledger")
    rows = list(csv.DictReader(io.StringIO(run("export", "-C", demo, "--format", "csv").out)))
    assert {row["category"] for row in rows} == {"code", "data", "config", "monitoring", "legal"}
    only = json.loads(run("export", "-C", demo, "--query", "rule:MON-002").out)
    assert [i["rule"]["slug"] for i in only["items"]] == ["drift-ignored"]


def test_without_a_snapshot_the_way_out_is_named(run: Run, tmp_path: Path) -> None:
    said = run("list", "-C", tmp_path)
    assert said.status == 2
    assert "debtscope scan" in said.err


def test_output_is_written_whole_or_named(run: Run, demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("export", "-C", demo, "--output", target).out == ""
    valid(target.read_text(), "ledger")
    said = run("export", "-C", demo, "--output", tmp_path / "no" / "where.json")
    assert said.status == 2
    assert "where.json" in said.err
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".debtscope-")] == []


def test_gates_exit_one_and_say_how_to_pay(run: Run, demo: Path) -> None:
    said = run("scan", demo, *DAY, "--fail-on", "rule:MON-002")
    assert said.status == 1
    assert "MON-002-" in said.err and "To pay:" in said.err
    assert run("scan", demo, *DAY, "--fail-on", "rule:XXX-*").status == 0


def test_triage_from_scripts(run: Run, demo: Path) -> None:
    item = json.loads(run("export", "-C", demo, "--query", "rule:MON-002").out)["items"][0]["id"]
    said = run("triage", "set", item, "--verdict", "plan", "--owner", "ana", "--due", "2026-12-01", "-C", demo)
    assert said.status == 0
    assert f"{item} is planned" in said.err
    assert item in run("triage", "list", "-C", demo).out
    decided = valid(run("triage", "list", "--format", "json", "-C", demo).out, "triage")["items"]
    assert (decided[0]["owner"], decided[0]["due"], decided[0]["status"]) == ("ana", "2026-12-01", "planned")
    plan = valid(run("plan", "--budget", "4h", "-C", demo, "--format", "json").out, "plan")
    assert item in [e["id"] for e in plan["entries"] if e["part"] == "must-do"]
    assert run("triage", "undo", "-C", demo).status == 0
    assert "Nothing has been decided" in run("triage", "list", "-C", demo).out


def test_triage_of_an_unknown_item_is_refused(run: Run, demo: Path) -> None:
    said = run("triage", "set", "MON-002-zzzzzzzz", "--verdict", "accept", "--reason", "x", "-C", demo)
    assert said.status == 2
    assert "MON-002-zzzzzzzz" in said.err


def test_add_registers_what_no_scan_sees(run: Run, demo: Path) -> None:
    said = run(
        "add", "-C", demo, "--title", "One person knows the labels", "--category", "data", "--principal", "8h", "--interest", "2h"
    )  # fmt: skip
    assert said.status == 0
    assert "One person knows the labels" in run("list", "-C", demo).out
    assert "One person knows the labels" in run("scan", demo, *DAY).out


def test_explain_a_rule_and_an_item(run: Run, demo: Path) -> None:
    page = run("explain", "MON-002")
    assert "How to pay it down" in page.out
    item = json.loads(run("export", "-C", demo, "--query", "rule:COD-005").out)["items"][0]
    opened = run("explain", item["id"], "-C", demo)
    assert opened.status == 0
    assert item["message"] in " ".join(opened.out.split())
    assert all(factor["name"] in opened.out for factor in item["interest"]["factors"])
    assert "measured" in opened.out or "default" in opened.out


def test_rules_models_sources_and_doctor(run: Run, demo: Path) -> None:
    assert len(valid(run("rules", "--format", "json").out, "rules")["rules"]) >= 25
    names = [m["name"] for m in valid(run("models", "-C", demo, "--format", "json").out, "models")["models"]]
    assert {"churn-clf", "churn-proto", "churn-uplift"} <= set(names)
    valid(run("sources", demo, *DAY, "--format", "json").out, "sources")
    assert "evidently" in run("sources", demo, *DAY).out.lower()
    doctor = run("doctor", "-C", demo, "--format", "json")
    valid(doctor.out, "doctor")
    assert doctor.status == 0


def test_init_writes_a_file_that_is_read_and_never_overwrites(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("print(1)\n")
    assert run("init", tmp_path).status == 0
    assert "[rules" in (tmp_path / "debtscope.toml").read_text()
    assert run("scan", tmp_path, "--no-save").status == 0
    again = run("init", tmp_path)
    assert again.status == 2
    assert "is there already" in again.err


def test_unknown_settings_name_the_nearest(run: Run, tmp_path: Path) -> None:
    (tmp_path / "debtscope.toml").write_text("[interest]\nhours_per_fx = 3\n")
    said = run("scan", tmp_path, "--no-save")
    assert said.status == 2
    assert "hours_per_fix" in said.err


def test_an_empty_folder_is_told_apart_from_a_clean_one(run: Run, tmp_path: Path) -> None:
    said = run("scan", tmp_path, "--no-save")
    assert said.status == 0
    assert "Nothing to look at" in said.out or "No debt found" in said.out


def test_demo_without_a_terminal_prints_the_ledger(run: Run, tmp_path: Path) -> None:
    said = run("demo", "--keep", tmp_path / "churn", "--output", tmp_path / "ledger.json")
    assert said.status == 0
    assert "2026-11-20" in said.err
    assert "MON-002" in said.out and "The ledger as JSON" in said.out
    valid((tmp_path / "ledger.json").read_text(), "ledger")
    assert run("demo", "--keep", tmp_path / "churn").status == 2


def test_a_closed_pipe_is_silent(demo: Path) -> None:
    command = f"{sys.executable} -c 'from debtscope.cli.main import run; run()' list -C {demo} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_a_full_disk_is_a_sentence(demo: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    code = "from debtscope.cli.main import run; run()"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "export", "-C", str(demo)], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )  # fmt: skip
    assert done.returncode == 2
    assert "cannot write" in done.stderr and "Traceback" not in done.stderr


def test_the_end_of_a_process_tidies_up_and_keeps_its_status(demo: Path, tmp_path: Path) -> None:
    code = f"""
import atexit, sys, tempfile, weakref
from pathlib import Path
from debtscope.cli.main import run
kept = type("Kept", (), {{}})()
weakref.finalize(kept, Path({str(tmp_path / "tidied")!r}).write_text, "yes")
run(sys.argv[1:])
"""
    words = ("scan", str(demo), *DAY, "--no-save", "--fail-on", "severity:>=low")
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "gate failed" in done.stderr and "MON-002" in done.stdout
    assert (tmp_path / "tidied").read_text() == "yes"


def test_an_ascii_locale_is_enough(demo: Path) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", "from debtscope.cli.main import run; run()", "scan", str(demo), *DAY, "--no-save"],
        env=env, capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.isascii() and b"MON-002" in done.stdout
    assert b"\\x" not in done.stdout and b" - " in done.stdout  # our own signs have plain ones


def test_a_history_of_an_older_form_is_spoken_of(demo: Path, run: Run) -> None:
    (demo / ".debtscope" / "history.db-form2").write_bytes(b"older")
    said = run("history", "-C", str(demo))
    assert said.status == 0
    assert "history.db-form2 holds snapshots of an older form" in said.err
    assert "--backfill" in said.err
    assert "history.db-form2" not in said.out


def test_what_cannot_be_kept_is_told_and_settings_of_a_bare_repository_are_not_written(
    run: Run, tmp_path: Path
) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "b.git")], check=True)
    bare = tmp_path / "plain.git"
    git_repo(tmp_path / "r", [CommitSpec(message="a", on="2026-03-01", files={"a.py": "x = 1\n"})])
    subprocess.run(["git", "clone", "-q", "--bare", str(tmp_path / "r"), str(bare)], check=True)
    said = run("scan", bare, *DAY)
    assert said.status == 0 and "no snapshot is kept" in said.err and "--state" in said.err
    assert "no snapshot is kept" not in run("scan", bare, *DAY, "--no-save").err
    assert "no snapshot is kept" not in run("scan", tmp_path / "r", *DAY).err
    assert "no snapshot is kept" not in run("scan", tmp_path / "r", *DAY).err  # nothing changed: the last one stands
    refused = run("init", bare)
    assert refused.status == 2 and "commit debtscope.toml" in refused.err
    assert not (bare / "debtscope.toml").exists()


def test_an_empty_folder_is_nothing_to_look_at_everywhere(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "void"
    place.mkdir()
    said = run("scan", place, *DAY, "--strict")
    assert (said.status, said.out.split()[0]) == (1, "void")
    assert "no source was read" in said.err
    assert "Nothing to look at" in run("list", "-C", place).out
    assert "name a git repository" in run("scan", place, "--rev", "HEAD").err
    assert "no trend yet" in run("history", "-C", place).out
    assert "stay free" not in run("plan", "-C", place, "--budget", "8h").out


def test_an_owner_of_nothing_is_told(run: Run, demo: Path) -> None:
    said = run("plan", "-C", demo, "--budget", "40h", "--owner", "nobody-of-that-name")
    assert said.status == 0
    assert "no open item is nobody-of-that-name's" in said.err


def test_a_review_for_people_is_called_as_the_folder_and_a_document_is_not(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "churn"
    git_repo(root, [CommitSpec(message="a", on="2026-03-01", files={"a.py": "x = 1\n"})])
    assert "# Debt review of churn: " in run("review", "-C", root, *DAY).out
    assert json.loads(run("review", "-C", root, *DAY, "--format", "json").out)["repository"]["name"] == "repository"


def test_a_look_at_a_day_before_the_last_scan_is_told_and_not_kept(run: Run, tmp_path: Path) -> None:
    train = "import joblib\nimport pandas as pd\nfrom sklearn.svm import SVC\n\nframe = pd.read_csv('a.csv')\nfitted = SVC().fit(frame[['a']], frame['y'])\njoblib.dump(fitted, 'm.pkl')\n"
    git_repo(tmp_path, [CommitSpec(message="a", on="2026-03-01", files={"a.py": train})])
    assert "no snapshot is kept" not in run("scan", tmp_path, *DAY).err
    (tmp_path / "a.py").write_text("x = 1\n")
    older = ("scan", tmp_path, "--as-of", "2026-05-01")
    said = run(*older, "--format", "json")
    assert "no snapshot is kept: 2026-05-01 is before the last scan's day" in said.err
    assert "paid" not in {item["triage"]["status"] for item in json.loads(said.out)["items"]}
    assert json.loads(run("export", "-C", tmp_path, "--format", "json").out)["as_of"] == "2026-11-20"
    assert "2026-05-01" not in run("history", "-C", tmp_path).out
    assert "no snapshot is kept" not in run("scan", tmp_path, *DAY).err
