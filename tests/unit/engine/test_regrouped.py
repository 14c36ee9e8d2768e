"""Debt that is told in other pieces: neither new nor paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from debtscope.engine.matching import in_pieces
from debtscope.engine.regrouped import regrouped
from debtscope.model.finding import Evidence, Subject
from debtscope.model.ledger import Credit, Item, Payment, RuleRef
from debtscope.model.totals import COUNTED
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Origin, Status, Verdict
from debtscope.services.against import Older, compare
from tests.made import make_item, make_ledger

LINES = ("pickle.load(open(path, 'rb'))", "joblib.load('models/' + name)", "torch.load(weights, map_location=device)")


def single(path: str, *lines: str) -> Item:
    """An item of one file."""
    evidence = tuple(Evidence(kind="line", path=path, line=n, excerpt=text) for n, text in enumerate(lines, start=1))
    return make_item(path, evidence=evidence)


def group(name: str, *facts: tuple[str, str], hidden: int = 0) -> Item:
    """One item of many files, as `together` makes it."""
    evidence = [Evidence(kind="line", path=path, line=1, excerpt=text) for path, text in facts]
    evidence += [Evidence(kind="count", excerpt=f"{hidden} more files", value=hidden)] if hidden else []
    return make_item(name, path=None, line=None, subject=Subject(kind="files", name=name), evidence=tuple(evidence))


FILES = [single(f"src/{name}.py", line) for name, line in zip("abc", LINES, strict=True)]
GROUP = group("loads", *((f"src/{name}.py", line) for name, line in zip("abc", LINES, strict=True)))


def ids(items: Sequence[Item]) -> set[str]:
    return {item.id for item in items}


def test_a_group_that_falls_apart_goes_on_in_its_parts() -> None:
    found = regrouped([GROUP], FILES[:2])
    assert found.fresh == ids(FILES[:2]) and found.lost == {GROUP.id}


def test_parts_that_become_a_group_go_on_in_it() -> None:
    found = regrouped(FILES[:2], [GROUP])
    assert found.fresh == {GROUP.id} and found.lost == ids(FILES[:2])


def test_what_a_group_that_was_there_takes_in_is_not_paid() -> None:
    less = group("loads", *((f"src/{name}.py", line) for name, line in zip("bc", LINES[1:], strict=True)))
    found = in_pieces({GROUP.id: GROUP}, [less, FILES[0]])
    assert found.lost == {FILES[0].id}
    assert in_pieces({less.id: less}, [less, FILES[0]]).lost == set(), "what it shows it showed before"


def test_it_tells_what_was_part_of_what_and_whether_all_of_it_was_there() -> None:
    parts = regrouped([GROUP], FILES[:2])
    assert dict(parts.origins) == {one.id: {GROUP.id} for one in FILES[:2]} and parts.whole == ids(FILES[:2])
    whole = regrouped(FILES[:2], [GROUP])
    assert dict(whole.origins) == {GROUP.id: ids(FILES[:2])} and whole.whole == set()


def test_a_split_file_goes_on_in_both_halves() -> None:
    whole = single("src/models.py", *LINES)
    halves = [single("src/load.py", LINES[0]), single("src/weights.py", *LINES[1:])]
    found = regrouped([whole], halves)
    assert found.fresh == ids(halves) and found.lost == {whole.id}


def test_a_moved_folder_takes_its_item_along() -> None:
    old = replace(single("reco_utils/a.py", *LINES), subject=Subject(kind="folder", name="reco_utils"))
    new = replace(single("recommenders/a.py", *LINES), subject=Subject(kind="folder", name="recommenders"))
    assert regrouped([old], [new]).fresh == {new.id}


def test_what_a_group_does_not_show_of_its_files_is_part_of_it() -> None:
    other = single("src/a.py", "yaml.load(text, Loader=yaml.Loader)")
    assert regrouped([GROUP], [other]).fresh == {other.id}
    assert (
        regrouped(
            [GROUP], [replace(other, path="src/z.py", evidence=single("src/z.py", "yaml.load(text)").evidence)]
        ).fresh
        == set()
    )


def test_each_fact_excuses_one() -> None:
    copies = [single("src/load.py", LINES[0]), single("lib/again.py", LINES[0])]
    assert len(regrouped([single("src/old.py", LINES[0])], copies).fresh) == 1


@pytest.mark.parametrize(
    ("lost", "fresh"),
    [
        (single("src/a.py", "except Exception:"), single("lib/b.py", "except Exception:")),  # a line of every day
        (single("src/a.py", LINES[0]), single("lib/b.py", LINES[0], *LINES[1:])),  # a third of it was there
        (replace(single("src/a.py", LINES[0]), rule=replace(FILES[0].rule, id="COD-999")), single("lib/b.py", LINES[0])),
    ],
)  # fmt: skip
def test_strange_code_is_not_excused(lost: Item, fresh: Item) -> None:
    assert regrouped([lost], [fresh]).fresh == set()


def of_status(item: Item, status: Status, verdict: Verdict | None = None) -> Item:
    return replace(item, triage=Triage(status=status, verdict=verdict))


def test_both_sides_of_a_comparison_add_up() -> None:
    kept, dismissed, gone, back, late, new = (
        single(f"src/{n}.py", f"value_number_{n} = something({n!r})") for n in "kdgxln"
    )
    before = make_ledger(kept, dismissed, gone, late, of_status(back, Status.PAID), GROUP)
    after = make_ledger(
        kept, of_status(dismissed, Status.DISMISSED, Verdict.DISMISS), back, new, *FILES[:2],
        replace(of_status(late, Status.PAID), payment=Payment(on="2026-11-18")),
    )  # fmt: skip
    found = compare(Older("then", before), after)
    assert ids(found.new) == {new.id}
    assert ids(found.back) == {back.id}
    assert ids(found.paid) == {gone.id, late.id}, "dismissed is not paid"
    assert found.regrouped == ids(FILES[:2])

    def live(items: Sequence[Item]) -> int:
        return sum(item.triage.status in COUNTED for item in items)

    came = len(found.new) + len(found.back) + len(found.regrouped)
    went = len(found.paid) + len({dismissed.id, GROUP.id})
    assert live(after.items) - live(before.items) == came - went


def test_what_was_not_looked_for_is_not_paid() -> None:
    item = single("src/a.py", LINES[0])
    before, after = make_ledger(item), make_ledger()
    assert ids(compare(Older("then", before), after).paid) == {item.id}
    unread = replace(after, sources=tuple(s for s in after.sources if s.collector != "python"))
    assert compare(Older("then", before), unread).paid == ()
    assert compare(Older("then", before), replace(after, rules_run=())).paid == ()


def test_a_relapse_between_the_two_sides_came_back() -> None:
    item = single("src/a.py", LINES[0])
    relapsed = replace(item, payment=Payment(on="2026-11-18", is_back=True))
    before = replace(make_ledger(item), as_of=date(2026, 11, 13).isoformat())
    assert ids(compare(Older("then", before), make_ledger(relapsed)).back) == {item.id}
    long_ago = replace(item, payment=Payment(on="2026-09-01", is_back=True))
    assert compare(Older("then", before), make_ledger(long_ago)).back == ()


def lint(name: str, **counts: int) -> Item:
    """One group of ruff's hits, as the rules of lint make it: files by name with their hits."""
    found = make_item(name, path=None, line=None, subject=Subject(kind="folder", name=name))
    evidence = tuple(Evidence(kind="line", path=f"src/{n}.py", line=1, ref="T201", value=v) for n, v in counts.items())
    return replace(found, rule=replace(found.rule, id="GEN-009", origin=Origin.RUFF), evidence=evidence, sources=())


def test_hits_weigh_by_their_number() -> None:
    assert regrouped([lint("src", api=5, other=4)], [lint(".", api=4, a=1, b=1, c=1)]).fresh
    assert not regrouped([lint("src", api=5)], [lint(".", api=1, a=4)]).fresh


def test_lint_that_a_practice_kept_quiet_only_became_visible() -> None:
    printed, rules = lint("src", api=40), (RuleRef(id="GEN-009", slug="printed-logs", version=1),)
    linted = Credit(id="CR-25", evidence=("ci.yml",), effect="code is linted in CI")
    before = replace(make_ledger(), credits=(linted,), rules_run=rules)
    after = replace(make_ledger(printed), rules_run=rules)
    found = compare(Older("then", before), after)
    assert (found.new, ids(found.newly_visible)) == ((), {printed.id})
    assert ids(compare(Older("then", replace(before, credits=())), after).new) == {printed.id}
