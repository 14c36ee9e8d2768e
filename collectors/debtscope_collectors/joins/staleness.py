"""Whether a DVC stage's lock still speaks of this tree: the comparison of `dvc status`, without DVC and without the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from debtscope.model.frozen import frozen
from debtscope_collectors.sources.dvc.facts import DvcProject, DvcStage, LockedPath, LockedStage
from debtscope_collectors.sources.dvc.templating import is_missing, lookup
from debtscope_collectors.sources.values import is_map


class Field(StrEnum):
    """What differs."""

    NEVER_RUN = "never run"
    COMMAND = "command"
    DEP = "dependency"
    PARAM = "parameter"
    OUT = "output"


class State(StrEnum):
    """How it differs."""

    MODIFIED = "modified"
    NEW = "new"
    """Declared now, not in the lock."""
    MISSING = "missing"
    """In the lock, nothing there today and nothing that would bring it."""


@frozen
class Difference:
    """One difference between the lock and the tree."""

    field: Field
    state: State
    name: str
    """Path, or parameter key."""
    file: str | None = None
    """Parameter file."""
    locked: object = None
    now: object = None


@frozen(kw_only=False)
class _Tree:
    """A project with the hashes that are committed for what DVC keeps."""

    project: DvcProject
    committed: Mapping[str, str | None]
    kept: frozenset[str]


def compare(project: DvcProject) -> Iterator[tuple[DvcStage, tuple[Difference, ...]]]:
    """Every stage with everything in which its lock differs from today; frozen ones have none, as in `dvc status`."""
    files = {out.path: out.md5 for file in project.files for out in file.outs}
    made = {out.path: out.md5 for stage in project.stages if stage.locked for out in stage.locked.outs}
    tree = _Tree(project, {**made, **files}, project.tracked_outputs())
    for stage in project.stages:
        yield stage, tuple(_differences(tree, stage))


def _differences(tree: _Tree, stage: DvcStage) -> Iterator[Difference]:
    if stage.frozen or stage.unresolved:
        return
    if stage.locked is None:
        if not stage.always_changed or stage.deps or stage.outs:
            yield Difference(field=Field.NEVER_RUN, state=State.NEW, name=stage.name)
        return
    yield from _command(stage, stage.locked)
    yield from _deps(tree, stage, stage.locked)
    yield from _params(tree.project, stage, stage.locked)
    yield from _outs(tree.project, stage, stage.locked)


def _command(stage: DvcStage, locked: LockedStage) -> Iterator[Difference]:
    now = "\n".join(stage.cmd)
    if " ".join(now.split()) != " ".join(locked.cmd.split()):
        yield Difference(field=Field.COMMAND, state=State.MODIFIED, name="cmd", locked=locked.cmd, now=now)


def _deps(tree: _Tree, stage: DvcStage, locked: LockedStage) -> Iterator[Difference]:
    recorded = {dep.path: dep for dep in locked.deps}
    for path in stage.deps:
        dep = recorded.get(path)
        if dep is None:
            yield Difference(field=Field.DEP, state=State.NEW, name=path)
            continue
        now = _hash_today(tree, dep) if dep.md5 else None
        if now == State.MISSING:
            yield Difference(field=Field.DEP, state=State.MISSING, name=path, locked=dep.md5)
        elif now is not None and now != dep.md5:
            yield Difference(field=Field.DEP, state=State.MODIFIED, name=path, locked=dep.md5, now=now)


def _outs(project: DvcProject, stage: DvcStage, locked: LockedStage) -> Iterator[Difference]:
    """Outputs in git that were changed without a run; what DVC keeps is not judged by what lies around here."""
    recorded = {out.path: out for out in locked.outs}
    for path in stage.outs:
        out = recorded.get(path)
        if out is None:
            yield Difference(field=Field.OUT, state=State.NEW, name=path)
            continue
        today = project.now.get(path)
        if today is None or today.in_git is False:
            continue
        now = _content(project, out)
        if now is not None and now != out.md5:
            yield Difference(field=Field.OUT, state=State.MODIFIED, name=path, locked=out.md5, now=now)


def _hash_today(tree: _Tree, dep: LockedPath) -> str | None:
    """The hash of a dependency today, the lock's own where it is equal, MISSING, or None when nobody can tell."""
    today = tree.project.now.get(dep.path)
    committed = tree.committed.get(dep.path)
    if committed and (today is None or today.in_git is False):
        return committed
    if today is not None:
        return _content(tree.project, dep)
    if dep.path.startswith(("/", "~", "../")) or "://" in dep.path or _is_kept(tree.kept, dep.path):
        return None
    return State.MISSING


def _is_kept(kept: frozenset[str], path: str) -> bool:
    """Whether DVC would bring the path: an output, beneath one, or the folder of some."""
    return any(path == out or path.startswith(out + "/") or out.startswith(path + "/") for out in kept)


def _content(project: DvcProject, locked: LockedPath) -> str | None:
    """The hash of what lies at a path; the locked one where it counts as equal; None when it was not hashed."""
    today = project.now[locked.path]
    if locked.md5 is None:
        return None
    if locked.md5 in today.md5s:
        return locked.md5
    if locked.md5.endswith(".dir") != (today.nfiles is not None):
        return None
    if today.nfiles is not None and today.nfiles != locked.nfiles:
        # More files than in git may be caches or scratch that nobody else has; more files in git than then are a change.
        is_more = locked.nfiles is not None and today.ntracked > locked.nfiles
        return f"of {today.ntracked} files" if is_more else None
    if today.md5s:
        return today.md5s[0]
    if locked.hash_name and locked.size is not None and locked.size != today.size:
        return f"of {today.size} bytes"
    return None


def _params(project: DvcProject, stage: DvcStage, locked: LockedStage) -> Iterator[Difference]:
    for file, key in stage.params:
        values = project.param_values.get(file)
        recorded = locked.params.get(file, {})
        if values is None:
            continue
        if key is None:
            yield from _whole_file(file, recorded, values)
            continue
        now = values[key] if key in values else lookup(values, key)
        if key not in recorded:
            if not is_missing(now):
                yield Difference(field=Field.PARAM, state=State.NEW, name=key, file=file, now=now)
        elif is_missing(now):
            yield Difference(field=Field.PARAM, state=State.MISSING, name=key, file=file, locked=recorded[key])
        else:
            yield from _leaves(file, key, recorded[key], now)


def _whole_file(file: str, recorded: Mapping[str, object], values: Mapping[str, object]) -> Iterator[Difference]:
    for key in sorted({*recorded, *values}):
        if key not in recorded:
            yield Difference(field=Field.PARAM, state=State.NEW, name=key, file=file, now=values[key])
        elif key not in values:
            yield Difference(field=Field.PARAM, state=State.MISSING, name=key, file=file, locked=recorded[key])
        else:
            yield from _leaves(file, key, recorded[key], values[key])


def _leaves(file: str, key: str, locked: object, now: object) -> Iterator[Difference]:
    """The parts of a value that differ, so that a section names the key and not all of itself."""
    stack = [(key, locked, now)]
    while stack:
        name, old, new = stack.pop()
        if old == new or _same_word(old, new):
            continue
        if is_map(old) and is_map(new):
            stack += [(f"{name}.{part}", old.get(part), new.get(part)) for part in sorted({*old, *new}, reverse=True)]
        else:
            yield Difference(field=Field.PARAM, state=State.MODIFIED, name=name, file=file, locked=old, now=new)


def _same_word(old: object, new: object) -> bool:
    """`on` is a word to DVC's YAML 1.2 and may be quoted in one of the two files: then it reads as true in the other."""
    texts = {str(value).lower() for value in (old, new)}
    return {type(old), type(new)} == {bool, str} and (texts <= {"true", "yes", "on"} or texts <= {"false", "no", "off"})
