"""Scripts hand files to each other and no pipeline declares the order

Detects
-------
A chain of three or more scripts or notebooks of the project in which one writes a file that the next one reads (literal paths, or
defaults of options), where no pipeline definition (DVC, Airflow, Kubeflow, Prefect, Dagster, Kedro, ZenML, Metaflow, Luigi,
Snakemake, Argo, MLproject, a scheduled workflow) runs both ends of at least 70 % of these hand-overs. A Makefile, a shell script
or a runner module that covers the chain makes the item low: the order is written down, caching and retries are not. Libraries,
tests and examples are left out, and hand-overs inside one program (one module imports the other) do not count; what a module without a main guard
or statements of its own reads and writes counts for the one program that imports it, and programs that each rewrite one file, or two that feed each other, make no chain.
Where no such chain can be followed: three to twelve programs that are named for three kinds of steps (get, prepare, train, evaluate, use) or numbered as
steps, of which something is trained, and that no pipeline, command or other program runs; medium.

Why it is debt
--------------
The order lives in a README or in somebody's head. A step that is forgotten leaves a file of yesterday in place, and nothing
notices; nobody can run the whole again.

How to pay it down
------------------
Declare the chain as stages (DVC, Kubeflow, Airflow, Prefect …) with inputs and outputs, then delete the wrappers.

Example
-------
prepare.py writes data/clean.csv, train.py reads it and writes model.pkl, report.py reads that.

References
----------
ML Test Score, I3 (pipeline is integration tested). Sculley et al. 2015, glue code and pipeline jungles.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.commands import scripts
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.stage_programs import stage_programs
from debtscope_collectors.sources.pipelines.facts import Pipelines

_ROLES = frozenset({"production", "script", "notebook"})
_WRITTEN_ORDER = frozenset({"make"})
_RUNNER = regex(r"(?:^|/)run_?(?:all|full|pipeline|everything|workflow)[^/]{0,40}\.py$", re.IGNORECASE)
"""Names of programs that run the others through a helper of their own, which cannot be followed."""
_SOURCES = (".py", ".ipynb", ".sh", ".sql", ".md", ".html", ".yaml", ".yml", ".toml", ".cfg")
_COVERED = 0.7
_FEW = 3


@frozen(kw_only=False)
class _Edge:
    writer: str
    reader: str
    path: str
    line: int


_SEARCHED = "DVC, Airflow, Kubeflow, Argo, Prefect, Dagster, Kedro, ZenML, Metaflow, Luigi, Snakemake, MLproject, scheduled workflows, Makefiles"


@rule(
    id="COD-011",
    category=Category.CODE,
    debt_type="pipeline jungle",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("pipelines", "dvc"),
    credits=("CR-04", "CR-26"),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, found = facts.one(CodeBase), facts.one(Pipelines)
    if code is None or code.is_library:
        return
    # What a stage declares as its output has an owner, even where a notebook writes the same file by hand.
    declared = {_key(out) for one in (found.pipelines if found else ()) for step in one.steps for out in step.outputs}
    edges = [edge for edge in _by_programs(_edges(code)) if edge.path not in declared]
    chain = _longest(edges, code)
    if len(chain) < _FEW:
        if not any(
            len({path for step in one.steps for path in step.files}) > 1 for one in (found.pipelines if found else ())
        ):
            yield from _by_name(code)
        return
    whole: list[frozenset[str]] = []
    ordered: list[frozenset[str]] = []
    for one in found.pipelines if found else ():
        files = frozenset(path for step in one.steps for path in step.files) | {one.path}
        (ordered if one.tool in _WRITTEN_ORDER else whole).append(files)
    if _share(edges, whole, code) >= _COVERED:
        return
    files = frozenset(code.modules)
    runners = [runner for m in code.modules.values() if len(runner := _run_by(m, files)) > 2]
    named = any(m.facts.has_main_guard and _RUNNER.search(m.path) for m in code.modules.values())
    is_ordered = named or _share(edges, [*whole, *ordered, *runners], code) >= _COVERED
    yield _finding(edges, chain, is_ordered=is_ordered, any_pipeline=bool(whole))


def _by_name(code: CodeBase) -> Iterator[Finding]:
    """Programs whose names tell the steps, where what they hand to each other cannot be followed."""
    programs = stage_programs(code)
    if not programs:
        return
    shown = listed([path.rpartition("/")[2] for path in programs], 5)
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        message=f"{len(programs)} programs are named for the steps of one pipeline ({shown}), and no pipeline or program runs them in order.",
        severity=Severity.MEDIUM,
        confidence=Confidence.LOW,
        occurrences=float(len(programs)),
        evidence=(
            *(Evidence(kind="name", path=path, ref=kind, value="started by hand") for path, kind in programs.items()),
            Evidence(kind="searched", ref=_SEARCHED),
        ),
    )


def _edges(code: CodeBase) -> list[_Edge]:
    writers: dict[str, list[tuple[CodeModule, int]]] = {}
    modules = [m for m in code.modules.values() if m.role in _ROLES and not is_aside(m.path)]
    programs = {module.path: _program(module, code) for module in modules}
    for module in modules:
        for access in module.facts.writes:
            if access.target and (key := _key(access.target)) and programs[module.path]:
                writers.setdefault(key, []).append((module, access.line))
    found: dict[tuple[str, str, str], _Edge] = {}
    for module in modules:
        made = {key: write.line for write in module.facts.writes if (key := _key(write.target or ""))}
        for access in module.facts.reads:
            if made.get(_key(access.target or ""), access.line) < access.line:
                continue  # it made that file itself: another one that makes one of that name hands it nothing
            for writer, line in writers.get(_key(access.target or ""), ()):
                joined = writer.path == module.path or writer.path in module.imports or module.path in writer.imports
                one, other = programs[writer.path], programs[module.path]
                if not joined and other and one != other:
                    key = (one, other, _key(access.target or ""))
                    found.setdefault(key, _Edge(*key, line if one == writer.path else 0))
    return sorted(found.values(), key=lambda edge: (edge.writer, edge.reader, edge.path))


def _program(module: CodeModule, code: CodeBase) -> str:
    """The module where it is run itself, else the one program that imports it; `` for a helper of several: it is no step."""
    if _is_run(module) or not module.imported_by:
        return module.path
    seen = {module.path}
    layer = [module.path]
    found: set[str] = set()
    while layer and len(found) < 2:
        above = {p for path in layer for p in code.modules[path].imported_by if p in code.modules} - seen
        seen |= above
        found |= {path for path in above if _is_run(code.modules[path]) and code.modules[path].role != "test"}
        layer = sorted(above - found)
    return found.pop() if len(found) == 1 else ""


def _is_run(module: CodeModule) -> bool:
    own = module.facts
    return module.entry is not None or own.kind == "notebook" or own.has_main_guard or own.has_top_level_calls


def _by_programs(edges: list[_Edge]) -> list[_Edge]:
    """Without notebooks that write or read, for a look, what programs hand to each other."""
    own = {e.path for e in edges if not (e.writer.endswith(".ipynb") or e.reader.endswith(".ipynb"))}
    return [e for e in edges if e.path not in own or not (e.writer.endswith(".ipynb") or e.reader.endswith(".ipynb"))]


def _run_by(module: CodeModule, files: frozenset[str]) -> frozenset[str]:
    """A module with what it imports and what its command lines run."""
    started = (call.path for site in module.facts.commands for call in scripts(site.name, "", files))
    return frozenset((module.path, *module.imports, *started))


def _key(target: str) -> str:
    """What two scripts must agree on: the path below the top, its first folders' way up dropped; `` for what is open."""
    if "{}" in target or "://" in target or " " in target.strip() or "." not in posixpath.basename(target):
        return ""
    if target.lower().endswith(_SOURCES):
        return ""  # a program that edits sources hands nobody data
    path = posixpath.normpath(target.replace("\\", "/"))
    while path.startswith("../"):
        path = path[3:]
    return path


def _longest(edges: list[_Edge], code: CodeBase) -> list[str]:
    """The longest chain of writers and readers, without turning back; bounded.

    No file carries it twice: programs that each rewrite one file are no order. And no program stands in it beside one that it
    imports: the two are one step.
    """
    near = {path: {path, *code.modules[path].imports, *code.modules[path].imported_by} for path in code.modules}
    pairs = {(edge.writer, edge.reader) for edge in edges}
    after: dict[str, list[_Edge]] = {}
    for edge in edges:
        if (edge.reader, edge.writer) in pairs:
            continue  # two that feed each other have no order that a pipeline could declare
        after.setdefault(edge.writer, []).append(edge)
    best: list[str] = []
    stack = [([start], frozenset[str]()) for start in sorted(after)][:200]
    steps = 0
    while stack and steps < 20_000:
        steps += 1
        chain, files = stack.pop()
        if len(chain) > len(best):
            best = chain
        stack += [
            ([*chain, edge.reader], files | {edge.path})
            for edge in after.get(chain[-1], ())
            if edge.path not in files and near[edge.reader].isdisjoint(chain)
        ]
    return best


def _share(edges: list[_Edge], groups: list[frozenset[str]], code: CodeBase) -> float:
    """The share of hand-overs whose both ends one definition runs, itself or through what its files import."""
    reach = [{p for path in group for p in code.closure(path)} for group in groups]
    return sum(any(e.writer in r and e.reader in r for r in reach) for e in edges) / len(edges)


def _finding(edges: list[_Edge], chain: list[str], *, is_ordered: bool, any_pipeline: bool) -> Finding:
    programs = {e.writer for e in edges} | {e.reader for e in edges}
    paths = {e.path for e in edges}
    by = [e for e in edges if e.writer in chain and e.reader in chain]
    tail = "only a Makefile or a runner holds the order" if is_ordered else "no pipeline declares the order"
    if any_pipeline and not is_ordered:
        tail = "the pipelines of the repository cover less than 70 % of it"
    return Finding(
        subject=Subject(kind="repo", name="repo"),
        message=f"{len(programs)} scripts hand files to each other through {len(paths)} paths ({' → '.join(chain[:5])}); {tail}.",
        severity=Severity.LOW if is_ordered else None,
        occurrences=float(len(programs)),
        evidence=(
            *(
                Evidence(kind="line", path=e.writer, line=e.line or None, ref=e.path, excerpt=f"{e.path} → {e.reader}")
                for e in by[:12]
            ),
            Evidence(kind="searched", ref=_SEARCHED),
        ),
    )  # fmt: skip
