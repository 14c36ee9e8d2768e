"""Packages that a list of the application names and that nothing in the repository uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.pins import Pins, distribution_of
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.joins.unread import unread_code
from debtscope_collectors.sources.containers.facts import ContainerSpec

_IMPORTED: Final = frozenset(
    ("spacy", "nltk", "gensim", "tweepy", "praw", "alpha-vantage", "beautifulsoup4", "marshmallow", "optuna", "hyperopt", "great-expectations", "evidently",
     "whylogs", "nannyml", "pandera", "feast", "shap", "lime", "seaborn", "plotly", "altair", "streamlit", "gradio", "flask", "fastapi", "torchaudio",
     "nest-asyncio", "albumentations", "yfinance", "loguru", "pymongo", "celery", "bokeh", "sktime", "darts", "polars")
)  # fmt: skip
"""What does nothing unless code imports it: no plugin of another package, nothing that a stored model needs to be read."""
_NEEDED_BY: Final = {
    "nltk": {"evaluate", "rouge-score", "rouge", "textblob", "sumy"},
    "spacy": {"fastai", "scispacy", "textacy", "presidio-analyzer"},
    "flask": {"quart", "flask-cors", "connexion"},
}  # fmt: skip
"""What another package of the same lists needs, or asks for when it runs."""
_EXPLAINS: Final = frozenset({"pipelines", "recipes"})
"""Extras of MLflow whose steps explain models by shap, as `mlflow.evaluate` does."""
_PARSES: Final = regex(r"read_html|bs4|bshtml|webbaseloader|unstructuredhtml")
_FROZEN: Final = 60
"""Packages of a list from which on it is taken for what was installed, not for what is wanted."""


def unused_packages(facts: Facts, pins: Pins) -> Iterator[tuple[str, str, int | None]]:
    """(package, list, line); nothing where a file of code was not read."""
    code, model = facts.one(CodeBase), facts.one(SettingsModel)
    if code is None or code.is_library or model is None or unread_code(facts):
        return
    imported = {distribution_of(one.module.split(".")[0]) for m in code.modules.values() for one in m.facts.imports}
    texts = [*said_in_ci(facts), *(" ".join(spec.started) for spec in facts.all(ContainerSpec))]
    told = " ".join(texts).lower()
    modules = (one.module for m in code.modules.values() for one in m.facts.imports)
    called = (
        call for m in code.modules.values() for call in m.facts.called if "html" in call.lower() or "bs" in call.lower()
    )
    words = " ".join((*model.words, *modules, *called)).lower()  # another library may wrap it: ray.tune.search.hyperopt
    listed = {one.name for file in pins.manifests for one in file.requirements}
    seen = {name for name, others in _NEEDED_BY.items() if not listed.isdisjoint(others)}
    for file in pins.manifests:
        if file.kind not in ("requirements", "pyproject", "pipfile") or len(file.requirements) > _FROZEN:
            continue
        for one in file.requirements:
            bare = one.name.replace("-", "_")
            if one.name not in _IMPORTED or one.group or one.name in seen or one.name in imported:
                continue
            seen.add(one.name)
            if one.name == "shap" and _explains(pins, code):
                continue
            if one.name == "beautifulsoup4" and _PARSES.search(words):
                continue  # pandas and the loaders of language models parse pages with it
            if bare not in words and one.name not in words and one.name not in told:
                yield one.name, file.path, one.line


def _explains(pins: Pins, code: CodeBase) -> bool:
    """Whether MLflow explains models by shap for the project."""
    wanted = any(
        one.name == "mlflow" and not _EXPLAINS.isdisjoint(one.extras)
        for file in pins.manifests
        for one in file.requirements
    )
    return wanted or any(
        call.startswith("mlflow.") and call.endswith(".evaluate")
        for m in code.modules.values()
        for call in m.facts.called
    )
