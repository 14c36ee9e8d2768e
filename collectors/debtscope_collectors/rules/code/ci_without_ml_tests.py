"""CI runs code tests and nothing of the data, the model or the pipeline

Detects
-------
In what CI runs (its commands, and the test files that they reach) three kinds of test are looked for. Data tests:
pandera, Great Expectations, deepchecks, Evidently, TFDV, soda, frictionless, dbt, or assertions on a data file that is
read. Model tests: assertions in a test that predicts, scores or computes a metric, or compares what a network says number by number (`allclose`), `mlflow.evaluate`, a gate on metrics.
Pipeline tests: `dvc repro`, a training command, a test that trains or starts a program of that name, or a notebook run on Databricks in
a repository whose notebooks make a job of the others and start it. Fires where none of the three is there and COD-006 is clean; a test file that is named for data, features, training, a model or
what it predicts and that asserts something counts as one, too. Tests that only mock the model do not.

Where one kind is there nothing is said of the others, and nothing of published libraries: whoever tests the model in one way has decided on the rest, as readers of real repositories found of each.

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
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.serving import Reach
from debtscope_collectors.sources.python.facts import FunctionFacts
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_LIBRARIES = frozenset(
    ("giskard", "checklist", "pandera", "great_expectations", "deepchecks", "evidently", "tensorflow_data_validation", "soda", "frictionless", "cerberus",
     "pointblank", "dataframely", "patito", "nannyml", "whylogs")
)  # fmt: skip
_DATA_COMMAND = regex(
    r"great_expectations|\bgx\b|\bsoda scan\b|\bdbt (?:test|build)\b|\bfrictionless\b|\bpandera\b|\bdeepchecks\b|validate[_-]data|data[_-]validat|check[_-]data",
    re.IGNORECASE,
)
_MODEL_COMMAND = regex(
    r"\bcml\b|metrics diff|evaluate|validate[_-]model|model[_-]validat|check[_-]metrics|validat\w*\.py\b|\bmlflow\b.*evaluate",
    re.IGNORECASE,
)
_PIPELINE_COMMAND = regex(
    r"\bdvc (?:repro|exp run)\b|\bkedro run\b|\btrain(?:ing)?(?:\.py)?\b|\bpapermill\b|\bnbmake\b|\bmlflow run\b|run_pipeline|\bzenml\b.*run|\btest_(?:\w{0,40}_)?(?:e2e|end_to_end|pipeline)",
    re.IGNORECASE,
)
_COMMANDS = (_DATA_COMMAND, _MODEL_COMMAND, _PIPELINE_COMMAND)
_NAMED_FOR = regex(
    r"(?:^|_)(?:data|datasets?|features?|schemas?|preprocess\w{0,5}|models?|train\w{0,3}|predict\w{0,4}|inference|pipelines?)(?:_|\.|$)",
    re.IGNORECASE,
)
"""What a test file is called that is about more than helpers."""
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
_KINDS = ("data tests", "model tests", "a pipeline test")
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
    if code is None or ci is None or ci.level or code.is_library or not _trains(code):
        return
    if _looks(facts, code, ci):
        return
    gate = next(test for test in ci.tests if test.is_gate)
    yield Finding(
        subject=Subject(kind="repo", name="repo", path=gate.workflow),
        message=f"CI runs tests ({gate.workflow}) but never checks the data, measures what the model predicts or runs the pipeline: "
        "a bad dataset or a worse model can merge green.",
        evidence=(
            Evidence(kind="line", path=gate.workflow, line=gate.command.line, excerpt=gate.command.text[:200], ref="runs the tests"),
            *(Evidence(kind="absence", ref=kind, value="not found in what CI runs") for kind in _KINDS),
        ),
        line=gate.command.line,
        occurrences=len(_KINDS),
    )  # fmt: skip


def _trains(code: CodeBase) -> bool:
    return any(
        module.facts.training
        for path, module in code.modules.items()
        if module.role not in ("test", "docs", "example", "vendored") and "{" not in path
    )


def _looks(facts: Facts, code: CodeBase, ci: CiTests) -> bool:
    """Whether something that CI runs looks at data, at a model or at the whole pipeline."""
    for text in said_in_ci(facts):
        if not text.startswith("uses:") and "install" not in text and any(one.search(text) for one in _COMMANDS):
            return True
    tests = _reached(code, ci)
    if any(_is_of_the_model(module) for module in tests) or _starts(facts, tests, ci):
        return True
    return any(_asks_model(module, code) for module in tests)


def _starts(facts: Facts, tests: list[CodeModule], ci: CiTests) -> bool:
    """A test starts the training as a program, or CI runs a notebook that makes a job of the repository's notebooks."""
    rows = facts.rows(pipeline_starts)
    if any(row.kind == "program" for module in tests for row in rows.get(module.path, ())):
        return True
    if not any(_RUNS_NOTEBOOK.search(command.text) for flow in ci.workflows for command in flow.commands):
        return False
    return any(row.kind == "job" for found in rows.values() for row in found)


def _asks_model(module: CodeModule, code: CodeBase) -> bool:
    """Whether tests assert on what a function of the project says which asks the model."""
    tests = [one for one in module.facts.functions if one.asserts and not one.is_skipped and not _is_mocked(one)]
    if not tests:
        return False
    reach = Reach(code, [code.modules[path] for path in code.closure(module.path, _STEPS) if path in code.modules])
    for function in tests:
        steps = (step for step in reach.of(module.path, function.qualname) if step.path != module.path)
        if any(_measures(call) for step in steps for call in step.function.calls if not call.endswith(".transform")):
            return True
    return False


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


def _is_of_the_model(module: CodeModule) -> bool:
    """Whether a test file checks data, measures a model or trains one."""
    facts = module.facts
    if facts.training or any(found.module.split(".")[0] in _LIBRARIES for found in facts.imports):
        return True
    real = [one for one in facts.functions if not one.is_skipped and not _is_mocked(one)]
    asserting = {one.qualname: one for one in facts.functions if one.asserts}
    if any(one.qualname in asserting for one in real) and _NAMED_FOR.search(module.path.rpartition("/")[2]):
        return True
    if any(read.target and _DATA_FILE.search(read.target) and read.scope in asserting for read in facts.reads):
        return True
    if any(
        _OF_DATA.search(f"{module.path} {name}") and not _OPENS.isdisjoint(one.calls) for name, one in asserting.items()
    ):
        return True
    return any(_measures_or_trains(one) for one in real)


def _measures_or_trains(function: FunctionFacts) -> bool:
    if any(_does_train(call) or (function.asserts and _measures(call)) for call in function.calls):
        return True
    return any(_CLOSE.search(call) for call in function.calls) and any(_ANSWERS.search(c) for c in function.calls)


@lru_cache(16_384)
def _measures(call: str) -> bool:
    return _METRIC.search(call) is not None


@lru_cache(16_384)
def _does_train(call: str) -> bool:
    return _TRAINS.search(call) is not None
