"""Reads licence texts and model or dataset cards. Judges nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    FileEntry,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.cards.claims import CLAIMS, claims
from debtscope_collectors.sources.cards.facts import Adapter, Card, LicenceClaim, LicenceText, RightsPage
from debtscope_collectors.sources.cards.head import split_head
from debtscope_collectors.sources.cards.licences import recognise
from debtscope_collectors.sources.cards.topics import is_english, topics
from debtscope_collectors.sources.material import of_the_system
from debtscope_collectors.sources.shape import mapping, sequence, text, words
from debtscope_collectors.sources.unread import Unread

_LICENCES = ("LICENSE", "LICENCE", "LICENSE.*", "LICENCE.*", "LICENSE-*", "COPYING", "COPYING.*", "NOTICE", "NOTICE.*")
_CARDS = ("*card*.md", "*Card*.md", "*CARD*.md", "*datasheet*.md", "*Datasheet*.md", "*DATASHEET*.md", "README.md")
_RIGHTS = (
    "NOTICE*",
    "LICENSES*",
    "LICENCES*",
    "*THIRD_PARTY*",
    "*THIRD-PARTY*",
    "*third_party*",
    "*third-party*",
    "DATA_LICEN*",
    "data_licen*",
    "ATTRIBUTION*",
    "CREDITS*",
    "data/**/*.md",
    "data/*.md",
    "datasets/*.md",
    "datasets/**/*.md",
    "**/data/*.md",
    "**/data/LICEN*",
    "**/datasets/*.md",
    "data/*.txt",
    "**/datasets/LICEN*",
    "data/LICEN*",
    "datasets/LICEN*",
)
_PAGE_ENDS = (".md", ".txt", ".rst", "")
_PAGE_CHARACTERS = 100_000
_HEADING = regex(r"^#{1,6}[ \t]+(\S[^\n]{0,200})", re.MULTILINE)
_METRIC_TYPE = regex(r"^\s+-?\s*type:\s*['\"]?([\w-]{1,60})")
_METRIC_VALUE = regex(r"^\s+-?\s*value:\s*['\"]?(-?\d{1,12}(?:\.\d{1,12})?)")
_FORM = regex(r"(?:^|[_.-])templates?\.md$")
_DATA_FOLDER = regex(r"(?:^|/)(?:data|datasets?)/")
_MODEL_KEYS = frozenset(("library_name", "pipeline_tag", "base_model", "model-index", "model_name", "inference"))
_DATA_KEYS = frozenset(("task_categories", "size_categories", "dataset_info", "pretty_name", "annotations_creators"))


class CardsCollector:
    """Licence files, model cards and dataset cards."""

    name = "cards"
    kind = "licences and cards"
    how = "Commit a LICENSE file, a model card (MODEL_CARD.md) and a datasheet for the training data."
    provides = (LicenceText, LicenceClaim, RightsPage, Card, Adapter)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A LicenceText per licence file, a Card per card, what metadata claims, and pages on rights."""
        count = 0
        first = ""
        for globs, read in (
            (_LICENCES, _licence), (_CARDS, _card), (CLAIMS, claims), (_RIGHTS, _page), (("adapter_config.json",), _adapter),
        ):  # fmt: skip
            for path, fact in _facts(workspace, globs, read):
                if isinstance(fact, Unread):
                    yield Diagnostic(
                        severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=fact.reason
                    )
                    continue
                count += read is _licence or read is _card
                first = first or path
                yield fact
        if count:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=first, status=SourceStatus.READ,
                detail=counted(count, "file"), read_files=count,
            )  # fmt: skip


def _facts(
    workspace: Workspace, globs: Sequence[str], read: Callable[[Workspace, str], object | None]
) -> Iterator[tuple[str, object]]:
    """(path, what a reader makes of it) of the files that it makes something of; untouched ones are not read again."""

    def made(entry: FileEntry) -> Iterator[object]:
        try:
            fact = read(workspace, entry.path)
        except Unreadable as error:
            fact = Unread(reason=error.message)
        if fact is not None:
            yield fact

    entries = of_the_system(workspace.find(*globs))
    for entry, facts in workspace.each(f"cards 2 {read.__name__}", (*CardsCollector.provides, Unread), entries, made):
        for fact in facts or ():
            yield entry.path, fact


def _licence(workspace: Workspace, path: str) -> LicenceText | None:
    if path.endswith((".py", ".ipynb", ".html", ".json", ".csv")):
        return None
    source = workspace.text(path)
    return LicenceText(path=path, spdx=recognise(source))


def _card(workspace: Workspace, path: str) -> Card | None:
    name = path.rsplit("/", 1)[-1].lower()
    if name == "readme.md" and not workspace.head(path, 4).startswith(b"---"):
        return None
    if _FORM.search(name) and "{{" not in workspace.text(path):
        return None  # a form that nobody filled in; one with placeholders is filled by a program
    head, body = split_head(workspace.text(path))
    kind = _kind(name, head)
    if kind is None:
        return None
    data = [*words(head.get("datasets")), *words(head.get("dataset"))]
    return Card(
        path=path, kind=kind, name=_name(head, body), licence=_licence_of(head),
        sections=tuple(match[1].strip().rstrip("#").strip() for match in _HEADING.finditer(body)),
        datasets=tuple(dict.fromkeys(data)), base_models=words(head.get("base_model")),
        licence_line=_licence_line(workspace.text(path)) if head else None,
        topics=topics(kind, head, body), is_english=is_english(body), metrics=tuple(_metrics(head, workspace.text(path))),
    )  # fmt: skip


def _licence_line(source: str) -> int | None:
    found = (n for n, line in enumerate(source.splitlines()[:2000], 1) if re.match(r"licen[cs]e(?:_name)?:", line))
    return next(found, None)


def _metrics(head: dict[str, object], source: str) -> Iterator[tuple[str, float]]:
    """Figures of the model index: they nest deeper than the head's reader goes, so that they are taken line by line."""
    if not head.get("model-index"):
        return
    kind = ""
    for line in source.splitlines()[:2000]:
        if line.strip() == "---" and kind:
            return
        if named := _METRIC_TYPE.match(line):
            kind = named[1]
        elif kind and (told := _METRIC_VALUE.match(line)):
            yield kind, float(told[1])


def _page(workspace: Workspace, path: str) -> RightsPage | None:
    name = path.rpartition("/")[2]
    if posixpath.splitext(name.lower())[1] not in _PAGE_ENDS:
        return None
    upper = name.upper()
    lists = upper.startswith(("LICENSES", "LICENCES"))  # of single files or packages, as a notice does
    kind = "notice" if lists else "licence" if "LICEN" in upper else "data" if _DATA_FOLDER.search(path) else "notice"
    return RightsPage(path=path, kind=kind, text=workspace.text(path)[:_PAGE_CHARACTERS])


def _adapter(workspace: Workspace, path: str) -> Adapter | None:
    base = text(mapping(workspace.json(path)).get("base_model_name_or_path"))
    return Adapter(path=path, base_model=base) if base else None


def _kind(name: str, head: dict[str, object]) -> str | None:
    keys = frozenset(head)
    if "datasheet" in name or "data_card" in name or "dataset" in name or "datacard" in name:
        return "dataset"
    if "model" in name and "card" in name:
        return "model"
    if keys & _MODEL_KEYS:
        return "model"
    if keys & _DATA_KEYS:
        return "dataset"
    return None


def _name(head: dict[str, object], body: str) -> str | None:
    index = mapping(next(iter(sequence(head.get("model-index"))), None))
    for value in (
        head.get("model_name"),
        head.get("name"),
        head.get("pretty_name"),
        index.get("name"),
        head.get("model"),
    ):
        if said := text(value):
            return said
    title = _HEADING.search(body)
    return title[1].strip() if title else None


def _licence_of(head: dict[str, object]) -> str | None:
    for key in ("license", "licence", "license_name"):
        if said := words(head.get(key)):
            return " AND ".join(said)
    return None


collector: Collector = CardsCollector()
