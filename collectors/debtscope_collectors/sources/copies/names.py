"""File names taken apart: the stem that people mean and the version mark that they hang on it."""

from __future__ import annotations

import re

from debtscope.model.regex import regex

_MARK = regex(
    r"(?:[-_ .]|(?-i:(?<=[a-z0-9])(?=[A-Z])))(?:final\d*|new\d*|old\d*|orig(?:inal)?|copy\d*|copie|kopie|backup\d*|bak|bkp|tmp|temp|latest|"
    r"fixed|fix|updated?|working|wip|ok|deprecated)$|[-_ .]?(?:v\d{1,3}(?:[._]\d{1,3})?|\(\d{1,3}\)|20\d\d[-_]?[01]\d[-_]?[0-3]\d)$",
    re.IGNORECASE,
)
_NUMBER = regex(r"(?<=[A-Za-z])[-_ ]?\d{1,2}$")
_INTERFACE = regex(r"[-_ .]?v\d{1,3}(?:[._]\d{1,3})?$", re.IGNORECASE)
_UNNAMED = regex(
    r"(?:^|/)(?:Untitled ?\d*|.+-Copy\d+|.+ - Copy(?: \(\d+\))?|Copy of .+|.+\(copy\))\.(?:ipynb|py|sql|ya?ml|R)$"
)
_UNTITLED = regex(r"(?:^|/)Untitled ?\d*\.ipynb$")


def split_stem(name: str) -> tuple[str, str]:
    """(stem without marks, in lower case; the marks), e.g. `train_v2_final` -> (`train`, `_v2_final`).

    A bare number is a mark only when nothing else is left to tell the files apart: callers compare stems, and
    `fold1`/`fold2` differ in content far more than copies do.
    """
    stem = name
    for _ in range(6):
        match = _MARK.search(stem)
        if not match or match.start() == 0:
            break
        stem = stem[: match.start()]
    if stem == name and (number := _NUMBER.search(stem)) and number.start() > 1:
        stem = stem[: number.start()]
    return stem.lower(), name[len(stem) :]


def folder_stem(name: str) -> str:
    """The stem of a folder: `pipeline_old` -> `pipeline`; `api_v1` and `xtts_v2` are versions on purpose and stay."""
    stem, mark = split_stem(name)
    return name if not mark or mark.strip("-_ ").isdigit() or _INTERFACE.search(name) else stem


def is_unnamed(path: str) -> bool:
    """An editor's default name or its mark for a copy."""
    return _UNNAMED.search(path) is not None


def is_untitled(path: str) -> bool:
    """Never named at all."""
    return _UNTITLED.search(path) is not None
