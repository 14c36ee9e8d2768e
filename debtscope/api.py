"""The public surface for collectors, joins and rules, ours and third parties'. SemVer applies here.

Entry-point groups: `debtscope.collectors` (one `Collector` per source) and `debtscope.rules` (one package per entry;
every module in it that declares a rule, and every module of a sibling `joins` package named by the entry, is loaded).
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from debtscope.model.errors import DebtscopeError, Unreadable, UsageError
from debtscope.model.exposure import ExposureTable, FileHistory, file_exposure
from debtscope.model.finding import Driver, Evidence, Exposure, Finding, SensitiveLine, Subject, file_subject
from debtscope.model.foreign import ForeignHit, ForeignRule
from debtscope.model.frozen import frozen
from debtscope.model.history import BranchTip, Change, Commit, GitHistory, PastFile
from debtscope.model.inventory import ModelConsumer, ModelDataset, ModelOrigin, ModelRecord, ModelUse
from debtscope.model.ledger import Credit, Diagnostic, RepositoryMaturity, SourceReport
from debtscope.model.lint import LintHit
from debtscope.model.marks import DebtMark, IgnoreMark
from debtscope.model.owners import OwnerLookup, ProposedOwner
from debtscope.model.regex import regex
from debtscope.model.rule import SECTIONS, Check, Facet, FacetRows, Facts, Rule, RulePage, Unjudged
from debtscope.model.score import ScoreEvidence
from debtscope.model.settings import ModelSettings, ProfileSettings, RuleSettings, Settings
from debtscope.model.text import printable
from debtscope.model.vocabulary import (
    Basis,
    Category,
    Confidence,
    DiagnosticSeverity,
    Maturity,
    Origin,
    Severity,
    SourceStatus,
)

__all__ = [
    "Basis",
    "BranchTip",
    "Category",
    "Change",
    "Collector",
    "Commit",
    "Confidence",
    "Credit",
    "DebtMark",
    "DebtscopeError",
    "Diagnostic",
    "DiagnosticSeverity",
    "Driver",
    "Evidence",
    "Exposure",
    "ExposureTable",
    "Facet",
    "FacetRows",
    "Facts",
    "FileEntry",
    "FileHistory",
    "Finding",
    "ForeignHit",
    "ForeignRule",
    "GitHistory",
    "IgnoreMark",
    "Join",
    "LintHit",
    "Maturity",
    "ModelConsumer",
    "ModelDataset",
    "ModelOrigin",
    "ModelRecord",
    "ModelSettings",
    "ModelUse",
    "Origin",
    "OwnerLookup",
    "PastFile",
    "ProfileSettings",
    "ProposedOwner",
    "RepositoryMaturity",
    "Rule",
    "RuleSettings",
    "ScoreEvidence",
    "SensitiveLine",
    "Settings",
    "Severity",
    "SourceReport",
    "SourceStatus",
    "Subject",
    "Unjudged",
    "Unreadable",
    "Upstream",
    "UsageError",
    "Workspace",
    "facet",
    "file_exposure",
    "file_subject",
    "join",
    "printable",
    "rule",
]  # fmt: skip

View = TypeVar("View")
Record = TypeVar("Record")
T = TypeVar("T")


@frozen(kw_only=False)
class FileEntry:
    """One regular file of the workspace. Links, FIFOs, devices and nested repositories are never entries."""

    path: str
    """Relative, `/`-separated, undecodable bytes as surrogate escapes; `outside:<name>/…` under a folder the user named."""
    size: int
    is_tracked: bool | None
    """In HEAD's tree; None without git."""
    is_ignored: bool
    """By .gitignore; such files are listed only where a data or metadata file is asked for by path."""


class Upstream(Protocol):
    """A clone that the user named, of a repository from which data is imported. Nothing is fetched."""

    @property
    def name(self) -> str: ...

    def is_at(self, address: str) -> bool:
        """Whether an address that an import names is this repository."""
        ...

    def commit_of(self, rev: str | None) -> str | None:
        """The commit of a branch or tag, of HEAD without one; None where there is none."""
        ...

    def object_of(self, commit: str, path: str) -> str | None:
        """The id of a file or folder at a commit; None where it has none, or the commit is not here."""
        ...


class Workspace(Protocol):
    """The read-only view of what is scanned. Every file is read once; all guards (size, type, links) live behind it."""

    @property
    def as_of(self) -> date: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def facets(self) -> Sequence[Facet[Any, Any]]:
        """The questions that the enabled rules and joins ask of Python files."""
        ...

    @property
    def files(self) -> Sequence[FileEntry]:
        """Every file, sorted by path; ignored ones are left out."""
        ...

    @property
    def history(self) -> GitHistory | None: ...

    def past(self, wanted: Callable[[str], bool], most: int) -> Iterator[PastFile] | None:
        """Every content of at most `most` bytes that a wanted path had in some commit and no file has today, each once.

        None where nobody asked for past commits (`scan --history`).
        """
        ...

    @property
    def mlflow(self) -> Sequence[str]:
        """MLflow stores that the user or the settings named: workspace or `outside:` paths; of the user also addresses
        (`http://…`, `postgresql://…`), which may hold a password."""
        ...

    @property
    def sarif(self) -> Sequence[str]:
        """Paths of other tools' reports that the user or the settings named."""
        ...

    @property
    def upstream(self) -> Sequence[Upstream]:
        """Clones of repositories that data is imported from, as far as the user named them."""
        ...

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What the walk (collector `files`) and the git reader (collector `git`) did not read, and why, so far."""
        ...

    def find(self, *globs: str, ignored: bool = False) -> Sequence[FileEntry]:
        """Entries whose path matches one of the globs (`**` crosses folders; a glob without `/` matches the name).

        `ignored` adds files that .gitignore hides: metadata stores and exports often are.
        """
        ...

    def entry(self, path: str) -> FileEntry | None:
        """The entry of a path, ignored ones included; None where there is no readable regular file."""
        ...

    def is_dir(self, path: str) -> bool: ...

    def hides(self, path: str) -> bool:
        """Whether .gitignore hides a path or the settings leave it out, be anything there or not."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file, read once. Raises Unreadable with the reason."""
        ...

    def head(self, path: str, limit: int) -> bytes:
        """The first `limit` bytes of a file of any size. Raises Unreadable."""
        ...

    def text(self, path: str) -> str:
        """Decoded text (UTF-8, BOM dropped; else latin-1). Raises Unreadable."""
        ...

    def yaml(self, path: str) -> list[object]:
        """The documents of a YAML file by the safe loader, within alias, depth and size budgets. Raises Unreadable."""
        ...

    def yaml_in(self, text: str) -> list[object]:
        """The documents of a YAML text that stands inside another file, by the same loader and budgets. Raises Unreadable."""
        ...

    def json(self, path: str, *, keep: bool = True) -> object:
        """A JSON document; NaN and infinities become None. Raises Unreadable.

        Documents are kept for those who ask again; `keep=False` where nobody will, as of large exports.
        """
        ...

    def toml(self, path: str) -> Mapping[str, object]:
        """A TOML document. Raises Unreadable."""
        ...

    def md5(self, path: str) -> str:
        """The md5 of a file's bytes, of any size up to the hashing limit. Raises Unreadable."""
        ...

    def real_path(self, path: str) -> str:
        """The absolute path of a file, for readers that open it by name and never write (SQLite, immutable).

        Raises Unreadable where the file is only in a commit.
        """
        ...

    def private_copy(self, path: str) -> str:
        """An absolute path of a private temporary copy, for readers that need a real file (SQLite with its -wal)."""
        ...

    def lint(self, paths: Sequence[str], codes: Sequence[str]) -> Mapping[str, Sequence[LintHit]]:
        """What ruff, with these checks and no configuration, says of files that lie in the folder, by path.

        Files of a commit are left out. Raises Unreadable where ruff cannot be run.
        """
        ...

    @property
    def keeps(self) -> bool:
        """Whether `cached` keeps anything: where it does not, nothing need be made ready for it."""
        ...

    def spread(
        self,
        work: Callable[[str], T],
        paths: Sequence[str],
        *,
        dump: Callable[[T], str],
        load: Callable[[str], T],
        ready: Callable[[Sequence[str]], object] = len,
    ) -> Iterator[T]:
        """The result of a function for each path, in order; in several processes where the machine has the processors.

        `work` reads files through this workspace and changes nothing that others see. `dump` and `load` carry its results.
        `ready` is told, in the process that does the work, which paths come next: what it makes of them is then at hand.
        """
        ...

    def each(
        self,
        name: str,
        kinds: Sequence[type[Any]],
        entries: Iterable[FileEntry],
        work: Callable[[FileEntry], Iterable[T]],
    ) -> Iterator[tuple[FileEntry, tuple[T, ...] | None]]:
        """What a function makes of each file, in order; None where it raises Unreadable.

        The records (flat dataclasses of these kinds) are remembered for as long as the file is untouched: they may depend on
        its bytes and its entry alone. `name` ends in a version, which is raised with every change of what the function says.
        """
        ...

    def texts(self, keys: Sequence[str]) -> dict[str, str]:
        """What the scan cache keeps under those keys, of those that it has: a few hundred at a time, fetched together.

        The quick way for what is asked of every file, which encodes and decodes its answers itself.
        """
        ...

    def keep_text(self, key: str, text: str, *, path: str) -> None:
        """Keeps a text for `texts`. What was made from a `path` that holds a credential is not kept."""
        ...

    def recall(self, key: str, make: Callable[[], T]) -> T:
        """What `make` gives, made once for all scans that share a memory (those of many commits); elsewhere each time.

        `key` names the content that it is made from; nobody may change the value.
        """
        ...

    def cached(self, key: str, kind: type[T], make: Callable[[], Iterable[T]], *, path: str = "") -> tuple[T, ...]:
        """Records kept in the scan cache under a key that names their content; made when they are not there.

        `path` is the file that they were made from: what was made from one that holds a credential is not kept.
        """
        ...


class Collector(Protocol):
    """Reads one kind of source into typed facts. Decides nothing about debt or money.

    One that has `is_pure = True` says that what it yields rests on nothing but what it asks of the workspace: a rescan then
    takes what it yielded before, where the answers are the same.
    """

    name: str
    """Short and stable: python, dvc, mlflow …; the words of a rule's `needs` and `uses`."""
    kind: str
    """What it reads, in words for `debtscope sources`."""
    how: str
    """One sentence: how to provide this source where it is absent."""
    provides: tuple[type, ...]
    """The fact types that it yields."""

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Yields facts, and a SourceReport per source and a Diagnostic per unread input among them.

        A collector that yields no SourceReport is reported absent. Raising costs this collector alone, but for
        UsageError: what the user named on the command line cannot be read, and the scan ends (exit 2).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Join:
    """Facts made from facts (`produces`), computed once on first demand."""

    produces: type
    make: Callable[[Facts], Iterable[object]]
    facets: tuple[Facet[Any, Any], ...] = ()


def join(
    produces: type[T], *, facets: tuple[Facet[Any, Any], ...] = ()
) -> Callable[[Callable[[Facts], Iterable[T]]], Join]:
    """Declares a function that makes facts of type `produces` from other facts."""

    def declare(make: Callable[[Facts], Iterable[T]]) -> Join:
        return Join(produces=produces, make=make, facets=facets)

    return declare


def facet(
    record: type[Record], *, version: int = 1, cues: Iterable[str] = (), tests: bool = True, broken: bool = False
) -> Callable[[Callable[[View], Iterable[Record]]], Facet[View, Record]]:
    """Declares a per-file question; its name is the function's module and name. Raise `version` when the answer changes.

    `cues` are words (`fit`, `sklearn`; no dots, case as written) of which a file must hold one for any answer. Most files
    hold none, and are not asked: that is what keeps a scan fast. `tests=False` where no rule looks at the answers of test files. `broken=True` where what is
    found in some statements is right whatever the others say: then files that do not parse are asked by the statements that do.
    """
    wanted = frozenset(cues)

    def declare(extract: Callable[[View], Iterable[Record]]) -> Facet[View, Record]:
        name = f"{extract.__module__}.{extract.__qualname__}"
        return Facet(
            name=name,
            version=version,
            record=record,
            extract=extract,
            cues=wanted,
            asks_tests=tests,
            asks_broken=broken,
        )

    return declare


_LIST = regex(r"^\s*(?:[-*]|\d+\.)\s")


def flowed(text: str) -> str:
    """Prose with one line a paragraph or list entry, so that whoever shows it wraps it to their own width."""
    lines: list[str] = []
    for line in text.splitlines():
        joins = bool(lines) and bool(lines[-1]) and bool(line.strip()) and not _LIST.match(line)
        if joins:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
    return "\n".join(lines)


_HEADING = regex(r"^(" + "|".join(SECTIONS) + r"):?\s*\n[-=]+\s*$", re.MULTILINE)


def parse_page(doc: str, where: str) -> tuple[str, RulePage]:
    """Title and page of a rule's module docstring: a first line, then the five headings underlined, in order.

    Raises UsageError naming the missing section.
    """
    text = inspect.cleandoc(doc)
    title = text.splitlines()[0].strip().rstrip(".") if text else ""
    parts = _HEADING.split(text)
    sections = {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    for name in SECTIONS:
        if not sections.get(name):
            raise UsageError(f"{where}: the docstring has no section '{name}'", "see CONTRIBUTING.md, Add a rule")
    detects, why, pay_down, _, references = (flowed(sections[name]) for name in SECTIONS)
    example = sections["Example"]  # holds code: its lines stay as they are
    return title, RulePage(detects=detects, why=why, pay_down=pay_down, example=example, references=references)


def rule(
    *,
    id: str,  # noqa: A002 - the field's own word
    category: Category,
    debt_type: str,
    severity: Severity,
    confidence: Confidence,
    since: Maturity,
    needs: tuple[str, ...],
    uses: tuple[str, ...] = (),
    credits: tuple[str, ...] = (),  # noqa: A002
    facets: tuple[Facet[Any, Any], ...] = (),
    version: int = 1,
    must_do: bool = False,
) -> Callable[[Check], Rule]:
    """Declares a module's `check` as a rule. Slug = module name with dashes; title and page = the module's docstring."""

    def declare(check: Check) -> Rule:
        module = sys.modules[check.__module__]
        title, page = parse_page(module.__doc__ or "", check.__module__)
        slug = check.__module__.rpartition(".")[2].replace("_", "-")
        return Rule(
            id=id, slug=slug, title=title, category=category, debt_type=debt_type, severity=severity,
            confidence=confidence, since=since, needs=needs, uses=uses, credits=credits, facets=facets,
            version=version, must_do=must_do, page=page, check=check,
        )  # fmt: skip

    return declare
