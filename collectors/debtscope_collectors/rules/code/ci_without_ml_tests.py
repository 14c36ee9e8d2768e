"""CI runs code tests but no data or model tests

Detects
-------
In what CI runs (its commands, and the test files that they reach) three kinds of test are looked for. Data tests:
pandera, Great Expectations, deepchecks, Evidently, TFDV, soda, frictionless, dbt, or assertions on a data file that is
read. Model tests: assertions in a test that predicts, scores or computes a metric, or compares what a network says number by number (`allclose`), `mlflow.evaluate`, a gate on metrics.
Pipeline tests: `dvc repro`, a training command, a test that trains or starts a program of that name, or a notebook run on Databricks in
a repository whose notebooks make a job of the others and start it. Fires with the kinds that are missing, where
COD-006 is clean. Tests that only mock the model do not count; published libraries are not asked for data tests, and low.

Why it is debt
--------------
A change of data or of the training code breaks the model without breaking a unit test: the merge is green and the loss
is found in production.

How to pay it down
------------------
1. Put a contract on the input data (types, ranges, nulls) and check a sample of it in CI.
2. Compare a fresh model's metric on a fixed sample with a number or with the current model, and fail below it.
3. Run the pipeline end to end on the sample.

Example
-------
Debt: `pytest` over helper functions only.

Clean: `tests/data` with a Great Expectations validation and `tests/model` with a metric gate, both in the workflow.

References
----------
- Breck et al., The ML Test Score (2017), infrastructure tests 3 and 4, data test 1
- se-ml.github.io, practice 24
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    facet,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_tests import CiTests
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.serving import Reach
from debtscope_collectors.sources.python.facts import FunctionFacts
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_DATA_LIBRARIES = frozenset(
    ("pandera", "great_expectations", "deepchecks", "evidently", "tensorflow_data_validation", "soda", "frictionless", "cerberus",
     "pointblank", "dataframely", "patito", "nannyml", "whylogs")
)  # fmt: skip
_MODEL_LIBRARIES = frozenset(("giskard", "checklist", "deepchecks"))
_DATA_COMMAND = regex(
    r"great_expectations|\bgx\b|\bsoda scan\b|\bdbt (?:test|build)\b|\bfrictionless\b|\bpandera\b|\bdeepchecks\b|validate[_-]data|data[_-]validat|check[_-]data",
    re.IGNORECASE,
)
_MODEL_COMMAND = regex(
    r"\bcml\b|metrics diff|evaluate|validate[_-]model|model[_-]validat|check[_-]metrics|\bmlflow\b.*evaluate",
    re.IGNORECASE,
)
_PIPELINE_COMMAND = regex(
    r"\bdvc (?:repro|exp run)\b|\bkedro run\b|\btrain(?:ing)?(?:\.py)?\b|\bpapermill\b|\bnbmake\b|\bmlflow run\b|run_pipeline|\bzenml\b.*run|\btest_(?:\w{0,40}_)?(?:e2e|end_to_end|pipeline)",
    re.IGNORECASE,
)
_METRIC = regex(
    r"(?:_score|_error|_loss|accuracy|precision|recall|auc|f1|rmse|mape|mae|ndcg)$|\.(?:predict|predict_proba|score|evaluate|forecast|transform|recommend\w*)$|(?:^|[._])(?:make|get|run)_predictions?$|mlflow\.(?:\w+\.)?(?:evaluate|validate_evaluation_results)$",
    re.IGNORECASE,
)
_CLOSE = regex(r"(?:^|[._])(?:allclose|assert_close|assert_allclose|assert_almost_equal)$")
_ANSWERS = regex(r"\.(?:forward|generate)$")
"""What a network says; compared number by number with what is known, it is tested."""
_TRAINS = regex(
    r"(?:^|[._])(?:fit|train|train_model|training|run_pipeline|run_training|fit_transform|fit_predict|main)$",
    re.IGNORECASE,
)
_MOCK = regex(r"(?:^|\.)(?:Mock|MagicMock|patch|mocker)\b")
_DATA_FILE = regex(r"\.(?:csv|tsv|parquet|feather|jsonl|ndjson|arrow|xlsx)(?:\.gz)?$")
_OF_DATA = regex(r"(?:^|[/_. ])(?:raw_|train_|input_)?(?:data|datasets?|labels|rows)(?:_|\b)", re.IGNORECASE)
_OPENS = frozenset(
    ("os.path.exists", "os.path.getsize", "os.listdir", "open", "pandas.read_csv", "pandas.read_parquet")
)
"""Calls of a test that looks at files of data, rather than at code that reads some."""
_MODEL_TESTS = "model tests"
_PIPELINE = "a pipeline test"
_KINDS = ("data tests", _MODEL_TESTS, _PIPELINE)
_STEPS = 3
_PROGRAM = regex(r"(?:^|[\s/])(?:\w{1,40}_)?train(?:_\w{1,40}|ing)?\.py(?:$|\s)")
_STARTS = regex(
    r"subprocess|^(?:popen|check_call|check_output|run_command|system|call|run|run_cli|run_script)$", re.IGNORECASE
)
_RUNS_NOTEBOOK = regex(r"^uses:[ ]?databricks/run-notebook@")


@frozen
class PipelineStart:
    """Where a test starts the program that trains, or a notebook the job of the others."""

    kind: str
    """program or job."""
    line: int


@facet(PipelineStart, cues=("subprocess", "execute_subprocess_async", "executable", "notebook_task"))
def pipeline_starts(view: ModuleView) -> Iterator[PipelineStart]:
    """A constant that ends in `train.py`, in a function that starts processes; a description of a job with notebooks, that is run."""
    if view.mentions("train"):
        for one in view.constants:
            if isinstance(one.value, str) and len(one.value) < 200 and _PROGRAM.search(one.value):
                function = view.function(one)
                calls = view.calls if function is not None else ()
                if any(view.function(call) is function and _STARTS.search(last_name(call.func)) for call in calls):
                    yield PipelineStart(kind="program", line=one.lineno)
    if "notebook_task" in view.words and view.mentions("run_job", "run_now", "run-now", "submit"):
        found = next((one for one in view.constants if one.value == "notebook_task"), None)
        if found is not None or view.kind == "notebook":
            yield PipelineStart(kind="job", line=found.lineno if found is not None else 1)


@rule(
    id="COD-007",
    category=Category.CODE,
    debt_type="ML testing debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python", "ci"),
    uses=("dvc",),
    credits=("CR-03",),
    facets=(pipeline_starts,),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, ci = facts.one(CodeBase), facts.one(CiTests)
    if code is None or ci is None or ci.level or not _trains(code):
        return
    found = _found(facts, code, ci)
    asked = [kind for kind in _KINDS if not (code.is_library and kind != "model tests")]
    missing = [kind for kind in asked if not found.get(kind)]
    if not missing:
        return
    gate = next(test for test in ci.tests if test.is_gate)
    yield Finding(
        subject=Subject(kind="repo", name="repo", path=gate.workflow),
        message=f"CI {_runs(gate.command.text)} ({gate.workflow}) but never {_checks(missing)}: {_merges(missing)} can merge green.",
        evidence=(
            Evidence(kind="line", path=gate.workflow, line=gate.command.line, excerpt=gate.command.text[:200], ref="runs the tests"),
            *(found.get(kind) or Evidence(kind="absence", ref=kind, value="not found in what CI runs") for kind in asked),
        ),
        line=gate.command.line,
        severity=(Severity.LOW, Severity.MEDIUM, Severity.HIGH)[len(missing) - 1] if not code.is_library else Severity.LOW,
        occurrences=len(missing),
        drivers=(Driver(name="part", value=round(len(missing) / len(_KINDS), 2), unit="x", ref=f"{len(missing)} of {len(_KINDS)} looks"),),
    )  # fmt: skip


def _runs(command: str) -> str:
    return "runs the pipeline" if _PIPELINE_COMMAND.search(command) and "test" not in command else "runs tests"


def _checks(missing: list[str]) -> str:
    words = {
        "data tests": "checks the data",
        "model tests": "measures what the model predicts",
        "a pipeline test": "runs the pipeline",
    }
    said = [words[kind] for kind in missing]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"


def _merges(missing: list[str]) -> str:
    words = {
        "data tests": "a bad dataset",
        "model tests": "a worse model",
        "a pipeline test": "a pipeline that no longer runs",
    }
    return " or ".join(words[kind] for kind in missing[:2])


def _trains(code: CodeBase) -> bool:
    return any(
        module.facts.training
        for path, module in code.modules.items()
        if module.role not in ("test", "docs", "example", "vendored") and "{" not in path
    )


def _found(facts: Facts, code: CodeBase, ci: CiTests) -> dict[str, Evidence]:
    found: dict[str, Evidence] = {}
    patterns = zip(_KINDS, (_DATA_COMMAND, _MODEL_COMMAND, _PIPELINE_COMMAND), strict=True)
    said = dict[str, tuple[str, int | None]]()
    for workflow in ci.workflows:
        for command in workflow.commands:
            if not command.text.startswith("uses:") and "install" not in command.text:
                said.setdefault(command.text, (workflow.path, command.line))
    for kind, pattern in patterns:
        for text, (path, line) in said.items():
            if pattern.search(text):
                found[kind] = Evidence(kind="line", path=path, line=line, ref=kind)
                break
    tests = _reached(code, ci)
    for module in tests:
        for kind, line in _kinds_of(module):
            found.setdefault(kind, Evidence(kind="line", path=module.path, line=line, ref=kind))
    if _PIPELINE not in found and (start := _started(facts, tests, ci)) is not None:
        found[_PIPELINE] = start
    if _MODEL_TESTS not in found:
        asked = next((place for module in tests for place in _asks_model(module, code)), None)
        if asked is not None:
            found[_MODEL_TESTS] = Evidence(kind="line", path=asked[0], line=asked[1], ref=_MODEL_TESTS)
    return found


def _started(facts: Facts, tests: list[CodeModule], ci: CiTests) -> Evidence | None:
    """A test that starts the training as a program, or the run of a notebook that makes a job of the repository's notebooks."""
    rows = facts.rows(pipeline_starts)
    for module in tests:
        for row in rows.get(module.path, ()):
            if row.kind == "program":
                return Evidence(kind="line", path=module.path, line=row.line, ref=_PIPELINE)
    if not any(_RUNS_NOTEBOOK.search(command.text) for flow in ci.workflows for command in flow.commands):
        return None
    jobs = ((path, row) for path, found in sorted(rows.items()) for row in found if row.kind == "job")
    return next((Evidence(kind="line", path=path, line=row.line, ref=_PIPELINE) for path, row in jobs), None)


def _asks_model(module: CodeModule, code: CodeBase) -> Iterator[tuple[str, int]]:
    """Tests that assert on what a function of the project says which asks the model."""
    tests = [one for one in module.facts.functions if one.asserts and not one.is_skipped and not _is_mocked(one)]
    if not tests:
        return
    reach = Reach(code, [code.modules[path] for path in code.closure(module.path, _STEPS) if path in code.modules])
    for function in tests:
        steps = (step for step in reach.of(module.path, function.qualname) if step.path != module.path)
        if any(_measures(call) for step in steps for call in step.function.calls if not call.endswith(".transform")):
            yield module.path, function.line


def _is_mocked(function: FunctionFacts) -> bool:
    return _MOCK.search(" ".join((*function.calls, *function.decorators))) is not None


def _reached(code: CodeBase, ci: CiTests) -> list[CodeModule]:
    """Test files, narrowed to the folders that the commands name where they name any."""
    tests = [module for module in code.modules.values() if module.role == "test"]
    commands = [test.command.text for test in ci.tests if test.is_gate]
    narrowed: set[str] = set()
    for command in commands:
        named = [
            word.rstrip("/").removeprefix("./") for word in command.split() if "/" in word or word.startswith("test")
        ]
        hits = {m.path for m in tests for name in named if m.path == name or m.path.startswith(f"{name}/")}
        if not hits:
            return tests
        narrowed |= hits
    return [module for module in tests if module.path in narrowed] or tests


def _kinds_of(module: CodeModule) -> Iterator[tuple[str, int]]:
    facts = module.facts
    for found in facts.imports:
        top = found.module.split(".")[0]
        if top in _DATA_LIBRARIES:
            yield "data tests", found.line
        if top in _MODEL_LIBRARIES:
            yield "model tests", found.line
    scopes = {function.qualname: function for function in facts.functions}
    for read in facts.reads:
        function = scopes.get(read.scope)
        if read.target and _DATA_FILE.search(read.target) and function and function.asserts:
            yield "data tests", read.line
    for function in facts.functions:
        if not function.asserts or _OPENS.isdisjoint(function.calls):
            continue
        if _OF_DATA.search(f"{module.path} {function.qualname}"):
            yield "data tests", function.line
    for site in facts.training:
        yield "a pipeline test", site.line
    for function in facts.functions:
        kinds = list(_by_calls(function))
        if kinds and not function.is_skipped and not _is_mocked(function):
            yield from kinds


def _by_calls(function: FunctionFacts) -> Iterator[tuple[str, int]]:
    is_compared = any(_CLOSE.search(call) for call in function.calls) and any(
        _ANSWERS.search(c) for c in function.calls
    )
    if is_compared or (function.asserts and any(_measures(call) for call in function.calls)):
        yield "model tests", function.line
    if any(_does_train(call) for call in function.calls):
        yield "a pipeline test", function.line


@lru_cache(16_384)
def _measures(call: str) -> bool:
    return _METRIC.search(call) is not None


@lru_cache(16_384)
def _does_train(call: str) -> bool:
    return _TRAINS.search(call) is not None
