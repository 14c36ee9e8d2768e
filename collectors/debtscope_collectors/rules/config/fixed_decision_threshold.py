"""Decision threshold is a literal in code

Detects
-------
Predictions that are turned into a decision at a number written down by hand: `if proba > 0.63`, a filter on a score
column, `np.where`, edges of `pd.cut` that give rows of a score their names (low), SQL, or at the default that an object keeps as `self.threshold`, in code that serves or uses predictions
(high where money or people hang on the decision or model versions were registered since; where only the name says that a model made the number, it is called a
probability or a prediction, or versions must have been registered since: medium, and one item for all); and thresholds in configuration, images and manifests
that nobody has touched for 180 days while new model versions were registered. A literal default that the environment may
override counts unless some environment sets another value. Plain 0.5 is what a classifier does by itself: it counts only where
names, the readme's title, the settings or an act that follows say that money or people hang on it. A threshold argument that a manifest passes and the program
ignores is reported too. Metric code, tests, notebooks, values loaded with the model and the running best of a search
(`if score > best: best = score`) are clean, and so are small scores set to zero in their own array, which makes it sparse
(`proba[proba < 0.1] = 0`). And a model whose one threshold in the settings is another number than the one at which training
or measuring code cuts its scores.

Why it is debt
--------------
A threshold belongs to one model on one population. After a retrain the scores mean something else, and the same 0.45
approves other people; after drift it does so without any release. Copies in code, image and manifest move apart.

How to pay it down
------------------
Choose the threshold on validation data at every training, store it with the model version, read it where decisions are
made, and watch the rate of positive decisions.

Example
-------
Debt: `if proba[1] > 0.63: approve()`

Clean: `if proba[1] > model.metadata.threshold: approve()`

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015 (fixed thresholds in dynamic systems).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule, ModelInventory
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.people import PeopleInputs
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.config.facts import ConfigThreshold, SqlThreshold
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.python.decisions import Decision, decisions, ignored_options
from debtscope_collectors.sources.python.score_actions import score_actions
from debtscope_collectors.sources.python.setting_constants import setting_constants, setting_fields

_OLD_DAYS = 180
_DEFAULT = 0.5
"""The cut of `predict` itself."""
_STAKES = frozenset(
    {
        "fraud", "fraudulent", "credit", "loan", "loans", "lending", "mortgage", "underwriting", "insurance", "claim", "claims", "payment",
        "payments", "transaction", "transactions", "refund", "price", "pricing", "trade", "trading", "hiring", "recruitment", "applicant",
        "resume", "tenant", "asylum", "visa", "patient", "patients", "disease", "diagnosis", "cancer", "tumor", "tumour", "diabetes", "medical",
        "clinical", "stroke", "approve", "approved", "reject", "rejected", "deny", "denied", "block", "blocked", "ban", "suspend",
    }
)  # fmt: skip
_THRESHOLD = regex(r"threshold|cut_?off", re.IGNORECASE)
_PROBABILITY = regex(
    r"(?:^|[_.])(?:prob(?:s|a|as|ability|abilities)?|predictions?|preds?|y_hat|p_\w+)(?:$|[_.\[(])", re.IGNORECASE
)
"""What only a model makes; a score or a confidence may be a sum of rules."""
_OTHER_THRESHOLD = regex(
    r"drift|coverage|psi|ks_|p_?val|alpha|alert|warn|loss|grad|early|stop|memory|mem_|cpu|latency|timeout|size|iou|nms|missing"
    r"|null|corr|variance|importance|similarity|quality|accuracy|f1|auc|recall|precision|rmse|mae|ratio|dedup|fuzzy|circuit"
    r"|failure|error|health|scale|utili[sz]ation|log|slow|lint",
    re.IGNORECASE,
)
_NO_DECISION_PATH = regex(
    r"(?:^|/)(?:tests?|docs?|examples?|monitoring|monitors?|alerts?|prometheus|grafana|dashboards?|node_modules|\.\w[^/]*)/"
    r"|(?:^|/)(?:package|tsconfig|codecov|sonar|mkdocs|\.pre-commit)[^/]*$",
    re.IGNORECASE,
)
_MEASURING_PATH = regex(
    r"eval|metric|monitor|test|valid|benchmark|analy[sz]|plot|report|drift|train|loss|augment", re.IGNORECASE
)


@rule(
    id="CFG-014",
    category=Category.CONFIG,
    debt_type="fixed thresholds in dynamic systems",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("git", "config", "containers", "mlflow"),
    credits=("CR-16",),
    facets=(decisions, score_actions, ignored_options, setting_constants, setting_fields),
)
def check(facts: Facts) -> Iterator[Finding]:
    yield from _in_code(facts)
    yield from _in_sql(facts)
    yield from _in_configuration(facts)
    yield from _told_twice(facts)
    yield from _ignored(facts)


@frozen(kw_only=False)
class _Age:
    """How long a file has stood still, and how many model versions came meanwhile."""

    days: int | None
    versions: int
    sha: str | None

    def words(self) -> str:
        if self.days is None:
            return "its age is not known"
        came = (
            f"; {self.versions} model version{'s were' if self.versions != 1 else ' was'} registered since"
            if self.versions
            else ""
        )
        return f"unchanged for {self.days} days{came}"

    def evidence(self, path: str) -> tuple[Evidence, ...]:
        if self.sha is None:
            return ()
        return (
            Evidence(kind="commit", path=path, ref=self.sha, value="last change of the file"),
            *(
                (Evidence(kind="version", ref="model versions registered since", value=self.versions),)
                if self.versions
                else ()
            ),
        )


def _age(facts: Facts, path: str) -> _Age:
    history = facts.one(GitHistory)
    commit = history.last_touch(path) if history else None
    if commit is None:
        return _Age(None, 0, None)
    return _Age(max(0, (facts.as_of - commit.at.date()).days), _versions_since(facts, commit.at), commit.sha)


def _versions_since(facts: Facts, since: datetime) -> int:
    inventory = facts.one(ModelInventory)
    models = inventory.models if inventory else ()
    return sum(v.created is not None and v.created > since for model in models for v in model.versions)


def _in_code(facts: Facts) -> Iterator[Finding]:
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None:
        return
    guessed: list[Finding] = []
    sure: list[Finding] = []
    named: list[Finding] = []
    for path, found in sorted(facts.rows(decisions).items()):
        module = code.modules.get(path)
        is_served = served is not None and served.holds(path)
        if module is None or not _is_deciding(module, code, is_served):
            continue
        age = _age(facts, path)
        scopes: dict[str, list[Decision]] = {}
        for one in found:
            if not (one.environment and _is_overridden(facts, one)):
                scopes.setdefault(one.scope or f"={one.variable}", []).append(one)
        for ones in scopes.values():
            if all(one.value == _DEFAULT for one in ones) and not _has_stakes(facts, module, ones):
                continue
            probable = any(_PROBABILITY.search(one.what) for one in ones)
            if not (probable or age.versions or any(one.by_model for one in ones)):
                continue  # a name alone: a rank, a confidence of a parser, a sum of rules
            grave = bool(age.versions) or _has_stakes(facts, module, ones)
            decision = _decision(module, ones, age, is_served=is_served and not code.is_library, is_grave=grave)
            labels = all(one.is_label for one in ones)
            (named if labels else sure if decision.confidence is Confidence.HIGH else guessed).append(decision)
    yield from together(
        sure, "decisions at fixed scores", "{n} functions decide at {all} fixed scores, {first} first."
    )  # fmt: skip
    yield from together(named, "labels of scores", "{n} functions label scores at {all} fixed cuts, {first} first.")
    yield from together(
        guessed, "decisions by name", "{n} functions decide at {all} fixed scores, {first} first; what made the scores the code does not show."
    )  # fmt: skip


def _is_deciding(module: CodeModule, code: CodeBase, is_served: bool) -> bool:
    """Serving code, and applications' code that uses predictions without measuring or training."""
    folders, _, name = module.path.rpartition("/")
    if not module.is_own or _MEASURING_PATH.search(name) or "monitor" in folders.lower():
        return False
    return is_served or (not code.is_library and not module.facts.training and not _MEASURING_PATH.search(module.path))


def _has_stakes(facts: Facts, module: CodeModule, ones: Sequence[Decision]) -> bool:
    """Money or people hang on the decision, as far as names, documents, settings and acts tell."""
    people, docs = facts.one(PeopleInputs), facts.one(Documentation)
    if (people is not None and people.domain) or module.path in facts.rows(score_actions):
        return True
    titles = [p.headings[0][1] for p in docs.pages if p.kind == "readme" and p.headings] if docs else []
    said = (module.path, *titles, *(f"{one.scope} {one.what} {one.excerpt}" for one in ones))
    return any(not _STAKES.isdisjoint(words(text)) for text in said)


def _is_overridden(facts: Facts, one: Decision) -> bool:
    """Some environment of the repository sets another value."""
    return any(
        setting.name == one.environment and _number(setting.value) not in (None, one.value)
        for spec in facts.all(ContainerSpec)
        for setting in spec.environment
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _decision(module: CodeModule, ones: Sequence[Decision], age: _Age, *, is_served: bool, is_grave: bool) -> Finding:
    """The cuts of one function are one item: who gives the first a home gives them all one."""
    one = ones[0]
    more = f" and at {len(ones) - 1} more" if len(ones) > 1 else ""
    named = f" ({one.variable})" if one.variable else ""
    sure = is_served or any(each.by_model for each in ones)
    labels = all(each.is_label for each in ones)
    severity = (
        Severity.LOW if labels else None if sure and is_grave else Severity.MEDIUM
    )  # only the name says that a model made the number
    return Finding(
        subject=file_subject(module.path, one.scope or one.variable or None),
        line=one.line,
        severity=severity,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        message=f"{module.path}:{one.line} {'labels' if labels else 'decides'} at {one.what} {one.value:g}{named}{more}; {age.words()}.",
        occurrences=float(len(ones)),
        evidence=(
            *(
                Evidence(kind="line", path=module.path, line=each.line, excerpt=each.excerpt, value=each.value)
                for each in ones[:10]
            ),
            *age.evidence(module.path),
        ),
        drivers=(
            Driver(
                name="served",
                value=1.0 if sure else 0.3,
                unit="x",
                ref="serving code" if is_served else "uses predictions",
            ),
        ),
        cause="decision thresholds in code",  # who gives the first a home gives the next one half its way
    )


def _in_sql(facts: Facts) -> Iterator[Finding]:
    for one in facts.all(SqlThreshold):
        if _NO_DECISION_PATH.search(one.path):
            continue
        age = _age(facts, one.path)
        yield Finding(
            subject=file_subject(one.path),
            line=one.line,
            title="Decision threshold is a literal in SQL",
            severity=Severity.MEDIUM,
            confidence=Confidence.LOW,
            message=f"{one.path}:{one.line} decides at {one.column} {one.operator} {one.value:g}; {age.words()}.",
            evidence=(
                Evidence(kind="line", path=one.path, line=one.line, ref=one.column, value=one.value),
                *age.evidence(one.path),
            ),
        )


@frozen(kw_only=False)
class _Setting:
    """A threshold that a file gives to programs."""

    path: str
    line: int | None
    key: str
    value: float


def _settings(facts: Facts) -> Iterator[_Setting]:
    for one in facts.all(ConfigThreshold):
        yield _Setting(one.path, one.line, one.key, one.value)
    for spec in facts.all(ContainerSpec):
        for setting in spec.environment:
            value = _number(setting.value)
            if value is not None and _THRESHOLD.search(setting.name):
                yield _Setting(spec.path, setting.line, setting.name, value)


def _in_configuration(facts: Facts) -> Iterator[Finding]:
    """Needs history and a registry: without them nobody can say that models came and the number stayed."""
    for one in _settings(facts):
        if not 0 < one.value < 1 or _OTHER_THRESHOLD.search(one.key) or _NO_DECISION_PATH.search(one.path):
            continue
        age = _age(facts, one.path)
        if age.days is None or age.days <= _OLD_DAYS or not age.versions:
            continue
        yield Finding(
            subject=file_subject(one.path),
            line=one.line,
            title="Decision threshold has outlived several models",
            confidence=Confidence.MEDIUM,
            message=f"{one.path}: {one.key} = {one.value:g} decides for every model; {age.words()}.",
            evidence=(
                Evidence(kind="config", path=one.path, line=one.line, ref=one.key, value=one.value),
                *age.evidence(one.path),
            ),
        )


def _told_twice(facts: Facts) -> Iterator[Finding]:
    """A model that settings cut at one score and that code measures or trains at another."""
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    told = [
        one
        for one in (*facts.all(ConfigThreshold), *_constants(facts))
        if 0 < one.value < 1 and not _OTHER_THRESHOLD.search(one.key) and not _NO_DECISION_PATH.search(one.path)
    ]
    if code is None or len({one.value for one in told}) != 1:
        return
    given = told[0]
    for path, found in sorted(facts.rows(decisions).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or _is_deciding(module, code, served is not None and served.holds(path)):
            continue
        other = next((one for one in found if one.by_model and not one.environment and one.value != given.value), None)
        if other is not None:
            yield Finding(
                subject=file_subject(path, other.scope or None),
                line=other.line,
                title="The decision threshold is told twice, and differently",
                severity=Severity.MEDIUM,
                confidence=Confidence.MEDIUM,
                message=(
                    f"{path}:{other.line} cuts {other.what} at {other.value:g}, and {given.path} sets {given.key} to {given.value:g}:"
                    " what is measured is not what is decided."
                ),
                evidence=(
                    Evidence(kind="line", path=path, line=other.line, excerpt=other.excerpt, value=other.value),
                    Evidence(kind="config", path=given.path, line=given.line, ref=given.key, value=given.value),
                ),
                remediation="Read the one threshold from the settings wherever scores become decisions.",
            )


def _constants(facts: Facts) -> Iterator[_Setting]:
    """Thresholds of modules that are settings, and of settings classes."""
    rows = (*facts.rows(setting_constants).items(), *facts.rows(setting_fields).items())
    for path, found in sorted(rows, key=lambda row: row[0]):
        for one in found:
            value = _number(one.value)
            if value is not None and _THRESHOLD.search(one.name):
                yield _Setting(path, one.line, one.name, value)


def _ignored(facts: Facts) -> Iterator[Finding]:
    """Threshold arguments of manifests that the program parses and never reads."""
    rows = facts.rows(ignored_options)
    for spec in facts.all(ContainerSpec):
        for option, value in _options(spec.started):
            for path in (p for p in rows if _runs(spec.started, p)):
                declared = next((o for o in rows[path] if o.option == option), None)
                if declared is not None:
                    yield Finding(
                        subject=file_subject(spec.path),
                        line=spec.line,
                        title="A threshold that the deployment sets is ignored",
                        severity=Severity.MEDIUM,
                        message=(
                            f"{spec.path} passes --{option.replace('_', '-')} {value} to {path}, which parses the argument "
                            f"and never reads it."
                        ),
                        evidence=(
                            Evidence(kind="ignored-setting", path=spec.path, line=spec.line, ref=option, value=value),
                            Evidence(kind="line", path=path, line=declared.line, ref=f"--{option}"),
                        ),
                    )


def _options(command: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at, word in enumerate(command):
        name, _, value = word.partition("=")
        if name.startswith("--") and _THRESHOLD.search(name):
            following = value or (command[at + 1] if at + 1 < len(command) else "")
            if _number(following) is not None:
                yield name.lstrip("-").replace("-", "_"), following


def _runs(command: Sequence[str], path: str) -> bool:
    return any(word.endswith(".py") and (word == path or word.endswith(f"/{path}")) for word in command)
