"""Which metric a model is judged by, as far as its name tells, and which way is up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.mlflow.facts import MlflowStore

_HIGHER = frozenset(
    ("auc", "auroc", "rocauc", "auprc", "accuracy", "acc", "f1", "fbeta", "precision", "recall", "r2", "map", "ndcg", "gini", "ks",
     "mcc", "kappa", "iou", "dice", "bleu", "rouge", "mrr", "sensitivity", "specificity", "score", "hit", "lift", "roc", "pr", "ap")
)  # fmt: skip
_LOWER = frozenset(
    ("loss", "rmse", "mse", "mae", "mape", "smape", "rmsle", "logloss", "error", "err", "perplexity", "wer", "cer", "brier", "deviance")
)  # fmt: skip
_LATE = frozenset(("val", "valid", "validation", "test", "eval", "evaluation", "holdout", "oof", "cv"))
_EARLY = frozenset(("train", "training", "fit", "batch", "step"))
_ASIDE = frozenset(
    ("time", "seconds", "sec", "ms", "duration", "gpu", "cpu", "memory", "system", "epoch", "lr", "std", "var", "best", "count", "samples")
)  # fmt: skip
_WORD = regex(r"[a-z]+[0-9]?")


@frozen
class Metric:
    """One metric by which two runs can be compared."""

    name: str
    higher: bool
    """Whether more is better."""

    def better(self, new: float, old: float) -> bool:
        """Whether a value is better than another."""
        return new > old if self.higher else new < old


def main_metric(names: Iterable[str]) -> Metric | None:
    """The metric that says most of how good a model is: of held-out data rather than of training, a score rather than a loss.

    None where no name is one of a known quality.
    """
    rated: list[tuple[int, int, str, bool]] = []
    for name in names:
        words = set(_WORD.findall(name.lower()))
        lower, higher = bool(words & _LOWER), bool(words & _HIGHER)
        if words & _ASIDE or not (lower or higher):
            continue
        side = 0 if words & _LATE else 2 if words & _EARLY else 1
        rated.append((side, int(lower), name, not lower))
    if not rated:
        return None
    _, _, name, higher = min(rated)
    return Metric(name=name, higher=higher)


def run_metrics(facts: Facts) -> Iterator[str]:
    """The names of all metrics that recorded runs hold, each as often as it was recorded."""
    return (name for store in facts.all(MlflowStore) for run in store.runs.values() for name in run.metrics)
