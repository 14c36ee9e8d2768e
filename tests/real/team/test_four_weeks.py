"""Four weeks of a team on the demo: real commits, scans and merges, and a review a week whose every form tells the same figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.model.figures import hours
from debtscope.model.review import BACK, DUE_AGAIN, NEW, OVERDUE, PAID, SECTIONS, TITLES
from debtscope.model.totals import COUNTED
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from tests.cli.conftest import Run, Said
from tests.cli.team import LOG, Papers, Person, application, checkout, markdown_tables, page_tables, papers

pytestmark = pytest.mark.real  # it needs no tool, only time

LOAD = "import pickle\n\nimport requests\n\n\ndef restore(url):\n    return pickle.loads(requests.get(url, timeout=9).content)\n"
LATEST, PINNED = "FROM python:latest", "FROM python:3.11.9-slim"
IMAGES = "floating-image-tags"
ATTRIBUTES = ".debtscope/.gitattributes"


def test_four_weeks_of_a_team(run: Run, demo: Path, tmp_path: Path) -> None:
    ana, ben = Person("ana", demo), checkout(demo, tmp_path / "ben" / "churn", "ben")
    _two_people_decide_and_merge(ana, ben)
    _first_week_one_fix_and_one_promise_each(run, ana)
    _second_week_new_debt_fails_the_gate_and_a_promise_breaks(run, ana, ben)
    _third_week_a_relapse_and_an_expired_acceptance(run, ana)
    _fourth_week_the_new_debt_is_paid_and_a_file_moves(run, ana)


def _two_people_decide_and_merge(ana: Person, ben: Person) -> None:
    """Different items side by side, one item against each other."""
    for person in (ana, ben):
        person.git("checkout", "-q", "-b", f"triage-{person.name}")
    ana.decide(ana.item(IMAGES, "Dockerfile"), plan("ana", "2026-11-30"), "2026-11-21")
    ana.decide(ana.item(IMAGES, "k8s/cronjob.yaml"), accept("our registry", "2026-12-10"), "2026-11-21")
    ana.decide(ana.item("container-hardening", "Dockerfile"), accept("a trial", "2027-03-01"), "2026-11-21")
    ben.decide(ben.item("docs-contradict-tree", "README.md"), plan("ben", "2026-12-01"), "2026-11-22")
    ben.decide(ben.item("container-hardening", "Dockerfile"), plan("ben", "2027-02-01"), "2026-11-22")
    for person in (ana, ben):
        person.commit(f"triage of {person.name}", "2026-11-22", LOG, ATTRIBUTES)
    ana.git("checkout", "-q", "main")
    for person in (ana, ben):
        ana.merge(person, f"triage-{person.name}", on="2026-11-23")
    log = (ana.root / LOG).read_text(encoding="utf-8")
    assert len(log.splitlines()) == 5 and "<<<<" not in log
    assert ana.git("rev-list", "--merges", "--count", "HEAD~1..HEAD").strip() == "1"
    decided = {i.rule.slug: i.triage for i in ana.book().ledger.items if i.triage.verdict and i.path != "Dockerfile"}
    assert {triage.by for triage in decided.values()} == {"ana", "ben"}
    assert ana.item("container-hardening", "Dockerfile").triage.conflict
    ana.decide(ana.item("container-hardening", "Dockerfile"), plan("ben", "2027-02-01"), "2026-11-23")
    assert not ana.item("container-hardening", "Dockerfile").triage.conflict


def _first_week_one_fix_and_one_promise_each(run: Run, ana: Person) -> None:
    replace_in(ana.root / "Dockerfile", LATEST, PINNED)
    ana.commit("pin the base image", "2026-11-25", "Dockerfile", LOG)
    ana.scan("2026-11-27")
    told = reviewed(run, ana, "2026-11-27")
    assert "Dockerfile" in paths(told, PAID) and len(told.document["promises"]["kept"]) == 1
    assert told.document["promises"]["broken"] == []
    assert {(row["by"], row["verdict"]) for row in told.document["decisions"]} == {
        ("ana", "plan"), ("ana", "accept"), ("ben", "plan")
    }  # fmt: skip
    assert {row["owner"] for row in told.document["decisions"] if row["verdict"] == "plan"} == {"ana", "ben"}
    planned = told.document["minutes"]["planned"]
    assert planned["items"] == 2 and planned["interest_hours_per_month"] > 0
    assert f"ends {hours(planned['interest_hours_per_month'])} h a month" in told.markdown


def _second_week_new_debt_fails_the_gate_and_a_promise_breaks(run: Run, ana: Person, ben: Person) -> None:
    ben.git("fetch", "-q", str(ana.root), "main")
    ben.git("checkout", "-q", "-B", "restore", "FETCH_HEAD")
    assert gate(run, ben, "2026-12-02", "--against", "HEAD").status == 0
    (ben.root / "src/churn/restore.py").write_text(LOAD, encoding="utf-8")
    ben.commit("restore models", "2026-12-02", "src/churn/restore.py")
    failed = gate(run, ben, "2026-12-02", "--against", "HEAD~1")
    assert failed.status == 1
    assert "src/churn/restore.py" in failed.err and "To pay: " in failed.err and "Dockerfile" not in failed.err
    ana.merge(ben, "restore", on="2026-12-03")
    ana.scan("2026-12-04")
    told = reviewed(run, ana, "2026-12-04")
    assert "src/churn/restore.py" in paths(told, NEW)
    assert {row["author"] for row in told.document["taken_on"]} == {"ben"}
    assert "README.md" in paths(told, OVERDUE) and len(told.document["promises"]["broken"]) == 1


def _third_week_a_relapse_and_an_expired_acceptance(run: Run, ana: Person) -> None:
    ours = ("--fail-on", "path:k8s/cronjob.yaml rule:floating-image-tags")
    assert run("scan", ana.root, "--as-of", "2026-12-09", "--no-save", *ours).status == 0
    replace_in(ana.root / "Dockerfile", PINNED, LATEST)
    ana.commit("back to the newest image", "2026-12-09", "Dockerfile")
    failed = run("scan", ana.root, "--as-of", "2026-12-11", *ours)
    assert failed.status == 1 and "k8s/cronjob.yaml" in failed.err
    told = reviewed(run, ana, "2026-12-11")
    assert "Dockerfile" in paths(told, BACK) and paths(told, DUE_AGAIN) == {"k8s/cronjob.yaml"}
    back = gate(run, ana, "2026-12-11", "--against", "snapshot:2026-12-04")
    assert back.status == 1 and "Dockerfile" in back.err and "came back" in back.out


def _fourth_week_the_new_debt_is_paid_and_a_file_moves(run: Run, ana: Person) -> None:
    ana.git("rm", "-q", "src/churn/restore.py")
    ana.git("mv", "src/churn/serve.py", "src/churn/service.py")
    ana.git("commit", "-q", "-m", "no more restoring; serve is a service", on="2026-12-16")
    ana.scan("2026-12-18")
    told = reviewed(run, ana, "2026-12-18")
    assert "src/churn/restore.py" in paths(told, PAID)
    _application_agrees(told, ana.root, "2026-12-18")
    moved = next(row for row in told.document["sections"] if row["name"] == NEW)["items"]
    assert not [row for row in moved if row["path"] == "src/churn/service.py"]
    assert [m["as_of"] for m in told.history["moments"]] == [
        "2026-11-20", "2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18",
    ]  # fmt: skip


def _application_agrees(told: Papers, root: Path, on: str) -> None:
    """The header of every screen and the sums of the review screen."""
    ledger, trends = application(root, on)
    now, sections = told.document["after"], told.document["sections"]
    rate, principal = hours(now["interest_hours_per_month"]), hours(now["principal_hours"])
    for screen in (ledger, trends):
        assert f"{principal} h principal" in screen and f"{rate} h/month interest" in screen
    assert f"{now['items']} items, {principal} h to pay off, {rate} h/month" in trends
    for one in sections:
        line = f"{TITLES[one['name']]} ({one['count']}, {hours(one['interest_hours_per_month'])} h/month)"
        assert (line in trends) == bool(one["count"]), line


def plan(owner: str, due: str) -> Decision:
    return Decision(verdict=Verdict.PLAN, owner=owner, due=due)


def accept(reason: str, until: str) -> Decision:
    return Decision(verdict=Verdict.ACCEPT, reason=reason, until=until)


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def gate(run: Run, person: Person, on: str, *against: str) -> Said:
    return run("scan", person.root, "--as-of", on, "--no-save", *against, "--fail-on", "severity:>=low")


def paths(told: Papers, section: str) -> set[str]:
    (found,) = [one for one in told.document["sections"] if one["name"] == section]
    return {str(item["path"]) for item in found["items"]}


def reviewed(run: Run, person: Person, on: str) -> Papers:
    """The week's papers, after every total of every form was compared."""
    told = papers(run, person.root, on, "7d")
    _totals_agree(told)
    _sections_agree(told)
    _minutes_and_groups_agree(told)
    return told


def _totals_agree(told: Papers) -> None:
    """Items, principal and interest: ledger, history, JSON, Markdown, page."""
    then, now = told.document["before"], told.document["after"]
    summary, last = told.ledger["summary"], told.history["moments"][-1]
    assert now["items"] == summary["items"] == last["items"]
    assert now["principal_hours"] == summary["principal_hours"] == last["principal_hours"]
    rate = now["interest_hours_per_month"]
    assert rate == summary["interest_hours_per_month"]["value"] == last["interest"]["hours_per_month"]
    earlier = told.history["moments"][-2]
    assert last["came"] - last["went"] == last["items"] - earlier["items"]
    assert told.document["base"] == f"the snapshot of {earlier['as_of']}" and then["items"] == earlier["items"]
    assert then["interest_hours_per_month"] == earlier["interest"]["hours_per_month"]
    lead = f"{now['items']} items, {hours(now['principal_hours'])} h to pay off, {hours(rate)} h of interest a month"
    cells = [
        ["items", f"{then['items']:,}", f"{now['items']:,}"],
        ["hours to pay off", hours(then["principal_hours"]), hours(now["principal_hours"])],
        ["interest, hours a month", hours(then["interest_hours_per_month"]), hours(rate)],
    ]
    tables, _ = page_tables(told.page)
    for form, text in ((markdown_tables(told.markdown), told.markdown), (tables, told.page)):
        assert lead in text
        assert [row[:3] for row in form[0][1:]] == cells
    live = {status.value for status in COUNTED}
    moves = told.document["moves"]
    assert sum(m["items"] for m in moves if m["then"] in live) == then["items"]
    assert sum(m["items"] for m in moves if m["now"] in live) == now["items"]


def _sections_agree(told: Papers) -> None:
    """New, paid, came back …: number and hours in JSON, Markdown and page, and the items themselves."""
    sections = told.document["sections"]
    assert [one["name"] for one in sections] == list(SECTIONS)
    cells = [
        [one["name"], str(one["count"]), hours(one["principal_hours"]), hours(one["interest_hours_per_month"])]
        for one in sections
    ]
    tables, headings = page_tables(told.page)
    assert markdown_tables(told.markdown)[1][1:] == cells == tables[1][1:]
    for one in sections:
        assert one["count"] == len(one["items"])
        assert sum(i["principal"] for i in one["items"]) == pytest.approx(one["principal_hours"], abs=0.002)
        heading = f"{TITLES[one['name']]} ({one['count']})"
        assert (heading in headings) == (f"## {heading}" in told.markdown) == bool(one["count"])
        for item in one["items"][:30]:
            assert item["id"] in told.markdown and item["id"] in told.page


def _minutes_and_groups_agree(told: Papers) -> None:
    """Each verdict, each component, each owner, and their sums."""
    document, (tables, _) = told.document, page_tables(told.page)
    forms = (markdown_tables(told.markdown), tables)
    rows = [[r["by"], r["item"], r["verdict"], r["owner"] or "", hours(r["interest"])] for r in document["decisions"]]
    for form in forms:
        found = [table for table in form if table[0][:3] == ["when", "who", "item"]]
        assert [[row[1], row[2], row[4], row[5], row[8]] for table in found for row in table[1:]] == rows
        for column, key in (("component", "components"), ("owner", "owners")):
            (table,) = [one for one in form if one[0] == [column, "items", "fix h", "h/month"]]
            assert sum(int(row[1]) for row in table[1:]) == document["after"]["items"]
            assert [row[1:] for row in table[1:11]] == [
                [str(g["items"]), hours(g["principal"]), hours(g["interest"])] for g in document[key][:10]
            ]
    for key in ("components", "owners"):
        assert sum(g["principal"] for g in document[key]) == pytest.approx(
            document["after"]["principal_hours"], abs=0.01
        )
        whole = document["after"]["interest_hours_per_month"]
        assert sum(g["interest"] for g in document[key]) == pytest.approx(whole, abs=0.01)
