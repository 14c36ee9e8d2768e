"""Where training code takes its data from, and whether anything pins the content of each source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from debtscope.api import Facts, FileEntry
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.facts import DataAccess
from debtscope_collectors.sources.values import inside, without_user

_STEPS_BACK = 2
ROLES = frozenset({"production", "script", "notebook", "experiment"})
_READERS = regex(
    r"(?:pandas|polars|dask\.dataframe|geopandas|awswrangler\.s3|pyspark\.sql|modin\.pandas|cudf)\.\S+"
    r"|numpy\.(?:load|loadtxt|genfromtxt|fromfile)|pyarrow\.\S+|h5py\.File|xarray\.open_dataset|scipy\.io\.loadmat"
    r"|torchvision\.datasets\.\w+|(?:tensorflow\.)?keras\.\w+\.\w+_dataset_from_directory|tensorflow\.data\.TFRecordDataset"
    r"|sklearn\.datasets\.load_svmlight_file|wget\.download|urllib\.request\.url\w+|requests\.get|gdown\.download"
)
_DATA_FILE = regex(
    r"\.(?:csv|tsv|psv|parquet|feather|arrow|orc|avro|jsonl|ndjson|xlsx?|h5|hdf5?|npy|npz|dta|sav|sas7bdat|libsvm|svm|tfrecords?|mat"
    r"|pkl|pickle|zip|tgz|tar|txt|json|data)(?:\.(?:gz|bz2|zip|xz|zst))?$",
    re.IGNORECASE,
)
_OF_FOLDERS = ("pyspark", "pandas.read_parquet", "polars", "dask", "torchvision", "tensorflow.keras", "keras")
_DOWNLOAD = regex(r"wget|urllib|requests|gdown")
_NOT_TRAINING = regex(
    r"(?:^|[_/.\-])(?:predictions?|preds?|inference|scoring|scored|submissions?|sample_submission|results?|metrics?|scores|importances?"
    r"|tests?|testing|holdout|config|params|settings|feature_flags?|vocab\w*|stop_?words|schema|logs?|tests?/fixtures|mappings?|labels?_map\w*|class_names)(?:[_/.\-]|$)",
    re.IGNORECASE,
)
_PINNED = regex(
    r"version_?id=|[?&]generation=|@[0-9a-f]{7,64}\b|/[0-9a-f]{40}/|/v?\d+\.\d+(?:\.\d+)?/|/releases/download/|zenodo\.org/records?/\d|figshare\.com/(?:ndownloader/)?files/\d"
    r"|(?<!\d)(?:19|20)\d\d[-_/]?[01]\d(?:[-_/]?[0-3]\d)?(?!\d)|version\s+as\s+of|timestamp\s+as\s+of|for\s+system_time|archive\.ics\.uci\.edu|yann\.lecun\.com"
    r"|storage\.googleapis\.com/(?:tensorflow|download\.tensorflow|cvdf)|openml\.org|kaggle\.com|huggingface\.co"
    r"|^\.\./input/|/kaggle/input/",
    re.IGNORECASE,
)
_FILLED_IN = regex(r"(?:^|[-_.\W])(?:examples?|template|placeholder|dummy|your)(?:[-_.\W]|$)", re.IGNORECASE)
"""A name that stands for the user's own file."""
_OWN_OUTPUT = regex(r"[_-](?:artifacts?|outputs?|results?)(?:/|$)", re.IGNORECASE)
"""A folder named for what one step of the project made."""
_MAKES_TABLE = regex(r"(?:^|\.)(?:saveAsTable|insertInto|to_sql|to_gbq|writeTo)$")
_QUERY = regex(r"\b(?:from|join)\s+([\w.`\"\[\]{}\-]{1,200})", re.IGNORECASE)


@frozen
class DataSource:
    """One source of training data."""

    name: str
    """Path, uri without user information, or table."""
    kind: str
    """file, uri or table."""
    path: str
    """The file that reads it."""
    call: str
    line: int
    trains: str
    """The training module."""
    pinned_by: str | None
    """What pins its content; None when nothing does."""
    role: str


@frozen(kw_only=False)
class _Known:
    files: Mapping[str, FileEntry]
    kept: frozenset[str]
    written: frozenset[str]
    has_git: bool
    tables: Mapping[str, tuple[str, ...]]


def training_data(facts: Facts) -> Iterator[DataSource]:
    """Every source that a training module, a module that it imports or a step before it reads; unknown targets are left out. What
    reaches the training only through an output that git or DVC keeps is pinned by that."""
    code = facts.one(CodeBase)
    if code is None:
        return
    files = {entry.path: entry for entry in facts.all(FileEntry)}
    kept = frozenset(
        path for project in facts.all(DvcProject) for path in project.tracked_outputs() | project.recorded_inputs()
    )
    written = frozenset(
        place
        for module in code.modules.values()
        for access in module.facts.writes
        if access.target and "{}" not in access.target
        for place in _places(module.path, access.target)
    )
    known = _Known(
        files, kept, written, any(entry.is_tracked is not None for entry in files.values()), made_tables(code)
    )
    seen: set[tuple[str, str, int, bool]] = set()
    writers = writers_of(code)
    bare = {
        target: steps for target, steps in writers.items() if not any(_is_kept(known, step, target) for step in steps)
    }
    for path, module in sorted(code.modules.items()):
        if not module.facts.training or module.role not in ROLES or _logs_digest(module):
            continue
        direct = frozenset(readers_for(code, path, bare)) if len(bare) < len(writers) else None
        for reader in readers_for(code, path, writers):
            for access in code.modules[reader].facts.reads if reader in code.modules else ():
                source = _source(known, code.modules[reader], access, path)
                if source is not None and direct is not None and reader not in direct and source.pinned_by is None:
                    source = replace(source, pinned_by="a kept output")  # the content of that is what the model saw
                key = (source.name, source.path, source.line, source.pinned_by is None) if source is not None else None
                if source is not None and key is not None and key not in seen:
                    seen.add(key)
                    yield source


def made_tables(code: CodeBase) -> dict[str, tuple[str, ...]]:
    """Table in small letters, without its schema -> the modules and notebooks that write it."""
    found: dict[str, tuple[str, ...]] = {}
    for path, module in sorted(code.modules.items()):
        for access in module.facts.writes if module.role in ROLES else ():
            name = table_key(access.target) if access.target and _MAKES_TABLE.search(access.call) else ""
            if name and "{}" not in name:
                found[name] = (*found.get(name, ()), path)
    return found


def table_key(name: str) -> str:
    """What two names of one table share: `main.Sales.orders` and `orders`."""
    return name.rpartition(".")[2].strip('`"[]').lower()


def writers_of(code: CodeBase) -> dict[str, list[str]]:
    """File as code names it -> the modules that write it."""
    found: dict[str, list[str]] = {}
    for path, module in sorted(code.modules.items()):
        for access in module.facts.writes if module.is_own else ():
            if access.target and _is_whole(access.target):
                found.setdefault(access.target, []).append(path)
    return found


def readers_for(code: CodeBase, path: str, writers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What reads data for a training module: itself and its imports, and the steps before it with theirs."""
    found = dict.fromkeys(code.closure(path, 1))
    if not any(code.modules[one].facts.reads for one in found if one in code.modules):
        for program in programs_of(code, path):  # it is handed what others read
            found.update(dict.fromkeys(code.closure(program, 1)))
    for step in steps_before(code, tuple(found), writers):
        found.update(dict.fromkeys(code.closure(step, 1)))
    return tuple(found)


def programs_of(code: CodeBase, path: str) -> tuple[str, ...]:
    """Programs that import a training module, straight or through one other."""
    found: dict[str, None] = {}
    layer = [path]
    for _ in range(_STEPS_BACK):
        layer = [one for below in layer for one in code.modules[below].imported_by if one in code.modules]
        for one in layer:
            facts = code.modules[one].facts
            if code.modules[one].is_own and (facts.has_main_guard or facts.has_top_level_calls):
                found[one] = None
    return tuple(found)


def steps_before(code: CodeBase, paths: Sequence[str], writers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Modules that write a file which the given ones read, and those that write what they read, at most two steps back."""
    found: dict[str, None] = {}
    layer = tuple(paths)
    for _ in range(_STEPS_BACK if writers else 0):
        read = (a.target for p in layer if p in code.modules for a in code.modules[p].facts.reads)
        steps = [
            step
            for target in read
            if target
            for step in writers.get(target, ())
            if step not in found and step not in paths
        ]
        found.update(dict.fromkeys(steps))
        layer = tuple(reader for step in steps for reader in code.closure(step, 1))
    return tuple(found)


def _is_whole(target: str) -> bool:
    return "{}" not in target and "." in posixpath.basename(target)


_DIGEST = regex(
    r"(?:^|[._])(?:(?:hash|digest|checksum|fingerprint)_(?:of_)?(?:data|df|frame|rows|dataset)|(?:data|df|frame|dataset)_?(?:set|frame)?_(?:hash|digest|checksum|fingerprint))$"
)


def _logs_digest(module: CodeModule) -> bool:
    """The run itself records which content it saw: to MLflow, or as a digest of the table in the model's own name or metadata."""
    return any(
        name == "mlflow.log_input" or _DIGEST.search(name)
        for function in module.facts.functions
        for name in function.calls
    )


def _places(path: str, target: str) -> tuple[str, ...]:
    """A path from the top, from the file's own folder and from those between, and one that climbs from some folder below the top
    too: nobody knows where the code will be run."""
    climbed = target
    while climbed.startswith("../"):
        climbed = climbed[3:]
    folders = [""]
    for part in posixpath.dirname(path).split("/"):
        folders.append(posixpath.join(folders[-1], part))
    places = tuple(dict.fromkeys(inside(folder, target) for folder in folders))
    return places if climbed == target else (*places, inside("", climbed))


def _source(known: _Known, module: CodeModule, access: DataAccess, trains: str) -> DataSource | None:
    target = access.target
    if target is None and access.param:
        target = next((a.default for a in module.facts.arguments if a.option == access.param), None)
    if not target or "{}" in target.partition("?")[0] or not _READERS.fullmatch(access.call):
        return None
    kind = _kind(access, target)
    if kind is None or _NOT_TRAINING.search(target):
        return None
    if kind == "file" and (
        _FILLED_IN.search(posixpath.basename(target)) or _OWN_OUTPUT.search(posixpath.dirname(target))
    ):
        return None
    if kind == "file":
        pinned = _pinned_file(known, module.path, target)
    else:
        found = _PINNED.search(target)
        pinned = f"`{found[0]}`" if found else own_file(known.files, target)
    if kind == "file" and "/../" in target:
        target = posixpath.normpath(target)
    name = _table(target) if kind == "table" else without_user(target)
    if pinned == "made here" or (kind == "table" and table_key(name) in known.tables):
        return None
    return DataSource(
        name=name, kind=kind, path=module.path, call=access.call, line=access.line, trains=trains, pinned_by=pinned,
        role=module.role,
    )  # fmt: skip


def _kind(access: DataAccess, target: str) -> str | None:
    if re.match(r"\s*(?:select|with)\s", target, re.IGNORECASE) or access.call.endswith(
        (".table", ".read_sql_table", ".read_gbq")
    ):
        return "table"
    if "://" in target:
        is_data = bool(_DATA_FILE.search(target.partition("?")[0])) or not _DOWNLOAD.match(access.call)
        return "uri" if is_data else None
    if "sql" in access.call.rpartition(".")[2]:
        return None
    is_folder = access.call.startswith(_OF_FOLDERS) and "/" in target
    return "file" if _DATA_FILE.search(target) or is_folder else None


def _table(query: str) -> str:
    found = _QUERY.search(query)
    return found[1].strip('`"[]') if found else "a query"


def _pinned_file(known: _Known, path: str, target: str) -> str | None:
    """What pins a local file: git, DVC, a step of this project that makes it (`made here`), or a snapshot's date."""
    named = _PINNED.search(target)
    if target.startswith(("/", "~")):
        if target in known.written:
            return "made here"
        tail = "/".join(target.split("/")[-2:])
        if tail.count("/") == 1 and any(out == tail or out.endswith(f"/{tail}") for out in known.kept):
            return "DVC"  # somebody's own path to what the project keeps
        return "git" if _is_mounted(known, target) else f"`{named[0]}`" if named else None
    for place in _places(path, target):
        entry = known.files.get(place)
        if entry is not None and (entry.is_tracked or not known.has_git):
            return "git"
        if any(place == out or place.startswith(out + "/") or out.startswith(place + "/") for out in known.kept):
            return "DVC"
        if place in known.written:
            return "made here"
        folder = place.rstrip("/") + "/"
        if any(name.startswith(folder) and entry.is_tracked is not False for name, entry in known.files.items()):
            return "git"
    return f"`{named[0]}`" if named else None


def _is_kept(known: _Known, path: str, target: str) -> bool:
    """Whether git or DVC holds what a step writes."""
    places = _places(path, target) if not target.startswith(("/", "~")) else ()
    tracked = (known.files[place] for place in places if place in known.files)
    return any(place in known.kept for place in places) or any(one.is_tracked or not known.has_git for one in tracked)


def _is_mounted(known: _Known, target: str) -> bool:
    """`/opt/airflow/data/input/calls.csv` where git has `airflow/data/input/calls.csv`: the same file, seen from a container."""
    tail = "/".join(target.split("/")[-2:])
    same = [e for name, e in known.files.items() if name == tail or name.endswith(f"/{tail}")]
    return tail.count("/") == 1 and any(entry.is_tracked or not known.has_git for entry in same)


def pin_in(target: str) -> str | None:
    """The part of an address that pins its content: a version, a commit, a date, or a publisher that never changes a file."""
    found = _PINNED.search(target)
    return found[0] if found else None


def own_file(files: Mapping[str, FileEntry], target: str) -> str | None:
    """`git` for a raw address of a file that this very repository tracks."""
    found = re.search(r"raw\.githubusercontent\.com/[^/]{1,100}/[^/]{1,100}/[^/]{1,100}/(.{1,300})", target)
    entry = files.get(found[1]) if found else None
    return "git" if entry is not None and entry.is_tracked is not False else None
