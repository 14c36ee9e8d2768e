"""Rows that time orders are split at random

Detects
-------
`train_test_split` with its default shuffle, a shuffled fold splitter or a ShuffleSplit in a function or notebook in which a
column is parsed as time too (`parse_dates=`, `to_datetime`). Medium confidence where the rows are also sorted by that column
or features are made of earlier rows (shift, rolling, diff); low where the column is only parsed, which in a notebook is a look at the data and is not
told. Silent where the file splits
or joins by time or by group (TimeSeriesSplit, merge_asof, GroupKFold, a cutoff date, positions of sorted rows), and for dates
of birth. The column may be parsed by the function of another module from which the splitting one takes its rows, and it may
stand in the header of the table in the tree that the file trains on (`date`, `sale_date`, `pickup_datetime` …; medium severity,
low confidence, once a table): taking no notice of it does not undo the order.

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
from debtscope_collectors.joins.datasets import training_data
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.datafiles.facts import TableProfile
from debtscope_collectors.sources.feast.definitions import feast_fetches
from debtscope_collectors.sources.feast.facts import FeastFetch, FeatureStore, FeatureView
from debtscope_collectors.sources.python.tables import TableSite, table_sites

_OTHERS = frozenset({"test", "docs", "example", "vendored", "generated"})
_SCORES = regex(r"scor|predict|infer|serv|online|batch", re.IGNORECASE)
_PREPARES = regex(r"train|dataset|label", re.IGNORECASE)
_WHEN = regex(
    r"date|datetime|timestamp|time|ds|dt|(?:sale|sold|order|invoice|purchase|event|transaction|trans|booking|pickup|lpep_pickup|tpep_pickup|trip|log|record|measure\w{0,6})_?(?:date|time|datetime|timestamp|dt)\w{0,12}",
    re.IGNORECASE,
)
"""When a row came about; when a customer was won or born does not order the rows."""
_STATIC = regex(r"birth|dob|\bborn", re.IGNORECASE)


@rule(
    id="DAT-010",
    category=Category.DATA,
    debt_type="data leakage",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("datafiles",),
    facets=(table_sites, feast_fetches),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file."""
    code = facts.one(CodeBase)
    dated = dict(_dated_tables(facts)) if code is not None else {}
    told: set[str] = set()
    by_role = sorted(facts.rows(table_sites).items(), key=lambda pair: (pair[0].endswith(".ipynb"), pair[0]))
    for path, sites in by_role if code is not None else ():
        module = code.modules.get(path) if code is not None else None
        if module is None or module.role in _OTHERS or any(site.kind == "orderly" for site in sites):
            continue
        found = _leak(sites)
        if found is not None:
            if found[2] is not None or module.role != "notebook":
                yield _finding(path, *found)
        elif code is not None and not code.is_library and (near := _handed(facts, code, module, sites)) is not None:
            yield _of_helper(path, *near)
        elif path in dated and dated[path][0] not in told and (split := _split(sites)) is not None:
            told.add(dated[path][0])
            yield _of_table(path, split, *dated[path])
    for path, fetches in facts.rows(feast_fetches).items() if code is not None else ():
        module = code.modules.get(path) if code is not None else None
        if module is not None and module.role not in _OTHERS:
            yield from _stamped(path, fetches, bool(module.facts.training))
    for store in facts.all(FeatureStore):
        yield from _ageless(store)


def _split(sites: tuple[TableSite, ...]) -> TableSite | None:
    return next((site for site in sites if site.kind == "split"), None)


def _handed(
    facts: Facts, code: CodeBase, module: CodeModule, sites: tuple[TableSite, ...]
) -> tuple[TableSite, str, TableSite] | None:
    """(split, file, time): a function that takes its rows from one of another module, which parses their time."""
    rows = facts.rows(table_sites)
    for split in sites:
        if split.kind != "split":
            continue
        calls = {
            name.rpartition(".")[2]
            for one in module.facts.functions if one.qualname == split.scope
            for name in one.calls
        } if split.scope else {name.rpartition(".")[2] for name in module.facts.called}  # fmt: skip
        for near in module.imports:
            times = [
                site
                for site in rows.get(near, ())
                if site.kind == "time" and site.scope and not _STATIC.search(site.name)
            ]
            if not times or near not in code.modules or any(site.kind == "orderly" for site in rows.get(near, ())):
                continue
            for one in code.modules[near].facts.functions:
                reached = {one.qualname, *one.calls}
                if one.qualname in calls and (time := next((t for t in times if t.scope in reached), None)) is not None:
                    return split, near, time
    return None


def _of_helper(path: str, split: TableSite, near: str, time: TableSite) -> Finding:
    return Finding(
        subject=file_subject(path),
        line=split.line,
        confidence=Confidence.LOW,
        message=f"{split.name} at {path}:{split.line} mixes the rows of {near}, though {time.name} orders them in time (line {time.line} there).",
        evidence=(
            Evidence(kind="line", path=near, line=time.line, ref=time.name, excerpt=time.text),
            Evidence(kind="line", path=path, line=split.line, ref=split.name, excerpt=split.text),
        ),
        tags=("leakage",),
    )


def _dated_tables(facts: Facts) -> Iterator[tuple[str, tuple[str, str]]]:
    """Training module -> (table of the tree that it reads, the column that says when each row came about)."""
    profiles = {table.path: table for table in facts.all(TableProfile)}
    for source in training_data(facts) if profiles else ():
        name = source.name.removeprefix("./").removeprefix("../")
        table = profiles.get(name)
        column = next((one for one in table.columns if _WHEN.fullmatch(one)), None) if table is not None else None
        if column is not None and source.path == source.trains and table is not None and column not in table.constant:
            yield source.trains, (name, column)


def _of_table(path: str, split: TableSite, table: str, column: str) -> Finding:
    return Finding(
        subject=file_subject(path),
        line=split.line,
        severity=Severity.MEDIUM,
        confidence=Confidence.LOW,
        message=f"{split.name} at {path}:{split.line} mixes the rows of {table}, which {column} dates: the model is judged on days that it has seen.",
        evidence=(
            Evidence(kind="file", path=table, ref=column),
            Evidence(kind="line", path=path, line=split.line, ref=split.name, excerpt=split.text),
        ),
        tags=("leakage",),
    )


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
