"""dvc.yaml and dvc.lock: stages expanded as DVC would, with what the lock recorded of them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.dvc.facts import DvcArtifact, DvcStage, LockedPath, LockedStage
from debtscope_collectors.sources.dvc.templating import combinations, each, is_open, resolve, text_of
from debtscope_collectors.sources.shape import mapping, sequence, text, words
from debtscope_collectors.sources.values import as_int, as_text, inside, is_map

LoadParams = Callable[[str], Mapping[str, object] | None]
"""Workspace path of a parameter file -> its values (normalised), None when it is absent or unreadable."""

MAX_STAGES = 20_000
_KEY = regex(r"""^(\s*)(?:"([^"]{1,200})"|'([^']{1,200})'|([^\s#:'"\-][^#:]{0,200}))\s*:(?:\s|$)""")


@frozen
class Pipeline:
    """One dvc.yaml, expanded, with its lock."""

    stages: tuple[DvcStage, ...]
    orphans: tuple[str, ...] = ()
    param_files: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    artifacts: tuple[DvcArtifact, ...] = ()


def stage_lines(text: str) -> dict[str, int]:
    """Line of every stage in the text of a dvc.yaml: the keys one level below `stages:`."""
    lines: dict[str, int] = {}
    depth: int | None = None
    within = False
    for number, line in enumerate(text.splitlines(), 1):
        found = _KEY.match(line[:400])
        if not found:
            continue
        indent, name = len(found[1]), (found[2] or found[3] or found[4]).strip()
        if indent == 0:
            within, depth = name == "stages", None
        elif within:
            depth = indent if depth is None else depth
            if indent == depth:
                lines.setdefault(name, number)
    return lines


def read_pipeline(path: str, source: str, document: object, lock: object, load: LoadParams) -> Pipeline:
    """Expands a parsed dvc.yaml; `lock` is the parsed dvc.lock beside it, or None."""
    folder = posixpath.dirname(path)
    scope, files, problems = _scope(folder, sequence(mapping(document).get("vars")), load)
    lines = stage_lines(source)
    locked = read_lock(lock)
    stages: list[DvcStage] = []
    entries = mapping(document).get("stages")
    if entries is not None and not is_map(entries):
        problems.append("`stages` is no map")
    for base, definition in mapping(entries).items():
        for copy in _expand(base, mapping(definition), scope):
            if len(stages) >= MAX_STAGES:
                problems.append(f"more than {MAX_STAGES} stages: the rest is not read")
                break
            stage = _stage(copy, path, {**scope, **copy.names}, load)
            stages.append(
                replace(stage, line=lines.get(base), locked=_locked_stage(locked.get(stage.name), stage.wdir))
            )
    known = {stage.name for stage in stages}
    open_bases = {stage.base for stage in stages if stage.unresolved}
    made = {out for stage in stages for out in stage.outs}
    orphans = tuple(
        name
        for name, entry in locked.items()
        if name not in known
        and name.partition("@")[0] not in open_bases
        and any(
            inside(folder, text(mapping(out).get("path"))) not in made for out in sequence(mapping(entry).get("outs"))
        )
    )
    used = {file for stage in stages for file, _ in stage.params}
    return Pipeline(
        stages=tuple(stages), orphans=orphans, param_files=frozenset(files | used), problems=tuple(problems),
        artifacts=tuple(_artifacts(path, document, scope)),
    )  # fmt: skip


def _artifacts(path: str, document: object, scope: Mapping[str, object]) -> Iterator[DvcArtifact]:
    for name, entry in mapping(mapping(document).get("artifacts")).items():
        body = mapping(entry)
        place = as_text(resolve(body.get("path"), scope))
        if place and not is_open(place):
            yield DvcArtifact(
                name=name, path=inside(posixpath.dirname(path), place), type=text(body.get("type")), declared_in=path,
                description=text(body.get("desc")), labels=words(body.get("labels")),
            )  # fmt: skip


def _scope(folder: str, entries: object, load: LoadParams) -> tuple[dict[str, object], set[str], list[str]]:
    """The global variables: params.yaml beside dvc.yaml, then the `vars` list, files and maps."""
    files = {inside(folder, "params.yaml")}
    scope: dict[str, object] = dict(load(inside(folder, "params.yaml")) or {})
    problems: list[str] = []
    for entry in sequence(entries):
        if isinstance(entry, str):
            name, _, keys = entry.partition(":")
            file = inside(folder, name)
            values = load(file)
            files.add(file)
            if values is None:
                problems.append(f"variables file {name} could not be read")
                continue
            wanted = [key.strip() for key in keys.split(",") if key.strip()]
            scope = _merged(scope, {k: values[k] for k in wanted if k in values} if wanted else values)
        else:
            scope = _merged(scope, mapping(entry))
    return scope, files, problems


def _merged(low: Mapping[str, object], high: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    merged = dict(low)
    for key, value in high.items():
        old = merged.get(key)
        if is_map(old) and is_map(value) and depth < 20:
            merged[key] = _merged(mapping(old), mapping(value), depth + 1)
        else:
            merged[key] = value
    return merged


@frozen
class _Copy:
    """One stage that a definition generates."""

    name: str
    base: str
    body: Mapping[str, object]
    names: Mapping[str, object] = field(default_factory=dict[str, object])
    """What `item` and `key` stand for in it."""
    known: bool = True
    """False where the generator's values could not be resolved: it stands for all of its stages."""


def _expand(base: str, definition: Mapping[str, object], scope: Mapping[str, object]) -> Iterator[_Copy]:
    if "foreach" in definition:
        body = mapping(definition.get("do"))
        copies = each(resolve(definition["foreach"], scope))
    elif "matrix" in definition:
        body = {key: value for key, value in definition.items() if key != "matrix"}
        copies = combinations(mapping(resolve(definition["matrix"], scope)))
    else:
        yield _Copy(name=base, base=base, body=definition)
        return
    if copies is None:
        yield _Copy(name=base, base=base, body=body, known=False)
        return
    for suffix, names in copies:
        yield _Copy(name=f"{base}@{suffix}", base=base, body=body, names=names)


def _stage(copy: _Copy, path: str, scope: Mapping[str, object], load: LoadParams) -> DvcStage:
    body = copy.body
    own_vars = sequence(body.get("vars"))
    if own_vars:
        scope = _merged(scope, _scope(posixpath.dirname(path), own_vars, load)[0])
    wdir = inside(posixpath.dirname(path), as_text(resolve(body.get("wdir"), scope)) or "")
    commands = sequence(body.get("cmd")) or [body.get("cmd")]
    cmd = tuple(str(resolve(text_of(c), scope, command=True)) for c in commands if c is not None)
    parts = {key: resolve(body.get(key), scope) for key in ("deps", "outs", "metrics", "plots", "params")}
    outs = {key: list(_paths(parts[key], wdir)) for key in ("outs", "metrics", "plots")}
    options = [entry for entries in outs.values() for entry in entries]
    return DvcStage(
        name=copy.name,
        base=copy.base,
        path=path,
        line=None,
        wdir=wdir,
        cmd=cmd,
        deps=tuple(path for path, _ in _paths(parts["deps"], wdir)),
        outs=tuple(dict.fromkeys(path for path, _ in options)),
        metrics=tuple(path for path, _ in outs["metrics"]),
        uncached=frozenset(path for path, extra in options if extra.get("cache") is False),
        persisted=frozenset(path for path, extra in options if extra.get("persist") is True),
        params=tuple(dict.fromkeys(_params(parts["params"], wdir))),
        frozen=body.get("frozen") is True,
        always_changed=body.get("always_changed") is True,
        unresolved=not copy.known or is_open(list(cmd)) or is_open(list(parts.values())),
    )


def _paths(value: object, wdir: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """(workspace path, its options) of a list of paths, one-key maps or one map of paths."""
    if isinstance(value, str):
        yield inside(wdir, value), {}
        return
    entries = list(sequence(value)) or ([value] if is_map(value) else [])
    for entry in entries:
        if isinstance(entry, str):
            yield inside(wdir, entry), {}
        else:
            for path, options in mapping(entry).items():
                yield inside(wdir, path), mapping(options)


def _params(value: object, wdir: str) -> Iterator[tuple[str, str | None]]:
    for entry in sequence(value):
        if isinstance(entry, str):
            yield inside(wdir, "params.yaml"), entry
            continue
        for file, keys in mapping(entry).items():
            if keys is None or keys == []:
                yield inside(wdir, file), None
            elif isinstance(keys, str):
                yield inside(wdir, file), keys
            for key in sequence(keys):
                yield inside(wdir, file), text_of(key)


def read_lock(document: object) -> Mapping[str, Mapping[str, object]]:
    """Stage entries by name: schema 2.0 has them under `stages`, 1.0 at the top."""
    top = mapping(document)
    entries = mapping(top.get("stages")) if "stages" in top and "schema" in top else top
    return {name: mapping(entry) for name, entry in entries.items() if is_map(entry) and "cmd" in entry}


def _locked_stage(entry: Mapping[str, object] | None, wdir: str) -> LockedStage | None:
    if entry is None:
        return None
    params = mapping(entry.get("params"))
    commands = sequence(entry.get("cmd")) or [entry.get("cmd")]
    return LockedStage(
        cmd="\n".join(text_of(c) for c in commands if c is not None),
        deps=tuple(locked_paths(entry.get("deps"), wdir)),
        outs=tuple(locked_paths(entry.get("outs"), wdir)),
        params={inside(wdir, file): mapping(values) for file, values in params.items()},
    )


def locked_paths(value: object, wdir: str) -> Iterator[LockedPath]:
    """The entries of a `deps` or `outs` list of a lock or of a `.dvc` file."""
    for item in sequence(value):
        entry = mapping(item)
        path = as_text(entry.get("path"))
        if path is None:
            continue
        yield LockedPath(
            path=inside(wdir, path),
            md5=as_text(entry.get("md5")) or as_text(entry.get("checksum")),
            size=as_int(entry.get("size")),
            hash_name=as_text(entry.get("hash")),
            nfiles=as_int(entry.get("nfiles")),
        )
