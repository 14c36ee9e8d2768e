"""The ML Test Score: 28 tests in four sections, each 0, a half or 1 with its evidence, or a question for the team.

Breck et al., The ML Test Score: A Rubric for ML Production Readiness and Technical Debt Reduction, 2017. A half: done by
hand and written down. 1: it runs by itself, again and again. The total is the smallest of the four sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from enum import StrEnum

from debtscope.model.frozen import frozen

VALUES = (0.0, 0.5, 1.0)


class Section(StrEnum):
    """The rubric's four parts, seven tests each."""

    DATA = "data"
    MODEL = "model"
    INFRASTRUCTURE = "infrastructure"
    MONITORING = "monitoring"


class Decided(StrEnum):
    """Who says what a test is worth."""

    EVIDENCE = "evidence"
    TEAM = "team"
    ASK = "ask"
    """Nobody yet: no file can tell, or nothing was found where not everything could be looked at."""


@frozen
class MlTest:
    """One test of the rubric."""

    id: str
    section: Section
    title: str
    question: str
    """For the team, where the files do not tell."""
    blocked_by: tuple[str, ...] = ()
    """Ids of rules whose items contradict a full point."""


@frozen
class ScoreEvidence:
    """What the sources say to one test."""

    test: str
    half: tuple[str, ...] = ()
    """Evidence that it was done by hand, each with its file."""
    full: tuple[str, ...] = ()
    """Evidence that it runs by itself, each with its file."""
    searched: str = ""
    """Where nothing was found: what was looked at, when that is all there is to look at; empty = nobody can say no."""


@frozen
class Answer:
    """What a person says to one test, from the triage log."""

    value: float
    by: str
    at: str
    reason: str
    conflict: bool = False
    """Two answers of which neither follows the other: the smaller one counts."""


@frozen
class ScoreResult:
    """One test's worth and why."""

    id: str
    full: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    searched: str = ""
    blocked_by: tuple[str, ...] = ()
    """Items (ids) that keep it from a full point where something is in place, and decide for 0 where nothing is."""
    answer: Answer | None = None

    @property
    def test(self) -> MlTest:
        """Of the rubric."""
        return BY_ID[self.id]

    @property
    def found(self) -> float | None:
        """By evidence alone; None = it does not decide."""
        if self.full or self.half:
            return 1.0 if self.full and not self.blocked_by else 0.5
        return 0.0 if self.blocked_by or self.searched else None

    @property
    def evidence(self) -> tuple[str, ...]:
        """What is in place, best first; else what was looked at."""
        return (*self.full, *self.half) or ((self.searched,) if self.searched else ())

    @property
    def value(self) -> float | None:
        """An answer stands before evidence; None = ask."""
        return self.answer.value if self.answer is not None else self.found

    @property
    def decided(self) -> Decided:
        """Who says so."""
        if self.answer is not None:
            return Decided.TEAM
        return Decided.ASK if self.found is None else Decided.EVIDENCE


@frozen
class MlTestScore:
    """All 28 results, in the rubric's order."""

    results: tuple[ScoreResult, ...]

    def section(self, section: Section) -> float:
        """Points of one section, 0 to 7; tests that nobody has decided count nothing."""
        return sum(result.value or 0.0 for result in self.results if result.test.section is section)

    @property
    def total(self) -> float:
        """The smallest section, 0 to 7."""
        return min(self.section(section) for section in Section)

    @property
    def asked(self) -> int:
        """Tests that wait for the team."""
        return sum(1 for result in self.results if result.decided is Decided.ASK)

    def settled(self, answers: Mapping[str, Answer], unpaid: Set[str]) -> MlTestScore:
        """The same evidence with today's answers, by test id, and of the items only those that still count."""
        return MlTestScore(
            results=tuple(
                replace(
                    result,
                    answer=answers.get(result.id),
                    blocked_by=tuple(item for item in result.blocked_by if item in unpaid),
                )
                for result in self.results
            )
        )


def weigh(evidence: Iterable[ScoreEvidence], items: Mapping[str, Sequence[str]]) -> MlTestScore:
    """Puts evidence and items together; `items` are ids of items by rule id."""
    told: dict[str, ScoreEvidence] = {}
    for one in evidence:
        told.setdefault(one.test, one)
    return MlTestScore(results=tuple(_weighed(test, told.get(test.id), items) for test in TESTS))


def _weighed(test: MlTest, told: ScoreEvidence | None, items: Mapping[str, Sequence[str]]) -> ScoreResult:
    blocking = tuple(item for rule in test.blocked_by for item in items.get(rule, ()))
    if told is None:
        return ScoreResult(id=test.id, blocked_by=blocking)
    return ScoreResult(id=test.id, full=told.full, half=told.half, searched=told.searched, blocked_by=blocking)


def _tests(section: Section, letter: str, *rows: tuple[str, str, tuple[str, ...]]) -> tuple[MlTest, ...]:
    return tuple(
        MlTest(id=f"{letter}{number}", section=section, title=title, question=question, blocked_by=blocked)
        for number, (title, question, blocked) in enumerate(rows, start=1)
    )


TESTS: tuple[MlTest, ...] = (
    *_tests(
        Section.DATA, "D",
        ("Feature expectations are captured in a schema",
         "Where are the expected types, ranges and nulls of the features written down, and what checks them?",
         ("DAT-002", "DAT-022", "DAT-031")),
        ("All features are beneficial", "When was each feature's worth last measured, and what was dropped?", ("DAT-017",)),
        ("No feature's cost is too much", "Does anybody know what each feature costs in latency, money and upkeep?", ()),
        ("Features adhere to meta-level requirements",
         "Who decides which features may be used, and what stops a forbidden one?", ("DAT-018", "LEG-007")),
        ("The data pipeline has privacy controls", "Who may read the training data, and what removes people from it?",
         ("LEG-001", "LEG-009", "LEG-010")),
        ("New features can be added quickly", "How long does a feature take from idea to production?", ("DAT-032",)),
        ("All input feature code is tested", "Which feature code is tested outside this repository?", ("COD-001",)),
    ),
    *_tests(
        Section.MODEL, "M",
        ("Model specifications are reviewed and submitted", "Is every change to a model reviewed before it trains for production?",
         ("CFG-003", "CFG-032")),
        ("Offline and online metrics correlate", "Has an offline gain ever been held against what happened in production?",
         ("MON-004",)),
        ("All hyperparameters have been tuned", "How were the hyperparameters in use chosen?", ("COD-042",)),
        ("The impact of model staleness is known", "How much worse is a model that is a month or a year old?",
         ("CFG-013", "MON-024")),
        ("A simpler model is not better", "Which simpler model was compared, and by how much is it worse?", ("COD-029",)),
        ("Model quality is sufficient on all important data slices", "Which slices are looked at before a release?",
         ("COD-030", "MON-018")),
        ("The model has been tested for considerations of inclusion", "For whom might the model work worse, and was that tested?",
         ("LEG-007", "LEG-008")),
    ),
    *_tests(
        Section.INFRASTRUCTURE, "I",
        ("Training is reproducible", "Do two trainings of one commit give the same model?",
         ("CFG-002", "CFG-017", "COD-005", "DAT-001", "DAT-013")),
        ("Model specifications are unit tested", "Which tests train a model, if only for one step?", ("COD-001",)),
        ("The ML pipeline is integration tested", "What runs the whole pipeline on little data, and when?", ("COD-007", "COD-011")),
        ("Model quality is validated before serving", "What stops a worse model from being served?", ("CFG-012", "COD-007")),
        ("The model is debuggable", "Can somebody follow one prediction through the model?", ("LEG-012",)),
        ("Models are canaried before serving", "Does a new model see some of the traffic before it gets all?", ("CFG-011",)),
        ("Serving models can be rolled back", "When was the last model rolled back, for real or in rehearsal?",
         ("CFG-011", "CFG-021")),
    ),
    *_tests(
        Section.MONITORING, "O",
        ("Dependency changes result in notification", "Who tells the team before an upstream table or library changes?",
         ("CFG-030", "COD-032", "DAT-008")),
        ("Data invariants hold for inputs", "What checks the inputs in production, and whom does it wake?",
         ("COD-031", "MON-007", "MON-013")),
        ("Training and serving are not skewed", "When were served features last compared with trained ones?",
         ("CFG-006", "COD-010", "DAT-003", "MON-022")),
        ("Models are not too stale", "At what age is a model retrained or switched off?", ("CFG-013", "MON-024")),
        ("Models are numerically stable", "What notices a NaN, an infinity or a constant score?", ("COD-046", "MON-023")),
        ("Computing performance has not regressed", "What notices slower training or serving?", ("MON-014",)),
        ("Prediction quality has not regressed", "When was the quality of served predictions last measured?",
         ("MON-002", "MON-004", "MON-015")),
    ),
)  # fmt: skip
"""Catalogue section 9."""

BY_ID = {test.id: test for test in TESTS}
