"""The fold of the triage log: independent of order, union merges valid, nobody's word lost."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from debtscope.model.fold import fold
from debtscope.model.ledger import Item, Payment
from debtscope.model.triage import LogRecord
from debtscope.model.vocabulary import Status, Verdict
from debtscope.model.waking import seen_of, settle
from debtscope.store.codec import make_record
from tests.made import make_item

DAY = date(2026, 11, 20)


def record(
    item: str,
    parent: LogRecord | None,
    by: str = "ana",
    kind: str = "verdict",
    data: Mapping[str, object] | None = None,
) -> LogRecord:
    return make_record(
        kind=kind, item=item, parent=parent.uid if parent else None, at="2026-11-20T10:00:00+00:00", by=by,
        data=data or {},
    )  # fmt: skip


def verdict(word: Verdict, parent: LogRecord | None = None, by: str = "ana", **data: object) -> LogRecord:
    return record("X-1", parent, by, data={"verdict": word.value, **data})


@st.composite
def logs(draw: st.DrawFn) -> list[LogRecord]:
    """Records of a few items, each following any number of earlier ones, some of unknown kinds, some undoing."""
    made: list[LogRecord] = []
    for number in range(draw(st.integers(0, 14))):
        item = draw(st.sampled_from(["A", "B"]))
        earlier = [one for one in made if one.item == item]
        follows = draw(st.lists(st.sampled_from(earlier), max_size=3, unique_by=lambda r: r.uid)) if earlier else []
        data: dict[str, object] = {"n": number}
        kind = draw(st.sampled_from(["verdict", "verdict", "note", "someday"]))
        if kind == "verdict":
            data["verdict"] = draw(st.sampled_from([*Verdict, "unheard-of"]))
        if draw(st.booleans()):
            data["owner"] = draw(st.sampled_from(["ana", "bo", ""]))
        if earlier and draw(st.integers(0, 4)) == 0:
            data = {"undoes": draw(st.sampled_from(earlier)).uid}
        if len(follows) > 1:
            data["follows"] = [one.uid for one in follows[1:]]
        made.append(record(item, follows[0] if follows else None, kind=kind, data=data))
    return made


@settings(max_examples=150, deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_lines_do_not_matter(log: list[LogRecord], chance: random.Random) -> None:
    shuffled = [*log, *chance.sample(log, len(log) // 2)]
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(log)


@settings(max_examples=150, deadline=None)
@given(logs(), st.data())
def test_a_union_merge_of_two_branches_is_the_fold_of_all_their_records(
    log: list[LogRecord], data: st.DataObject
) -> None:
    mine = [one for one in log if data.draw(st.booleans())]
    theirs = [one for one in log if one not in mine]
    assert fold([*theirs, *mine]) == fold(log)


@settings(max_examples=100, deadline=None)
@given(logs())
def test_every_verdict_that_nobody_answered_is_in_force(log: list[LogRecord]) -> None:
    folded = fold(log)
    for item, standing in folded.standings.items():
        assert set(standing.heads) <= {one.uid for one in log if one.item == item}
        assert standing.triage.conflict == (len(standing.verdicts) > 1)
        if standing.triage.conflict:
            assert standing.triage.status is Status.OPEN


def test_the_last_of_a_chain_stands_whatever_the_clocks_say() -> None:
    first = replace(verdict(Verdict.DISMISS, reason="no"), at="2099-01-01T00:00:00+00:00")
    second = verdict(Verdict.PLAN, first, owner="bo", due="2026-12-01")
    triage = fold([second, first]).standing("X-1").triage
    assert (triage.status, triage.owner, triage.due, triage.reason) == (Status.PLANNED, "bo", "2026-12-01", None)


def test_two_verdicts_on_one_parent_are_a_conflict_until_somebody_answers_both() -> None:
    base = verdict(Verdict.REOPEN)
    mine = verdict(Verdict.ACCEPT, base, "ana", reason="known", until="2027-01-01")
    theirs = verdict(Verdict.DISMISS, base, "bo", reason="not debt")
    standing = fold([mine, theirs, base]).standing("X-1")
    assert standing.triage.conflict
    assert standing.triage.status is Status.OPEN
    assert "accept (ana)" in str(standing.triage.woken)
    assert "dismiss (bo)" in str(standing.triage.woken)
    answer = verdict(Verdict.PLAN, mine, "ana", follows=[theirs.uid])
    after = fold([base, theirs, answer, mine]).standing("X-1")
    assert not after.triage.conflict
    assert after.triage.status is Status.PLANNED


def test_a_note_beside_a_verdict_is_no_conflict() -> None:
    base = verdict(Verdict.PLAN, owner="ana")
    note = record("X-1", base, "bo", kind="note", data={"note": "ask Cy"})
    other = verdict(Verdict.DEFER, base, until="2027-01-01")
    triage = fold([base, note, other]).standing("X-1").triage
    assert (triage.conflict, triage.status, triage.note, triage.owner) == (False, Status.DEFERRED, "ask Cy", "ana")


def test_undo_takes_back_and_undoing_the_undo_restores() -> None:
    first = verdict(Verdict.PLAN, owner="ana")
    second = verdict(Verdict.DISMISS, first, reason="no")
    undo = record("X-1", second, data={"undoes": second.uid})
    assert fold([first, second, undo]).standing("X-1").triage.status is Status.PLANNED
    redo = record("X-1", undo, data={"undoes": undo.uid})
    assert fold([redo, first, second, undo]).standing("X-1").triage.status is Status.DISMISSED


def test_a_forged_circle_loses_nothing_and_ends() -> None:
    one = LogRecord(uid="a", kind="verdict", item="X-1", parent="b", at="", by="ana", data={"verdict": "plan"})
    two = replace(one, uid="b", parent="a", data={"verdict": "defer"})
    assert fold([one, two]) == fold([two, one])


def settled(item: Item, log: Sequence[LogRecord], day: date = DAY) -> tuple[Status, str | None]:
    triage = settle(item, fold(log).standing("X-1"), day)
    return triage.status, triage.woken


def seen(item: Item) -> dict[str, object]:
    now = seen_of(item)
    return {"members": sorted(now.members), "facts": sorted(now.facts), "interest": now.interest}


def test_a_passed_date_opens_deferred_and_accepted_items_by_utc_day() -> None:
    item = make_item()
    log = [verdict(Verdict.DEFER, until="2026-11-20", seen=seen(item))]
    assert settled(item, log, date(2026, 11, 19))[0] is Status.DEFERRED
    status, why = settled(item, log)
    assert status is Status.OPEN
    assert "2026-11-20" in str(why)


def test_lines_dates_and_growing_counts_do_not_wake_but_another_fact_does() -> None:
    item = make_item()
    evidence = replace(item.evidence[0], kind="report", ref="run of 2026-11-01", excerpt="3 of 12 windows drift")
    item = replace(item, evidence=(evidence,))
    log = [verdict(Verdict.DISMISS, reason="known", seen=seen(item))]
    grown = replace(evidence, line=99, ref="run of 2026-11-19", excerpt="9 of 40 windows drift")
    assert settled(replace(item, evidence=(grown,)), log)[0] is Status.DISMISSED
    other = replace(evidence, excerpt="the reference data is gone")
    assert settled(replace(item, evidence=(other,)), log)[0] is Status.OPEN


def test_new_members_wake_only_when_they_raise_interest_by_a_quarter() -> None:
    item = make_item(interest=4.0)
    log = [verdict(Verdict.ACCEPT, reason="ok", until="2027-06-01", seen=seen(item))]
    more = (*item.evidence, replace(item.evidence[0], excerpt="shuffle(rows)"))
    little = replace(item, evidence=more, interest=replace(item.interest, hours_per_month=4.9))
    assert settled(little, log)[0] is Status.ACCEPTED
    much = replace(item, evidence=more, interest=replace(item.interest, hours_per_month=5.0))
    assert settled(much, log)[0] is Status.OPEN
    dearer = replace(item, interest=replace(item.interest, hours_per_month=9.0))
    assert settled(dearer, log)[0] is Status.ACCEPTED  # no new member: only the file got busier


def test_paid_is_the_scans_word_and_a_return_says_so_until_somebody_answers() -> None:
    planned = verdict(Verdict.PLAN, owner="ana")
    heads = (planned.uid,)
    item = replace(make_item(), payment=Payment(on="2026-10-01", heads=heads))
    assert settled(item, [planned])[0] is Status.PAID
    back = replace(item, payment=Payment(on="2026-10-01", is_back=True, heads=heads))
    status, why = settled(back, [planned])
    assert status is Status.OPEN
    assert "2026-10-01" in str(why)
    assert settled(back, [planned, verdict(Verdict.PLAN, planned, owner="bo")])[0] is Status.PLANNED
