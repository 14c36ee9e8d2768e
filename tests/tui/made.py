"""A ledger made for the application's tests and measurements, and a session that keeps decisions in memory."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from debtscope.model.errors import DebtscopeError
from debtscope.model.finding import Evidence, Exposure, Subject
from debtscope.model.fold import Given
from debtscope.model.given import with_given
from debtscope.model.ids import item_id
from debtscope.model.ledger import (
    Diagnostic,
    Factor,
    Interest,
    Introduced,
    Item,
    Ledger,
    ModelRecord,
    Principal,
    Repository,
    RuleRef,
    SourceReport,
)
from debtscope.model.plan import Plan
from debtscope.model.provenance import Commit, Line, LinesAsked
from debtscope.model.rule import Rule, RulePage
from debtscope.model.score import Answer
from debtscope.model.totals import summarize
from debtscope.model.triage import Decision, LogRecord, Triage
from debtscope.model.vocabulary import (
    Basis,
    Category,
    Confidence,
    DiagnosticSeverity,
    Maturity,
    Severity,
    SourceStatus,
    Status,
    Verdict,
)
from debtscope.services.history import Moment
from debtscope.services.kept import KeptScan
from debtscope.services.plan import Wishes, make_plan
from debtscope.services.types import Book, Excerpt, SnapshotInfo
from debtscope.tui.views import Tastes
from debtscope.tui.wanted import Wanted

TODAY = date(2026, 11, 20)

KINDS = (
    ("CFG-001", "secret-in-repo", Category.CONFIG, Severity.CRITICAL, "A credential is committed", "file"),
    ("DAT-001", "training-data-not-versioned", Category.DATA, Severity.HIGH, "Training data is not versioned", "dataset"),
    ("DAT-014", "dvc-undeclared-io", Category.DATA, Severity.HIGH, "Stage reads a file it does not declare", "stage"),
    ("COD-002", "fit-before-split", Category.CODE, Severity.HIGH, "Scaler is fitted before the split", "function"),
    ("COD-004", "unsafe-model-deserialisation", Category.CODE, Severity.CRITICAL, "Model is unpickled from a download", "function"),
    ("COD-015", "silent-failure-in-ml-path", Category.CODE, Severity.MEDIUM, "Failure is swallowed while training", "function"),
    ("COD-020", "file-version-suffixes", Category.CODE, Severity.LOW, "Versions live in file names", "files"),
    ("MON-002", "drift-ignored", Category.MONITORING, Severity.HIGH, "Drift is reported, nothing followed", "model"),
    ("MON-006", "alert-without-owner-or-runbook", Category.MONITORING, Severity.MEDIUM, "Alert has neither owner nor runbook", "alert"),
    ("LEG-001", "pii-in-committed-data", Category.LEGAL, Severity.CRITICAL, "Personal data is committed", "file"),
    ("CFG-002", "unpinned-dependencies", Category.CONFIG, Severity.MEDIUM, "Dependencies float", "file"),
)  # fmt: skip
FOLDERS = ("src/features", "src/train", "src/serving", "pipelines", "monitoring", "notebooks", "data/raw", "app")
WORDS = ("embed", "clicks", "age", "churn", "store", "score", "sessions", "report", "ingest", "labels", "drift")
PEOPLE = ("ana", "bo", "chidi", "dao", None, None, None)

HOSTILE = (
    "[red]x[/]", "[/b].py", "p[/].py", "[@click=app.quit]q.py", "a\\[b].py", "esc\x1b[31m.py", "osc\x1b]52;c;eA==\x07.py",
    "c1\x9b31m.py", "bidi\u202egnp.py", "zero\u200bwidth\u2060.py", "宽字符文件名" * 3 + ".py", "new\nline\r.py", "tab\tbed.py",
    "x" * 10_000 + ".py", "sur\udcffrogate.py", "combi\u0301ne\u0301.py", "emoji👩‍🔬.py", "$quiet.py", "nul\x00.py", "",
)  # fmt: skip


def made_items(count: int, *, seed: int = 1, names: Sequence[str] = ()) -> list[Item]:
    """Items as a scan would make them; `names` replaces every text that comes from a repository."""
    dice = random.Random(seed)
    return sorted((_item(dice, n, names[n % len(names)] if names else None) for n in range(count)), key=lambda i: i.id)


def _item(dice: random.Random, number: int, name: str | None) -> Item:
    rule_id, slug, category, severity, title, kind = KINDS[dice.randrange(len(KINDS))]
    folder, word = dice.choice(FOLDERS), dice.choice(WORDS)
    path = f"{folder}/{word}_{number % 97}.py" if name is None else f"{folder}/{name}"
    is_file = kind in {"file", "function", "files"}
    subject_name = name if name is not None else f"{path}::build_{word}" if is_file else f"{word}-{kind}"
    symbol = (name if name is not None else f"build_{word}_{number}") if kind == "function" else None
    text = name if name is not None else f"{word}_{number % 13}"
    fix = round(dice.choice((0.5, 1, 2, 4, 8)) * dice.uniform(0.7, 1.4), 2)
    touch, incident = dice.uniform(0.02, 0.9), dice.choice((0.0, 0.0, dice.uniform(0.1, 3.0)))
    rate = round(touch + incident, 3)
    subject = Subject(kind=kind, name=f"{subject_name}{number}", path=path if is_file else None, symbol=symbol)
    line = dice.randrange(1, 240) if kind == "function" else None
    return Item(
        id=item_id(rule_id, subject, f"{path}{number}"),
        rule=RuleRef(id=rule_id, slug=slug, version=1),
        title=title if name is None else f"{title} {name}",
        category=category,
        debt_type="ml",
        severity=severity,
        confidence=dice.choice(list(Confidence)),
        component=folder if name is None else name,
        subject=subject,
        path=path if is_file else None,
        line=line,
        end_line=None,
        symbol=symbol,
        message=f"`{text}` does this in {dice.randrange(1, 9)} places, so that what was measured is not what is served.",
        why=f"Numbers look better than they are: {text}.\n\nNobody sees it until it is served.",
        remediation=f"Move it behind the split, once, in {text}.\n\n- write a test first\n- then move it",
        evidence=(
            Evidence(kind="line", path=path, line=line or 1, excerpt=f"{text}.fit(frame)"),
            Evidence(kind="metric", ref=text, value=0.31),
        ),
        principal=Principal(hours=fix, low=fix / 2, high=fix * 2, basis=f"0.5 h and 0.5 h a place ({text})"),
        interest=Interest(
            hours_per_month=rate, low=rate / 2, high=rate * 2, model="exposure-1",
            factors=(
                Factor(name="touch", value=2.1, unit="touches/month", low=1.0, high=4.0, source=Basis.MEASURED,
                       effect_hours=touch, ref=f"11 commits in 90 d to {text}"),
                Factor(name="incident", value=0.04, unit="incidents/month", low=0.01, high=0.1, source=Basis.DEFAULT,
                       effect_hours=incident, ref="priors.toml"),
                Factor(name="hours_per_fix", value=4, unit="h", low=2, high=8, source=Basis.TEAM),
            ),
        ),
        exposure=Exposure(kind="privacy", note=f"names and addresses in {text}") if category is Category.LEGAL else None,
        introduced=Introduced(revision="4f2c1a9e0b", date=f"2026-0{dice.randrange(1, 9)}-11", author=name or "bo"),
        triage=Triage(owner=dice.choice(PEOPLE) if name is None else name),
        first_seen="2026-08-01",
        last_seen="2026-11-20",
        cause=f"schema-{number % 5}" if dice.random() < 0.05 else None,
        must_do=slug in {"secret-in-repo", "pii-in-committed-data"} and number % 29 == 0,
        sources=("python", "git"),
    )  # fmt: skip


def made_ledger(count: int = 60, *, seed: int = 1, names: Sequence[str] = ()) -> Ledger:
    """A ledger with items, sources, diagnostics and models."""
    odd = names[0] if names else "clicks"
    return Ledger(
        tool_version="0.1.0",
        rules_run=tuple(RuleRef(id=k[0], slug=k[1], version=1) for k in KINDS),
        config_digest="0" * 8,
        as_of=TODAY.isoformat(),
        repository=Repository(name=names[1] if names else "churn-model", revision="4f2c1a9e0b", branch="main", dirty=False),
        maturity=Maturity.PRODUCTION,
        maturity_reason="model churn-clf has the alias champion",
        sources=(
            SourceReport(collector="files", kind="repository files", location=".", status=SourceStatus.READ, read_files=812),
            SourceReport(collector="git", kind="git history", location=".git", status=SourceStatus.READ, read_files=1204),
            SourceReport(collector="mlflow", kind="MLflow store", location="mlruns", status=SourceStatus.ABSENT,
                         detail=f"no mlruns/ or mlflow.db here; --mlflow PATH names one {odd}"),
            SourceReport(collector="monitoring", kind="monitoring exports", location="monitoring",
                         status=SourceStatus.FAILED, detail="report.json: unexpected end"),
        ),
        diagnostics=tuple(
            Diagnostic(severity=severity, collector="python", path=path, message="does not parse: line 3")
            for severity, path in zip(
                (DiagnosticSeverity.WARNING, DiagnosticSeverity.NOTE, DiagnosticSeverity.ERROR, *[DiagnosticSeverity.NOTE] * 30),
                names or ("src/old.py", "notebooks/x.ipynb", "plugin"),
                strict=False,
            )
        ),
        models=(
            ModelRecord(name=names[2] if names else "churn-clf", versions=("7", "8"), served="8", consumers=("billing",),
                        watched_by=("evidently",), drifting_since="2026-10-02", owner="ana"),
            ModelRecord(name="uplift", versions=("1",), served=None),
        ),
        files=(),
        credits=(),
        suppressed=(),
        items=tuple(made_items(count, seed=seed, names=names)),
    )  # fmt: skip


def made_book(count: int = 60, *, read_only: str | None = None, names: Sequence[str] = (), seed: int = 1) -> Book:
    """A ledger opened."""
    ledger = made_ledger(count, names=names, seed=seed)
    return Book(
        ledger=ledger,
        root=None,
        state=None,
        snapshot=SnapshotInfo(id=3, revision="4f2c1a9", as_of=TODAY.isoformat(), saved_at="2026-11-20T10:00:00+00:00", items=count),
        read_only=read_only,
        new_ids=frozenset(item.id for item in ledger.items[:3]),
    )  # fmt: skip


def made_rules(names: Sequence[str] = ()) -> tuple[Rule, ...]:
    """One rule a kind."""
    odd = names[0] if names else ""
    return tuple(
        Rule(
            id=rule_id, slug=slug, title=title, category=category, debt_type="ml", severity=severity,
            confidence=Confidence.HIGH, since=Maturity.RESEARCH, needs=("python",),
            page=RulePage(detects=f"What `{slug}` looks for. {odd}", why="It costs.", pay_down="Do it.",
                          example="Debt:\n\n    scaler.fit(frame)\n", references="Sculley 2015"),
            check=lambda _: (),
        )
        for rule_id, slug, category, severity, title, _ in KINDS
    )  # fmt: skip


_STATUS = {
    Verdict.PLAN: Status.PLANNED, Verdict.DEFER: Status.DEFERRED, Verdict.ACCEPT: Status.ACCEPTED,
    Verdict.DISMISS: Status.DISMISSED, Verdict.REOPEN: Status.OPEN,
}  # fmt: skip


def decided(triage: Triage, decision: Decision) -> Triage:
    """What a decision makes of a state: fields that it leaves out stay."""
    given = {
        name: value
        for name in ("owner", "due", "until", "reason", "note", "link")
        if (value := getattr(decision, name)) is not None
    }
    status = _STATUS[decision.verdict] if decision.verdict else triage.status
    return replace(triage, status=status, verdict=decision.verdict or triage.verdict, by="me", at="2026-11-20", **given)


@dataclass(slots=True)
class FakeSession:
    """Keeps decisions in memory; what it was asked for can be looked at."""

    book: Book | None
    names: Sequence[str] = ()
    decisions: list[tuple[tuple[str, ...], Decision]] = field(default_factory=list[tuple[tuple[str, ...], Decision]])
    written: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])
    refuses: DebtscopeError | None = None
    command: Sequence[str] | None = None
    after_scan: Book | None = None
    stamp: tuple[int, int] | None = (0, 0)
    from_disk: Book | None = None
    behind: bool = False
    first: Book | None = None
    reviewing: Sequence[str] | None = None
    """The child process of a review."""
    off: Mapping[str, str] = field(default_factory=dict[str, str])
    held: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    observed: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    kept: Tastes = field(default_factory=Tastes)
    past_days: Sequence[tuple[str, float]] = ()
    _past: list[Book] = field(default_factory=list[Book])
    _loads: int = 0

    @property
    def root(self) -> Path | None:
        return Path("/tmp/churn")

    @property
    def writes(self) -> str:
        return ".debtscope/"

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def today(self) -> date:
        return TODAY

    def load(self) -> Book | None:
        self._loads += 1
        return self.after_scan if self._loads > 1 and self.after_scan else self.book

    def glance(self, first: int) -> Book | None:
        return self.first

    def course(self, book: Book) -> Sequence[tuple[str, float]]:
        return self.past_days

    def days(self, book: Book) -> Sequence[Moment]:
        return [
            Moment(snapshot=3, as_of=TODAY.isoformat(), revision="4f2c1a9", summary=summarize(book.ledger.items), came=0, went=0, is_backfilled=False)
        ]  # fmt: skip

    def past_scan(self, book: Book, snapshot: int) -> KeptScan:
        return KeptScan(ledger=book.ledger, came=book.new_ids, went=tuple(made_items(2, seed=9)), before="2026-11-13")

    def is_damaged(self) -> bool:
        return False

    def put_aside(self) -> str:
        raise DebtscopeError("there is nothing to put aside")

    def refresh(self, book: Book) -> Book:
        return self.from_disk or book

    def decide(self, book: Book, ids: Sequence[str], decision: Decision) -> Book:
        if self.refuses is not None:
            raise self.refuses
        self.decisions.append((tuple(ids), decision))
        self._past.append(book)
        chosen = frozenset(ids)
        return _with(
            book, (replace(i, triage=decided(i.triage, decision)) if i.id in chosen else i for i in book.ledger.items)
        )

    def answer(self, book: Book, test: str, value: float, reason: str) -> Book:
        if self.refuses is not None:
            raise self.refuses
        assert book.ledger.score is not None
        self._past.append(book)
        given = Answer(value=value, by="me", at="2026-11-20T10:00:00+00:00", reason=reason)
        score = book.ledger.score.settled({test: given}, {item.id for item in book.ledger.items})
        return replace(book, ledger=replace(book.ledger, score=score))

    def undo(self, book: Book) -> Book:
        return self._past.pop()

    def history(self, book: Book, item_id: str) -> tuple[LogRecord, ...]:
        return tuple(
            LogRecord(uid=str(n), kind="verdict", item=item_id, parent=None, at="2026-11-20", by=self.names[0] if self.names else "me",
                      data={"verdict": str(d.verdict), "reason": d.reason})
            for n, (ids, d) in enumerate(self.decisions) if item_id in ids
        )  # fmt: skip

    def excerpt(self, book: Book, item: Item) -> Excerpt | None:
        if item.line is None or item.path is None:
            return None
        body = [
            f"    frame = load({n})  # {self.names[n % len(self.names)] if self.names else 'a comment'}"
            for n in range(17)
        ]
        first = max(1, item.line - 8)
        return Excerpt(path=item.path, first_line=first, lines=tuple(body), highlight_line=item.line)

    def plan(self, book: Book, wanted: Wanted) -> Plan:
        wishes = Wishes(pins=wanted.pins, excluded=wanted.excluded, owner_hours=wanted.owner_hours)
        return make_plan(book.ledger.items, budget_hours=wanted.budget_hours, as_of=TODAY, wishes=wishes)

    def observe(self, book: Book, item_id: str, took: float) -> Book:
        self.observed.append((item_id, took))
        self._past.append(book)
        return book

    def records(self, book: Book) -> tuple[LogRecord, ...]:
        one = book.ledger.items[0].id if book.ledger.items else "x"
        return tuple(
            LogRecord(uid=str(n), kind="verdict", item=one if n % 2 else name, parent=None, at="2026-11-20T10:00:00", by=name,
                      data={"verdict": "accept", "reason": name, "attendees": [name]})
            for n, name in enumerate(self.names)
        )  # fmt: skip

    def switch_rule(self, book: Book, slug: str, *, enabled: bool, reason: str) -> Book:
        self._past.append(book)
        self.off = {**self.off, slug: reason} if not enabled else {k: v for k, v in self.off.items() if k != slug}
        return book

    def switched_off(self, book: Book) -> Mapping[str, str]:
        return self.off

    def hold_review(self, book: Book, attendees: Sequence[str]) -> None:
        self.held.append(tuple(attendees))

    def review_command(self, mode: str, wanted: Wanted) -> Sequence[str] | None:
        return self.reviewing

    def write_text(self, path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")

    def kept_at(self, book: Book) -> tuple[int, int] | None:
        return (0, 0)

    def rules(self) -> tuple[Rule, ...]:
        return made_rules(self.names)

    def export_items(self, book: Book, items: Sequence[Item], path: Path, form: str) -> None:
        self.written.append((path.name, form, len(items)))

    def export_plan(self, book: Book, plan: Plan, path: Path, form: str) -> None:
        self.written.append((path.name, form, len(plan.entries)))

    def scan_command(self) -> Sequence[str] | None:
        return self.command

    def is_behind(self, book: Book) -> bool:
        return self.behind

    def lines_of(self, book: Book, item: Item) -> LinesAsked:
        name = self.names[0] if self.names else "bo"
        line = Line(number=item.line or 1, sha="4f2c1a9e0b", on="2026-08-01", author=name, subject=f"add {name}")
        return LinesAsked(
            lines=(line,), commits=(Commit(sha="4f2c1a9e0b", on="2026-08-01", author=name, subject=name),)
        )

    def address(self, book: Book, item: Item) -> str:
        return f"https://git.example/churn/blob/4f2c1a9/{item.path}"

    def estimate(
        self, book: Book, ids: Sequence[str], principal: float | None, interest: float | None, reason: str
    ) -> Book:
        self._past.append(book)
        given = Given(principal=principal, interest=interest, reason=reason, by="me", at="2026-11-20")
        return _with(book, (with_given(i, given) if i.id in ids else i for i in book.ledger.items))

    def tastes(self) -> Tastes:
        return self.kept

    def keep_tastes(self, tastes: Tastes) -> None:
        self.kept = tastes

    def log_stamp(self, book: Book) -> tuple[int, int] | None:
        return self.stamp


def _with(book: Book, items: Iterable[Item]) -> Book:
    return replace(book, ledger=replace(book.ledger, items=tuple(items)))
