"""Other people's datasets and models that the code fetches, with what the repository says of their licences."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property
from typing import Final

from debtscope.api import Facts, FileEntry, facet, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.hub_fetches import HubFetches
from debtscope_collectors.joins.known_rights import AS_OF, of_dataset, of_model
from debtscope_collectors.sources.cards.facts import Card, RightsPage
from debtscope_collectors.sources.cards.terms import identify
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.external import ExternalRead, external_reads
from debtscope_collectors.sources.python.hubs import ASKING, asked
from debtscope_collectors.sources.python.view import ModuleView

ROLES: Final = frozenset({"production", "script", "notebook", "experiment"})
_NEAR: Final = 3
"""Lines around a name within which a licence is taken to be said of it."""
_KINDS: Final = frozenset({"url", "huggingface", "kaggle", "library"})
"""Kinds of reads that are of somebody else's data; tables and buckets are the team's own as far as anybody knows."""
_DATA_URL: Final = regex(
    r"^https?://(?!localhost|127\.|[\w.-]+\.(?:internal|local)\b)([\w.-]+)(/\S*\.(?:csv|tsv|parquet|zip|tgz|gz|json|jsonl|xlsx?|data|txt|npz)(?:\.\w+)?)(?:\?|$)",
    re.I,
)
_KAGGLE: Final = regex(
    r"\bkaggle\s+(?:datasets|competitions)\s+download\s+(?:[^|;&\n]{0,100}?(?:-d|-c|--dataset|--competition)[\s=]+)?([A-Za-z0-9][\w.-]*(?:/[\w.-]+)?)"
)
_SAYS: Final = regex(
    r"\blicen[cs]ed?\b|\bCC[- ]BY|\bCC0\b|\bODbL\b|public domain|terms (?:of (?:use|service)|and conditions)|\bcopyright\b|permission|data use agreement",
    re.I,
)
_SAYS_CUES: Final = (
    "licen",
    "cc-by",
    "cc by",
    "cc0",
    "odbl",
    "public domain",
    "terms ",
    "copyright",
    "permission",
    "data use",
)
"""Every alternative above holds one of them."""
_LONGEST: Final = 500


@frozen
class ModelUse:
    """One place that fetches a model from a hub."""

    name: str
    line: int
    excerpt: str


@frozen
class RightsComment:
    """One comment that speaks of a licence or of terms."""

    line: int


@frozen
class Place:
    """Where an asset is used."""

    path: str
    line: int | None
    excerpt: str
    role: str


@frozen
class Asset:
    """One dataset or model of somebody else."""

    name: str
    kind: str
    """dataset or model."""
    source: str
    """hub, huggingface, kaggle, library, url or dvc."""
    places: tuple[Place, ...]
    licence: str | None
    """Short name; None where nothing says it, or where what is said is no licence that is known."""
    said_in: str | None
    """`path:line` of the statement, or `bundled table of 2026-11`; None where nothing is said at all."""


@frozen
class ExternalAssets:
    """All of them, by kind and name."""

    assets: tuple[Asset, ...]


@facet(ModelUse, version=1, tests=False)
def model_uses(view: ModuleView) -> Iterator[ModelUse]:
    """Fetches by constant name."""
    for call in view.calls_to(ASKING):
        found = asked(view, call)
        if found is None:
            continue
        name = view.name(call.func) or ""
        repo_type = view.argument(call, "repo_type")
        is_data = name == "datasets.load_dataset" or (repo_type is not None and view.constant(repo_type) == "dataset")
        if not is_data and not name.startswith("vertexai."):
            yield ModelUse(name=found[0], line=view.place(call), excerpt=view.snippet(call))


@facet(RightsComment, version=1, tests=False)
def rights_comments(view: ModuleView) -> Iterator[RightsComment]:
    """Lines whose comment speaks of it."""
    every = "\n".join([tail for _, tail in view.tails]).lower()
    if not any(cue in every for cue in _SAYS_CUES):
        return
    for number, tail in view.tails:
        said = tail[:_LONGEST]
        lowered = said.lower()
        if any(cue in lowered for cue in _SAYS_CUES) and _SAYS.search(said):
            yield RightsComment(line=number)


@frozen(kw_only=False)
class _Use:
    kind: str
    name: str
    source: str
    place: Place
    says: bool = False
    """A comment at the call speaks of licence or terms."""


@join(ExternalAssets, facets=(model_uses, external_reads, rights_comments))
def external_assets(facts: Facts) -> Iterator[ExternalAssets]:
    """Exactly one, empty where the code fetches nothing by name."""
    uses: dict[tuple[str, str], list[_Use]] = {}
    for use in (*_in_code(facts), *_imports(facts)):
        uses.setdefault((use.kind, use.name), []).append(use)
    sayings = Sayings(facts)
    yield ExternalAssets(assets=tuple(_asset(sayings, found) for _, found in sorted(uses.items())))


def _in_code(facts: Facts) -> Iterator[_Use]:
    code = facts.one(CodeBase)
    if code is None:
        return
    files = {entry.path for entry in facts.all(FileEntry)}
    own = {folder for path in code.modules for folder in folders_above(path)}
    fetches = facts.one(HubFetches) or HubFetches(by_path={})
    models, reads, comments = facts.rows(model_uses), facts.rows(external_reads), facts.rows(rights_comments)
    for path, module in sorted(code.modules.items()):
        if module.role not in ROLES:
            continue
        told = {comment.line for comment in comments.get(path, ())}
        found = [("model", "hub", one.name, one.line, one.excerpt) for one in models.get(path, ())]
        found += [
            ("model", "hub", one.name, one.line, one.excerpt)
            for one in fetches.by_path.get(path, ())
            if one.symbol and one.name != one.shown and not one.is_data
        ]
        found += [
            ("dataset", one.kind, name, one.line, one.text)
            for one in reads.get(path, ())
            if (name := _dataset(one, files))
        ]
        for kind, source, name, line, excerpt in found:
            if name not in own:
                place = Place(path=path, line=line, excerpt=excerpt, role=module.role)
                yield _Use(kind, name, source, place, says=bool(told & set(range(line - _NEAR, line + 2))))
        for site in module.facts.commands:
            if command := _KAGGLE.search(site.name[:_LONGEST]):
                place = Place(path=path, line=site.line, excerpt=site.name[:160], role=module.role)
                yield _Use("dataset", command[1], "kaggle", place)


def _dataset(read: ExternalRead, files: set[str]) -> str:
    """Its name, `` for what is no data set of somebody else."""
    if read.kind not in _KINDS or "{}" in read.name:
        return ""
    if read.kind != "url":
        return read.name.partition(":")[0] if read.call.startswith("tensorflow_datasets") else read.name
    found = _DATA_URL.match(read.name)
    address = f"{found[1]}{found[2]}"[:200] if found else ""
    return "" if _own_file(address, files) else address


def _imports(facts: Facts) -> Iterator[_Use]:
    """Files that DVC fetches from a public address; a registry is a repository of the team's own as far as anybody knows."""
    for project in facts.all(DvcProject):
        for file in project.files:
            if file.import_url and (found := _DATA_URL.match(file.import_url)):
                place = Place(path=file.path, line=file.import_line, excerpt=file.import_url[:160], role="production")
                yield _Use("dataset", f"{found[1]}{found[2]}"[:200], "dvc", place)


def _own_file(address: str, files: set[str]) -> bool:
    """Whether the end of a raw address is a file of this very repository."""
    parts = address.split("/")
    return "github" in parts[0] and any("/".join(parts[start:]) in files for start in range(1, len(parts)))


def folders_above(path: str) -> Iterator[str]:
    """Folders of the repository in which a file lies, from the top: a name that is one of them is read from there."""
    parts = path.split("/")[:-1]
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def nearest_folder(path: str, folders: Container[str]) -> str:
    """The lowest of these folders in which a file lies; the top where it lies in none."""
    return next((one for one in reversed(list(folders_above(path))) if one in folders), "")


def _asset(sayings: Sayings, found: list[_Use]) -> Asset:
    kind, name = found[0].kind, found[0].name
    licence, said = sayings.of(kind, name)
    if said is None:
        said = next((f"{use.place.path}:{use.place.line}" for use in found if use.says), None)
    if said is None:
        licence = of_dataset(name) if kind == "dataset" else of_model(name)
        said = f"bundled table of {AS_OF}" if licence else None
    places = tuple(use.place for use in found)
    return Asset(name=name, kind=kind, source=found[0].source, places=places, licence=licence, said_in=said)


class Sayings:
    """What cards, notices and pages say of the licences of things."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @cached_property
    def pages(self) -> tuple[tuple[str, list[str], str], ...]:
        """(path, lines, the whole in small letters), a path once."""
        docs = self._facts.one(Documentation)
        texts = {page.path: page.text for page in (docs.pages if docs else ())}
        texts |= {page.path: page.text for page in self._facts.all(RightsPage)}
        return tuple((path, text.splitlines(), text.lower()) for path, text in sorted(texts.items()))

    def of(self, kind: str, name: str) -> tuple[str | None, str | None]:
        """(licence, `path:line`); the second alone where terms are written down that are no licence that is known."""
        card = named_card(self._facts.all(Card), name, kind)
        if card is not None and card.licence and (licence := identify(card.licence)):
            return licence, f"{card.path}:{card.licence_line or 1}"
        tail = re.escape(name.rpartition("/")[2].rpartition("?")[0] or name.rpartition("/")[2])
        tail = re.sub(r"\\-|_", "[-_]", tail)  # people write either
        pattern = re.compile(rf"(?<![\w-]){tail}(?![\w-])", re.IGNORECASE)
        last = name.rpartition("/")[2].lower()
        spelt = {last, last.replace("_", "-"), last.replace("-", "_")}
        for path, lines, low in self.pages:
            if not any(one in low for one in spelt):
                continue
            for number, line in enumerate(lines, 1):
                if not pattern.search(line[:2000]):
                    continue
                near = [line] if line.lstrip().startswith("|") else lines[number - 1 : number + _NEAR]
                said = next((one for one in near if _SAYS.search(one[:2000])), None)
                if said is not None:
                    return licence_in(said[:2000]), f"{path}:{number}"
        return None, None


def licence_in(line: str) -> str | None:
    """The licence that a sentence or a table's row names."""
    found = re.search(
        r"\bCC0\b|\bCC[- ]BY(?:[- ](?:NC|SA|ND)){0,2}(?:[- ]\d\.\d)?|\bApache(?:[- ]2\.0)?|\bMIT\b|\bODbL\b|\bA?GPL\S{0,6}|\bBSD\S{0,10}|non-?commercial|public domain",
        line,
        re.I,
    )
    return identify(found[0]) or found[0].lower() if found else None


def named_card(cards: Iterable[Card], name: str, kind: str) -> Card | None:
    """The card of a thing: its name or title ends in the thing's last word."""
    tail = name.rpartition("/")[2].lower()
    return next(
        (card for card in cards if card.kind == kind and card.name and card.name.rpartition("/")[2].lower() == tail),
        None,
    )
