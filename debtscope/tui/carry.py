"""Carrying things out: copying an item, opening its line in the editor, writing a view to a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted, hours, payback, place
from debtscope.tui.dialogs.prompt import Box, Choices, Prompt
from debtscope.tui.triage_keys import TriagePlace

if TYPE_CHECKING:
    from debtscope.model.ledger import Item

FORMS = {".json": "json", ".csv": "csv", ".md": "markdown"}


class CarryPlace(TriagePlace):
    """A screen whose items can be copied, edited and exported."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "open in the editor", show=False),
        Binding("y", "copy", "copy path, id, view, Markdown or JSON", show=False),
        Binding("E,ctrl+s", "export", "export to a file", show=False),
    ]

    def shown_items(self) -> Sequence[Item]:
        """What an export writes."""
        return self.targets()

    def view_text(self) -> str:
        """The command line that shows the same again."""
        return self.scope.ledger.view_text()

    @work(group="choice", exclusive=True)
    async def action_copy(self) -> None:
        """To the clipboard by OSC 52; what a terminal ignores can be taken from the box."""
        items, view = self.targets(), ("v", "view")
        choices = (("p", "path:line"), ("i", "id"), view, ("m", "markdown"), ("j", "JSON")) if items else (view,)
        answer = await self.scope.push_screen_wait(Choices("copy", choices))
        if answer is None:
            return
        text = await asyncio.to_thread(self._as_text, answer, items)
        self.scope.copy_to_clipboard(text)
        if len(text.splitlines()) > 1 or len(text) > self.scope.size.width - 24:
            content = Content("\n").join(Content(self.ink.text(line)) for line in text.splitlines()[:40])
            self.scope.push_screen(Box("copied; take it from here if the terminal does not", content))
        else:
            self.scope.say(f"copied {text}")

    def _as_text(self, form: str, items: Sequence[Item]) -> str:
        match form:
            case "p":
                return "\n".join(place(item) for item in items)
            case "i":
                return "\n".join(item.id for item in items)
            case "v":
                return self.view_text()
            case "m":
                return "\n".join(as_markdown(item) for item in items)
            case _:
                from debtscope.export.document import item_document, strict_json

                documents = [item_document(item) for item in items]
                return strict_json(documents if len(documents) > 1 else documents[0]).rstrip()

    def action_edit(self) -> None:
        """$VISUAL or $EDITOR at the line; the screen comes back as it was."""
        items = self.targets()
        self.action_edit_at(items[0].path if items else None, items[0].line if items else None)

    def action_edit_at(self, file: str | None, line: int | None) -> None:
        """One file of the repository, at the line that was clicked."""
        root = self.scope.session.root
        if file is None or root is None:
            self.say("there is no file to open", "$warning")
            return
        path = root.resolve() / file
        if not path.is_file():
            self.say("the file is not there any more", "$warning")
            return
        if not path.resolve().is_relative_to(root.resolve()):
            self.say("that lies outside of the repository: it is not opened from here", "$warning")
            return
        command = editor_command(path, line)
        if command is None:
            named = named_editor()
            told = f"there is no editor {self.ink.text(named)[:60]}: " if named else "no editor: "
            self.say(f"{told}set VISUAL or EDITOR", "$warning")
            return
        try:
            with self.scope.suspend():
                problem = _edited(command)
        except SuspendNotSupported:  # a browser's terminal has no room for another program
            self.say("no editor can be opened in this terminal: y then p copies path:line", "$warning")
            return
        self.scope.refresh(layout=True)
        if problem:
            self.scope.say(f"{command[0]} {problem}; EDITOR or VISUAL names another", "$warning")

    @work(group="export", exclusive=True)
    async def action_export(self) -> None:
        """The current view as JSON, CSV or Markdown, by the file's ending."""
        book, items = self.book, self.shown_items()
        if book is None or not items or book.unread:
            self.say("nothing to export" if not items else "one moment: the ledger is still being read", "$warning")
            return
        question = Content.assemble(
            ("export ", "bold $accent"),
            (counted(len(items), "item"), "bold"),
            ("  to a .json, .csv or .md file", "$quiet"),
        )
        name = await self.scope.push_screen_wait(Prompt(question, value="debt.md", check=check_path))
        if name is None:
            return
        path = Path(name.strip()).expanduser()
        try:
            form = FORMS[path.suffix.lower()]
            await asyncio.to_thread(self.scope.session.export_items, book, items, path, form)
        except (DebtscopeError, OSError) as error:
            self.say(self.ink.text(f"not written: {error}"), "$error")
            return
        self.scope.say(f"{counted(len(items), 'item')} written to {path}")


def _edited(command: Sequence[str]) -> str:
    """Runs the user's own editor; what went wrong in words, empty where nothing did."""
    import subprocess

    try:
        status = subprocess.run(command, check=False).returncode
    except OSError as error:
        return f"does not start ({(error.strerror or 'unknown error').lower()})"
    return f"ended with status {status}" if status else ""


def check_path(text: str) -> str | None:
    """What is wrong with the name of an export."""
    path = Path(text.strip()).expanduser()
    if path.suffix.lower() not in FORMS:
        return "the file's name must end in .json, .csv or .md"
    return None if path.parent.is_dir() else "there is no such folder"


def as_markdown(item: Item) -> str:
    """One item as a list entry, for a ticket or a chat."""
    text = f"{item.title}: {item.message}".replace("\n", " ").replace("`", "'")
    where = place(item).replace("`", "'").replace("\n", " ")
    money = (
        f"fix {hours(item.principal.hours)} h, costs {hours(item.interest.hours_per_month)} h/month, "
        f"pays in {payback(item.payback_months)}"
    )
    return f"- [ ] **{item.severity.value}** {text} (`{where}`; {money}; `{item.id}`)"


def named_editor() -> str:
    """What the user's environment names, which need not exist."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def editor_command(path: Path, line: int | None) -> list[str] | None:
    """The user's editor on a file, at the line where it is known how; None where there is none to start."""
    import shlex
    import shutil

    named = named_editor()
    try:
        words = shlex.split(named) if named else [e for e in ("nano", "vim", "vi") if shutil.which(e)][:1]
    except ValueError:  # a quote that is never closed
        return None
    if not words or shutil.which(words[0]) is None:
        return None
    name = Path(words[0]).name
    if name in {"code", "codium", "cursor"}:
        return [*words, "--wait", "--goto", f"{path}:{line or 1}"]
    if name in {"hx", "subl", "zed"}:
        return [*words, f"{path}:{line or 1}"]
    return (
        [*words, f"+{line or 1}", "--", str(path)]
        if name in {"vi", "vim", "nvim"}
        else [*words, f"+{line or 1}", str(path)]
    )
