"""What runs notebooks without a person: orchestrators, containers, CI, and code that hands them to an engine."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Driver, Facts, facet, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.view import ModuleView

_BOOK: Final = r"[\"']?([\w./{}$~ -]{1,200}?\.ipynb)\b"
_EXECUTES: Final = regex(
    rf"\bpapermill\s+(?:-\S+\s+){{0,6}}{_BOOK}|\bnbconvert\b[^\n;&|]{{0,200}}?\s{_BOOK}"
    rf"|\bjupyter[ -](?:execute|run)\b[^\n;&|]{{0,120}}?\s{_BOOK}|\b(?:runipy|ploomber-engine|nbterm)\b[^\n;&|]{{0,80}}?\s{_BOOK}"
)
_RUNS_IT: Final = regex(r"--execute\b|--to[ =](?:script|python|notebook)\b|--ExecutePreprocessor")
_CONVERTS: Final = regex(r"--to[ =](?:script|python)\b")
_BEFORE_MERGE: Final = frozenset({"pull_request", "pull_request_target", "merge_request"})
"""What starts a workflow that only tries a change out: nobody waits for what it makes."""
_MAX_TEXT: Final = 4_000
_CUES: Final = (".ipynb", "papermill", "import_ipynb", "importnb", "nbimporter", "notebook_task", "notebookjob")
_ENGINES: Final = frozenset(
    {
        "execute_notebook",
        "PapermillOperator",
        "NotebookJobStep",
        "run_notebook",
        "NotebookClient",
        "ExecutePreprocessor",
    }
)
_NAMED: Final = regex(
    r"(?:notebook|papermill).{0,20}(?:operator|task|step|job|component)|(?:run|execute)_?(?:notebook|nb)s?$", re.I
)
"""What orchestrators and their houses' own wrappers call it."""
_ENGINE_ROOTS: Final = (
    "papermill",
    "airflow",
    "sagemaker",
    "nbclient",
    "nbconvert",
    "prefect_jupyter",
    "dagstermill",
    "ploomber",
)
_IMPORTERS: Final = frozenset({"import_ipynb", "importnb", "nbimporter"})
_DEPLOYS: Final = regex(
    r"deploy|train|release|publish|score|scoring|predict|inference|pipeline|promote|batch|nightly|refresh|update", re.I
)
_CHECKS: Final = regex(
    r"test|docs?\b|example|lint|check|valid|coverage|smoke|nbmake|nbval|pytest|sphinx|mkdocs|jupyter-book|tutorial|demo|render",
    re.I,
)
_OUTSIDE: Final = frozenset({"test", "docs", "example", "vendored", "generated"})


@frozen
class EngineCall:
    """One place in Python code that runs or imports a notebook."""

    notebook: str
    """As written; `` where it is not told."""
    line: int
    text: str
    imports: bool = False


@facet(EngineCall)
def engine_calls(view: ModuleView) -> Iterator[EngineCall]:
    """Calls of notebook engines, shell commands that run notebooks, and imports that make modules of them."""
    if not view.mentions(*_CUES):
        return
    for node in view.imports:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        if any(name.partition(".")[0] in _IMPORTERS for name in names):
            yield EngineCall(notebook="", line=node.lineno, text=view.snippet(node), imports=True)
    for call in view.calls:
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last in _ENGINES and (view.name(call.func) or "").startswith(_ENGINE_ROOTS):
            yield EngineCall(notebook=_notebook(view, call), line=call.lineno, text=view.snippet(call))
        elif _NAMED.search(last) and (named := _notebook(view, call, given=True)):
            yield EngineCall(notebook=named, line=call.lineno, text=view.snippet(call))
        elif (command := _command(view, call)) and (found := _executed(command)):
            yield EngineCall(notebook=found, line=call.lineno, text=view.snippet(call))


def _notebook(view: ModuleView, call: ast.Call, given: bool = False) -> str:
    """The first argument that names a notebook, else (but for `given`) the only notebook that the file names."""
    for node in (*call.args, *(k.value for k in call.keywords)):
        value = view.constant(node)
        if isinstance(value, str) and value.endswith(".ipynb"):
            return value
    if given:
        return ""
    named = {
        c.value
        for c in view.constants
        if isinstance(c.value, str) and c.value.endswith(".ipynb") and len(c.value) < 200
    }
    return named.pop() if len(named) == 1 else ""


def _command(view: ModuleView, call: ast.Call) -> str:
    """The command line that a call is given, as a text or as a list of words."""
    given = [
        *call.args[:1],
        *(k.value for k in call.keywords if k.arg in ("bash_command", "command", "cmd", "cmds", "arguments")),
    ]
    for node in given:
        if isinstance(node, (ast.List, ast.Tuple)):
            return " ".join(str(view.constant(one) or "{}") for one in node.elts[:40])
        value = view.constant(node)
        if isinstance(value, str) and ".ipynb" in value:
            return value
    return ""


def _executed(text: str) -> str:
    """The notebook that a command line runs; `` where it runs none, or many by a pattern."""
    found = _EXECUTES.search(text[:_MAX_TEXT]) if ".ipynb" in text else None
    if found is None or ("nbconvert" in found[0] and not _RUNS_IT.search(text[:_MAX_TEXT])):
        return ""
    name = next(group for group in found.groups() if group).strip()
    return name.rpartition(" ")[2]


@frozen
class NotebookRun:
    """One job that runs one notebook."""

    job: str
    """In words: `DAG churn`, `CronJob nightly`, `Dockerfile`, `CI job retrain`."""
    path: str
    """Of the file that says so."""
    line: int | None
    notebook: str
    """Workspace path where it is in the tree, else as written; `` where it is not told."""
    is_known: bool
    """It is in the tree."""
    text: str
    when: str = ""
    """The schedule in words."""
    drivers: tuple[Driver, ...] = ()
    imports: bool = False
    by_ci: bool = False


@join(NotebookRun, facets=(engine_calls,))
def notebook_runs(facts: Facts) -> Iterator[NotebookRun]:
    """Each pair of a file and a notebook once, the most telling source first."""
    seen: set[tuple[str, str]] = set()
    for run in (*_of_pipelines(facts), *_of_code(facts), *_of_containers(facts), *_of_ci(facts)):
        if (run.path, run.notebook) in seen or role_by_path(run.path, facts.settings.production) in _OUTSIDE:
            continue
        if run.notebook and role_by_path(run.notebook, facts.settings.production) in _OUTSIDE:
            continue
        seen.add((run.path, run.notebook))
        yield run


def _of_pipelines(facts: Facts) -> Iterator[NotebookRun]:
    found = facts.one(Pipelines)
    for pipeline in found.pipelines if found else ():
        if pipeline.tool in ("make", "github"):
            continue  # nobody starts a target by itself; CI is asked below
        for step in pipeline.steps:
            named = _executed(step.command) or next(
                (
                    name
                    for name in (*step.files, *(step.inputs if pipeline.tool == "dvc" else ()))
                    if name.endswith(".ipynb")
                ),
                "",
            )
            if named and "{" not in named:
                path, known = _resolved(facts, named, pipeline.path)
                words = pipeline.tool if pipeline.name == pipeline.path else f"{pipeline.tool} {pipeline.name}"
                yield NotebookRun(
                    job=f"{words}, step {step.name}", path=pipeline.path, line=step.line or pipeline.line, notebook=path,
                    is_known=known, text=step.command[:160] or named, when=pipeline.schedule.words if pipeline.schedule else "",
                    drivers=runs_of(pipeline),
                )  # fmt: skip


def _of_code(facts: Facts) -> Iterator[NotebookRun]:
    code, pipelines = facts.one(CodeBase), facts.one(Pipelines)
    for path, rows in facts.rows(engine_calls).items():
        module = code.modules.get(path) if code else None
        defined = pipelines.of(path) if pipelines else ()
        if module is None or module.facts.kind == "notebook" or not (module.in_production or defined):
            continue
        timed = next((one for one in defined if one.schedule), None)
        for row in rows:
            notebook, known = _resolved(facts, row.notebook, path) if row.notebook else ("", False)
            yield NotebookRun(
                job=path if not defined else f"{defined[0].tool} {defined[0].name}", path=path, line=row.line, notebook=notebook,
                is_known=known, text=row.text, when=timed.schedule.words if timed and timed.schedule else "",
                drivers=runs_of(timed) if timed else (), imports=row.imports,
            )  # fmt: skip


def _of_containers(facts: Facts) -> Iterator[NotebookRun]:
    for spec in facts.all(ContainerSpec):
        if named := _executed(" ".join(spec.started)):
            path, known = _resolved(facts, named, spec.path)
            kind = spec.workload or spec.kind
            yield NotebookRun(
                job=spec.path if kind == "dockerfile" else f"{kind} {spec.name}".strip(), path=spec.path, line=spec.line, notebook=path, is_known=known,
                text=" ".join(spec.started)[:160], when=spec.schedule or "",
            )  # fmt: skip


def _of_ci(facts: Facts) -> Iterator[NotebookRun]:
    """Jobs that train, deploy or score, or that a clock starts; checks, documentation and what only tries a pull request out are none."""
    executed = {text: name for text in said_in_ci(facts) if (name := _executed(text)) and not _CHECKS.search(text)}
    for flow in facts.all(CiWorkflow) if executed else ():
        if flow.triggers and _BEFORE_MERGE.issuperset(flow.triggers):
            continue
        for command in flow.commands:
            named = executed.get(command.text, "")
            told = f"{posixpath.basename(flow.path)} {command.job} {command.via}"
            if not named or not _is_run(named, command.text, flow):
                continue
            if not _CHECKS.search(told) and ("schedule" in flow.triggers or _DEPLOYS.search(told)):
                path, known = _resolved(facts, named, "")
                when = "by a schedule" if "schedule" in flow.triggers else ""
                yield NotebookRun(
                    job=f"CI job {command.job}", path=flow.path, line=command.line, notebook=path, is_known=known,
                    text=command.text.strip()[:160], when=when, by_ci=True,
                )  # fmt: skip


def _is_run(notebook: str, text: str, flow: CiWorkflow) -> bool:
    """A notebook that a command only makes a program of is run where some command starts that program."""
    if "--execute" in text or "nbconvert" not in text or not _CONVERTS.search(text):
        return True
    stem = re.escape(posixpath.basename(notebook).removesuffix(".ipynb"))
    runs = re.compile(rf"\bi?python[\d.]{{0,4}}\s[^;&|\n]{{0,200}}?{stem}\.(?:py|ipy)\b|\./{stem}\.py\b")
    given = "--output" in text  # under a name of its own, which is not followed
    return given or any(runs.search(one.text[:_MAX_TEXT]) for one in flow.commands)


def _resolved(facts: Facts, name: str, place: str) -> tuple[str, bool]:
    """(workspace path, True) where a notebook of that name is in the tree, by whatever part of its path agrees."""
    code = facts.one(CodeBase)
    books = [path for path in code.modules if path.endswith(".ipynb")] if code else []
    parts = [part for part in name.replace("{}", "").split("/") if part not in ("", ".", "..", "~")]
    for folder in (posixpath.dirname(place), ""):
        whole = posixpath.normpath(posixpath.join(folder, "/".join(parts)))
        if whole in books:
            return whole, True
    for at in range(len(parts)):
        tail = "/".join(parts[at:])
        ends = [path for path in books if path == tail or path.endswith(f"/{tail}")]
        if len(ends) == 1:
            return ends[0], True
    return name, False
