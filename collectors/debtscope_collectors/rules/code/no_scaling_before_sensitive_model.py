"""A scale-sensitive model gets unscaled features

Detects
-------
A fit of a support vector machine, neighbours, KMeans, DBSCAN, PCA, a regularised linear model or a perceptron of scikit-learn in
a file that neither scales nor encodes anything: no scaler, normaliser, one-hot or text encoding, embedding, division by a
deviation, or column called scaled. For modules nothing in the whole repository may scale, since the table may come scaled from another
step; a notebook is judged alone. Low confidence: what lies in the data is not read. Tests, examples, documents and libraries
are left out, and so are the toy sets of scikit-learn.

Why it is debt
--------------
Distances and penalties are dominated by whichever column has the largest unit; the model ignores the others, and a change of
unit upstream changes the model.

How to pay it down
------------------
Put a scaler in front of the model in one Pipeline, and save the pipeline.

Example
-------
`KMeans(8).fit(df)`: debt. `make_pipeline(StandardScaler(), KMeans(8)).fit(df)`: clean.

References
----------
Zhang et al. 2022, smell 10; scikit-learn user guide, "Importance of feature scaling".
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.estimators import EstimatorSite, estimator_sites

_SHOWN = 6
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")


@rule(
    id="COD-043",
    category=Category.CODE,
    debt_type="no scaling before scaling-sensitive operation",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(estimator_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two on."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    rows = facts.rows(estimator_sites)
    kept = {
        path: sites for path, sites in rows.items() if path in code.modules and code.modules[path].role not in _OUTSIDE
    }
    scaled = any(site.kind == "scaled" for path, sites in kept.items() if not path.endswith(".ipynb") for site in sites)
    found: list[Finding] = []
    for path, sites in kept.items():
        unscaled = [site for site in sites if site.kind == "unscaled"]
        alone = code.modules[path].facts.kind == "notebook"
        if unscaled and not any(site.kind == "scaled" for site in sites) and (alone or not scaled):
            found.append(_finding(path, unscaled))
    yield from together(
        found,
        "models fitted on unscaled features",
        "{n} files ({first} first) fit scale-sensitive models and scale nothing.",
    )


def _finding(path: str, unscaled: list[EstimatorSite]) -> Finding:
    names = list(dict.fromkeys(site.name.rpartition(".")[2] for site in unscaled))
    return Finding(
        subject=file_subject(path),
        line=unscaled[0].line,
        message=f"{', '.join(names[:4])} {'is' if len(names) == 1 else 'are'} fitted in {path}, and nothing scales the features.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=site.text)
            for site in unscaled[:_SHOWN]
        ),
        occurrences=len(unscaled),
    )
