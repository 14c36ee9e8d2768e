"""Debug subsets and shortcuts run in production

Detects
-------
In code that production runs, or that a script of the project runs, and that trains or prepares what is trained: reads of a constant
number of rows (`nrows=10000`, `pd.read_csv(path).head(10000)`, `data["train"].select(range(1000))`), a frame that is cut and takes its own place (`df = df.sample(1000)`, `X_train = X_train[:500]`), SQL
that ends in a limit without an order, a training split of constant size, one or two epochs given to a fit, `fast_dev_run=True`,
`limit_train_batches`, a module switch such as `DEBUG = True` under which rows or epochs are cut. In any such code: a debugger that
is called, `verify=False` on a request or a session, and certificates that the whole process leaves unchecked (`ssl._create_unverified_context`,
`CURL_CA_BUNDLE` set to nothing). Random numbers where measured ones belong, in code that does not say that it simulates: labels
that a model is fitted to or measured by, and quality or drift that a gauge or the tracker is told (high). Routes named for a prediction,
a recommendation, a risk or an explanation that do nothing but give back constants. Embeddings that are made of a hash of the text
(medium where the file asks a model too, and the hash is for when that fails; words counted at the places to which they hash are none). Reads for the columns alone (ten rows and fewer), ranked rows, cuts under a condition,
fits inside a loop, debuggers in functions that are named for finding faults (`check_for_nan`, `debug_step`), tests, debuggers and unchecked certificates whose
line a comment excuses (`# nosec`, `# noqa: S501`, `# pylint: disable=…`), examples and notebooks (those that Databricks keeps as Python files too) are left out. Debuggers and unchecked certificates are medium, and so is what
nothing of production reaches; the latter and made-up numbers are one item each.

Why it is debt
--------------
The shortcut was meant for an afternoon. Nothing fails: the model is merely worse, or trained on rows that are not like the rest, and
every number that is reported is true of the subset alone.

How to pay it down
------------------
1. Take the number from the settings, with everything as the default.
2. Check at the start of a training that there are as many rows as there should be.
3. Delete debuggers; give `verify` the certificate of the host.

Example
-------
Debt: `df = pd.read_csv(path, nrows=10000)`

Clean: `df = pd.read_csv(path, nrows=cfg.nrows)` where the setting is empty in production.

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems (2015), "Prototype smell".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.canned import Canned, canned_answers
from debtscope_collectors.sources.python.hashed_vectors import HashedVector, hashed_vectors
from debtscope_collectors.sources.python.leftovers import Leftover, leftovers
from debtscope_collectors.sources.python.made_up import MadeUp, made_up
from debtscope_collectors.sources.python.notebook_files import notebook_files

_DATA = frozenset({"subset", "epochs", "switch"})
_DEPTH = 2
_SHOWN = 8


@rule(
    id="COD-038",
    category=Category.CODE,
    debt_type="prototype smell",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("pipelines", "dvc", "ci", "containers"),
    facets=(leftovers, made_up, canned_answers, hashed_vectors, notebook_files),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file."""
    code = facts.one(CodeBase)
    if code is None:
        return
    trained = _trained(code)
    mild: list[Finding] = []
    drawn: list[Finding] = []
    hashed: list[Finding] = []
    for path, rows in facts.rows(leftovers).items():
        module = code.modules.get(path)
        if module is None or not module.is_own or facts.rows(notebook_files).get(path):
            continue
        kept = [row for row in rows if row.kind not in _DATA or path in trained]
        if kept and module.in_production:
            yield _finding(facts, module, kept)
        elif kept:
            mild.append(_finding(facts, module, kept))
    for path, made in facts.rows(made_up).items():
        module = code.modules.get(path)
        if made and module is not None and module.is_own and module.role in ("production", "script"):
            drawn.append(_random(facts, module, made))
    told = dict.fromkeys(mark.ref for one in mild for mark in one.evidence if mark.kind == "line" and mark.ref)
    yield from together(
        mild, "shortcuts of a trial", f"{{n}} files hold {{all}} shortcuts of a trial ({listed(list(told), 2)}), {{first}} first."
    )  # fmt: skip
    yield from together(
        drawn, "made-up numbers", "{n} files put random numbers where measured ones belong, in {all} places, {first} first."
    )  # fmt: skip
    for path, canned in facts.rows(canned_answers).items():
        module = code.modules.get(path)
        if canned and module is not None and module.is_own and not code.is_library and not is_aside(path):
            yield _canned(module, canned)
    for path, vectors in facts.rows(hashed_vectors).items():
        module = code.modules.get(path)
        if (
            vectors
            and module is not None
            and module.role == "production"
            and not code.is_library
            and not is_aside(path)
        ):
            hashed.append(_hashed(module, vectors))
    yield from together(
        hashed, "hashed vectors", "{n} files make the vector of a text from its hash, {first} first: a search by them finds what chance puts there."
    )  # fmt: skip


def _hashed(module: CodeModule, rows: Sequence[HashedVector]) -> Finding:
    first = rows[0]
    when = " when no model can be asked" if first.is_fallback else ""
    return Finding(
        subject=file_subject(module.path, "hashed vectors"),
        line=first.line,
        title="A hash stands for an embedding",
        severity=Severity.MEDIUM if first.is_fallback or not module.in_production else None,
        message=f"{first.name} ({module.path}:{first.line}) makes the vector of a text from its hash{when}: texts of one meaning lie no nearer "
        "than any others, and a search by it finds what chance puts there.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=row.line, ref=row.name, excerpt=row.text)
            for row in rows[:_SHOWN]
        ),
        remediation="Ask an embedding model, or fail: a search without vectors is seen, one with vectors of chance is not.",
    )


def _canned(module: CodeModule, rows: Sequence[Canned]) -> Finding:
    first = rows[0]
    count = "" if len(rows) == 1 else f" and {len(rows) - 1} more of its routes"
    return Finding(
        subject=file_subject(module.path, "canned answers"),
        line=first.line,
        title="A route answers what no model said",
        severity=None if module.facts.serving and module.in_production else Severity.MEDIUM,
        message=f"{first.route} of {module.path}{count} give{'s' if len(rows) == 1 else ''} everybody the same answer, written into the code: "
        "whoever calls takes it for what the model says.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=row.line, ref=row.route, excerpt=row.text)
            for row in rows[:_SHOWN]
        ),
        occurrences=float(len(rows)),
        remediation="Ask the model, or answer 501 (not implemented) until there is one.",
    )


def _random(facts: Facts, module: CodeModule, rows: Sequence[MadeUp]) -> Finding:
    ordered = sorted(rows, key=lambda row: (row.kind != "label", row.line))
    first = ordered[0]
    what = "draws the labels by chance" if first.kind == "label" else "reports a random number"
    then = (
        "what is fitted or measured by them means nothing"
        if first.kind == "label"
        else "whoever watches it watches noise"
    )
    more = f", and {len(rows) - 1} more such places" if len(rows) > 1 else ""
    return Finding(
        subject=file_subject(module.path, "made-up numbers"),
        line=first.line,
        title="Random numbers stand for measured ones",
        message=f"{module.path}:{first.line} {what} ({first.name}){more}: {then}.",
        evidence=tuple(
            Evidence(kind="line", path=module.path, line=row.line, ref=row.name, excerpt=row.text)
            for row in ordered[:_SHOWN]
        ),
        occurrences=float(len(rows)),
        drivers=_drivers(facts, module.path),
        remediation="Measure it, or take it out: a figure that nobody has is better than one that is made up.",
    )


def _trained(code: CodeBase) -> set[str]:
    """Modules that train, and what they import to make their data."""
    trainers = [m.path for m in code.modules.values() if m.facts.training and m.is_own]
    return {path for trainer in trainers for path in code.closure(trainer, _DEPTH)}


def _finding(facts: Facts, module: CodeModule, rows: Sequence[Leftover]) -> Finding:
    ordered = sorted(rows, key=lambda row: (row.kind not in _DATA, row.line))
    first = ordered[0]
    grave = first.kind in _DATA and module.in_production
    more = f", and {len(rows) - 1} more such places" if len(rows) > 1 else ""
    where = f" in {first.scope}" if first.scope else ""
    return Finding(
        subject=file_subject(module.path),
        line=first.line,
        message=f"{module.path}:{first.line}{where} {first.what}{more}.",
        severity=None if grave else Severity.MEDIUM,
        evidence=tuple(_evidence(module.path, ordered)),
        occurrences=float(len(rows)),
        drivers=_drivers(facts, module.path),
    )


def _evidence(path: str, rows: Sequence[Leftover]) -> Iterator[Evidence]:
    for row in rows[:_SHOWN]:
        yield Evidence(kind="line", path=path, line=row.line, ref=row.what, excerpt=row.text)
    if len(rows) > _SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(rows) - _SHOWN} more places", value=len(rows) - _SHOWN)


def _drivers(facts: Facts, path: str) -> tuple[Driver, ...]:
    """How often the pipeline that runs the file does."""
    found = facts.one(Pipelines)
    for pipeline, _ in found.running(path) if found else ():
        if drivers := runs_of(pipeline):
            return drivers
    return ()
