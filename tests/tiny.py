"""A collector and rules small enough to reason about, for tests of the engine, the store and the services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from debtscope.api import (
    Category,
    Collector,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Rule,
    SensitiveLine,
    Severity,
    SourceReport,
    SourceStatus,
    Subject,
    Workspace,
)
from debtscope.engine.registry import Registry
from debtscope.model.rule import Check, RulePage

PAGE = RulePage(
    detects="Lines that say TODO.", why="Somebody waits.", pay_down="Do it.", example="TODO", references="none"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One TODO line of a text file; the word before it names the place."""

    path: str
    line: int
    place: str
    text: str


class TodoCollector:
    """Reads TODO lines of `.txt` files; a line with SECRET is sensitive."""

    name = "todos"
    kind = "text files"
    how = "Write TODO into a .txt file."
    provides = (Todo, SensitiveLine)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Facts, and a report where there is a text file."""
        files = workspace.find("*.txt")
        for entry in files:
            for number, line in enumerate(workspace.text(entry.path).splitlines(), start=1):
                if "SECRET" in line:
                    yield SensitiveLine(path=entry.path, line=number)
                if "TODO" in line:
                    yield Todo(path=entry.path, line=number, place=line.partition("TODO")[0].strip(), text=line)
        if files:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=".", status=SourceStatus.READ, read_files=len(files)
            )


class FailingCollector(TodoCollector):
    """Reads like the other, then stops."""

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Its facts, then an error that quotes what it must not."""
        yield from super().collect(workspace)
        raise ValueError("hunter2")


def check_todos(facts: Facts) -> Iterable[Finding]:
    """One finding a line."""
    for todo in facts.all(Todo):
        yield Finding(
            subject=Subject(kind="place", name=f"{todo.path}::{todo.place}", path=todo.path, symbol=todo.place),
            message=f"{todo.path}:{todo.line} waits",
            evidence=(Evidence(kind="line", path=todo.path, line=todo.line, excerpt=todo.text),),
            line=todo.line,
        )


def make_rule(check: Check = check_todos, **changes: object) -> Rule:
    """The rule of TODO lines; any field can be changed."""
    rule = Rule(
        id="TOD-001", slug="todo-line", title="A line says TODO", category=Category.CODE, debt_type="promise",
        severity=Severity.LOW, confidence=Confidence.HIGH, since=Maturity.RESEARCH, needs=("todos",), page=PAGE,
        check=check,
    )  # fmt: skip
    return replace(rule, **changes)  # pyright: ignore[reportArgumentType] - the test names the field and its value


def make_registry(*rules: Rule, collectors: tuple[Collector, ...] = ()) -> Registry:
    """These rules over the text files."""
    return Registry(collectors=collectors or (TodoCollector(),), rules=rules or (make_rule(),), priors=())
