"""Many repositories in one ledger: names, sums, what they share, models across them, and what one broken one costs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscope.export import render
from debtscope.export.portfolio import portfolio_json, portfolio_markdown, portfolio_table
from debtscope.model.errors import UsageError
from debtscope.model.finding import Evidence, Subject
from debtscope.model.ids import repository_of
from debtscope.model.inventory import ModelOrigin, ModelRecord
from debtscope.model.ledger import Item, Ledger, Repository, RuleRef, SharedWork
from debtscope.model.portfolio import Member, Portfolio, apart, fitting_name, merged
from debtscope.model.totals import summarize
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Origin, Status
from debtscope.query import parse
from debtscope.services.browse import open_book
from debtscope.services.portfolio import PortfolioRequest, gather
from debtscope.services.portfolio.gather import portfolio_of
from debtscope.services.portfolio.local import LocalEngine
from debtscope.services.portfolio.work import ScanJob
from debtscope.testing import CommitSpec, git_repo
from tests.dying import die_or_tell
from tests.made import make_item, make_ledger

DAY = date(2026, 11, 20)
LOAD = "import pickle\nimport requests\n\ndef load(url):\n    return pickle.loads(requests.get(url).content)\n"
HOSTILE = "[red]<script>alert(1)</script>\x1b]0;t\x07 =cmd|' | `b` \u202e"
ONE = LocalEngine(1)


def repo_item(slug: str, name: str = "repo", **changes: Any) -> Item:
    subject = Subject(kind="repo", name=name)
    return make_item(name=f"{slug} {name}", subject=subject, path=None, rule=RuleRef(id="COD-001", slug=slug, version=1), **changes)  # fmt: skip


def package_item(package: str, path: str, **changes: Any) -> Item:
    subject = Subject(kind="package", name=package, path=path, symbol=package)
    return make_item(f"{package} {path}", subject=subject, path=path, rule=RuleRef(id="CFG-029", slug="vulnerable", version=1), **changes)  # fmt: skip


def ledger(*items: Item, name: str = "a", revision: str | None = None, models: tuple[ModelRecord, ...] = ()) -> Ledger:
    repository = Repository(name=name, revision=revision, branch=None, dirty=None)
    return replace(make_ledger(*items), repository=repository, models=models)


def member(name: str, *items: Item, models: tuple[ModelRecord, ...] = ()) -> Member:
    return Member(name=name, ledger=ledger(*items, name=name, models=models))


def valid(portfolio: Portfolio) -> dict[str, Any]:
    schema = resources.files("debtscope.export").joinpath("schemas", "portfolio.schema.json").read_text("utf-8")
    document = json.loads(portfolio_json(portfolio))
    jsonschema.validate(document, json.loads(schema))
    return document


def write(folder: Path, name: str, made: Ledger) -> Path:
    path = folder / f"{name}.json"
    path.write_text(render(made, "json"), "utf-8")
    return path


def request(*targets: Path, save: bool = False) -> PortfolioRequest:
    return PortfolioRequest(targets=targets, as_of=DAY, save=save)


def repository(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    folder.mkdir()
    git_repo(folder, [CommitSpec(message="first", files=files or {"src/load.py": LOAD}, on="2026-10-05")])
    return folder


def test_items_are_named_by_repository_and_id_and_totals_are_the_sum() -> None:
    first = member("a", make_item("x.py", cause="c", interest=2.0), make_item("y.py", cause="c", interest=4.0))
    second = member("b", make_item("x.py", cause="c", interest=8.0), make_item("z.py", after=("COD-005-q",)))
    whole = merged([first, second])
    assert [i.repository for i in whole.items] == ["a", "a", "b", "b"]
    assert {i.id.partition("/")[2] for i in whole.items} == {i.id for one in (first, second) for i in one.ledger.items}
    parts = [summarize(one.ledger.items) for one in (first, second)]
    told = summarize(whole.items)
    assert told.interest.value == pytest.approx(sum(part.interest.value for part in parts))
    assert told.principal_hours == pytest.approx(sum(part.principal_hours for part in parts))
    assert next(i for i in whole.items if i.after).after == ("b/COD-005-q",)


def test_shared_work_and_models_stay_within_their_repository() -> None:
    shared = SharedWork(name="set up CI", hours=2.0)
    about = Subject(kind="model", name="churn")
    item = make_item(shares=shared, subject=about)
    whole = merged([member(name, item, models=(ModelRecord(name="churn", versions=(), served=None),)) for name in "ab"])
    assert [i.shares.name for i in whole.items if i.shares] == ["a/set up CI", "b/set up CI"]
    assert [m.name for m in whole.models] == [i.subject.name for i in whole.items] == ["a/churn", "b/churn"]


def test_other_tools_ids_name_no_repository() -> None:
    assert repository_of("sarif/sonar/S100-abcdefgh") == ""
    assert repository_of("COD-005-abcdefgh") == ""
    assert repository_of("churn/sarif/sonar/S100-abcdefgh") == "churn"
    assert fitting_name("sarif") != "sarif"


@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_names_are_harmless_and_apart(wanted: list[str]) -> None:
    names = apart([fitting_name(one) for one in wanted])
    assert len(set(names)) == len(wanted)
    assert all(name and name.isprintable() and not set(name) & set("/ \"'*?,:") and name != "sarif" for name in names)
    assert all(repository_of(f"{name}/COD-005-x") == name for name in names)


def test_the_same_policy_package_and_cause_are_told_once_and_only_in_several() -> None:
    here = [
        repo_item("no-ci"),
        package_item("pillow", "requirements.txt"),
        make_item("a.py", cause="personal-data-duties"),
    ]
    there = [repo_item("no-ci"), package_item("pillow", "poetry.lock"), make_item("b.py", cause="personal-data-duties")]
    found = portfolio_of([member("a", *here), member("b", *there), member("c", repo_item("other"))]).shared
    assert {(one.kind, one.name) for one in found} == {
        ("policy", "repo"), ("package", "pillow"), ("cause", "personal-data-duties"),
    }  # fmt: skip
    assert all(tuple(one.places) == ("a", "b") and one.items == 2 for one in found)
    package = next(one for one in found if one.kind == "package")
    assert package.principal_hours == pytest.approx(here[1].principal.hours + there[1].principal.hours)


@pytest.mark.parametrize(
    "cause", ["import of https://git.example.com/data/registry", "model:churn-clf:outputs unwatched"]
)
def test_causes_that_mean_the_same_everywhere(cause: str) -> None:
    made = portfolio_of([member(name, make_item(f"{name}.py", cause=cause)) for name in ("a", "b")])
    assert [(one.kind, one.name) for one in made.shared] == [("cause", cause)]


def test_what_only_looks_alike_is_not_shared() -> None:
    paid = Triage(status=Status.PAID)
    tools = [
        make_item("dvc.lock", cause="dvc.lock: train"),  # its cause is a place of its own repository
        make_item("r.md", cause="dangling: README.md"),
        make_item("feature_repo", cause="feature-owner:feature_repo"),
        make_item("m.py", cause="model:model:unpromoted"),
        make_item("Dockerfile", cause="environment of Dockerfile"),
        make_item("q.py", cause="sink:out/p.csv", evidence=(Evidence(kind="line", path="out/p.csv"),)),
        repo_item("no-ci", triage=paid),
        make_item("m", subject=Subject(kind="repo", name="repo"), rule=RuleRef(id="MAN-1", slug="m", version=1, origin=Origin.MANUAL)),
        make_item("src/a.py"),
    ]  # fmt: skip
    assert portfolio_of([member("a", *tools), member("b", *tools)]).shared == ()


def test_rules_of_several_repositories_by_how_many() -> None:
    found = portfolio_of([
        member("a", make_item("x.py"), repo_item("no-ci")), member("b", make_item("y.py"), make_item("z.py")),
        member("c", repo_item("no-ci"), make_item("w.py")),
    ]).rules  # fmt: skip
    assert [(one.slug, one.repositories, one.items) for one in found] == [
        ("randomness-uncontrolled", ("a", "b", "c"), 4), ("no-ci", ("a", "c"), 2),
    ]  # fmt: skip


def record(name: str, **changes: object) -> ModelRecord:
    return replace(ModelRecord(name=name, versions=(), served=None), **changes)  # pyright: ignore[reportArgumentType] - the test names the field and its value


def test_a_model_of_one_repository_that_another_serves() -> None:
    registered = record("Churn_CLF", versions=("1", "2"), served="2", deployed_by=("alias champion",))
    served = record("churn-clf", served="manifest", deployed_by=("k8s/isvc.yaml",), serving_code=("app/main.py",))
    found = portfolio_of([member("train", models=(registered,)), member("serve", models=(served,))]).models
    assert [(one.name, one.is_consumed) for one in found] == [("churn-clf", True)]
    roles = {role.repository: role for role in found[0].roles}
    assert roles["train"].registers and not roles["train"].loads
    assert roles["serve"].loads == ("k8s/isvc.yaml", "app/main.py") and not roles["serve"].registers


def test_code_that_takes_a_model_from_a_registry_is_joined_with_who_registers_it(tmp_path: Path) -> None:
    takes = "import mlflow\n\n\ndef nightly(rows):\n    model = mlflow.pyfunc.load_model('models:/churn-clf@champion')\n    return model.predict(rows)\n"
    scoring = repository(tmp_path / "scoring", {"jobs/nightly.py": takes})
    own = record("churn-clf", versions=("1",), watched_by=("evidently",))
    made = gather(request(scoring, write(tmp_path, "train", ledger(name="train", models=(own,)))), ONE)
    assert [(one.name, one.is_consumed) for one in made.models] == [("churn-clf", True)]
    assert [(role.repository, role.loads) for role in made.models[0].roles] == [
        ("scoring", ("jobs/nightly.py",)),
        ("train", ()),
    ]
    uses = valid(made)["repositories"][0]["model_uses"]
    assert uses == [{"name": "churn-clf", "path": "jobs/nightly.py", "uri": "models:/churn-clf@champion"}]
    assert "scoring (jobs/nightly.py)" in portfolio_table(made)
    assert gather(request(write(tmp_path, "again", made.members[0].ledger)), ONE).members[0].ledger.model_uses


def test_files_of_one_name_and_names_that_say_nothing_join_no_models() -> None:
    loads = record("fraud", served="manifest", serving_code=("app.py",))
    vague = record("model", versions=("1",), serving_code=("app.py",))
    made = portfolio_of([member(name, models=(loads, vague)) for name in ("a", "b")])
    assert made.models == ()
    origin = ModelOrigin(run=None, commit=None, commit_known=None, date=None, code=("train.py",))
    twice = portfolio_of([member(name, models=(record("fraud", origin=origin),)) for name in ("a", "b")]).models
    assert [(one.name, one.is_consumed) for one in twice] == [("fraud", False)]
    own = record("fraud", origin=origin, serving_code=("app.py",))
    each = portfolio_of([member(name, models=(own,)) for name in ("a", "b")]).models
    assert [(one.name, one.is_consumed) for one in each] == [("fraud", False)], "each serves what it trains itself"


def test_every_form_tells_the_same_and_survives_hostile_names(tmp_path: Path) -> None:
    from debtscope.report.portfolio import portfolio_page

    items = [repo_item("no-ci", title=HOSTILE), make_item(HOSTILE)]
    models = (record(HOSTILE, versions=("1",)),)
    paths = [write(tmp_path, str(n), ledger(*items[: 2 - n], name=HOSTILE + str(n), models=models)) for n in range(2)]
    made = gather(request(*paths, tmp_path / "gone"), ONE)
    document = valid(made)
    assert len(made.members) == 2 and [one.message for one in made.unread] == ["no such folder or ledger file"]
    forms = [portfolio_table(made), portfolio_markdown(made), portfolio_page(made, cdn=True)]
    total = summarize(made.merged.items)
    assert document["summary"]["items"] == total.items == 3
    for form in forms:
        assert "3 items" in form and "\x1b" not in form and "\u202e" not in form and "\x07" not in form
    outside_code = re.sub(r"(`+) ?.*? ?\1", "", forms[1])
    assert "<script>alert" not in outside_code and "<script>alert" not in forms[2]


def test_a_portfolio_is_read_back_to_the_same_bytes_and_opens_read_only(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, name, ledger(make_item(f"{name}.py"), repo_item("no-ci"), name=name)) for name in ("a", "b")
    ]
    text = portfolio_json(gather(request(*paths), ONE))
    kept = tmp_path / "kept.json"
    kept.write_text(text, "utf-8")
    assert portfolio_json(gather(request(kept), ONE)) == text
    book = open_book(kept)
    assert book is not None and book.read_only is not None and "verdicts belong to each repository" in book.read_only
    assert {item.repository for item in book.ledger.items} == {"a", "b"}


def test_a_query_names_repositories(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, ledger(make_item("x.py"), repo_item("no-ci"), name=name)) for name in ("aa", "bb")]
    made = gather(request(*paths), ONE, query=parse("repo:b* rule:no-ci"))
    assert [(i.repository, i.rule.slug) for i in made.merged.items] == [("bb", "no-ci")]
    assert valid(made)["summary"]["items"] == 1
    assert gather(request(*paths), ONE, query=parse("-repo:aa")).members[0].ledger.items == ()


def newer(text: str) -> str:
    return text.replace('"schema_version": 1', '"schema_version": 99')


def cut_off(text: str) -> str:
    return text[: len(text) // 2]


def damaged(text: str) -> str:
    return text.replace('"repository"', '"place"')


def no_members(_: str) -> str:
    return json.dumps({"kind": "portfolio", "schema_version": 1, "repositories": [], "items": []})


def something_else(_: str) -> str:
    return "{}"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (newer, "has schema version 99, this debtscope reads 1"), (cut_off, "is not JSON"),
        (something_else, "is no ledger of debtscope"), (damaged, "is a damaged ledger"), (no_members, "it has no repositories"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_costs_one_line(tmp_path: Path, change: Callable[[str], str], says: str) -> None:
    good = write(tmp_path, "good", ledger(make_item(), name="good"))
    bad = tmp_path / "bad.json"
    bad.write_text(change(good.read_text("utf-8")), "utf-8")
    made = gather(request(good, bad), ONE)
    assert [one.name for one in made.members] == ["good"]
    assert [one.name for one in made.unread] == ["bad.json"] and says in made.unread[0].message
    with pytest.raises(UsageError, match="no repository could be read"):
        gather(request(bad), ONE)


def test_one_commit_given_twice_is_counted_once(tmp_path: Path) -> None:
    one = ledger(make_item(), name="a", revision="f" * 40)
    made = gather(request(write(tmp_path, "x", one), write(tmp_path, "y", one)), ONE)
    assert len(made.members) == 1 and made.unread[0].message == "the same commit as a, counted once"


def test_repositories_are_scanned_and_nothing_is_written_into_them(tmp_path: Path) -> None:
    first = repository(tmp_path / "first")
    second = repository(tmp_path / "second", {"src/load.py": LOAD, "debtscope.toml": "[rulez]\n"})
    bare = tmp_path / "bare.git"
    repository(tmp_path / "third", {"src/load.py": LOAD, "x.py": ""}).joinpath(".git").rename(bare)
    made = gather(request(first, second, bare), ONE)
    assert [one.name for one in made.members] == ["bare.git", "first", "second"]
    assert made.unread == ()
    told = {one.name: [d.message for d in one.ledger.diagnostics if d.collector == "settings"] for one in made.members}
    assert told["first"] == [] and "not used, defaults apply" in told["second"][0]
    assert all(any(i.path == "src/load.py" for i in one.ledger.items) for one in made.members)
    assert not (first / ".debtscope").exists()
    gather(request(first, save=True), ONE)
    book = open_book(first)
    assert book is not None and {i.id for i in book.ledger.items} == {i.id for i in made.members[1].ledger.items}


def test_many_processes_make_the_same_bytes_as_one(tmp_path: Path) -> None:
    folders = [repository(tmp_path / name) for name in ("first", "second")]
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / ".git").write_text("gitdir: /nowhere\n")
    one, two = (portfolio_json(gather(request(*folders, tmp_path / "broken"), LocalEngine(n))) for n in (1, 2))
    assert one == two


def test_a_process_that_dies_costs_its_own_scan_alone() -> None:
    jobs = [ScanJob(root=root, as_of="2026-11-20") for root in ("/x", "/dies", "/y", "/z")]
    told = [one.message for one in LocalEngine(2, die_or_tell)(jobs, lambda _: None)]
    assert told == [
        "scanned /x",
        "the process that scanned it died (killed, or out of memory)",
        "scanned /y",
        "scanned /z",
    ]
