"""No simpler baseline is evaluated

Detects
-------
A repository that trains an ensemble of trees, a booster, a network or a forecaster such as Prophet, and in which neither code, notebooks, recorded runs, DVC stages nor sections
of the documentation know a simpler model to compare it with: no Dummy, linear or logistic model, naive Bayes, nearest
neighbours, single tree, moving average, persistence, popularity, majority class, or anything called baseline, naive or zero-shot. One
item for the repository, at low confidence: the comparison may have been made elsewhere. Libraries are left out, and so is
training on pictures, sound and text or from pretrained models, where no linear model is a rival.

Why it is debt
--------------
A complex model that beats nothing simple costs its serving, monitoring and explanation for free; nobody knows until somebody
tries the simple one.

How to pay it down
------------------
Track a dummy and a linear baseline in the same experiment at each retraining, and keep the difference in the model card.

Example
-------
Only `XGBClassifier` in the repository: debt. A `DummyClassifier` run tagged `baseline` beside it: clean.

References
----------
ML Test Score, Model 5; se-ml.github.io practice 14.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, facet, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.python.facts import Site
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

_SIMPLE = (
    "DummyClassifier", "DummyRegressor", "LogisticRegression", "LinearRegression", "Ridge", "Lasso", "ElasticNet", "aive", "GaussianNB",
    "MultinomialNB", "BernoulliNB", "KNeighbors", "DecisionTree", "aseline", "BASELINE", "ersistence_", "ajority", "MostPopular", "opularity",
    "oving_average", "ovingAverage", "oving average", "ero-shot", "ero_shot", "eroshot", "LinearSVC", "SGDClassifier", "SGDRegressor", "ARIMA",
    "ExponentialSmoothing", "linear_model", "reg:linear", "random_guess", "mean_predict", "HoltWinters", "last_week", "last_year", "last_value", "same_day",
)  # fmt: skip
"""Parts of words; looked for one by one, since a pattern of so many alternatives costs ten times as much."""
_WATCHED = regex(
    r"drift|monitor|psi\b|referenc|distribution|histogram|window|snapshot|latency|stat(?:s|istic)|polic|privilege|security|traffic|peak|throughput|baseline_?(?:date|day|back)|date_from_baseline|timedelta",
    re.IGNORECASE,
)
_OTHER_THINGS = {
    "aseline": _WATCHED,
    "BASELINE": _WATCHED,
    "aive": regex(r"\btz|time_?zone|datetime|utc|aware|isoformat", re.IGNORECASE),
}
"""Words that mean something else as often: what a drift check compares with, and times without a zone."""
_PHRASES = tuple(part for part in _SIMPLE if not part.isidentifier())
_PHRASE_ENDS = Vocabulary(tuple(re.split(r"\W", part)[-1] for part in _PHRASES))
_SIMPLE_WORDS = Vocabulary(_SIMPLE)
_COMPLEX = regex(
    r"^(?:xgboost|lightgbm|catboost|keras|tensorflow|torch|tf_keras|prophet|neuralprophet|pytorch_forecasting)\b"
    r"|^sklearn\.ensemble\.(?:\w*Forest\w*|ExtraTrees\w*|\w*GradientBoosting\w*|AdaBoost\w*|Bagging\w*|Stacking\w*|Voting\w*)\b"
)
_IMPORTED = regex(r"^[ \t]{0,8}(?:from|import)[ \t][^\n(]{0,300}(?:\([^)]{0,2000}\))?", re.MULTILINE)
_WORD = regex(r"\b(?:baseline|dummy|naive|majority|linear|logistic|logreg|lr|ridge|zero-?shot)\b", re.IGNORECASE)
_IN_DOCS = regex(r"\bbaselines?\b|\blogistic regression|\blinear regression|\bnaive\b", re.IGNORECASE)
_NAMED = regex(r"(?:^|[/_-])(?:baselines?|naive|dummy)(?:[/_.-])", re.IGNORECASE)
"""A file that is named after the simpler model."""
_NOT_TABLES = frozenset(
    {"transformers", "timm", "torchvision", "diffusers", "cv2", "PIL", "albumentations", "torchaudio", "librosa", "nltk", "spacy", "tokenizers",
     "skimage", "imageio", "gym", "gymnasium", "peft", "sentencepiece", "torchtext", "detectron2", "ultralytics"}
)  # fmt: skip
_SHOWN = 6


@frozen
class SimpleModel:
    """The first word in a file for a model that others are compared with."""

    word: str
    line: int


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


@facet(SimpleModel, version=5)
def simple_models(view: ModuleView) -> Iterator[SimpleModel]:
    """At most one."""
    text = view.text
    if not _SIMPLE_WORDS.knows(view.words) and not (
        _PHRASE_ENDS.knows(view.words) and any(part in text for part in _PHRASES)
    ):
        return
    text = _IMPORTED.sub(_blank, text)  # what is only imported compares nothing
    for word in _SIMPLE:
        if (at := _spoken_of(text, word, view.path)) >= 0:
            yield SimpleModel(word=word, line=text.count("\n", 0, at) + 1)
            return


def _spoken_of(text: str, word: str, path: str) -> int:
    """Where a word first stands for a model; -1 where it does nowhere."""
    at = text.find(word)
    while at >= 0 and word in _OTHER_THINGS:
        line = text[text.rfind("\n", 0, at) + 1 : text.find("\n", at) if "\n" in text[at:] else len(text)]
        if not _OTHER_THINGS[word].search(f"{path} {line}"):
            return at
        at = text.find(word, at + 1)
    return at


@rule(
    id="COD-029",
    category=Category.CODE,
    debt_type="model complexity debt",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("mlflow", "dvc", "docs"),
    facets=(simple_models,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding, for the repository."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    trained = [
        (module.path, site)
        for module in code.modules.values()
        if module.role in ("production", "script", "notebook", "experiment")
        for site in _complex_sites(module)
        if not _is_tuned(code, module.path)
    ]
    if all(_is_network(site.name) for _, site in trained) and _trains_others(code):
        return
    named = any(_NAMED.search(path) for path in code.modules)
    if not trained or named or any(facts.rows(simple_models).values()) or _told_elsewhere(facts):
        return
    names = list(dict.fromkeys(_shown(site.name) for _, site in trained))
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        message=f"{', '.join(names[:3])} in {trained[0][0]} is compared with no simpler model.",
        evidence=(
            *(
                Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=f"trains: {site.name}")
                for path, site in trained[:_SHOWN]
            ),
            Evidence(
                kind="searched", ref="simpler models", value=0,
                excerpt="code, notebooks, runs, stages and documentation for dummy, linear, naive, majority or baseline models",
            ),
        ),
    )  # fmt: skip


def _complex_sites(module: CodeModule) -> Iterator[Site]:
    """Where a booster, a forest or a network is trained: itself, or in a pipeline, a search or a helper of the file that makes one."""
    made = next(
        (name for name in module.facts.called if _COMPLEX.match(name) and name.rpartition(".")[2][:1].isupper()), ""
    )
    for site in module.facts.training:
        if _COMPLEX.match(site.name):
            yield site
        elif made and site.detail in ("model", "search", "pipeline"):
            yield replace(site, name=f"{made}.fit")


def _is_tuned(code: CodeBase, path: str) -> bool:
    """Pictures, sound, text and pretrained models: no dummy or linear model is their rival."""
    near = [code.modules[one] for one in code.closure(path, 2) if one in code.modules]
    if any("Conv2D" in name or "preprocessing.image" in name for module in near for name in module.facts.called):
        return True
    return any(one.module.partition(".")[0] in _NOT_TABLES for module in near for one in module.facts.imports)


def _is_network(name: str) -> bool:
    return name.startswith(("torch", "keras", "tensorflow", "tf_keras"))


def _trains_others(code: CodeBase) -> bool:
    """A forest or booster beside the network is something to compare it with."""
    return any(
        site.detail in ("model", "search", "pipeline") and not _is_network(site.name)
        for module in code.modules.values()
        for site in module.facts.training
    )


def _shown(name: str) -> str:
    return (
        "A network"
        if name.startswith(("torch", "keras", "tensorflow", "tf_keras"))
        else name.rpartition(".")[0].rpartition(".")[2] or name
    )


def _told_elsewhere(facts: Facts) -> bool:
    """Runs, stages or documents that speak of a simpler model."""
    runs = (run for store in facts.all(MlflowStore) for run in store.runs.values())
    if any(
        _WORD.search(text) for run in runs for text in (run.name or "", *run.param_values.values(), *run.tags.values())
    ):
        return True
    stages = (stage.name for project in facts.all(DvcProject) for stage in project.stages)
    if any(_WORD.search(name) for name in stages):
        return True
    return any(_in_page(page.text) for page in facts.all(DocPage))


def _in_page(text: str) -> bool:
    """A line that names a simpler model, and does not speak of what monitors or policies start from."""
    return any(
        not _WATCHED.search(text[text.rfind("\n", 0, found.start()) + 1 : (text + "\n").find("\n", found.end())])
        for found in _IN_DOCS.finditer(text)
    )
