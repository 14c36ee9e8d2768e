"""Deployed models of which only requests are counted: nothing in code, alerts, panels or series looks at inputs, drift or quality."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.metric_topics import topics
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served_models import ServedModel, signals
from debtscope_collectors.joins.watch import DRIFT_LIBRARIES, tracks
from debtscope_collectors.sources.interfaces.facts import SqlFile

_WATCHES: Final = regex(
    r"drift|skew|(?:^|_)psi(?:_|$)|ks_2samp|wasserstein|feedback|ground_?truth|actuals?(?:_|$)|realized|delayed_label|outcomes?(?:_|$)"
    r"|(?:prediction|output|score|input|data)_(?:distribution|quality|monitor\w*)|online_(?:eval|metrics?)|live_(?:eval|metrics?|accuracy)|(?:^|_)rating|thumbs|shadow_|back_?test",
    re.IGNORECASE,
)
"""Names of functions and files that look at what a served model is asked, answers or gets right."""
_FOLDERS: Final = frozenset({"monitoring", "monitor", "drift", "feedback", "observability", "backtest", "backtesting"})
_TELLING: Final = frozenset({"drift", "quality", "predictions"})


def requests_only(facts: Facts) -> Iterator[ServedModel]:
    """Models that answer from rows of numbers and that something watches, if nothing watches what they say."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    counted = [
        one
        for one in facts.all(ServedModel)
        if one.is_tabular and not one.model.is_hosted and one.watch and one.watch.code and not one.watch.reports
    ]
    if not counted or any(_TELLING & topics((text,)) for _, text in signals(facts)):
        return
    if any(one.measures_errors for one in facts.all(SqlFile) if not is_aside(one.path)):
        return
    if not any(_looks(module) for module in code.modules.values()):
        yield from counted


def _looks(module: CodeModule) -> bool:
    """Whether a module of the project, tests aside, looks at more than requests."""
    if not module.is_own or module.role in ("test", "docs", "example"):
        return False
    if tracks(module) or any(one.module.partition(".")[0] in DRIFT_LIBRARIES for one in module.facts.imports):
        return True
    named = set(words(module.path))
    if named & _FOLDERS and module.facts.functions:
        return True
    own = (function.qualname.rpartition(".")[2] for function in module.facts.functions)
    return bool(_WATCHES.search(module.path.rpartition("/")[2])) or any(_WATCHES.search(name) for name in own)
