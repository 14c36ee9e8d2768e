"""Models that are served and watched nowhere else, each with the code that answers for it: what the absence rules ask about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Evidence, Facts, Subject, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory, ModelWatch
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.served import ASIDE, ServedCode
from debtscope_collectors.joins.serving import PredictingRoute, PredictingRoutes
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import AlertRule, Dashboard, MetricSeries

_NOT_TABULAR: Final = frozenset(
    {"transformers", "tokenizers", "sentence_transformers", "torchvision", "PIL", "cv2", "librosa", "torchaudio", "whisper", "langchain",
     "langchain_core", "openai", "llama_index", "llama_cpp", "vllm", "nltk", "spacy", "gensim", "fasttext", "skimage", "ultralytics", "easyocr",
     "torchtext", "diffusers"}
)  # fmt: skip

_OTHER_WORDS: Final = frozenset(
    {"image", "images", "logo", "vision", "photo", "ocr", "speech", "audio", "text", "nlp", "chat", "chatbot", "sentiment", "translation"}
)  # fmt: skip


@frozen
class ServedModel:
    """One deployed model that is not retired and of which neither settings nor documents say that it is watched elsewhere."""

    model: InventoryModel
    watch: ModelWatch | None
    routes: tuple[PredictingRoute, ...]
    """Routes that answer with its predictions."""
    code: tuple[str, ...]
    """Its serving modules and jobs with what they import, sorted."""
    is_only: bool
    """No other model is deployed: what speaks of no model speaks of this one."""
    is_tabular: bool
    """Nothing shows that it is asked with texts, images or sounds, of which missing values and ranges are no question."""

    @property
    def is_watched(self) -> bool:
        """By anything at all."""
        watch = self.watch
        return watch is not None and bool(watch.reports or watch.alerts or watch.dashboards or watch.code)

    @property
    def subject(self) -> Subject:
        """Of an item about the model."""
        return Subject(kind="model", name=self.model.name)

    def served_by(self) -> Evidence:
        """What shows that it is served."""
        by = self.model.deployed_by[0] if self.model.deployed_by else ""
        is_path = "/" in by or by.endswith((".yaml", ".yml", ".py"))
        return Evidence(kind="version", path=by if is_path else None, ref=None if is_path else by, excerpt="is served")


@join(ServedModel)
def served_models(facts: Facts) -> Iterator[ServedModel]:
    """By name."""
    inventory, code = facts.one(ModelInventory), facts.one(CodeBase)
    written = facts.one(Documentation)
    if inventory is None or (written is not None and written.on("monitored-elsewhere")):
        return
    watches = {watch.model: watch for watch in facts.all(ModelWatch)}
    deployed = [model for model in inventory.models if model.is_deployed and not model.retired]
    answered = facts.one(PredictingRoutes)
    served = facts.one(ServedCode)
    for model in deployed:
        watch = watches.get(model.name)
        if watch is not None and watch.elsewhere:
            continue
        own = {path for path in (*model.serving_code, *model.deployed_by) if code is not None and path in code.modules}
        if len(deployed) == 1 and served is not None and code is not None:
            own |= {path for path in served.closures if code.modules[path].role not in ASIDE}
        near = {p for path in own for p in (code.closure(path, 4) if code is not None else ())}
        routes = tuple(r for r in (answered.routes if answered else ()) if r.path in own)
        yield ServedModel(
            model=model, watch=watch, code=tuple(sorted(near)), is_only=len(deployed) == 1, routes=routes,
            is_tabular=code is not None and _is_tabular(code, model, routes),
        )  # fmt: skip


def _is_tabular(code: CodeBase, model: InventoryModel, routes: tuple[PredictingRoute, ...]) -> bool:
    if model.is_hosted:
        return False  # a language model is asked with texts
    named = {word for text in (model.name, *(route.path for route in routes)) for word in words(text)}
    if named & _OTHER_WORDS or any(route.handler.input == "file" for route in routes):
        return False
    paths = {step.path for route in routes for step in route.steps} | set(model.training.code if model.training else ())
    roots = {
        found.module.partition(".")[0]
        for path in paths
        if path in code.modules
        for found in code.modules[path].facts.imports
    }
    return roots.isdisjoint(_NOT_TABULAR)


def signals(facts: Facts) -> Iterator[tuple[str, str]]:
    """(place, text) of every alert, panel and series that the team has: names, queries and metrics."""
    for rule in facts.all(AlertRule):
        if not is_example(facts, rule.path):
            yield rule.path, f"{rule.name} {rule.expr}"
    for board in facts.all(Dashboard):
        if not is_example(facts, board.path):
            yield board.path, " ".join((*board.metrics, *board.texts))
    for series in facts.all(MetricSeries):
        if not is_example(facts, series.path):
            yield series.path, series.name
