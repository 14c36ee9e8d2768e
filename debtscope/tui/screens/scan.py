"""What was read and what was not; while a scan runs, how far it is. The rest of the application stays usable."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.ledger import Ledger
from debtscope.model.vocabulary import DiagnosticSeverity, SourceStatus
from debtscope.tui.ink import plural
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.place import Hint
from debtscope.tui.screens.listing import Layout, Line, Listing

STATE_STYLES = {
    SourceStatus.READ: "good", SourceStatus.ABSENT: "quiet", SourceStatus.FAILED: "bad", SourceStatus.SKIPPED: "warn",
}  # fmt: skip
LEVELS = {DiagnosticSeverity.NOTE: "quiet", DiagnosticSeverity.WARNING: "warn", DiagnosticSeverity.ERROR: "bad"}


class ScanScreen(Listing):
    """Collectors, then every input that was not read whole, each with its reason."""

    NAME = "Scan"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="collector", width=13),
        Layout(title="state", width=8),
        Layout(title="files", width=6, right=True),
        Layout(title="time", width=7, right=True, least=70),
        Layout(title="where, and what is wrong", width=0),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("X", "stop", "stop the scan", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[str, tuple[str, str]] = {}

    def hints(self) -> Sequence[Hint]:
        return (
            ("r", "r", "scan again"),
            ("X", "X", "stop"),
            ("escape", "esc", "ledger"),
            ("question_mark", "?", "more"),
        )

    @property
    def _is_running(self) -> bool:
        return self.scope.scan_process is not None

    def reload(self) -> None:
        if self._is_running:
            self.draw_progress()
        elif self.book is not None:
            self._draw_ledger(self.book.ledger)
        else:
            self.head(Content.styled("nothing was scanned yet; r scans", QUIET))
            self.put([])

    # -- a scan that is done

    def _draw_ledger(self, ledger: Ledger) -> None:
        page = Page(self.ink, max(40, self.scope.size.width - 6))
        unread = [d for d in ledger.diagnostics if d.severity is not DiagnosticSeverity.NOTE]
        absent = sum(s.status is SourceStatus.ABSENT for s in ledger.sources)
        page.line(
            (f"as of {ledger.as_of} ", STRONG),
            (f" {ledger.maturity.value}: {ledger.maturity_reason}", QUIET),
        )
        page.line(
            (plural(len(ledger.rules_run), "rule"), ""), (" ran, ", QUIET),
            (plural(absent, "source"), ""), (" absent, ", QUIET),
            (plural(len(unread), "input"), "$warning" if unread else ""), (" not read whole", QUIET),
        )  # fmt: skip
        self.head(page.done())
        self._texts = {}
        self.put(self._source_lines(ledger) + self._diagnostic_lines(ledger))

    def _source_lines(self, ledger: Ledger) -> list[Line]:
        lines: list[Line] = []
        for number, source in enumerate(ledger.sources):
            key = f"s{number}"
            seconds = ledger.run.get(f"seconds.{source.collector}", ledger.run.get(source.collector))
            took = f"{seconds * 1000:,.0f} ms" if isinstance(seconds, float) else ""
            about = source.location or source.kind
            text = f"{about}: {source.detail}" if source.detail and source.status is not SourceStatus.READ else about
            self._texts[key] = (
                f"{source.collector} {source.status.value}",
                f"{source.kind}\n\n{about}\n\n{source.detail}",
            )
            lines.append(
                Line(
                    key=key,
                    cells=(
                        (source.collector, ""),
                        (source.status.value, STATE_STYLES[source.status]),
                        (f"{source.read_files:,}" if source.read_files else "", ""),
                        (took, "quiet"),
                        (text, "quiet"),
                    ),
                )
            )
        return lines

    def _diagnostic_lines(self, ledger: Ledger) -> list[Line]:
        if not ledger.diagnostics:
            return []
        lines = [Line(cells=((f"not read whole, or worth a note ({len(ledger.diagnostics)})", "group"),), is_rule=True)]
        rank = list(DiagnosticSeverity)
        for number, entry in enumerate(sorted(ledger.diagnostics, key=lambda d: -rank.index(d.severity))):
            key = f"d{number}"
            self._texts[key] = (entry.path or entry.collector, entry.message)
            lines.append(
                Line(
                    key=key,
                    cells=(
                        (entry.collector, ""),
                        (entry.severity.value, LEVELS[entry.severity]),
                        ("", ""),
                        ("", ""),
                        (f"{entry.path}: {entry.message}" if entry.path else entry.message, ""),
                    ),
                )
            )
        return lines

    def page(self, key: str, width: int) -> Content:
        page = Page(self.ink, width)
        title, text = self._texts.get(key, ("", ""))
        page.text(title, STRONG)
        page.blank()
        for line in text.splitlines():
            page.text(line) if line else page.blank()
        return page.done()

    # -- a scan that runs

    def start(self) -> None:
        """Starts the child process, unless one runs already."""
        command = self.scope.session.scan_command()
        if command is not None and not self._is_running:
            self.scope.scan_lines.clear()
            self.scope.run_scan(command)
            self.draw_progress()

    def action_stop(self) -> None:
        """The snapshot of before stays."""
        process = self.scope.scan_process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()

    def draw_progress(self) -> None:
        """The steps so far, the newest stage last."""
        steps = self.scope.scan_lines
        last = steps[-1] if steps else None
        page = Page(self.ink, max(40, self.scope.size.width - 6))
        stage = str(last.get("stage", "")) if last else "starting"
        done, total = _numbers(last)
        page.line(
            ("scanning ", STRONG), (self.ink.gauge(_share(stage, done, total), 30), "$accent"),
            (f" {stage} {done}/{total}" if total else f" {stage}", QUIET),
        )  # fmt: skip
        page.line((str(last.get("name", "")) if last else "", QUIET))
        self.head(page.done())
        self._texts = {}
        latest: dict[str, Mapping[str, object]] = {}
        for step in steps:
            if step.get("stage") == "collect":
                latest[str(step.get("name"))] = step
        lines = [
            Line(
                key=name,
                cells=(
                    (name, ""), ("reading" if step is last else "read", "accent" if step is last else "good"), ("", ""),
                    ("", ""), (str(step.get("detail", "")), "quiet"),
                ),
            )
            for name, step in latest.items()
        ]  # fmt: skip
        for name, line in ((n, x) for n, x in zip(latest, lines, strict=True)):
            self._texts[name] = (name, line.cells[4][0])
        self.put(lines)


def _numbers(step: Mapping[str, object] | None) -> tuple[int, int]:
    done, total = (step or {}).get("done"), (step or {}).get("total")
    return (done if isinstance(done, int) else 0, total if isinstance(total, int) else 0)


def _share(stage: str, done: int, total: int) -> float:
    """Reading is most of the work; the other stages share the rest."""
    start, width = {"collect": (0.0, 0.6), "check": (0.6, 0.3), "price": (0.9, 0.05), "save": (0.95, 0.05)}.get(
        stage, (0.0, 0.0)
    )
    return start + width * (done / total if total else 0.0)
