"""A model is built with nothing but defaults

Detects
-------
A forest, booster, neighbour, kernel, cluster or network model of scikit-learn, XGBoost, LightGBM or CatBoost that is made
without one setting of its own (seeds, thread counts and verbosity are none) in a file that trains. Silent for linear
baselines, dummies and naive Bayes, for estimators handed to a feature selector, in files that search for settings, in
notebooks that nothing runs (who explores there takes what everybody takes), and in the others where the library's version is pinned. One
item a file, one for all from two files on. Tests, examples, documents and libraries are left out.

Why it is debt
--------------
The defaults belong to the library: they change between versions (forests, boosters and KMeans all did), and the model changes
with an upgrade that nobody takes for a change of the model. And nobody chose them.

How to pay it down
------------------
Write the main settings into the parameters file, even where they equal the default, and log them with the run.

Example
-------
`RandomForestClassifier()`: debt. `RandomForestClassifier(**cfg.rf)`: clean.

References
----------
Zhang et al. 2022, smell 11; ML Test Score, Model 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.cells import cell_of
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.notebook_runs import NotebookRun
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile
from debtscope_collectors.sources.python.estimators import EstimatorSite, estimator_sites
from debtscope_collectors.sources.python.facts import NotebookFacts

_SHOWN = 6
_HELD = Driver(
    name="part",
    value=0.3,
    unit="x",
    ref="the library's version is pinned: its defaults move only when somebody moves it",
)
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")


@rule(
    id="COD-042",
    category=Category.CODE,
    debt_type="hyperparameter not explicitly set",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("dependencies",),
    facets=(estimator_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two on."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    found: list[Finding] = []
    held = _held(facts)
    run = {one.notebook for one in facts.all(NotebookRun)}
    books = {one.path: one for one in facts.all(NotebookFacts)}
    for path, sites in facts.rows(estimator_sites).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE or not module.facts.training:
            continue
        bare = [site for site in sites if site.kind == "bare"]
        is_book = module.facts.kind == "notebook"
        if is_book and not module.in_production and path not in run:
            continue
        is_settled = is_book and held.issuperset(_libraries(bare))
        if bare and not is_settled and not any(site.kind == "searched" for site in sites):
            found.append(_finding(path, bare, held, books.get(path)))
    yield from together(
        found,
        "models built with defaults",
        "{all} models in {n} files ({first} first) rely on their library's defaults.",
    )


def _held(facts: Facts) -> frozenset[str]:
    """Packages whose version a lock or every requirement on them fixes."""
    locked = {name for lock in facts.all(LockFile) for name, _version in lock.packages}
    asked = [one for file in facts.all(DependencyFile) for one in file.requirements]
    loose = {one.name for one in asked if not one.is_pinned}
    return frozenset(locked | ({one.name for one in asked} - loose))


def _libraries(bare: list[EstimatorSite]) -> list[str]:
    return sorted({site.name.partition(".")[0].replace("sklearn", "scikit-learn") for site in bare})


def _finding(path: str, bare: list[EstimatorSite], held: frozenset[str], book: NotebookFacts | None) -> Finding:
    names = list(dict.fromkeys(site.name.rpartition(".")[2] for site in bare))
    libraries = _libraries(bare)
    whose = " and ".join(libraries)
    is_held = held.issuperset(libraries)
    tail = (
        f"{whose}, which is pinned: they change with the next upgrade" if is_held else f"whatever {whose} is installed"
    )
    verb = "relies" if len(names) == 1 else "rely"
    cell = cell_of(book, bare[0].line)
    return Finding(
        subject=file_subject(path),
        line=bare[0].line,
        message=f"{', '.join(names[:4])} in {f'{cell} of ' if cell else ''}{path} {verb} on the defaults of {tail}.",
        evidence=tuple(
            Evidence(
                kind="line", path=path, line=site.line, ref=cell_of(book, site.line) or site.name, excerpt=site.text
            )
            for site in bare[:_SHOWN]
        ),
        occurrences=len(bare),
        drivers=(_HELD,) if is_held else (),
    )
