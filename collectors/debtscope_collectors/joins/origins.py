"""Code that says that it came from elsewhere: links with a word of copying, and copyright lines of others."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from debtscope.api import Evidence, Facts, GitHistory, facet, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.accounts import cloned_account, own_accounts
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.rights import notices
from debtscope_collectors.sources.cards.facts import RightsPage
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.python.view import ModuleView

_ROLES: Final = frozenset({"production", "script", "notebook", "experiment"})
_HOST: Final = regex(
    r"https?://(?:www\.)?((?:stackoverflow|stackexchange)\.com/(?:a|q|questions)/\d+|[a-z]+\.stackexchange\.com/(?:a|q|questions)/\d+"
    r"|github\.com/[\w.-]+/[\w.-]+|gist\.github\.com/[\w./-]+|kaggle\.com/(?!datasets/|competitions/|c/|models/)(?:code/)?[\w.-]+/[\w.-]+|(?:[\w-]+\.)?medium\.com/[\w@./-]+)",
    re.I,
)
_TAKEN: Final = regex(
    r"\b(?:adapted|borrowed|derived|copied|copy[- ]pasted|taken|stolen|ported|lifted|modified|forked) (?:\w+ ){0,3}from\b"
    r"|\b(?:code|snippet|implementation|function|class|script) (?:(?:is|was|comes|came) )?(?:\w+ ){0,2}from\b(?:[^\n]{0,40}https?:|\W{0,3}$)"
    r"|\b(?:copied|adapted|ported) (?:of|after)\b|^\W*(?:from|source|credits?(?: to)?|origin|stolen|via)\W{0,3}https?:|\bbased on (?:the )?(?:code|implementation)\b",
    re.I,
)
_COPYRIGHT: Final = regex(
    r"^\W*copyright\W{1,6}(?:\(?c\)?\W{0,3})?(?:(?:19|20)\d\d[\d,\s-]{0,20})(?:by\s+)?([A-Za-z][^\n]{1,80})", re.I
)
_YEARLESS: Final = regex(
    r"^\W*copyright\W{1,4}(?!(?:holders?|owners?|notice|laws?|act|statement|licen[cs]e|information|of|in|for|is|as|and|or|to|on|infring\w*|claim\w*|protect\w*)\b)(?:(?:\(c\)|\u00a9)\W{0,3}(?:by\s+)?([a-z][^\n]{1,80})"
    r"|(?:by\s+)?((?:the\s+)?[a-z][\w.,&' -]{0,50}?\b(?:inc|corp|corporation|ltd|llc|gmbh|team|authors|contributors|affiliates|foundation|university)\b[^\n]{0,40}))",
    re.I,
)
"""Without a year the sign, or what kind of holder it is, tells a head from a sentence that begins so."""
_RESERVED: Final = regex(r"[\s.,;]*all rights reserved.*", re.I)
_LISTS: Final = regex(r"(?:^|/)licen[cs]es?/[^/]+$|(?:^|/)licen[cs]es[^/]*$", re.I)
_TOLD: Final = " licence copyright"
"""What a page says by its name, which lists the licences of single files."""
_LICENSED: Final = regex(
    r"\blicen[cs]ed? under\b|SPDX-License-Identifier|permission is hereby granted|\b(?:MIT|Apache|BSD)\b.{0,12}\blicen[cs]e|\blicen[cs]e\W{1,4}(?:MIT|Apache|BSD)"
    r"|\breleased into the public domain\b|\bunlicense\.org\b|\bCC0\b",
    re.I,
)
_PINNED: Final = regex(r"/(?:blob|tree|commit|raw)/(?:(?=[a-f]{0,4}\d)[0-9a-f]{5,40}\b|v?\d+\.\d)|/releases/tag/")
_RELEASE: Final = regex(r"\b(?:from|of|version|release)\b.{0,80}\bv\d{1,4}\.\d", re.IGNORECASE)
_SIMPLE: Final = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return)
_HEADER: Final = 40
_LONGEST: Final = 500
_TOP: Final = 12
_SAID: Final = 3
_LOOK_BACK: Final = 2
_AROUND: Final = 8
_COMMON: Final = frozenset(
    {
        "copyright",
        "rights",
        "reserved",
        "authors",
        "author",
        "team",
        "contributors",
        "corporation",
        "limited",
        "foundation",
        "university",
        "project",
        "inc",
        "corp",
        "ltd",
        "llc",
        "gmbh",
        "and",
        "the",
        "all",
        "its",
        "for",
    }
)
_WORD: Final = regex(r"[a-z]{4,}")
_SHORT: Final = regex(r"\b[a-z]{3}\b")
"""Holders that are called by their letters: IBM, SAP, NHS."""


@frozen
class OriginMark:
    """One line that names an origin."""

    kind: str
    """link or header."""
    origin: str
    """Host and path, or the holder."""
    line: int
    is_licensed: bool
    """The file's head, or for a link the lines around it, speak of a licence."""
    is_pinned: bool = False
    """The link names a commit, a release, or an answer by its number."""
    is_statement: bool = False
    """The link to an answer stands at one simple statement, or in the docstring of a function of one: no work of its own."""
    extent: int = 0
    """Lines of what it speaks for: of the file at its head, else of the widest definition that begins there or says so in its docstring."""


@frozen
class ForeignCode:
    """A file with code of others, by its own words."""

    path: str
    kind: str
    """link or header, of the first mark."""
    marks: tuple[OriginMark, ...]
    """Those of origins without a record first."""
    is_recorded: bool
    """A notice, a page, or the file's own head records origin and licence."""

    def evidence(self) -> tuple[Evidence, ...]:
        """The first three marks."""
        return tuple(
            Evidence(kind="line", path=self.path, line=mark.line, ref=mark.kind, value=mark.origin)
            for mark in self.marks[:3]
        )


@facet(OriginMark, version=12, tests=False)
def origin_marks(view: ModuleView) -> Iterator[OriginMark]:
    """Comments and docstrings alone: a link in code, without a word of copying, is something to fetch."""
    text = view.text
    if "opyright" not in text and "http" not in text:
        return
    lines = view.lines
    licensed: bool | None = None
    said_at = _docstring_end(view)
    for number, line in enumerate(lines, 1):
        if (
            (number <= _HEADER or 0 < number - said_at <= _HEADER)
            and "opyright" in line
            and (held := _COPYRIGHT.match(line[:_LONGEST]) or _YEARLESS.match(line[:_LONGEST]))
        ):
            licensed = _head_is_licensed(lines, said_at) if licensed is None else licensed
            yield OriginMark(
                kind="header", origin=_RESERVED.sub("", held[held.lastindex or 1]).strip(" .,#*"), line=number, is_licensed=licensed,
                is_pinned=_head_is_pinned(lines, said_at), extent=len(lines),
            )  # fmt: skip
        elif "http" in line and (link := _HOST.search(line[:_LONGEST])):
            near = lines[max(0, number - 1 - _LOOK_BACK) : number]
            if any(_TAKEN.search(one[:_LONGEST]) for one in near if one is line or "http" not in one):
                licensed = _head_is_licensed(lines, said_at) if licensed is None else licensed
                around = lines[max(0, number - 1 - _AROUND) : number + _AROUND]
                said = licensed or any(_LICENSED.search(one[:_LONGEST]) for one in around)
                pinned = "stack" in link[1] or _PINNED.search(line[link.start() : link.start() + _LONGEST]) is not None
                yield OriginMark(
                    kind="link", origin=link[1].rstrip("."), line=number, is_licensed=said, is_pinned=pinned,
                    is_statement="stack" in link[1] and _is_statement(view, number),
                    extent=len(lines) if number <= max(said_at, _TOP) else _extent(view, number),
                )  # fmt: skip


def _extent(view: ModuleView, number: int) -> int:
    """Of the definitions of which the lines before, or the docstring, hold that line."""
    found = 0
    for node in (*view.nodes(ast.FunctionDef), *view.nodes(ast.AsyncFunctionDef), *view.nodes(ast.ClassDef)):
        end = node.end_lineno or node.lineno
        first = node.body[0]
        said_to = (first.end_lineno or 0) if ast.get_docstring(node, clean=False) is not None else node.lineno + _SAID
        between = view.lines[number : node.lineno - 1]
        if (number < node.lineno and all(_is_aside(line) for line in between)) or node.lineno <= number <= said_to:
            found = max(found, end - node.lineno + 1)
    return found


def _is_aside(line: str) -> bool:
    """Empty, a comment or a decorator."""
    return not line.strip() or line.lstrip().startswith(("#", "@"))


def _is_statement(view: ModuleView, number: int) -> bool:
    """Whether what a link speaks for is a single simple statement: of its function's docstring, or below it with nothing that follows."""
    for node in (*view.nodes(ast.FunctionDef), *view.nodes(ast.AsyncFunctionDef)):
        first = node.body[0]
        if ast.get_docstring(node, clean=False) is not None and first.lineno <= number <= (first.end_lineno or 0):
            return len(node.body) == 2 and isinstance(node.body[1], _SIMPLE)
    told = number
    while told <= len(view.lines) and view.lines[told - 1].lstrip().startswith("#"):
        told += 1
    found = [node for kind in _SIMPLE for node in view.nodes(kind) if node.lineno == told]
    if len(found) != 1 or _is_text(found[0]):
        return False
    end = found[0].end_lineno or told
    after = view.lines[end] if end < len(view.lines) else ""
    bare = after.lstrip()
    return not bare or bare.startswith("#") or len(after) - len(bare) < found[0].col_offset


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _docstring_end(view: ModuleView) -> int:
    """The last line of the module's docstring: some write their head below it."""
    first = view.tree.body[0] if view.tree.body else None
    is_said = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return (first.end_lineno or 0) if first is not None and is_said else 0


def _head_is_licensed(lines: list[str], said_at: int) -> bool:
    head = (*lines[:_HEADER], *lines[max(said_at, _HEADER) : said_at + _HEADER])
    return any(_LICENSED.search(line[:_LONGEST]) for line in head)


def _head_is_pinned(lines: list[str], said_at: int) -> bool:
    """Whether the head of the file says of which release or commit it is."""
    head = (*lines[:_HEADER], *lines[max(said_at, _HEADER) : said_at + _HEADER])
    return any(_PINNED.search(line[:_LONGEST]) or _RELEASE.search(line[:_LONGEST]) for line in head)


@join(ForeignCode, facets=(origin_marks,))
def foreign_code(facts: Facts) -> Iterator[ForeignCode]:
    """One per file, in order of path."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = {
        p: r
        for p, r in sorted(facts.rows(origin_marks).items())
        if p in code.modules and code.modules[p].role in _ROLES
    }
    own, accounts = _own_names(facts, rows), own_accounts(facts)
    projects = {file.project for file in facts.all(DependencyFile) if file.project}
    records: tuple[str, ...] | None = None
    for path, found in rows.items():
        marks = tuple(mark for mark in found if _is_foreign(mark, own, projects, accounts))
        if marks:
            if records is None and not all(mark.is_licensed for mark in marks):
                records = _records(facts)
            licensed = {mark.origin.lower() for mark in marks if mark.is_licensed}
            bare = tuple(
                mark
                for mark in marks
                if mark.origin.lower() not in licensed and not _is_listed(mark, path, records or ())
            )
            marks = (*bare, *(mark for mark in marks if mark not in bare))
            yield ForeignCode(path=path, kind=marks[0].kind, marks=marks, is_recorded=not bare)


def copied_whole(facts: Facts) -> frozenset[str]:
    """Files under the recorded copyright of others: they stay as they came, and what stands in them is their authors'."""
    return frozenset(file.path for file in facts.all(ForeignCode) if file.is_recorded and file.kind == "header")


def _own_names(facts: Facts, rows: dict[str, tuple[OriginMark, ...]]) -> frozenset[str]:
    """Words of the holder whose account the README fetches the project from, else of the one that most files name; and of everybody who commits."""
    holders = Counter(mark.origin.lower() for marks in rows.values() for mark in marks if mark.kind == "header")
    history = facts.one(GitHistory)
    people = {commit.author.lower() for commit in history.commits} if history else set[str]()
    most = [holder for holder, count in holders.most_common(1) if count > 1 or len(holders) == 1]
    account = cloned_account(facts)
    own = [holder for holder in holders if account in _words(holder)] if account else []
    words = {word for holder in own or most for word in _words(holder)}
    return frozenset(words | {word for text in people for word in _WORD.findall(text)}) - _COMMON


def _words(holder: str) -> frozenset[str]:
    """What tells one holder from another, in small letters."""
    return frozenset((*_WORD.findall(holder), *_SHORT.findall(holder))) - _COMMON


def _is_foreign(mark: OriginMark, own: frozenset[str], projects: set[str], accounts: frozenset[str]) -> bool:
    if mark.kind == "header":
        words = _words(mark.origin.lower())
        return bool(words) and bool(own) and not words & own
    parts = mark.origin.lower().split("/")
    is_known = parts[0] == "github.com" and (parts[2].replace("_", "-") in projects or bool(_words(parts[1]) & own))
    return not is_known and (parts[0] != "github.com" or parts[1] not in accounts)


def _records(facts: Facts) -> tuple[str, ...]:
    """Notices and pages, in small letters."""
    docs = facts.one(Documentation)
    told = tuple(page.text.lower() for page in (*notices(facts), *(docs.pages if docs else ())))
    lists = tuple(page.text.lower() + _TOLD for page in facts.all(RightsPage) if _LISTS.search(page.path))
    lists += tuple(page.text.lower() + _TOLD for page in (docs.pages if docs else ()) if _LISTS.search(page.path))
    return (*told, *lists)


def _is_listed(mark: OriginMark, path: str, records: tuple[str, ...]) -> bool:
    name = path.rpartition("/")[2].lower()
    return any(
        mark.origin.lower() in text or (name in text and "licen" in text and "copyright" in text) for text in records
    )
