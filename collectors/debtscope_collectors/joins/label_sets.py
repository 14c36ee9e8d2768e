"""Which label exports are the project's own, and how they were labelled: shared by the rules on labels."""

from __future__ import annotations

import re
from typing import Final

from debtscope.api import Subject
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.labels.facts import LabelExport

BENCHMARK: Final = regex(
    r"coco|pascal|voc\d|imagenet|mnist|cifar|cityscapes|kitti|openimages|open_images|squad|conll|imdb|glue|celeba|kaggle|benchmark|"
    r"movielens|librispeech|ravdess|fer2013|sst-?2|ag_?news|20news|titanic|iris|esc-?50|urbansound|competition",
    re.IGNORECASE,
)
MANUAL: Final = frozenset({"label-studio", "label-studio-min", "label-studio-csv", "prodigy"})
"""Tools in which people label; a plain table may come from anywhere."""


def is_judged(export: LabelExport) -> bool:
    """Not a fixture, an example or a public benchmark."""
    return not is_aside(export.path) and not BENCHMARK.search(export.path)


def label_subject(export: LabelExport) -> Subject:
    """The export, called by its file's name wherever it was mounted."""
    return Subject(kind="labels", name=export.path.rpartition("/")[2], path=export.path)
