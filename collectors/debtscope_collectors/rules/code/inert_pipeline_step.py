"""Pipeline step that does nothing and reports success

Detects
-------
A step of a DAG, Kubeflow, ZenML, Prefect, Dagster or Metaflow pipeline whose function only passes, prints, logs or returns a
constant; a step (also of DVC, MLproject, Make, CronJob or a scheduled workflow) that runs a script which has neither a main
guard nor a statement that does anything; and a step whose only call of the project's code ends in `|| true`. Steps named as
marks (start, end, notify, hello …), empty operators and examples are left out, and so are abstract methods and functions that
raise. Three and more such steps of one pipeline are one item, at medium: it is a sketch. A function named for
checking that answers True or False and raises nothing, called where nobody takes the answer, is medium: the run goes on whatever
it found; all calls of one check are one item, and work that only tells whether there was anything to do (`download_if_changed`) is none. So is a function named for the decision to deploy or promote a model (`deployment_trigger`, `should_promote`) that is given the
model or its figures and says yes whatever they are, where a program or pipeline of the project asks it. So is a job of CI that is named for a deployment and only prints, or prints that the commands of the deployment are still to be written.

Why it is debt
--------------
The pipeline is green, and the model was not trained, not deployed or not checked. Nobody looks at a step that succeeds.

How to pay it down
------------------
Call the work, or delete the step; let the step fail when it produced nothing.

Example
-------
`@dsl.component def deploy(model): print("deployed")`

References
----------
Sculley et al. 2015, pipeline jungles and dead code paths.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, facet, file_subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.ci.facts import CiCommand, CiWorkflow
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines, PipelineStep
from debtscope_collectors.sources.python.verdicts import Verdict, verdicts
from debtscope_collectors.sources.python.view import Function, ModuleView

_MASKED = regex(
    r"(?:python[\d.]{0,4}|[\w./-]{1,200}\.(?:py|sh))\b[^\n;&|]{0,400}\|\|[ \t]{0,4}(?:true|:|exit 0)(?:\s|$)"
)
_MARK = regex(
    r"start|begin|init|end$|finish|done|complet|notif|alert|hello|announce|summary|success|fail|log|print|dummy|empty|noop|no_op|"
    r"skip|wait|branch|choose|decide|join|test|example|demo|health|ping",
    re.IGNORECASE,
)
_QUIET = ("print", "logging.", "logger.", "log.", "time.sleep", "context.log", "get_dagster_logger")
_DEPLOYS = regex(r"deploy|roll-?out|promot|go-?live", re.IGNORECASE)
_TALKS = regex(
    r"^(?:echo|printf|sleep|true|:|date|pwd|ls|env|exit 0|#|uses: (?:actions/(?:checkout|setup-[\w-]{1,40}|cache|download-artifact|create-release)"
    r"|softprops/action-gh-release|docker/setup-[\w-]{1,40})@)(?:\b|\s|$)?"
)
"""Commands of a job that deploys nothing: words, waits, and what only gets things ready."""
_TO_BE_WRITTEN = regex(
    r"\b(?:add|put|insert|write|replace|place|run|use)\b.{0,40}\b(?:your|actual|real|own)\b.{0,40}\b(?:deploy\w*|commands?|script|steps?|logic)\b"
    r"|\b(?:deploy\w*|commands?|steps?|logic)\b.{0,30}\b(?:go(?:es)? here|would go)\b|\bdeploy\w* (?:commands?|steps?|logic) here\b|\bplaceholder\b|\bTODO\b|not (?:yet )?implemented",
    re.IGNORECASE,
)
"""What a step says in place of the commands that it should run."""
_READIES = regex(
    r"^(?:docker (?:build|buildx|tag|push|login)\b|uses: docker/[\w-]{1,40}@|(?:python -m )?pip install\b|npm (?:ci|install|run build)\b)"
)
"""What makes and stores an image, and brings it nowhere."""
_DECIDES = regex(
    r"^_?(?:(?:should|can|may|decide|whether|check|is_ok)_(?:\w{1,30}_)?(?:deploy|promot|releas)\w{0,10}|(?:deploy\w{0,6}|promot\w{0,4}|release)_(?:\w{1,20}_)?(?:trigger|decision|gate|check|criteria))$"
)
"""Functions that decide whether a model goes into service."""
_MAX_STATEMENTS = 8
_SHOWN = 10
_SEVERAL = 3
_HANDS = 2
"""Functions that hand a check's answer on."""


@frozen
class Inert:
    """One function whose body does nothing."""

    qualname: str
    line: int
    says: str
    """only passes, only prints, returns a constant."""
    waves_through: bool = False
    """It is named for the decision to deploy, takes something to decide on, and answers True."""


@facet(Inert, version=2)
def inert_functions(view: ModuleView) -> Iterator[Inert]:
    """Decorated or called functions with nothing in them."""
    for function in view.functions:
        says = _says(view, function)
        if says:
            yield Inert(
                qualname=view.qualname(function), line=function.lineno, says=says, waves_through=_waves_through(function)
            )  # fmt: skip


def _waves_through(function: Function) -> bool:
    takes = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    match function.body[-1]:
        case ast.Return(value=ast.Constant(value=True)):
            return bool(takes) and takes[0] not in ("self", "cls") and bool(_DECIDES.match(function.name))
        case _:
            return False


def _says(view: ModuleView, function: Function) -> str:
    if len(function.body) > _MAX_STATEMENTS:
        return ""
    match function.body[0]:
        case ast.Expr(value=ast.Constant(value=str())):
            body = function.body[1:]
        case _:
            body = function.body
    said: set[str] = set()
    for statement in body:
        word = _word(view, statement)
        if not word:
            return ""
        said.add(word)
    said -= {"import"}
    if not said:
        return "only passes"
    return " and ".join(sorted(said))


def _word(view: ModuleView, statement: ast.stmt) -> str:
    if isinstance(statement, ast.Pass):
        return "only passes"
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return "import"
    if isinstance(statement, ast.Return):
        value = statement.value
        return "returns a constant" if value is None or isinstance(value, ast.Constant) else ""
    if isinstance(statement, ast.Expr):
        if isinstance(statement.value, ast.Constant):
            return "only passes"
        if isinstance(statement.value, ast.Call):
            name = view.name(statement.value.func) or ""
            called = view.called(statement.value) or ""
            quiet = name == "print" or name.startswith(_QUIET) or called.startswith("logging.Logger.")
            return "only prints" if quiet and not _works(statement.value) else ""
    return ""


def _works(call: ast.Call) -> bool:
    """Whether an argument of a printing call calls something itself: `print(train())` works."""
    return any(isinstance(inner, (ast.Call, ast.Await)) for a in call.args for inner in ast.walk(a))


@rule(
    id="COD-050",
    category=Category.CODE,
    debt_type="pipeline jungle",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("pipelines", "dvc", "ci"),
    facets=(inert_functions, verdicts),
)
def check(facts: Facts) -> Iterator[Finding]:
    found = facts.one(Pipelines)
    code = facts.one(CodeBase)
    if code is not None:
        yield from _unheard(code, facts.rows(verdicts))
        yield from _waved_through(code, facts.rows(inert_functions))
    yield from _talking(facts)
    if found is None or code is None:
        return
    inert = {(path, one.qualname): one for path, rows in facts.rows(inert_functions).items() for one in rows}
    told: set[str] = set()
    for pipeline in found.pipelines:
        owner = code.modules.get(pipeline.path)
        if is_aside(pipeline.path) or (owner is not None and owner.role == "test"):
            continue
        hollow: list[Finding] = []
        for step in pipeline.steps:
            finding = _step(pipeline, step, inert, code)
            if finding is not None and finding.subject.name not in told:
                told.add(finding.subject.name)
                hollow.append(finding)
        yield from hollow if len(hollow) < _SEVERAL else [_of_pipeline(pipeline, hollow)]


def _of_pipeline(pipeline: Pipeline, ones: Sequence[Finding]) -> Finding:
    """A pipeline most of which is yet to be written: one thing to know about it."""
    return replace(
        ones[0],
        subject=file_subject(pipeline.path, "steps that do nothing"),
        title="Steps of a pipeline do nothing",
        message=f"{len(ones)} steps of {pipeline.path} ({listed([one.subject.symbol or one.subject.name for one in ones], 4)}) do nothing: they only "
        "pass, print or return a constant.",
        severity=Severity.MEDIUM,
        evidence=tuple(proof for one in ones for proof in one.evidence[:1])[:_SHOWN],
        occurrences=float(len(ones)),
    )


def _waved_through(code: CodeBase, rows: Mapping[str, tuple[Inert, ...]]) -> Iterator[Finding]:
    """Decisions to deploy that somebody asks and that say yes to every model."""
    asked = {name.rpartition(".")[2] for module in code.modules.values() for name in module.facts.called}
    for path, found in sorted(rows.items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or is_aside(path):
            continue
        for one in found:
            if one.waves_through and one.qualname.rpartition(".")[2] in asked:
                yield Finding(
                    subject=file_subject(path, one.qualname),
                    line=one.line,
                    title="Every model is let through",
                    message=f"{path}:{one.line} {one.qualname} decides whether a model is deployed, and says yes to every one.",
                    evidence=(
                        Evidence(kind="line", path=path, line=one.line, ref=one.qualname, excerpt="returns True"),
                    ),
                    remediation="Hold the model's figures against a floor and against the model in service; refuse where they are worse.",
                )


def _talking(facts: Facts) -> Iterator[Finding]:
    """Jobs of CI that are named for a deployment and only say that it happens: one finding a definition."""
    for workflow in facts.all(CiWorkflow):
        jobs: dict[str, list[CiCommand]] = {}
        for command in workflow.commands:
            jobs.setdefault(command.job, []).append(command)
        inert = [
            (job, said[0])
            for job, commands in jobs.items()
            if _DEPLOYS.search(job)
            and (said := [one for one in commands if one.text.strip().startswith("echo")])
            and (
                all(_TALKS.match(one.text.strip()) for one in commands)
                or (
                    (said := [one for one in said if _TO_BE_WRITTEN.search(one.text)])
                    and all(_TALKS.match(one.text.strip()) or _READIES.match(one.text.strip()) for one in commands)
                )
            )
        ]
        if not inert or workflow.remote or is_aside(workflow.path):
            continue
        names = ", ".join(job for job, _ in inert)
        says = (
            "a placeholder"
            if all(_TO_BE_WRITTEN.search(one.text) for _, one in inert)
            else "that something is deployed"
        )
        yield Finding(
            subject=file_subject(workflow.path, "deployments that only speak"),
            line=inert[0][1].line,
            title="A deployment job deploys nothing",
            severity=Severity.MEDIUM,
            confidence=Confidence.HIGH,
            message=f"{names} of {workflow.path} print{'s' if len(inert) == 1 else ''} {says} and deploy{'s' if len(inert) == 1 else ''} nothing: the run is green, and what is live stays as it was.",
            evidence=tuple(
                Evidence(kind="line", path=workflow.path, line=one.line, ref=job, excerpt=one.text[:200])
                for job, one in inert
            ),
            occurrences=float(len(inert)),
            remediation="Deploy there, or take the job out until it does.",
        )


def _unheard(code: CodeBase, rows: Mapping[str, tuple[Verdict, ...]]) -> Iterator[Finding]:
    """Checks that answer yes or no, where no call takes the answer: what they find stops nothing."""
    ours = {p: found for p, found in rows.items() if p in code.modules and code.modules[p].is_own}
    graph = ImportGraph({path: module.facts for path, module in code.modules.items()})
    answers = {(path, one.name): one for path, found in ours.items() for one in found if one.kind == "answers"}
    for _ in range(_HANDS if answers else 0):
        for path, found in ours.items():
            for one in found:
                source = answers.get(graph.function(path, one.name) or ("", "")) if one.kind == "hands" else None
                if source is not None:
                    answers.setdefault((path, one.scope), source)
    calls: dict[tuple[str, str], list[tuple[str, Verdict]]] = {}
    for path, found in sorted(ours.items()):
        for one in found:
            asked = graph.function(path, one.name) if answers and one.kind == "unheard" else None
            if asked is not None and asked in answers:
                calls.setdefault(asked, []).append((path, one))
    for asked, ones in sorted(calls.items()):
        yield _of_check(asked, answers[asked], ones)


def _of_check(asked: tuple[str, str], answers: Verdict, calls: Sequence[tuple[str, Verdict]]) -> Finding:
    """One check, and all who go on whatever it says."""
    path, first = calls[0]
    place, files = f"{path}:{first.line}", len({path for path, _ in calls})
    said = f"{len(calls)} calls in {files} file{'s' if files > 1 else ''} go on whatever it says, {place} first."
    return Finding(
        subject=file_subject(*asked),
        line=answers.line,
        title="A check whose answer nobody takes",
        severity=Severity.MEDIUM,
        message=f"{asked[1]} of {asked[0]} answers yes or no, and {said}"
        if len(calls) > 1
        else f"{place} calls {asked[1]}, which answers yes or no, and goes on whatever it says.",
        evidence=(
            *(Evidence(kind="line", path=path, line=one.line, excerpt=one.text) for path, one in calls[:_SHOWN]),
            Evidence(kind="line", path=asked[0], line=answers.line, ref=asked[1], excerpt=answers.text),
        ),
        remediation="Stop where the answer is no, or let the check raise.",
        occurrences=float(len(calls)),
    )


def _step(
    pipeline: Pipeline, step: PipelineStep, inert: dict[tuple[str, str], Inert], code: CodeBase
) -> Finding | None:
    if step.kind in ("group", "sensor", "trigger") or _MARK.search(step.name):
        return None
    empty = inert.get((pipeline.path, step.function)) if step.function else None
    if empty is not None and pipeline.tool != "kedro":
        return _finding(pipeline, step, empty.line, f"calls {step.function}, which {empty.says}", empty.qualname)
    for path in step.files:
        module = code.modules.get(path)
        if module is None or module.role == "test" or path.endswith("__main__.py") or module.facts.kind != "module":
            continue
        if not module.facts.has_main_guard and not module.facts.has_top_level_calls and module.facts.functions:
            return _finding(
                pipeline, step, step.line, f"runs {path}, which defines functions and calls none", step.name
            )
    if pipeline.tool != "github" and step.files and _MASKED.search(step.command) and len(step.files) == 1:
        return _finding(
            pipeline, step, step.line, f"runs {step.files[0]} with || true: its only work may fail unseen", step.name
        )
    return None


def _finding(pipeline: Pipeline, step: PipelineStep, line: int | None, what: str, symbol: str) -> Finding:
    timed = f" ({pipeline.schedule.words})" if pipeline.schedule and pipeline.schedule.words else ""
    return Finding(
        subject=file_subject(pipeline.path, symbol),
        message=f"Step {step.name} of {pipeline.name}{timed} {what}.",
        line=line or pipeline.line,
        evidence=(Evidence(kind="line", path=pipeline.path, line=line or pipeline.line, excerpt=what),),
        drivers=runs_of(pipeline),
    )
