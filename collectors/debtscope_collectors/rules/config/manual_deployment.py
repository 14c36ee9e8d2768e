"""Model deployment is manual

Detects
-------
Two things. A project with a deployed model of its own whose scripts or Makefile deploy by hand (scp, ssh, kubectl apply, helm
upgrade, gcloud run deploy, docker push, aws s3 cp …; a script is one command, and costs less than several) while no job of its CI builds and pushes, deploys or applies anything. What a
page tells readers to type is no item, nor that nothing is said about the deployment, nor who deploys a service of others' language
models. And code that trains, or that a pipeline or a job of CI runs, and that gives a version the serving alias or stage, or a program
that writes down in a file of the project which model is in service, without comparing a metric or asking anybody: no comparison, no check and no condition on the way to it; low where the best of several models that
were trained together is taken and never compared with the version that serves. The same of a retraining that
runs by itself and puts its result into the registry, or in the place of the model that is served, whatever it scores.

A repository that describes itself to Argo CD, Flux or a platform that builds what is pushed to it (Render, Fly, Railway, a Procfile,
a Space …), or whose bots write image tags, deploys by git and is left out; scripts of
examples, tests, load generators and infrastructure that is set up once are, too. What stays with the CI job is not seen when it lives elsewhere
(`external_ci` in debtscope.toml closes that half).

Why it is debt
--------------
A deployment that a person types is different every time, waits for that person, and cannot be repeated in reverse at night. A
promotion without a gate takes a worse model to production as fast as a better one.

How to pay it down
------------------
A pipeline: train, validate, register, canary, promote. The gate compares with the version that serves, and fails the job.

Example
-------
`scp model.pkl prod:/srv/models/` in deploy.sh.

References
----------
ML Test Score, Infra 4. SE-ML practices, "Automate model deployment".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    Subject,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.batch_jobs import PROMOTED
from debtscope_collectors.joins.ci_texts import saying
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.inventory_code import same_file
from debtscope_collectors.joins.model_loads import ModelLoads
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.retraining import Retraining, registered, retrainings
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.access import data_accesses
from debtscope_collectors.sources.python.view import ModuleView
from debtscope_collectors.sources.references.facts import DeployLine
from debtscope_collectors.sources.references.tree import Tree

SHOWN: Final = 8
_CALLS: Final = ("set_registered_model_alias", "transition_model_version_stage")
_RECORDS: Final = ("production", "prod", "champion", "promoted", "live", "promote")
_CHECKS: Final = regex(r"evaluat|validat|compar|gate|check|approv|threshold|better|improv|quality|pass(?:es|ed)?\b|verify|assert|should", re.IGNORECASE)  # fmt: skip
_MEASURES: Final = regex(r"_error$|_score$|get_metric|\.metrics\.|report$", re.IGNORECASE)
_NOT_SERVING: Final = regex(
    r"stag|candidate|challenger|archiv|test|dev|shadow|canary|previous|rollback|backup|old", re.IGNORECASE
)
_COMPARES: Final = regex(r"compar|better|best|improv", re.IGNORECASE)
_BEST: Final = regex(r"\bbest", re.IGNORECASE)
_ASKS_REGISTRY: Final = frozenset({"get_model_version_by_alias", "get_latest_versions", "get_metric_history"})
_GOES_BACK: Final = regex(r"roll_?back|revert|restore|undo|previous", re.IGNORECASE)
_IN_CI: Final = regex(
    r"\bdeploy|\bpush\b.{0,60}(?:docker|image|ghcr|ecr|gcr)|docker\S{0,20} push|build-push-action|argocd|helm |kubectl|terraform apply|ssh-action|scp-action|"
    r"az webapp|heroku|render\.com|sagemaker|databricks|bentoml|ecs|cloud-?run|app-?engine|ansible|huggingface_hub|hf upload|git push .{0,60}(?:hf|space|heroku)",
    re.IGNORECASE,
)
_PLATFORM: Final = regex(
    r"(?:^|/)(?:Procfile|\.project-metadata\.ya?ml|render\.ya?ml|fly\.toml|railway\.(?:json|toml)|vercel\.json|nixpacks\.toml|app\.ya?ml|heroku\.yml|\.replit|netlify\.toml|"
    r"koyeb\.ya?ml|space\.ya?ml|apprunner\.ya?ml|cloudbuild\.ya?ml|captain-definition|caprover\.json|\.do/app\.ya?ml|copilot/.{1,80}|skaffold\.ya?ml)$"
)
_PIPELINES: Final = regex(
    r"devops_|codepipeline|codebuild|cloudbuild|clouddeploy|codedeploy|imagebuilder|apprunner", re.IGNORECASE
)
"""Resources that build and roll out in a cloud."""
_GITOPS: Final = ("argocd", "argo-cd", "flux-system", "fluxcd")
_LOCAL: Final = regex(r"^(?:docker[ -]compose|docker push|terraform apply|az acr)|^ssh$")
"""Also the way to start things on one's own machine, or to set them up once; alone it tells nothing."""
_SET_UP: Final = regex(r"(?:^|[-_./])(?:dev|local|kind|minikube|k3[ds]|tests?|demo)(?:[-_./]|$)|secret|infra|terraform|bootstrap|setup|install|provision|backup|restore|sync|data|download|upload|log|mlflow|airflow|prometheus|grafana|load[-_]?(?:gen|test|run)|bench|stress|locust", re.IGNORECASE)  # fmt: skip


@frozen
class Promotion:
    """One call that gives a model version its serving alias or stage."""

    call: str
    line: int
    scope: str
    """Qualified name of the function around it."""
    where: str
    """The alias or stage; `` where it is not constant."""
    is_gated: bool
    """Something is compared or checked on the way to it."""
    is_best_of: bool = False
    """It is gated, and by nothing but that the version is the best of several that were made together."""


@facet(Promotion, version=5, cues=_CALLS)
def promotions(view: ModuleView) -> Iterator[Promotion]:
    """Calls of MLflow's client that promote."""
    if not view.mentions(*_CALLS):
        return
    for call in view.nodes(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in _CALLS:
            continue
        at = 1 if call.func.attr == _CALLS[0] else 2
        node = view.argument(call, "alias" if at == 1 else "stage", at)
        value = view.constant(node) if node is not None else None
        where = value if isinstance(value, str) else ""
        if not where and isinstance(node, ast.Name):
            continue  # a helper does what it is told; whoever calls it decides
        if _GOES_BACK.search(view.scope(call)):
            continue  # the version before served already
        is_gated = _is_gated(view, call)
        yield Promotion(
            call=call.func.attr, line=call.lineno, scope=view.scope(call), where=where, is_gated=is_gated,
            is_best_of=is_gated and not _is_gated(view, call, best_counts=False),
        )  # fmt: skip


def _is_gated(view: ModuleView, call: ast.Call, *, best_counts: bool = True) -> bool:
    """A condition around the call, or a comparison or check anywhere in its function before it; with or without the choice of the best
    of the models that it makes itself. Whoever asks the registry for a version may compare with the one that serves."""
    scope: ast.AST = call
    while (parent := view.parent(scope)) is not None:
        if isinstance(parent, (ast.If, ast.IfExp)) and not _is_main_guard(parent):
            return True
        scope = parent
        if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            break
    if (
        isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef))
        and _is_told_which(scope, call)
        and any(_COMPARES.search(function.name) for function in view.functions if function is not scope)
    ):
        return True  # whoever calls it has compared
    for node in ast.walk(scope):
        line = getattr(node, "lineno", 0)
        if line > call.lineno:
            continue
        if _compares(node) and (best_counts or not _BEST.search(ast.unparse(node)[:200])):
            return True
        if not best_counts and isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _ASKS_REGISTRY:
            return True
        if isinstance(node, ast.Call) and node is not call and _CHECKS.search(view.name(node.func) or ""):
            return True
        if isinstance(node, ast.keyword) and node.arg == "order_by" and "metrics." in ast.unparse(node.value):
            return True  # the best of all runs by a metric, the one that serves among them
    return False


def _compares(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and any(isinstance(op, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for op in node.ops)


def _is_told_which(function: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> bool:
    """Whether the version that is promoted comes in as an argument of the function."""
    names = {one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    given = [*call.args, *(one.value for one in call.keywords if one.arg == "version")]
    return any(isinstance(one, ast.Name) and one.id in names and "version" in one.id for one in given)


def _is_main_guard(node: ast.If | ast.IfExp) -> bool:
    test = node.test
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


@frozen
class Write:
    """One write of a file that speaks of production."""

    line: int
    is_gated: bool


@facet(Write, cues=_RECORDS, tests=False)
def writes(view: ModuleView) -> Iterator[Write]:
    """What such a file writes, with whether anything is compared on the way."""
    if view.words.isdisjoint(_RECORDS):
        return
    lines = {access.line for access in view.once(data_accesses) if access.mode == "write"}
    for call in view.calls if lines else ():
        if call.lineno in lines:
            lines.discard(call.lineno)
            yield Write(line=call.lineno, is_gated=_is_gated(view, call))


_SCRIPTS: Final = (".sh", ".bash", ".ps1", ".bat", ".py", "Makefile", "makefile")
_ONE_SCRIPT: Final = Driver(name="part", value=0.4, unit="x", ref="one script does it all; a job has to call it")


@rule(
    id="CFG-012",
    category=Category.CONFIG,
    debt_type="process debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("references",),
    uses=("ci", "python", "docs", "containers", "files", "infrastructure", "pipelines", "mlflow"),
    facets=(promotions, writes, registered),
)
def check(facts: Facts) -> Iterator[Finding]:
    yield from _by_hand(facts)
    yield from _ungated(facts)
    code = facts.one(CodeBase)
    if code is not None and not code.is_library:
        yield from _written_down(facts, code)
        yield from _retrained(facts, code)


def _written_down(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """Records of promotions that a scoring job of the project reads."""
    read = {access.target for module in code.modules.values() for access in module.facts.reads if access.target}
    rows = facts.rows(writes)
    for path, module in sorted(code.modules.items()):
        if not module.is_own or is_aside(path):
            continue
        gated = {row.line for row in rows.get(path, ()) if row.is_gated}
        found = [
            a for a in module.facts.writes if a.target in read and PROMOTED.search(a.target) and a.line not in gated
        ]
        if not found:
            continue
        yield Finding(
            subject=file_subject(path),
            title="Model is promoted without a gate",
            message=f"{path}:{found[0].line} writes down in {found[0].target} which model is in service, and compares no metric before.",
            line=found[0].line,
            severity=Severity.LOW,
            evidence=tuple(Evidence(kind="line", path=path, line=row.line, ref=row.target) for row in found),
            tier="gate",
            remediation="Compare the metrics of the new model with those of the one that the file names, and stop where they are worse.",
        )


def _retrained(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """Retrainings that put their result in place whatever it scores; where aliases are set, that is the promotion."""
    if any(facts.rows(promotions).values()):
        return
    inventory, loads = facts.one(ModelInventory), facts.one(ModelLoads)
    serving = {p for m in inventory.models if m.is_deployed for p in m.serving_code} if inventory else set[str]()
    served = [target for path in serving for target in (loads.of(path) if loads else ())]
    for one in retrainings(facts, code):
        saves = [(target, line) for target, line in one.saves if any(same_file(target, used) for used in served)]
        if one.is_compared or not (one.registers or saves):
            continue
        yield _takes_over(one, saves)


def _takes_over(one: Retraining, saves: list[tuple[str, int]]) -> Finding:
    told = [f"registers {row.name or 'its model'}" for row in one.registers[:1]]
    told += [f"overwrites {target}, which is served" for target, _ in saves[:1]]
    line = one.registers[0].line if one.registers else saves[0][1]
    return Finding(
        subject=file_subject(one.path),
        title="Retrained model takes over without a comparison",
        message=f"{one.path}:{line} ({one.how}) {' and '.join(told)} whatever the new model scores.",
        line=line,
        confidence=Confidence.LOW,
        evidence=(
            *(
                Evidence(kind="line", path=one.path, line=r.line, ref=r.name or None, excerpt=r.call)
                for r in one.registers
            ),
            *(Evidence(kind="line", path=one.path, line=at, ref=target) for target, at in saves),
            Evidence(kind="searched", ref="comparisons of measures, gates and checks in it and around it: none"),
        ),
        tier="gate",
        remediation="Score the old model on the same rows, and keep it where the new one is no better.",
    )


def _ungated(facts: Facts) -> Iterator[Finding]:
    code, pipelines = facts.one(CodeBase), facts.one(Pipelines)
    for path, rows in facts.rows(promotions).items():
        module = code.modules.get(path) if code else None
        if module is None or not module.is_own or is_aside(path):
            continue
        serving = [row for row in rows if not _NOT_SERVING.search(row.where)]
        open_ones = [row for row in serving if not row.is_gated or row.is_best_of]
        open_ones = [row for row in open_ones if not _is_judged(row, code)] if code else []
        found = [row for row in open_ones if not row.is_gated] or open_ones
        if not found:
            continue
        best = found[0].is_best_of
        run = next(((p, s) for p, s in pipelines.running(path)), None) if pipelines else None
        if run is None and not (module.facts.training or best):
            continue  # who starts a script to promote a version has decided
        where = f"the alias {found[0].where}" if found[0].where else "the serving alias or stage"
        timed = f"; {run[0].path} runs it {run[0].schedule.words}" if run and run[0].schedule else ""
        yield Finding(
            subject=file_subject(path),
            title="Model is promoted without a gate",
            message=f"{path}:{found[0].line} gives the best of the models that it trains {where}, and nothing compares it with the version that serves{timed}."
            if best
            else f"{path}:{found[0].line} gives a version {where} without comparing a metric or asking anybody{timed}.",
            line=found[0].line,
            severity=Severity.LOW if best else None,
            evidence=tuple(
                Evidence(kind="line", path=path, line=row.line, excerpt=f"{row.call}({row.where})") for row in found
            ),
            tier="gate",
            drivers=runs_of(run[0]) if run else (),
            remediation="Compare the version's metrics with those of the version that serves, and stop where it is worse.",
        )


def _is_judged(row: Promotion, code: CodeBase) -> bool:
    """Whether its function is called by code that measures or checks: the decision may lie there."""
    last = row.scope.rpartition(".")[2]
    if not last:
        return False
    for module in code.modules.values():
        calls = module.facts.called
        if any(call.rpartition(".")[2] == last for call in calls) and any(
            _CHECKS.search(c) or _MEASURES.search(c) for c in calls
        ):
            return True
    return False


def _by_hand(facts: Facts) -> Iterator[Finding]:
    inventory = facts.one(ModelInventory)
    models = [m for m in inventory.models if m.is_deployed and not m.retired and not m.is_hosted] if inventory else []
    if not models or facts.settings.external_ci or _is_automatic(facts):
        return
    steps = [s for s in facts.all(DeployLine) if not is_aside(s.path) and not _SET_UP.search(s.path)]
    telling = [step for step in steps if not _LOCAL.search(step.command)]
    names = ", ".join(m.shown for m in models[:3]) + (" …" if len(models) > 3 else "")
    if not telling:
        return
    first = telling[0]
    commands = ", ".join(dict.fromkeys(step.command for step in telling))
    typed = {step.path if step.path.endswith(_SCRIPTS) else step.text for step in telling}  # a script is one command
    yield Finding(
        subject=Subject(kind="repo", name="deployment"),
        tier="manual",
        drivers=(_ONE_SCRIPT,) if typed == {first.path} else (),
        message=f"deploying {names} needs {len(typed)} manual command{'s' if len(typed) > 1 else ''} "
        f"({commands[:80]}; {first.path}:{first.line}), and no CI job deploys.",
        line=first.line,
        evidence=(
            *(Evidence(kind="line", path=s.path, line=s.line, excerpt=s.text[:120]) for s in telling[:SHOWN]),
            Evidence(kind="searched", ref="CI jobs that push an image, apply, upgrade or deploy: none"),
        ),
    )


def _is_automatic(facts: Facts) -> bool:
    """A CI job that deploys or pushes, or a repository that another tool deploys from."""
    if saying(facts, _IN_CI):
        return True
    for flow in facts.all(CiWorkflow):
        if any(map(_IN_CI.search, {c.job for c in flow.commands})) or _IN_CI.search(flow.path):
            return True
    if any(_PLATFORM.search(entry.path) for entry in facts.all(FileEntry)):
        return True
    if any(_PIPELINES.search(one.type) for one in facts.all(InfraResource) if one.tool == "terraform"):
        return True
    tree = facts.one(Tree)
    return tree is not None and any(any(word in path.lower() for word in _GITOPS) for path in tree.files())
