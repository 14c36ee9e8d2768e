"""What a DVC stage's own script reads, writes and imports, beside what the stage declares."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from debtscope.api import Facts, FileEntry
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.commands import ScriptCall, scripts
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.sources.containers.facts import ImageBuild
from debtscope_collectors.sources.dvc.facts import DvcProject, DvcStage
from debtscope_collectors.sources.dvc.templating import is_missing, lookup
from debtscope_collectors.sources.python.facts import DataAccess, ModuleFacts
from debtscope_collectors.sources.values import inside

_SCRATCH = regex(
    r"(?:^|/)(?:logs?|tmp|temp|__pycache__|mlruns|wandb|lightning_logs|runs|\.cache|\.dvc)(?:/|$)|\.log$|\.lock$"
)
_HOLE = "{}"
_FROM_FILE = regex(r"^\{file:([^{}:]{1,200})\}/((?:[^{}]|\{\}){1,300})$")
"""A place that the script finds from its own: `os.path.join(os.path.dirname(__file__), "../data/x.csv")`."""
_CODE = (".py", ".ipynb")
_MODES = ("mode", "stage", "step", "task", "command", "action", "phase")


class Use(StrEnum):
    """In what way a stage uses what it does not declare."""

    SCRIPT = "runs"
    MODULE = "imports"
    READ = "reads"
    WRITE = "writes"
    PARAM = "reads the parameter"


@frozen
class Undeclared:
    """One thing that a stage uses and does not declare."""

    use: Use
    name: str
    """Path, or parameter key."""
    path: str
    """The script."""
    line: int | None = None
    is_pattern: bool = False
    """The path holds a part that is only known at run time, shown as `*`."""
    file: str | None = None
    """Parameter file."""


@frozen(kw_only=False)
class _Tree:
    files: frozenset[str]
    kept: frozenset[str]
    modules: Mapping[str, ModuleFacts]
    code: CodeBase | None
    params: Mapping[str, Mapping[str, object]]
    fixed: frozenset[str]
    """Dockerfiles whose image holds one revision of the sources, whatever the tree holds."""


def undeclared(facts: Facts, project: DvcProject) -> Iterator[tuple[DvcStage, ScriptCall, tuple[Undeclared, ...]]]:
    """Every stage that runs a script of the project, with what it uses beyond its declaration."""
    code = facts.one(CodeBase)
    modules = {m.path: m for m in facts.all(ModuleFacts)}
    modules |= {path: module.facts for path, module in code.modules.items()} if code else {}
    files = frozenset(entry.path for entry in facts.all(FileEntry)) | frozenset(modules)
    tree = _Tree(
        files,
        project.tracked_outputs(),
        modules,
        code,
        project.param_values,
        frozenset(b.path for b in facts.all(ImageBuild) if b.revision),
    )
    runs = [
        (stage, call)
        for stage in project.stages
        if not stage.unresolved and not stage.always_changed
        for command in stage.cmd
        for call in scripts(command, stage.wdir, files)
    ]
    modes: dict[str, set[str]] = {}
    for _, call in runs:
        modes.setdefault(call.path, set()).add(_mode(call))
    for stage, call in runs:
        found = _of_script(tree, stage, call)
        if len(modes[call.path]) > 1:  # which of its reads and writes are this stage's, its mode decides while it runs
            found = (one for one in found if one.use not in (Use.READ, Use.WRITE))
        yield stage, call, tuple(found)


def _mode(call: ScriptCall) -> str:
    """`--mode embed`, or the first word of a program of several commands; `` for none."""
    named = next((call.options[key] for key in _MODES if call.options.get(key)), "")
    return named or next((word for word in call.positional[:1] if word.replace("_", "").replace("-", "").isalpha()), "")


def _of_script(tree: _Tree, stage: DvcStage, call: ScriptCall) -> Iterator[Undeclared]:
    module = tree.modules.get(call.path)
    if not _covered(call.path, stage.deps):
        yield Undeclared(use=Use.SCRIPT, name=call.path, path=call.path)
    if module is None:
        return
    yield from _imports(tree, stage, call.path)
    yield from _params(tree, stage, module)
    written: dict[str, int] = {}
    for access in module.writes:
        path = _resolved(tree, stage, module, call, access)
        if path is not None:
            written.setdefault(path, access.line)
    yield from _writes(stage, call, written)
    yield from _reads(tree, stage, call, module, written)


def _covered(path: str, declared: Iterable[str]) -> bool:
    """Declared itself or beneath a declared folder."""
    return any(path == one or path.startswith(one.rstrip("/") + "/") or one in {"", "."} for one in declared)


def _imports(tree: _Tree, stage: DvcStage, script: str) -> Iterator[Undeclared]:
    module = tree.code.modules.get(script) if tree.code else None
    for path in module.imports if module else ():
        facts = tree.modules.get(path)
        # What the stage's image installs at a revision changes with its Dockerfile, which is declared.
        is_installed = not tree.fixed.isdisjoint(stage.deps) and posixpath.dirname(path) != posixpath.dirname(script)
        is_empty = path.endswith("__init__.py") and facts is not None and facts.statements <= 1
        if not is_empty and not is_installed and not _covered(path, stage.deps):
            yield Undeclared(use=Use.MODULE, name=path, path=script, line=_import_line(tree.modules.get(script), path))


def _import_line(module: ModuleFacts | None, path: str) -> int | None:
    """Where a script imports a module of the project."""
    stem = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
    found = (
        (i for i in module.imports if i.module.rpartition(".")[2] == stem or stem in i.names) if module else iter(())
    )
    return next((one.line for one in found), None)


def _params(tree: _Tree, stage: DvcStage, module: ModuleFacts) -> Iterator[Undeclared]:
    for read in module.parameters:
        file = inside(stage.wdir, read.file)
        values = tree.params.get(file)
        value = lookup(values or {}, read.key)
        if is_missing(value) or _covered(file, stage.deps):
            continue
        keys = [key for name, key in stage.params if name == file]
        if isinstance(value, str) and _covered(inside(stage.wdir, value), (*stage.deps, *stage.outs)):
            continue  # it names a declared path: another value is another declaration
        if not any(key is None or _overlap(key, read.key) for key in keys):
            yield Undeclared(use=Use.PARAM, name=read.key, path=module.path, line=read.line, file=file)


def _overlap(declared: str, key: str) -> bool:
    return declared == key or key.startswith(declared + ".") or declared.startswith(key + ".")


def _resolved(tree: _Tree, stage: DvcStage, module: ModuleFacts, call: ScriptCall, access: DataAccess) -> str | None:
    """The workspace path of an access, with `{}` for what stays unknown; None when nothing useful is known."""
    if access.symbol.startswith("{file:"):
        return _from_file(stage, call, access.symbol)
    text = access.target if access.target is not None else _HOLE if access.param else None
    if text is None:
        return None
    if _HOLE in text and access.param:
        value = _value(tree, stage, module, call, access.param)
        if value is not None and (access.target is not None or "/" in value or "." in value):
            text = text.replace(_HOLE, value, 1)
    head = text.partition(_HOLE)[0]
    if "://" in text or text.startswith(("/", "~")) or len(text) > 500 or not text.strip():
        return None
    if _HOLE in text and "/" not in head:
        return None  # without a known folder it could be anything
    return inside(stage.wdir, text)


def _from_file(stage: DvcStage, call: ScriptCall, symbol: str) -> str | None:
    """A place found from the script's own, wherever the stage runs; None where more than its name is open."""
    found = _FROM_FILE.match(symbol)
    if found is None:
        return None
    folder = found[1]
    if folder == "." and stage.wdir:  # the folder of a script at the top, or the one where the stage runs
        folder = stage.wdir if "/" in call.path else ""
    path = posixpath.normpath(posixpath.join(folder, found[2])) if folder else ".."
    return None if path == "." or path.startswith("..") else path


def _value(tree: _Tree, stage: DvcStage, module: ModuleFacts, call: ScriptCall, name: str) -> str | None:
    """What the command, the option's default or the parameter file gives for a name."""
    short = name.rpartition(".")[2]
    for key in (name, short):
        if call.options.get(key):
            return call.options[key]
    default = next((a.default for a in module.arguments if a.option == short), None)
    if default is not None:
        return default
    for file, _ in stage.params:
        value = lookup(tree.params.get(file, {}), name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
    return None


def _writes(stage: DvcStage, call: ScriptCall, written: Mapping[str, int]) -> Iterator[Undeclared]:
    for path, line in sorted(written.items()):
        if _SCRATCH.search(path) or path.startswith("../") or path.endswith(_CODE):
            continue
        if _HOLE in path:
            pattern = _pattern(path)
            if not any(pattern.fullmatch(out) or path.startswith(out + "/") for out in (*stage.outs, *stage.deps)):
                yield _use(Use.WRITE, path, call, line)
        elif not _covered(path, stage.outs) and not any(out.startswith(path + "/") for out in stage.outs):
            yield _use(Use.WRITE, path, call, line)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("[^/]{1,100}".join(re.escape(part) for part in path.split(_HOLE)[:6]))


def _use(use: Use, path: str, call: ScriptCall, line: int) -> Undeclared:
    return Undeclared(use=use, name=path.replace(_HOLE, "*"), path=call.path, line=line, is_pattern=_HOLE in path)


def _reads(
    tree: _Tree, stage: DvcStage, call: ScriptCall, module: ModuleFacts, written: Mapping[str, int]
) -> Iterator[Undeclared]:
    declared = (*stage.deps, *stage.outs)
    listed = {file for file, _ in stage.params} | {inside(stage.wdir, read.file) for read in module.parameters}
    seen: set[str] = set()
    for access in module.reads:
        path = _resolved(tree, stage, module, call, access)
        if path is None or path in seen or path in written or path in listed or path == call.path:
            continue
        seen.add(path)
        if _HOLE in path:
            pattern = _pattern(path)
            made = [out for out in tree.kept if pattern.fullmatch(out)]
            if len(made) > 1 and not all(_covered(out, declared) for out in made):
                yield _use(Use.READ, path, call, access.line)
        elif not _covered(path, declared) and not _SCRATCH.search(path) and _exists(tree, path):
            yield _use(Use.READ, path, call, access.line)


def _exists(tree: _Tree, path: str) -> bool:
    return path in tree.files or _covered(path, tree.kept)
