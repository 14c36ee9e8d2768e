"""What was read and what was not; while a scan runs, how far it is. The rest of the application stays usable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.figures import counted
from debtscope.model.vocabulary import DiagnosticSeverity, SourceStatus
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.screens.listing import Layout, Line, Listing

if TYPE_CHECKING:
    from debtscope.model.ledger import Ledger
    from debtscope.tui.place import Hint
    from debtscope.tui.scanning import Step

STATE_STYLES = {
    SourceStatus.READ: "good", SourceStatus.ABSENT: "quiet", SourceStatus.FAILED: "bad", SourceStatus.SKIPPED: "warn",
}  # fmt: skip
LEVELS = {DiagnosticSeverity.NOTE: "quiet", DiagnosticSeverity.WARNING: "warn", DiagnosticSeverity.ERROR: "bad"}


class ScanScreen(Listing):
    """Collectors, then every input that was not read whole, each with its reason."""

    NAME = "Scan"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="collector", width=14),
        Layout(title="state", width=8),
        Layout(title="files", width=6, right=True),
        Layout(title="time", width=8, right=True, least=70, spare=True),
        Layout(title="items", width=5, right=True, least=70, spare=True),
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

    def reload(self) -> None:
        if self.scope.rescan.run.is_running:
            self._draw_progress()
        elif self.book is not None:
            self._draw_ledger(self.book.ledger, self.book.times)
        else:
            self.head(Content.styled("nothing was scanned yet; r scans", QUIET))
            self.put([])

    # -- a scan that is done

    def _draw_ledger(self, ledger: Ledger, times: Mapping[str, float]) -> None:
        page = Page(self.ink, max(40, self.scope.size.width - 6))
        unread = [d for d in ledger.diagnostics if d.severity is not DiagnosticSeverity.NOTE]
        absent = sum(s.status is SourceStatus.ABSENT for s in ledger.sources)
        page.line(
            (f"as of {ledger.as_of} ", STRONG),
            (f" {ledger.maturity.value}: {ledger.maturity_reason}", QUIET),
        )
        page.line(
            (counted(len(ledger.rules_run), "rule"), ""), (" ran, ", QUIET),
            (counted(absent, "source"), ""), (" absent, ", QUIET),
            (counted(len(unread), "input"), "$warning" if unread else ""), (" not read whole", QUIET),
        )  # fmt: skip
        self.head(page.done())
        self._texts = {}
        self.put(self._source_lines(ledger, times) + self._diagnostic_lines(ledger))

    def _source_lines(self, ledger: Ledger, times: Mapping[str, float]) -> list[Line]:
        """Of a collector with several sources, its time and the items that rest on it stand once."""
        lines: list[Line] = []
        untold = dict(times)
        items = Counter(chain.from_iterable(map(attrgetter("sources"), ledger.items)))
        for number, source in enumerate(ledger.sources):
            key = f"s{number}"
            milliseconds = untold.pop(source.collector, None)
            took = "" if milliseconds is None else f"{milliseconds:,.0f} ms"
            about = source.location if source.location not in {"", "."} else source.kind
            text = f"{about}: {source.detail}" if source.detail and source.status is not SourceStatus.READ else about
            self._texts[key] = (
                f"{source.collector} {source.status.value}",
                "\n\n".join(dict.fromkeys(filter(None, (source.kind, about, source.detail)))),
            )
            lines.append(
                Line(
                    key=key,
                    cells=(
                        (source.collector, ""),
                        (source.status.value, STATE_STYLES[source.status]),
                        (f"{source.read_files:,}" if source.read_files else "", ""),
                        (took, "quiet"),
                        (f"{found:,}" if (found := items.pop(source.collector, 0)) else "", ""),
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
                        *[("", "")] * 3,
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

    def action_stop(self) -> None:
        """The snapshot of before stays."""
        self.scope.rescan.run.stop()

    def _draw_progress(self) -> None:
        steps = self.scope.rescan.run.steps
        last = steps[-1] if steps else None
        page = Page(self.ink, max(40, self.scope.size.width - 6))
        if last is None:
            page.line(("scanning ", STRONG), ("starting", QUIET))
        else:
            count = f" {last.done}/{last.total}" if last.total > 1 else ""
            gauge = self.ink.gauge(_share(last), 30)
            page.line(("scanning ", STRONG), (gauge, "$accent"), (f" {last.stage}{count} {last.name}", QUIET))
        page.line(("the rest of the application stays usable; X stops it", QUIET))
        self.head(page.done())
        self._texts = {}
        lines: list[Line] = []
        for step, after in zip_longest(steps, steps[1:]):
            if step.stage == "collect":
                took = f"{(after.at - step.at) * 1000:,.0f} ms" if after else ""
                state = ("read", "good") if after else ("reading", "accent")
                cells = ((step.name, ""), state, ("", ""), (took, "quiet"), ("", ""), (step.detail, "quiet"))
                lines.append(Line(key=step.name, cells=cells))
                self._texts[step.name] = (step.name, step.detail)
        self.put(lines)


def _share(step: Step) -> float:
    """Reading is most of the work; the other stages share the rest."""
    stages = {"collect": (0.0, 0.6), "check": (0.6, 0.3), "price": (0.9, 0.05), "save": (0.95, 0.05)}
    start, width = stages.get(step.stage, (0.0, 0.0))
    return start + width * (step.done / step.total if step.total else 0.0)
