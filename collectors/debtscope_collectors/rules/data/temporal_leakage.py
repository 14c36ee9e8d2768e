"""Rows that time orders are split at random

Detects
-------
`train_test_split` with its default shuffle, a shuffled fold splitter or a ShuffleSplit in a function or notebook in which a
column is parsed as time too (`parse_dates=`, `to_datetime`). Medium confidence where the rows are also sorted by that column
or features are made of earlier rows (shift, rolling, diff); low where the column is only parsed. Silent where the file splits
or joins by time or by group (TimeSeriesSplit, merge_asof, GroupKFold, a cutoff date, positions of sorted rows), and for dates
of birth.

Beside that, features of a Feast store that training code fetches with every entity stamped with the present
(`entity_df["event_timestamp"] = datetime.now()`): old labels get today's features. Views of a Feast store that
training asks for and that have no `ttl`, or a `ttl` of 0, are one low item a store: the join never takes later values, but it
takes them however old they are, so that training sees values which serving has long lost.

Why it is debt
--------------
Test rows lie between training rows, so the model has seen the future of what it is tested on. The metric is better than what
the model will do next month.

How to pay it down
------------------
Split by time: train before a date, test after it, and join features as they were known then. Where rows truly do not depend on
time, say so beside the split and accept the item.

Example
-------
`df = pd.read_csv(f, parse_dates=["ts"])` and `train_test_split(df)`: debt. `train = df[df.ts < cutoff_date]`: clean.

References
----------
Zhang et al. 2022, smell 21; Ximenes et al. 2025; scikit-learn user guide, "Cross validation of time series data".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.feast.definitions import feast_fetches
from debtscope_collectors.sources.feast.facts import FeastFetch, FeatureStore, FeatureView
from debtscope_collectors.sources.python.tables import TableSite, table_sites

_OTHERS = frozenset({"test", "docs", "example", "vendored", "generated"})
_SCORES = regex(r"scor|predict|infer|serv|online|batch", re.IGNORECASE)
_PREPARES = regex(r"train|dataset|label", re.IGNORECASE)
_STATIC = regex(r"birth|dob|\bborn", re.IGNORECASE)


@rule(
    id="DAT-010",
    category=Category.DATA,
    debt_type="data leakage",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(table_sites, feast_fetches),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file."""
    code = facts.one(CodeBase)
    for path, sites in facts.rows(table_sites).items() if code is not None else ():
        module = code.modules.get(path) if code is not None else None
        if module is None or module.role in _OTHERS or any(site.kind == "orderly" for site in sites):
            continue
        found = _leak(sites)
        if found is not None:
            yield _finding(path, *found)
    for path, fetches in facts.rows(feast_fetches).items() if code is not None else ():
        module = code.modules.get(path) if code is not None else None
        if module is not None and module.role not in _OTHERS:
            yield from _stamped(path, fetches, bool(module.facts.training))
    for store in facts.all(FeatureStore):
        yield from _ageless(store)


def _ageless(store: FeatureStore) -> Iterator[Finding]:
    """Views that training joins without a limit of age."""
    views = [
        view
        for view in store.views
        if view.offline_fetches and not is_aside(view.path) and not view.is_demo and _has_no_ttl(view)
    ]
    if not views:
        return
    first = views[0]
    names = ", ".join(view.name for view in views[:3]) + (" …" if len(views) > 3 else "")
    yield Finding(
        subject=file_subject(first.path),
        title="Features of any age are joined to labels",
        line=first.definition.line,
        message=f"{names}: no ttl, so that training joins values of any age to its labels.",
        evidence=tuple(
            one
            for view in views[:4]
            for one in (
                Evidence(kind="line", path=view.path, line=view.definition.line, ref=view.name),
                Evidence(
                    kind="line",
                    path=view.offline_fetches[0][0],
                    line=view.offline_fetches[0][1],
                    ref="get_historical_features",
                ),
            )
        ),
        severity=Severity.LOW,
        confidence=Confidence.LOW,
    )


def _has_no_ttl(view: FeatureView) -> bool:
    made = view.definition
    if made.kind == "on-demand view" or made.passes_options:
        return False
    return made.ttl_seconds == 0 or not made.has_ttl


def _stamped(path: str, fetches: tuple[FeastFetch, ...], trains: bool) -> Iterator[Finding]:
    """Historical features as of now, where they are for training; a batch job that scores wants just that."""
    for fetch in fetches:
        words = f"{path.rpartition('/')[2]} {fetch.scope}"
        if fetch.asked_as_of_now is None or _SCORES.search(words) or not (trains or _PREPARES.search(words)):
            continue
        yield Finding(
            subject=file_subject(path, fetch.scope or None),
            line=fetch.asked_as_of_now,
            message=f"Every entity is stamped with the present before {fetch.call} at line {fetch.line}; labels of the past get "
            "the features of today.",
            evidence=(
                Evidence(kind="line", path=path, line=fetch.asked_as_of_now, ref="event_timestamp"),
                Evidence(kind="line", path=path, line=fetch.line, ref=fetch.call),
            ),
            tags=("leakage",),
        )


def _leak(sites: tuple[TableSite, ...]) -> tuple[TableSite, TableSite, TableSite | None] | None:
    """(split, time, what makes earlier rows matter) of the first scope that has both."""
    for split in sites:
        if split.kind != "split":
            continue
        near = [one for one in sites if one.scope == split.scope and one.line < split.line]
        times = [one for one in near if one.kind == "time" and not _STATIC.search(one.name)]
        if not times:
            continue
        names = {one.name: one for one in times}
        ordered = next((one for one in near if one.kind == "sorted" and names.keys() & set(one.items)), None)
        because = ordered or next((one for one in near if one.kind == "lag"), None)
        time = next((names[name] for name in ordered.items if name in names), times[0]) if ordered else times[0]
        return split, time, because
    return None


def _finding(path: str, split: TableSite, time: TableSite, because: TableSite | None) -> Finding:
    lines = [time, *([because] if because is not None else []), split]
    return Finding(
        subject=file_subject(path),
        line=split.line,
        confidence=Confidence.MEDIUM if because is not None else Confidence.LOW,
        message=f"{split.name} at {path}:{split.line} mixes the rows though {time.name} orders them in time.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=one.line, ref=one.name or ", ".join(one.items), excerpt=one.text)
            for one in lines
        ),
        tags=("leakage",),
    )
