"""What a place in the tree is for, by its path alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from debtscope.model.regex import regex

_ASIDE = frozenset(
    {"test", "tests", "testing", "unittests", "example", "examples", "doc", "docs", "sample", "samples", "fixture", "fixtures",
     "template", "templates", "tutorial", "tutorials", "demo", "demos", "hack", "vendor", "third_party", "3rd_party", "3rdparty", "testdata", "test_data"}
)  # fmt: skip


TRACKING_DATABASE: Final = r"(?:mlflow|mlruns|optuna|wandb|aim)[^/]{0,40}\.(?:db|sqlite3?)$"
"""The end of the path of a database that an experiment tracker writes."""

_TRY: Final = regex(r"(?:^|[_-])(?:smoke|sanity|dry[_-]?run|overfit|diagnose|debug)(?:[_-]|\.|$)")
"""Words of a file's name; `diagnosis` is none of them, since that is what many models are for."""


def is_try(path: str) -> bool:
    """A program that only looks whether training works (`smoke_train.py`, `overfit_one_batch.py`): its model is thrown away on purpose."""
    return _TRY.search(path.rpartition("/")[2].lower()) is not None


def is_aside(path: str) -> bool:
    """In a folder of tests, examples, documentation or templates: what stands there is nobody's production."""
    return _is_aside(path.rpartition("/")[0])


@lru_cache(maxsize=20_000)
def _is_aside(folder: str) -> bool:
    """Of a folder: rules ask it of all files that lie there. The templates of a chart of Helm are what is installed."""
    above, _, last = folder.lower().rpartition("/")
    if last == "templates" and ("helm" in above or "chart" in above):
        folder = above
    if folder.partition("/")[0].endswith(("_examples", "-examples")):
        return True  # beside the package: `fastmri_examples`
    return any(part.lower() in _ASIDE or "{{" in part for part in folder.split("/"))
