"""Other people's datasets and models that the code fetches, with what the repository says of their licences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from debtscope.api import Facts, FileEntry, facet, join
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.known_rights import AS_OF, of_dataset, of_model
from debtscope_collectors.sources.cards.facts import Card, RightsPage
from debtscope_collectors.sources.cards.terms import identify
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.hubs import asked
from debtscope_collectors.sources.python.view import ModuleView

ROLES: Final = frozenset({"production", "script", "notebook", "experiment"})
_NEAR: Final = 3
"""Lines around a name within which a licence is taken to be said of it."""
_MODELS_OF: Final = re.compile(
    r"^(?:transformers|sentence_transformers|diffusers|timm|peft|torch\.hub|keras_nlp|fastembed)"
)
_TABULAR: Final = re.compile(r"^(?:torchvision|torchaudio|torchtext)\.datasets\.([A-Z]\w+)$")
_FETCHED: Final = re.compile(r"^sklearn\.datasets\.fetch_(\w+)$")
_DOWNLOADS: Final = re.compile(
    r"^kagglehub\.dataset_download$|\.dataset_download_(?:files|file)$|^opendatasets\.download$"
)
_NO_DATA: Final = frozenset({"ImageFolder", "DatasetFolder", "FakeData", "VisionDataset", "openml"})
_WEB_READERS: Final = re.compile(
    r"^(?:pandas|polars)\.read_\w+$|^urllib\.request\.urlretrieve$|^wget\.download$|^gdown\.download$|\.get_file$"
)
_DATA_URL: Final = re.compile(
    r"^https?://(?!localhost|127\.|[\w.-]+\.(?:internal|local)\b)([\w.-]+)(/\S*\.(?:csv|tsv|parquet|zip|tgz|gz|json|jsonl|xlsx?|data|txt|npz)(?:\.\w+)?)(?:\?|$)",
    re.I,
)
_KAGGLE: Final = re.compile(r"\bkaggle\s+(?:datasets|competitions)\s+download\s+(?:-\w\s+)?([\w.-]+(?:/[\w.-]+)?)")
_SAYS: Final = re.compile(
    r"\blicen[cs]ed?\b|\bCC[- ]BY|\bCC0\b|\bODbL\b|public domain|terms (?:of (?:use|service)|and conditions)|\bcopyright\b|permission|data use agreement",
    re.I,
)
_MARKS: Final = re.compile(
    r"load_dataset|datasets\.|kaggle|tensorflow_datasets|tfds|fetch_|from_pretrained|http|hub|sentence_transformers|pipeline|timm"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetUse:
    """One place that fetches an asset."""

    name: str
    kind: str
    """dataset or model."""
    source: str
    """hub, kaggle, tfds, torchvision, sklearn or url."""
    line: int
    excerpt: str
    says: bool
    """A comment within three lines speaks of its licence or terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an asset is used."""

    path: str
    line: int | None
    excerpt: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One dataset or model of somebody else."""

    name: str
    kind: str
    """dataset or model."""
    source: str
    places: tuple[Place, ...]
    licence: str | None
    """Short name; None where nothing says it, or where what is said is no licence that is known."""
    said_in: str | None
    """`path:line` of the statement, or `bundled table of 2026-11`; None where nothing is said at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAssets:
    """All of them, by kind and name."""

    assets: tuple[Asset, ...]


@facet(AssetUse, version=1)
def asset_uses(view: ModuleView) -> Iterator[AssetUse]:
    """Fetches by constant name."""
    if not _MARKS.search(view.text):
        return
    for call in view.calls:
        found = _fetched(view, call)
        if found is not None:
            name, kind, source = found
            line = view.place(call)
            near = view.lines[max(0, line - 1 - _NEAR) : line + 1]
            says = any("#" in text and _SAYS.search(text.partition("#")[2][:500]) for text in near)
            yield AssetUse(name=name, kind=kind, source=source, line=line, excerpt=view.snippet(call), says=says)


def _fetched(view: ModuleView, call: ast.Call) -> tuple[str, str, str] | None:
    name = view.name(call.func) or ""
    hub = asked(view, call)
    if hub is not None:
        repo_type = view.argument(call, "repo_type")
        is_data = name == "datasets.load_dataset" or (repo_type is not None and view.constant(repo_type) == "dataset")
        if name.startswith("vertexai."):
            return None
        return hub[0], "dataset" if is_data else "model", "hub"
    if name in ("tensorflow_datasets.load", "tensorflow_datasets.builder"):
        given = view.argument(call, "name", 0)
        text = view.constant(given) if given is not None else None
        return (text.partition(":")[0], "dataset", "tfds") if isinstance(text, str) and "{}" not in text else None
    if found := _TABULAR.match(name) or _FETCHED.match(name):
        return (found[1], "dataset", name.partition(".")[0]) if found[1] not in _NO_DATA else None
    if not (_DOWNLOADS.search(name) or _WEB_READERS.search(name)):
        return None
    for key in ("dataset", "url", "origin", "io", "filepath_or_buffer", 0, 1):
        given = view.argument(call, key)
        text = view.constant(given) if given is not None else None
        if isinstance(text, str) and "{}" not in text:
            if _DOWNLOADS.search(name) and re.fullmatch(r"[\w.-]+/[\w.-]+", text):
                return text, "dataset", "kaggle"
            if found := _DATA_URL.match(text):
                return f"{found[1]}{found[2]}"[:200], "dataset", "url"
    return None


@join(ExternalAssets, facets=(asset_uses,))
def external_assets(facts: Facts) -> Iterator[ExternalAssets]:
    """Exactly one, empty where the code fetches nothing by name."""
    code = facts.one(CodeBase)
    uses: dict[tuple[str, str], list[tuple[Place, AssetUse | None, str]]] = {}
    if code is not None:
        files = {entry.path for entry in facts.all(FileEntry)}
        own = {folder for path in code.modules for folder in _folders(path)}
        for path, found in sorted(facts.rows(asset_uses).items()):
            module = code.modules.get(path)
            if module is None or module.role not in ROLES:
                continue
            for use in found:
                if use.name not in own and not (use.source == "url" and _own_file(use.name, files)):
                    place = Place(path=path, line=use.line, excerpt=use.excerpt, role=module.role)
                    uses.setdefault((use.kind, use.name), []).append((place, use, use.source))
            for site in module.facts.commands:
                if command := _KAGGLE.search(site.name[:500]):
                    place = Place(path=path, line=site.line, excerpt=site.name[:160], role=module.role)
                    uses.setdefault(("dataset", command[1]), []).append((place, None, "kaggle"))
    for name, place in _imports(facts):
        uses.setdefault(("dataset", name), []).append((place, None, "dvc"))
    sayings = Sayings(facts)
    yield ExternalAssets(
        assets=tuple(_asset(sayings, kind, name, found) for (kind, name), found in sorted(uses.items()))
    )


def _imports(facts: Facts) -> Iterator[tuple[str, Place]]:
    """Files that DVC fetches from a public address; a registry is a repository of the team's own as far as anybody knows."""
    for project in facts.all(DvcProject):
        for file in project.files:
            if file.import_url and (found := _DATA_URL.match(file.import_url)):
                place = Place(path=file.path, line=file.import_line, excerpt=file.import_url[:160], role="production")
                yield f"{found[1]}{found[2]}"[:200], place


def _own_file(address: str, files: set[str]) -> bool:
    """Whether the end of a raw address is a file of this very repository."""
    parts = address.split("/")
    return "github" in parts[0] and any("/".join(parts[start:]) in files for start in range(1, len(parts)))


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _asset(sayings: Sayings, kind: str, name: str, found: list[tuple[Place, AssetUse | None, str]]) -> Asset:
    places = tuple(place for place, _, _ in found)
    licence, said = sayings.of(kind, name)
    if said is None:
        said = next((f"{place.path}:{place.line}" for place, use, _ in found if use and use.says), None)
    if said is None:
        licence = of_dataset(name) if kind == "dataset" else of_model(name)
        said = f"bundled table of {AS_OF}" if licence else None
    return Asset(name=name, kind=kind, source=found[0][2], places=places, licence=licence, said_in=said)


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
        pattern = re.compile(rf"(?<![\w-]){tail}(?![\w-])", re.IGNORECASE)
        for path, lines, low in self.pages:
            if name.rpartition("/")[2].lower() not in low:
                continue
            for number, line in enumerate(lines, 1):
                if not pattern.search(line[:2000]):
                    continue
                near = [line] if line.lstrip().startswith("|") else lines[number - 1 : number + _NEAR]
                said = next((one for one in near if _SAYS.search(one[:2000])), None)
                if said is not None:
                    return _licence_in(said[:2000]), f"{path}:{number}"
        return None, None


def _licence_in(line: str) -> str | None:
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
