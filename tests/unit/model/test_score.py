"""The ML Test Score: evidence against items, answers before evidence, the total the smallest section."""

from __future__ import annotations

import pytest

from debtscope.model.fold import fold
from debtscope.model.score import TESTS, Answer, Decided, MlTestScore, ScoreEvidence, ScoreResult, Section, weigh
from debtscope.model.triage import LogRecord
from debtscope.store.codec import make_record


def result(score: MlTestScore, test: str) -> ScoreResult:
    return next(one for one in score.results if one.id == test)


def test_the_rubric_has_four_sections_of_seven() -> None:
    assert [sum(1 for test in TESTS if test.section is section) for section in Section] == [7, 7, 7, 7]
    assert len({test.id for test in TESTS}) == 28
    assert all(test.question.endswith("?") for test in TESTS)


@pytest.mark.parametrize(
    ("told", "items", "value", "decided"),
    [
        (ScoreEvidence(test="D1", full=("ci.yml: gx checkpoint",)), {}, 1.0, Decided.EVIDENCE),
        (ScoreEvidence(test="D1", half=("schema.json",)), {}, 0.5, Decided.EVIDENCE),
        (ScoreEvidence(test="D1", full=("ci.yml: gx checkpoint",)), {"DAT-031": ["DAT-031-x"]}, 0.5, Decided.EVIDENCE),
        (ScoreEvidence(test="D1"), {"DAT-002": ["DAT-002-x"]}, 0.0, Decided.EVIDENCE),
        (ScoreEvidence(test="D1", searched="no schema among 12 files"), {}, 0.0, Decided.EVIDENCE),
        (ScoreEvidence(test="D1"), {"COD-001": ["COD-001-x"]}, None, Decided.ASK),
        (None, {}, None, Decided.ASK),
    ],
)
def test_what_one_test_is_worth(
    told: ScoreEvidence | None, items: dict[str, list[str]], value: float | None, decided: Decided
) -> None:
    found = result(weigh([told] if told else [], items), "D1")
    assert (found.value, found.decided) == (value, decided)


def test_an_answer_stands_before_evidence_and_a_paid_item_blocks_nothing() -> None:
    score = weigh([ScoreEvidence(test="D1", full=("ci.yml",))], {"DAT-002": ["DAT-002-x"]})
    assert result(score.settled({}, {"DAT-002-x"}), "D1").value == 0.5
    assert result(score.settled({}, set()), "D1").value == 1.0
    answer = Answer(value=0.0, by="ana", at="2026-11-20T10:00:00+00:00", reason="the checkpoint is switched off")
    told = result(score.settled({"D1": answer}, set()), "D1")
    assert (told.value, told.found, told.decided) == (0.0, 1.0, Decided.TEAM)


def test_the_total_is_the_smallest_section() -> None:
    every = [ScoreEvidence(test=test.id, full=("x",)) for test in TESTS if test.section is not Section.MODEL]
    score = weigh([*every, ScoreEvidence(test="M5", half=("baseline run",))], {})
    assert [score.section(section) for section in Section] == [7.0, 0.5, 7.0, 7.0]
    assert score.total == 0.5
    assert score.asked == 6


def said(test: str, value: object, parent: LogRecord | None = None, by: str = "ana", **data: object) -> LogRecord:
    return make_record(
        kind="answer", item=f"score/{test}", parent=parent.uid if parent else None, at="2026-11-20T10:00:00+00:00", by=by,
        data={"value": value, "reason": "because", **data},
    )  # fmt: skip


def test_answers_follow_one_another_and_are_taken_back() -> None:
    first = said("D3", 0.5)
    second = said("D3", 1, first, by="bo")
    assert fold([second, first]).answers["D3"].value == 1.0
    undo = said("D3", None, second, undoes=second.uid)
    told = fold([first, undo, second]).answers["D3"]
    assert (told.value, told.by, told.conflict) == (0.5, "ana", False)


def test_of_two_answers_at_once_the_smaller_counts() -> None:
    records = [said("D3", 1, by="ana"), said("D3", 0.5, by="bo")]
    told = fold(records).answers["D3"]
    assert (told.value, told.conflict) == (0.5, True)
    assert fold(reversed(records)).answers == fold(records).answers


@pytest.mark.parametrize("value", [2, -1, "1", None, True, [1]])
def test_what_is_no_answer_is_none(value: object) -> None:
    assert not fold([said("D3", value)]).answers
    assert not fold([make_record(kind="answer", item="D3", parent=None, at="", by="x", data={"value": 1})]).answers
