"""Files of settings for the machine on which somebody works, beside the same for where the project runs."""

from __future__ import annotations

import re
from typing import Final

from debtscope.api import Facts, FileEntry
from debtscope.model.regex import regex

_ENDINGS: Final = (".py", ".yaml", ".yml", ".toml", ".json", ".ini", ".cfg", ".conf", ".env", ".properties", ".sh")
_HERE: Final = regex(r"(?:^|(?<=[/._-]))(?:local|localhost|laptop|dev|develop|development)(?=[/._-]|$)", re.IGNORECASE)
_THERE: Final = regex(r"(?:^|(?<=[/._-]))(?:prod|production|prd|live|staging|stage|stg)(?=[/._-]|$)", re.IGNORECASE)
_ONE: Final = "*"


class LocalProfiles:
    """`settings/local.py` beside `settings/production.py`, `conf/dev/paths.yaml` beside `conf/prod/paths.yaml`: the former are read on the
    machine of who develops, where its own addresses and folders belong."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._deployed: frozenset[str] | None = None

    def hold(self, path: str) -> bool:
        """Whether a file is one; the others are looked at only where its name says so."""
        if not path.endswith(_ENDINGS) or not _HERE.search(path):
            return False
        if self._deployed is None:
            found = (one.path for one in self._facts.all(FileEntry) if one.path.endswith(_ENDINGS))
            self._deployed = frozenset(_THERE.sub(_ONE, path) for path in found if _THERE.search(path))
        return _HERE.sub(_ONE, path) in self._deployed
