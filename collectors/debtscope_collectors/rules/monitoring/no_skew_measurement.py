"""Training-serving skew is never measured

Detects
-------
A deployed model whose training code and serving code both stand in the repository, where nothing compares what it was trained on
with what it is asked: no report of it has a reference, no metric, alert or panel speaks of skew or drift, no code uses a drift library, TFDV's
skew comparator or a measure of its own (a script named for drift or PSI), and no test holds training and serving features against each other. One item per
model. Medium severity where both sides share code, low where they share what makes the features, one fitted pipeline or a feature store, so
that only the data can differ, and where nobody has worked on the project for four months. Any report
with a reference silences the rule: an export seldom tells whether the reference is the training data. Models of texts, images and
sounds, and those that are monitored elsewhere, are left out.

Why it is debt
--------------
The two sides compute "the same" features in other code, from other tables, at other times. The difference costs accuracy from the
first day, so there is no fall to notice: the model is simply never as good as its evaluation.

How to pay it down
------------------
Log the features that are served, join a daily sample of them with what training computes for the same entities, and count what
differs. Until then, a test that feeds ten raw records through both paths.

Example
-------
Debt: `features.py` for training, `build_features` in the API, and no report or test that has both.

Clean: a weekly report with the training data as reference and the serving log as current.

References
----------
ML Test Score, Monitor 3: training and serving features compute the same values. Zinkevich, Rules of ML, rules 29 and 37.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Category, Confidence, Credit, Evidence, Facts, Finding, Maturity, Severity, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.asked_routes import answers_a_request
from debtscope_collectors.joins.asleep import asleep_since
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.metric_topics import topics
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.served_models import ServedModel, signals
from debtscope_collectors.joins.watch import DRIFT_LIBRARIES

_SKEW: Final = regex(
    r"skew|drift_comparator|validate_statistics$|DriftDetect|ks_2samp$|wasserstein_distance$|population_stability|(?:^|[._])psi$",
    re.IGNORECASE,
)
_TESTED: Final = regex(
    r"skew|parity|consisten|train\w*_(?:and_|vs_)?(?:serv|infer)|(?:serv|infer)\w*_(?:and_|vs_)?train|same_features|offline_online|online_offline",
    re.IGNORECASE,
)
_MAKES: Final = regex(r"featur|vectori[sz]|preprocess|transform|encod|token", re.IGNORECASE)
_SHARED: Final = "CR-07"
_COMPARING: Final = frozenset({"drift", "skew", "psi"})
_MAKING: Final = frozenset({"simulate", "simulation", "generate", "inject", "fake", "mock"})


@rule(
    id="MON-022",
    category=Category.MONITORING,
    debt_type="training-serving skew",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "containers", "monitoring", "docs", "git"),
    credits=("CR-07",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per deployed model."""
    code = facts.one(CodeBase)
    for one in facts.all(ServedModel):
        trained = one.model.training.code if one.model.training else ()
        if (
            code is not None
            and any(map(answers_a_request, one.routes))
            and one.is_tabular
            and trained
            and not _is_measured(facts, code, one, trained)
        ):
            yield _finding(facts, one, trained)


def _is_measured(facts: Facts, code: CodeBase, one: ServedModel, trained: tuple[str, ...]) -> bool:
    watch = one.watch
    if watch is not None and any(
        b.report.has_reference or b.report.columns or b.report.dataset_drift is not None for b in watch.reports
    ):
        return True
    if any("drift" in topics((text,)) for _, text in signals(facts)):
        return True
    for path in {*one.code, *trained, *(watch.code if watch else ())}:
        module = code.modules.get(path)
        if module is None:
            continue
        if any(found.module.partition(".")[0] in DRIFT_LIBRARIES for found in module.facts.imports):
            return True
        if any(_SKEW.search(name) for name in module.facts.called):
            return True
    if any(_compares(module) for module in code.modules.values()):
        return True
    sides = (set(one.code) - set(trained), set(trained) - set(one.code))
    for module in code.modules.values():
        if module.role != "test":
            continue
        near = set(code.closure(module.path, 2))
        named = _TESTED.search(module.path) or any(_TESTED.search(f.qualname) for f in module.facts.functions)
        if named or (
            sides[0] & near
            and sides[1] & near
            and any(f.asserts for f in module.facts.functions if f.qualname.count("_") > 2)
        ):
            return True
    return False


def _compares(module: CodeModule) -> bool:
    """A job or script of the project that is named for comparing distributions, or calls such a function."""
    if not module.is_own:
        return False
    named = set(words(module.path.rpartition("/")[2]))
    return bool(named & _COMPARING and not named & _MAKING) or any(_SKEW.search(name) for name in module.facts.called)


def _severity(facts: Facts, both: list[str], *, is_shared: bool) -> Severity | None:
    code = facts.one(CodeBase)
    makers = [
        path for path in both if code is not None and path in code.modules and _makes_features(code.modules[path])
    ]
    if is_shared or makers or asleep_since(facts) is not None:
        return Severity.LOW
    return Severity.MEDIUM if both else None


def _makes_features(module: CodeModule) -> bool:
    names = (f.qualname.rpartition(".")[2] for f in module.facts.functions)
    return bool(module.facts.features) or any(_MAKES.search(name) for name in names)


def _finding(facts: Facts, one: ServedModel, trained: tuple[str, ...]) -> Finding:
    first = one.routes[0]
    shared = next((credit.evidence[0] for credit in facts.all(Credit) if credit.id == _SHARED), None)
    both = sorted(set(trained) & set(one.code))
    evidence = [
        one.served_by(),
        Evidence(kind="file", path=trained[0], excerpt="computes the features of training"),
        Evidence(
            kind="route", path=first.path, line=first.handler.line, ref=first.shown, excerpt="computes those of serving"
        ),
        Evidence(
            kind="searched",
            excerpt="reports with a reference, metrics, alerts, panels, drift libraries, tests that have both sides",
        ),
    ]
    if shared:
        evidence.append(Evidence(kind="credit", ref=_SHARED, excerpt=shared[:100]))
    return Finding(
        subject=one.subject,
        message=f"{one.model.shown}: nothing compares what {first.path} is asked with to what {trained[0]} trained on.",
        evidence=tuple(evidence),
        severity=_severity(facts, both, is_shared=shared is not None),
        confidence=None if one.is_watched else Confidence.LOW,
        cause=f"model:{one.model.name}:inputs unchecked",
    )
