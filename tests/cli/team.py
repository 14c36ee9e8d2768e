"""Two people, their two checkouts of the demo, and the papers of each week's review."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from debtscope.model.ledger import Item
from debtscope.model.triage import Decision
from debtscope.services.browse import open_book
from debtscope.services.scan import scan
from debtscope.services.triage import decide
from debtscope.services.types import Book, ScanRequest
from debtscope.tui.app import DebtscopeApp
from debtscope.tui.services import ServiceSession
from tests.cli.conftest import Run

LOG = ".debtscope/triage.jsonl"


@dataclass(frozen=True, slots=True)
class Person:
    """Who works in which checkout."""

    name: str
    root: Path

    def git(self, *arguments: str, on: str = "2026-11-20") -> str:
        """Real git, without this machine's configuration; commits are of this person, at noon of a day."""
        when = f"{on}T12:00:00+00:00"
        environment = {
            "PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": self.name, "GIT_AUTHOR_EMAIL": f"{self.name}@example.com",
            "GIT_COMMITTER_NAME": self.name, "GIT_COMMITTER_EMAIL": f"{self.name}@example.com",
            "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when,
        }  # fmt: skip
        done = subprocess.run(["git", *arguments], cwd=self.root, env=environment, check=True, capture_output=True, text=True)  # fmt: skip
        return done.stdout

    def commit(self, message: str, on: str, *paths: str) -> None:
        """Of some paths alone: what lies beside git stays there."""
        self.git("add", "--", *paths)
        self.git("commit", "-q", "-m", message, on=on)

    def merge(self, other: Person, branch: str, on: str) -> None:
        """Another checkout's branch."""
        self.git("fetch", "-q", str(other.root), f"{branch}:refs/heads/from-{branch}")
        self.git("merge", "-q", "--no-edit", f"from-{branch}", on=on)
        self.git("branch", "-D", f"from-{branch}")

    def scan(self, on: str) -> Book:
        """A kept scan of that day."""
        return scan(ScanRequest(root=self.root, as_of=date.fromisoformat(on)), now=noon(on))

    def book(self) -> Book:
        """The last scan with every decision in the log."""
        book = open_book(self.root)
        assert book is not None
        return book

    def item(self, rule: str, path: str) -> Item:
        """The one item of a rule (by slug) at a path."""
        found = [i for i in self.book().ledger.items if i.rule.slug == rule and i.path == path]
        assert len(found) == 1, [i.id for i in found]
        return found[0]

    def decide(self, item: Item, decision: Decision, on: str) -> None:
        """A verdict in this person's checkout."""
        decide(self.book(), [item.id], decision, by=self.name, now=noon(on))


def noon(day: str) -> datetime:
    """Of an ISO date, UTC."""
    return datetime.combine(date.fromisoformat(day), time(12), UTC)


def checkout(root: Path, to: Path, name: str) -> Person:
    """A copy with everything that lies beside git, as a colleague has it."""
    shutil.copytree(root, to, symlinks=True)
    return Person(name, to)


@dataclass(frozen=True, slots=True)
class Papers:
    """One review in all its forms."""

    document: dict[str, Any]
    markdown: str
    page: str
    history: dict[str, Any]
    ledger: dict[str, Any]


def papers(run: Run, root: Path, on: str, since: str) -> Papers:
    """What the command line writes about one week."""

    def told(*argv: object) -> str:
        said = run("-C", root, *argv)
        assert said.status == 0, said.err
        return said.out

    review = ("review", "--since", since, "--as-of", on, "--format")
    return Papers(
        document=json.loads(told(*review, "json")), markdown=told(*review, "markdown"),
        page=told(*review, "html", "--plotly", "cdn"), history=json.loads(told("history", "--format", "json")),
        ledger=json.loads(told("export", "--format", "json")),
    )  # fmt: skip


def application(root: Path, on: str) -> tuple[str, str]:
    """The texts of two screens on the same ledger: the list, and trends with the review."""
    return asyncio.run(_screens(ScanRequest(root=root, as_of=date.fromisoformat(on))))


async def _screens(request: ScanRequest) -> tuple[str, str]:
    app = DebtscopeApp(ServiceSession(request))
    app.rescan.start_behind_soon = lambda: None  # a copy's stamps are new; the scan behind has tests of its own
    async with app.run_test(size=(150, 90)) as pilot:
        while not app.is_loaded:
            await pilot.pause()
        await pilot.pause()
        ledger = _shown(app)
        await pilot.press("4")
        await pilot.pause()
        await app.workers.wait_for_complete([w for w in app.workers if w.group == "review"])  # pyright: ignore[reportUnknownMemberType] - Worker[Unknown]
        await pilot.pause()
        await pilot.pause()
        return ledger, _shown(app)


def _shown(app: DebtscopeApp) -> str:
    strips = app.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage] - the very lines that go to the terminal
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


Table = list[list[str]]


def markdown_tables(text: str) -> list[Table]:
    """Every table's rows, head first, without its rule."""
    tables: list[Table] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("|"):
            if not inside:
                tables.append([])
            cells = [re.sub(r"\\(.)", r"\1", cell).strip() for cell in line.strip("|").split(" | ")]
            if not set(line) <= set("|-:"):
                tables[-1].append(cells)
        inside = line.startswith("|")
    return tables


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.headings: list[str] = []
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td", "h2"}:
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._text is None or tag not in {"th", "td", "h2"}:
            return
        told = "".join(self._text)
        if tag == "h2":
            self.headings.append(told)
        else:
            self.tables[-1][-1].append(told)
        self._text = None


def page_tables(text: str) -> tuple[list[Table], list[str]]:
    """Every table's rows, head first, and the headings of the page."""
    parser = _Tables()
    parser.feed(text)
    return parser.tables, parser.headings
