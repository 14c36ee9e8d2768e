"""Model logged without signature or input example

Detects
-------
Versions of a registered MLflow model whose MLmodel has no signature, a signature without inputs or outputs, or no input
example. Only versions that somebody can still meet count: those at an alias or a stage, and the newest. A version whose
files are not here (remote artefacts) is unknown and never named. Models without an alias or a stage that one experiment or program
makes are one item; a model at an alias or a stage is one of its own. Formats that carry their own tensor signature, and chat
models whose interface is fixed, are left out.

Where no store with registered models is at hand, the code is asked instead, at medium confidence: files that call
`mlflow.<flavour>.log_model` or `save_model` with neither `signature=` nor `input_example=` (from which MLflow infers one), one
item per file. Low in a search for parameters that registers none of its models. Notebooks count where no module of the project logs or trains a model: else they are where it is tried. Files that set the signature later, or use autologging (of a flavour to which it
gives one: not Prophet, CatBoost, H2O, PyTorch and own classes), calls with `**arguments`, functions of a package that are
handed a model and no data, and never by the project's own training, tests, examples and documentation
are left out. With such a store the code is not asked, so that nothing is told twice.

Why it is debt
--------------
Without a signature nothing checks that a caller sends the columns the model was fitted on: a renamed, missing or reordered
column scores in silence, and monitoring has no list of inputs to watch.

How to pay it down
------------------
`infer_signature(X, model.predict(X))` and an input example when logging, then register the version again.

Example
-------
`mlflow.sklearn.log_model(model, name="model")` with neither `signature=` nor `input_example=`.

References
----------
ML Test Score, D1 (feature expectations are captured in a schema). MLflow documentation, Model Signatures and Input Examples.
"""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
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
from debtscope_collectors.joins.cadence import promotions
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.registry import Registered, met, number, places, registered
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.mlflow.facts import MlflowStore, ModelVersion
from debtscope_collectors.sources.python.view import ModuleView

_OWN_SIGNATURE = frozenset({"onnx", "tensorflow", "tensorrt", "openvino"})
_SHOWN = 8
_CHAT = frozenset({"langchain", "openai", "llama_index", "dspy", "semantic_kernel", "promptflow", "autogen", "crewai"})


_LOGS = regex(
    r"mlflow\.(sklearn|xgboost|lightgbm|catboost|pytorch|pyfunc|statsmodels|prophet|spark|keras|h2o|paddle|fastai)\.(?:log|save)_model"
)
_LATER = "set_signature"
_NOT_AUTOLOGGED = regex(r"mlflow\.(?:pyfunc|prophet|catboost|h2o|pytorch)\.")
"""Flavours to which autologging gives no signature."""
_DATA = regex(r"(?i)x$|[xy]_|.*(?:data|df|frame|train|test|sample|rows|features|inputs?|example|batch|columns)")
_SEARCH = regex(r"(?i)(?:^|_)(?:hyper\w{0,12}|tun(?:e|er|ing)|optuna|sweep|grid_?search|search)(?:[_.]|$)")
_ASIDE = frozenset({"test", "docs", "example", "vendored", "generated"})


@frozen
class BareLog:
    """A call that logs a model without signature and example."""

    name: str
    line: int
    registers: bool = False
    """It gives the model a name in the registry."""
    handed_to: str = ""
    """The function that is handed the model and no data, and fits nothing: whoever calls it knows the columns."""


@facet(BareLog, version=6, cues=("mlflow",))
def bare_logs(view: ModuleView) -> Iterator[BareLog]:
    """Calls of the file that log a model with neither signature nor input example."""
    if "_model" not in view.text or _LATER in view.text:
        return
    is_automatic = any(_is_on(view, call) for call in view.calls_to({"autolog"}))
    for call in view.calls:
        name = view.called(call) or ""
        given = {keyword.arg for keyword in call.keywords}
        if is_automatic and not _NOT_AUTOLOGGED.match(name):
            continue
        is_logged = _LOGS.fullmatch(name) or _is_flavour(view, call)
        if is_logged and not view.has_star(call) and not given & {"signature", "input_example"}:
            yield BareLog(
                name=name or "log_model", line=view.place(call), registers=_registers(view, call), handed_to=_handed_to(view, call)
            )  # fmt: skip


def _is_flavour(view: ModuleView, call: ast.Call) -> bool:
    """`self.flavour.log_model(model, "model", registered_model_name=…)`: a flavour of MLflow's that a table or a setting chooses."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "log_model" or "mlflow" not in view.roots:
        return False
    known = view.called(call) or ""
    return not known.startswith(("mlflow.", "wandb.", "comet_ml.", "snowflake.", "neptune.")) and any(
        keyword.arg == "registered_model_name" for keyword in call.keywords
    )


def _registers(view: ModuleView, call: ast.Call) -> bool:
    """Whether the call names the model in the registry, whatever the settings say: `name if wanted else None` need not."""
    name = view.argument(call, "registered_model_name")
    function = view.function(call)
    values: list[ast.AST] = [name] if name is not None else []
    if isinstance(name, ast.Name) and function is not None:
        values += view.local_values(function, name.id)
    empty = (half for one in values if isinstance(one, ast.IfExp) for half in (one.body, one.orelse))
    return bool(values) and not any(isinstance(half, ast.Constant) and half.value is None for half in empty)


def _handed_to(view: ModuleView, call: ast.Call) -> str:
    function = view.function(call)
    model = view.argument(call, "python_model", "sk_model", "pytorch_model", "xgb_model", "lgb_model", "model", 0)
    if function is None or not isinstance(model, ast.Name):
        return ""
    given = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    if (
        model.id not in given
        or any(map(_DATA.match, given))
        or any(view.function(one) is function for one in view.calls_to({"fit", "train", "fit_transform"}))
    ):
        return ""
    return function.name


def _is_on(view: ModuleView, call: ast.Call) -> bool:
    """`mlflow.autolog()` where nothing switches it off."""
    off = view.argument(call, "disable")
    return not (isinstance(off, ast.Constant) and off.value is True)


@rule(
    id="DAT-022",
    category=Category.DATA,
    debt_type="schema debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=(),
    uses=("mlflow", "python", "dependencies"),
    credits=("CR-05",),
    facets=(bare_logs,),
)
def check(facts: Facts) -> Iterator[Finding]:
    if not any(store.models for store in facts.all(MlflowStore)):
        yield from _in_code(facts)
        return
    seen: set[str] = set()
    alike: dict[tuple[str, str, Severity | None], list[Finding]] = {}
    for one in registered(facts):
        finding = None if one.model.name in seen else _finding(facts, one)
        if finding is None:
            continue
        seen.add(one.model.name)
        made = _made_by(one)
        if not made or any(places(version) for version in one.model.versions):
            yield finding
        else:
            alike.setdefault((one.store.path, made, finding.severity), []).append(finding)
    for (_, made, _), findings in alike.items():
        yield from findings if len(findings) == 1 else [_folded(made, findings)]


def _made_by(one: Registered) -> str:
    """The experiment or program that logged the newest version; `` where the store does not tell."""
    newest = max(one.model.versions, key=number, default=None)
    run = one.store.runs.get(newest.run_id) if newest is not None and newest.run_id else None
    return (
        (f"experiment {run.experiment}" if run.experiment not in ("", "Default") else run.source_name or "")
        if run
        else ""
    )


def _folded(made: str, findings: Sequence[Finding]) -> Finding:
    """Models at no alias and no stage that one program makes: it logs them all the same way."""
    names = [one.subject.name for one in findings]
    told = listed(names, _SHOWN)
    return replace(
        findings[0],
        subject=Subject(kind="models", name=f"models of {made}"),
        message=f"{len(names)} models of {made} are logged alike, without what a caller needs to check columns: {told}.",
        evidence=tuple(one.evidence[0] for one in findings[:_SHOWN]),
        occurrences=float(len(names)),
    )


def _in_code(facts: Facts) -> Iterator[Finding]:
    """What the code logs, where no store tells what was logged; from three files on, one item."""
    yield from together(
        _calls(facts),
        "models logged without a signature",
        "{n} files log models with neither signature nor input example, {first} first; callers and monitors cannot check columns.",
    )


def _calls(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    has_program = code is not None and any(
        module.is_own and module.facts.kind != "notebook" and module.facts.training for module in code.modules.values()
    )
    for path, calls in sorted(facts.rows(bare_logs).items()):
        module = code.modules.get(path) if code else None
        is_notebook = path.endswith(".ipynb")
        if (module and module.role in _ASIDE) or (is_notebook and has_program):
            continue
        ours = [call for call in calls if not (call.handed_to and _is_of_users(facts, code, path, call.handed_to))]
        if not ours:
            continue
        first, *others = ours
        many = f" and {len(others)} more" if others else ""
        yield Finding(
            subject=file_subject(path),
            line=first.line,
            message=f"{path}:{first.line} logs a model by {first.name}{many} with neither signature nor input example; callers and monitors cannot check columns.",
            severity=Severity.LOW if _is_trial(path, ours) else None,
            confidence=Confidence.LOW if is_notebook else Confidence.MEDIUM,
            evidence=tuple(
                Evidence(
                    kind="line",
                    path=path,
                    line=call.line,
                    excerpt=f"{call.name}(...) without signature= and input_example=",
                )
                for call in ours[:5]
            ),
            occurrences=float(len(ours)),
        )


def _is_trial(path: str, calls: Sequence[BareLog]) -> bool:
    """What a search for parameters keeps of its trials and registers nowhere: nobody calls it."""
    return bool(_SEARCH.search(posixpath.basename(path))) and not any(call.registers for call in calls)


def _is_of_users(facts: Facts, code: CodeBase | None, path: str, name: str) -> bool:
    """A function of a package to which no training of the project hands a model: the models are of those who install it."""
    folders = [posixpath.dirname(one.path) for one in facts.all(DependencyFile) if one.is_library]
    if code is None or not any(not folder or path.startswith(f"{folder}/") for folder in folders):
        return False
    return not any(
        called.rpartition(".")[2] == name
        for module in code.modules.values()
        if module.role not in _ASIDE and module.facts.training
        for called in (*module.facts.called, *(one for function in module.facts.functions for one in function.calls))
    )


def _finding(facts: Facts, one: Registered) -> Finding | None:
    model, served = one.model, one.served
    lacking = [(version, lacks) for version in met(model) if (lacks := _lacks(version))]
    if not lacking:
        return None
    lacking.sort(key=lambda pair: (pair[0] != served, number(pair[0])))
    is_served = any(version == served for version, _ in lacking)
    is_weak = all(lacks == ["input example"] for _, lacks in lacking)
    told = "; ".join(
        f"v{version.version}{places(version)} has no {' and no '.join(lacks)}" for version, lacks in lacking[:4]
    )
    more = f"; and {len(lacking) - 4} more versions" if len(lacking) > 4 else ""
    what = (
        "callers and monitors cannot check columns"
        if not is_weak
        else "callers cannot try what it takes and gives back"
    )
    return Finding(
        subject=Subject(kind="model", name=model.name),
        message=f"{model.name}: {told}{more}; {what}.",
        severity=Severity.LOW if is_weak else None,
        evidence=tuple(_evidence(version, lacks) for version, lacks in lacking[:8]),
        drivers=(one.served_driver(is_served), *promotions(facts, model, one.store.path)),
    )


def _lacks(version: ModelVersion) -> list[str]:
    """What is missing from a version's MLmodel, the worst first; nothing where its files are not here."""
    file = version.file
    if file is None or not _CHAT.isdisjoint(file.flavours) or not _OWN_SIGNATURE.isdisjoint(file.flavours):
        return []
    if not file.has_signature or not file.has_inputs:
        lacks = ["signature"] if not file.has_signature else ["inputs in its signature"]
    else:
        lacks = [] if file.has_outputs else ["outputs in its signature"]
    return lacks if file.has_input_example else [*lacks, "input example"]


def _evidence(version: ModelVersion, lacks: Sequence[str]) -> Evidence:
    file = version.file
    moved = " (relocated: the recorded path does not exist)" if file and file.relocated else ""
    excerpt = f"v{version.version}: no {', no '.join(lacks)}{moved}"
    return Evidence(kind="version", path=file.path if file else None, ref=f"v{version.version}", excerpt=excerpt)
