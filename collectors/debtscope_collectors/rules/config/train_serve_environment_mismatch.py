"""Training and serving run different versions

Detects
-------
For each package that takes part in a prediction (scikit-learn, XGBoost, LightGBM, torch, TensorFlow, transformers, NumPy, pandas
…): what the service installs against what the model was made with. The service's side is read from the Dockerfile that starts a
SERVE module (through `-r`, COPY and locks), from requirements in the service's folder, from a file named for serving, or from what
a program asks of SageMaker (`HuggingFaceModel(transformers_version=…)`; estimators tell the model's side alike). The
model's side is the environment that MLflow logged with the served version, else the declarations and locks above the modules
that train. Reported are: two exact versions whose minor differs (scikit-learn: any difference), an exact version outside the
other side's range, versions that training pins and the service leaves open (medium, one item a file), and one that the service pins and
training leaves to the day of the run (medium confidence). Two files are one item, whatever they differ in; a patch release of scikit-learn
alone is medium. Also the minor version of Python, image against model, or where no model tells against
the project's version file, conda environment or lowest admitted version. One file for
both sides, a service without any model library (a front end, ONNX Runtime) and MLflow's own server are never named. With
several trainings or unregistered models the nearest to the service count, and one that agrees is enough.

Why it is debt
--------------
Serialised models are only promised to load where they were saved. When they do load elsewhere, defaults and numerics may differ
without a word: the metrics of training are then of another model than the one that answers.

How to pay it down
------------------
Build the serving image from the model's own environment (MLflow's `requirements.txt`, or one lock for both), and score a few
known rows in CI with the image as built.

Example
-------
Debt: MLmodel with scikit-learn 1.3.2, `requirements-serving.txt` with scikit-learn==1.5.

Clean: both install from one lock.

References
----------
- scikit-learn, Model persistence: maintainability limitations
- Breck et al., The ML Test Score (2017), Infra 3; Sculley et al. (2015)
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.environments import Environment, Environments, Installed
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.dependencies.facts import PythonPin

_CORE = (
    "scikit-learn", "xgboost", "lightgbm", "catboost", "torch", "tensorflow", "keras", "transformers", "sentence-transformers",
    "imbalanced-learn", "category-encoders", "spacy", "statsmodels", "prophet", "onnxruntime",
)  # fmt: skip
_FRAMES = ("numpy", "pandas", "scipy", "polars")
_ORDER = ("differs", "outside", "open", "loose")
_ANY_DIFFERENCE = frozenset({"scikit-learn", "imbalanced-learn"})


@frozen
class _Mismatch:
    served: Installed
    made: Installed
    source: Environment
    why: str
    """differs, outside, open or loose."""


@rule(
    id="CFG-006",
    category=Category.CONFIG,
    debt_type="environment skew",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("dependencies", "mlflow", "containers"),
    credits=("CR-06",),
)
def check(facts: Facts) -> Iterator[Finding]:
    known = facts.one(Environments)
    if known is None:
        return
    for serving in known.serving:
        if not any(serving.of(name) for name in _CORE):
            continue
        found = [(name, one) for name in (*_CORE, *_FRAMES) if (one := _compare(serving, name, known)) is not None]
        pairs: dict[tuple[str, str], list[tuple[str, _Mismatch]]] = {}
        for name, one in found:
            if one.why != "open":
                pairs.setdefault((one.served.path, one.made.path), []).append((name, one))
        for members in pairs.values():  # two lists that went apart are brought together once
            each = [_finding(name, serving, one, known) for name, one in members]
            yield each[0] if len(each) == 1 else _of_two_files(members, each)
        if left := [(name, one) for name, one in found if one.why == "open"]:
            yield _open(serving, left)
        yield from _python(facts, serving, known)


def _compare(serving: Environment, name: str, known: Environments) -> _Mismatch | None:
    """Against the model's environment where it tells, else against training; None where they agree or nobody knows."""
    served = next(iter(sorted(serving.of(name), key=lambda one: one.version is None)), None)
    if served is None:
        return None
    models = known.models[:1] if any(one.user for one in known.models) else _nearest(serving, known.models)
    found: list[_Mismatch] = []
    for sources in (models, _near(serving, known.training)):
        against = [(source, made) for source in sources for made in source.of(name)]
        verdicts = [(source, made, _judge(name, served, made)) for source, made in against]
        if any(made.version and not why for _source, made, why in verdicts):
            return None  # one that pins it agrees
        bound = any(made.spec and not why for _source, made, why in verdicts)
        found += [
            _Mismatch(served=served, made=made, source=source, why=why)
            for source, made, why in verdicts
            if why and not (why == "loose" and bound)
        ]
        if any(one.why != "loose" for one in found):
            break
    return min(found, key=lambda one: _ORDER.index(one.why), default=None)


def _near(serving: Environment, training: Sequence[Environment]) -> list[Environment]:
    """The nearest; of those in other folders than the service's or the top only one that is named for training."""
    near = _nearest(serving, training)
    home = _folders(serving.user)[:1]
    if any(not _folders(one.path) or _folders(one.path)[:1] == home for one in near):
        return near
    named = [one for one in near if any("train" in part.lower() for part in _folders(one.path))]
    return named if len(named) == 1 else []


def _nearest(serving: Environment, others: Sequence[Environment]) -> list[Environment]:
    """Those that share the longest way down with the service: its own project's, where a repository holds several."""
    home = _folders(serving.user)

    def shared(one: Environment) -> int:
        parts = _folders(one.path)
        return next(
            (n for n, (a, b) in enumerate(zip(home, parts, strict=False)) if a != b), min(len(home), len(parts))
        )

    best = max((shared(one) for one in others), default=0)
    return [one for one in others if shared(one) == best]


def _folders(path: str) -> list[str]:
    """The folders above a file, but for those of stores of models."""
    parts = posixpath.dirname(path).split("/") if "/" in path else []
    return parts[
        : next((n for n, part in enumerate(parts) if part.startswith(("mlruns", "mlartifacts", "mlflow"))), len(parts))
    ]


def _judge(name: str, served: Installed, made: Installed) -> str:
    """differs, outside, open, loose, or `` where they agree or cannot be held against each other."""
    if served.version and made.version:
        return "differs" if _differs(name, served.version, made.version) else ""
    if served.version:
        if not made.spec:
            return "loose"
        return "" if _admits(made.spec, served.version) else "outside"
    if made.version:
        if served.spec and not _admits(served.spec, made.version):
            return "outside"
        return "open"
    return ""


def _differs(name: str, left: str, right: str) -> bool:
    try:
        a, b = Version(left), Version(right)
    except InvalidVersion:
        return False
    if name in _ANY_DIFFERENCE and len(left.split(".")) > 2 and len(right.split(".")) > 2:
        return (a.release[:3]) != (b.release[:3])
    return a.release[:2] != b.release[:2]


def _is_patch(one: _Mismatch) -> bool:
    """1.7.0 and 1.7.1: what was fitted with one usually opens with the other."""
    left, right = (version.split(".")[:2] for version in (one.served.version or "", one.made.version or ""))
    return one.why == "differs" and left == right


def _admits(spec: str, version: str) -> bool:
    try:
        return Version(version) in SpecifierSet(spec.replace(" ", ""), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True  # an old spelling: nobody can tell


def _finding(name: str, serving: Environment, found: _Mismatch, known: Environments) -> Finding:
    served, made = found.served, found.made
    trained = f"trained with {_made(found)}"
    answer = served.version or f"any version {served.spec}"
    severity = (
        None if name in _CORE and found.why in ("differs", "outside") and not _is_patch(found) else Severity.MEDIUM
    )
    return Finding(
        subject=Subject(kind="package", name=name, path=served.path, symbol=name),
        title=f"{name} differs between training and serving" if len(name) <= 12 else None,
        message=f"{name}: {trained} ({_where(made, found.source)}), served with {answer} ({_place(served)}).",
        line=served.line,
        evidence=(
            Evidence(
                kind="version",
                path=served.path,
                line=served.line,
                ref=f"{name} in serving",
                value=served.spec or "any version",
            ),
            Evidence(
                kind="version",
                path=made.path,
                line=made.line,
                ref=f"{name} in {found.source.kind}",
                value=made.spec or "any version",
            ),
            *_others(name, made, known),
        ),
        severity=severity,
        confidence=Confidence.MEDIUM if found.why == "loose" else None,
        cause=f"environment of {serving.path}",
    )


def _of_two_files(members: Sequence[tuple[str, _Mismatch]], each: Sequence[Finding]) -> Finding:
    worst = min(each, key=lambda one: (one.severity is not None, one.confidence is not None))
    first = members[0][1]
    told = listed([f"{name} {_made(one)} against {one.served.version or one.served.spec}" for name, one in members], 5)
    return replace(
        worst,
        subject=Subject(kind="file", name=first.served.path, path=first.served.path, symbol="differs"),
        title=f"{len(members)} packages differ between training and serving",
        message=f"Trained ({first.source.user if first.source.kind == 'model' else first.made.path}) and served ({first.served.path}) with "
        f"different versions: {told}.",
        line=each[0].line,
        evidence=tuple(evidence for one in each for evidence in one.evidence[:2])[:20],
    )


def _made(one: _Mismatch) -> str:
    return "whatever was newest" if one.why == "loose" else one.made.version or one.made.spec


def _open(serving: Environment, left: list[tuple[str, _Mismatch]]) -> Finding:
    names = [f"{name} {one.made.version}" for name, one in left]
    shown = listed(names, 5)
    first = left[0][1]
    return Finding(
        subject=Subject(kind="file", name=serving.path, path=serving.path, symbol="open"),
        title="Serving leaves open what training pins",
        message=f"{first.served.path} serves with any version of what the model was made with: {shown} ({_where(first.made, first.source)}).",
        line=first.served.line,
        evidence=tuple(
            Evidence(
                kind="version",
                path=one.served.path,
                line=one.served.line,
                ref=f"{name} in serving",
                value=one.served.spec or "any version",
            )
            for name, one in left[:20]
        )
        + tuple(
            Evidence(
                kind="version",
                path=one.made.path,
                line=one.made.line,
                ref=f"{name} in {one.source.kind}",
                value=one.made.version,
            )
            for name, one in left[:20]
        ),
        severity=Severity.MEDIUM,
        cause=f"environment of {serving.path}",
    )


def _others(name: str, made: Installed, known: Environments) -> Iterator[Evidence]:
    """What else tells with what models were written."""
    for model in known.models[:4]:
        for one in model.of(name):
            if one is not made and one.version:
                yield Evidence(kind="version", path=one.path, ref=f"{name} of {model.user}", value=one.version)


def _where(made: Installed, source: Environment) -> str:
    return source.user or _place(made) if source.kind == "model" else _place(made)


def _place(one: Installed) -> str:
    return f"{one.path}:{one.line}" if one.line else one.path


def _python(facts: Facts, serving: Environment, known: Environments) -> Iterator[Finding]:
    model = known.models[0] if known.models and known.models[0].python else None
    if model is None and serving.python is not None:
        yield from _pinned_python(facts, serving, serving.python)
    if model is None or serving.python is None or serving.python == model.python:
        return
    yield Finding(
        subject=Subject(kind="package", name="python", path=serving.user, symbol="python"),
        title="Python differs between training and serving",
        message=f"python: {model.user} was made with {model.python}, {serving.user} serves with {serving.python}.",
        evidence=(
            Evidence(kind="version", path=serving.user, ref="python in serving", value=serving.python),
            Evidence(kind="version", path=model.path, ref=f"python of {model.user}", value=model.python),
        ),
        severity=Severity.MEDIUM,
        cause=f"environment of {serving.path}",
    )


def _pinned_python(facts: Facts, serving: Environment, served: str) -> Iterator[Finding]:
    """What the project is developed and trained with, where no logged model tells: a version file or a conda environment that gives
    another minor, or a lower bound above what the image has."""
    code = facts.one(CodeBase)
    if code is None or not any(module.facts.training for module in code.modules.values()):
        return
    home = _folders(serving.user)
    for pin in facts.all(PythonPin):
        if pin.kind not in ("requires", "file", "conda"):
            continue
        folders = _folders(pin.path)
        near = folders == home[: len(folders)]
        differs = _order(pin.minor) > _order(served) if pin.kind == "requires" else pin.minor != served
        if near and differs and not is_aside(pin.path):
            admits = "admits only" if pin.kind == "requires" else "asks for"
            more = " and later" if pin.kind == "requires" else ""
            yield Finding(
                subject=Subject(kind="package", name="python", path=serving.user, symbol="python"),
                title="Python differs between training and serving",
                message=f"python: {pin.path} {admits} {pin.minor}{more}, {serving.user} serves with {served}.",
                evidence=(
                    Evidence(kind="version", path=serving.user, ref="python in serving", value=served),
                    Evidence(
                        kind="version", path=pin.path, line=pin.line, ref="python of the project", value=pin.minor
                    ),
                ),
                severity=Severity.MEDIUM,
                confidence=Confidence.MEDIUM,
                cause=f"environment of {serving.path}",
            )
            return


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
