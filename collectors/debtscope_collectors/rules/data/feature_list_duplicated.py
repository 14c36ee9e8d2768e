"""The same column list stands in several files

Detects
-------
Literal lists of at least four column names of which at least four fifths are the same, in two modules or more of different names. At
least one of the copies must be used as columns: under a name such as FEATURES or drop_cols, as `columns=`, or as an index of a table in
training code; and some copy must stand in a file that trains, makes features or serves. All lists that the same files repeat
are one item; where copies differ, the message says how. Silent for lists that only say which columns no
row may lack (`dropna(subset=…)`), for keys and orders of rows (`PRIMARY_KEY`, `SORT_COLS`, or nothing but ids, dates and cells of a grid), for tests, examples, docs, generated code,
lists of metrics or dtypes, of what a model may answer (`CATEGORIES`, `LABELS`), and published packages; where a module repeats what only notebooks have; where the names of the lists say that they hold what is written or must be
there (`EXPORT_COLUMNS`, `required_columns`); and for one program in the folders of several templates, or programs side by side that import
nothing of the project: they are handed on one by one and cannot share a module. A list of three columns counts where its name says that it holds the features,
and all three are the same.

Why it is debt
--------------
A feature that is added in training and forgotten in serving gives wrong predictions without an error. Every change has to be
made in each copy, by somebody who knows that there are copies.

How to pay it down
------------------
Keep the list once, in a schema module or a feature service, and import it.

Example
-------
`FEATURES = ["age", "tenure", "plan", "calls"]` in `train.py` and again in `api.py`: debt. `from schema import FEATURES`: clean.

References
----------
Sculley et al. 2015, configuration debt; Tang et al. 2021, duplicate feature extraction.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.inventory_inputs import feature_lists
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.sources.python.facts import ModuleFacts
from debtscope_collectors.sources.python.tables import TableSite, table_sites

_ROLES = frozenset({"production", "script", "notebook"})
_ONE_SIDE = Driver(
    name="part", value=0.3, unit="x", ref="all copies stand on one side: none trains while another serves"
)
_LIKE = 0.8
_LEAST = 4
_NO_COLUMN = regex(
    r"^(?:u?int\d+|float\d+|accuracy|precision|recall|f1\w*|(?:roc_?)?auc\w*|rmse|mae|mse|r2\w*|loss|ndcg\w*|map\w*|support)$",
    re.I,
)

_PREPARERS = frozenset({"sklearn.compose.ColumnTransformer", "sklearn.compose.make_column_transformer"})
"""What says which columns a model gets, for whoever fits it."""
_KEY = regex(
    r"(?:^|_)(?:key|id|uuid|code|number|no|year|date|time|timestamp|member)$|^(?:h3|s2|grid|cell|geo|geohash|row)_?(?:index|cell|hash)$",
    re.I,
)
"""What rows are joined, sorted and told apart by: a list of such names alone is no list of features."""
_FOR_ROWS = regex(
    r"(?:^|_)(?:(?:primary|unique|natural|composite|join|merge|sort|index)_?keys?|keys?|key_col\w{0,5}|sort(?:_?(?:cols?|columns|by|order|keys?))?"
    r"|(?:order|partition|group)_?(?:by|cols?|columns|keys?)|(?:merge|join)_?(?:on|cols?|columns))$",
    re.I,
)
"""Names of lists by which rows are told apart, ordered and laid out."""
_VALUES = regex(r"^(?:\w{0,20}_)?(?:categories|classes|labels|topics|tags|intents|class_names|label_names)$", re.I)
"""Names of lists of what a model may answer, not of what it is given."""
_KEPT = regex(
    r"(?:^|_)(?:export|output|save[ds]?|result|report|required|expected|mandatory|forecast|prediction|display|final|out)s?_(?:\w{0,20}_)?(?:cols?|columns|fields)$",
    re.I,
)
"""Names of lists that say what is written or must be there, whatever a model takes."""


@frozen(kw_only=False)
class _Copy:
    path: str
    site: TableSite
    names: frozenset[str]


@rule(
    id="DAT-028",
    category=Category.DATA,
    debt_type="duplicated data definition",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(table_sites, feature_lists),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per group of copies."""
    code = facts.one(CodeBase)
    if code is None:
        return
    copies = [
        _Copy(path, site, frozenset(site.items))
        for path, sites in facts.rows(table_sites).items()
        if (module := code.modules.get(path)) is not None and module.role in _ROLES
        for site in sites
        if site.kind == "list"
        and len(set(site.items)) >= _LEAST
        and not any(map(_NO_COLUMN.match, site.items))
        and not all(map(_KEY.search, site.items))
        and not _FOR_ROWS.search(site.name)
        and not _VALUES.search(site.name)
    ]
    copies += _short(facts, code)
    copies.sort(key=lambda one: (not code.modules[one.path].facts.training, one.path, one.site.line))
    by_name: dict[str, list[int]] = {}
    for number, one in enumerate(copies):
        for name in one.names:
            by_name.setdefault(name, []).append(number)
    groups: dict[tuple[str, ...], list[list[_Copy]]] = {}
    taken: set[int] = set()
    for number, one in enumerate(copies):
        if number in taken:
            continue
        near = sorted({n for name in one.names for n in by_name[name] if n >= number and n not in taken})
        alike = [n for n in near if _alike(one.names, copies[n].names)]
        found = [copies[n] for n in alike]
        if _counts(found, code):
            taken.update(alike)
            groups.setdefault(tuple(sorted({c.path for c in found})), []).append(found)
    for paths, lists in groups.items():
        yield _finding(paths, lists, code)


def _short(facts: Facts, code: CodeBase) -> list[_Copy]:
    """Lists of three columns that are named for all features: a shorter list than the rest has to bear the name."""
    return [
        _Copy(path, site, frozenset(row.columns))
        for path, rows in facts.rows(feature_lists).items()
        if (module := code.modules.get(path)) is not None and module.role in _ROLES
        for row in rows
        if len(row.columns) == _LEAST - 1 and not row.is_part and not any(map(_NO_COLUMN.match, row.columns))
        for site in [
            TableSite(
                kind="list", line=row.line, scope="", text=row.name, name=row.name, items=row.columns, is_columns=True
            )
        ]
    ]


def _counts(copies: list[_Copy], code: CodeBase) -> bool:
    """Two files or more, not notebooks alone, with a copy that is named or trained on as columns of a table."""
    modules = {one.path: code.modules[one.path] for one in copies}
    paths = tuple(sorted(path for path, module in modules.items() if module.role != "notebook"))
    if len({posixpath.basename(path) for path in paths}) < 2 or _side_by_side(paths, code):
        return False  # what was tried out in a notebook, and one program in the folders of several templates
    if not any(one.site.name and not _KEPT.search(one.site.name) for one in copies):
        return False
    if code.is_library or not any(_works(module.facts) for module in modules.values()):
        return False  # columns of reports, or of results that a package hands out
    if all(c.site.name == "subset" for c in copies):
        return False  # rows that lack a value go, table by table
    return any(c.site.is_columns and (c.site.name or modules[c.path].facts.training) for c in copies)


def _works(module: ModuleFacts) -> bool:
    """Whether a file trains, makes features or serves; a page that only shows tables does not."""
    if not _PREPARERS.isdisjoint(module.called):
        return True
    return bool(module.training or module.features) or any(not one.detail.startswith("ui") for one in module.serving)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _LIKE * len(one | other)


def _finding(paths: tuple[str, ...], lists: list[list[_Copy]], code: CodeBase) -> Finding:
    """One item for all lists that the same files repeat."""
    lead = lists[0][0]
    differing = sorted({name for copies in lists for name in _differing(copies)})
    told = f"; not in every copy: {listed(differing, 4)}" if differing else ""
    label = lead.site.name or lead.site.items[0]
    every = {name for copies in lists for one in copies for name in one.names}
    columns = f"{len(every) - len(differing)} of {len(every)}" if differing else f"{len(every)}"
    what = f"{columns} columns" if len(lists) == 1 else f"{len(lists)} lists of columns"
    return Finding(
        subject=Subject(kind="files", name=f"{label} in {_files(paths)}", path=lead.path, symbol=label),
        line=lead.site.line,
        message=f"The same {what} stand in {_files(paths)}{told}.",
        evidence=tuple(
            Evidence(kind="line", path=one.path, line=one.site.line, ref=one.site.name, excerpt=one.site.text)
            for one in [one for copies in lists for one in copies][:12]
        ),
        occurrences=float(sum(len({c.path for c in copies}) - 1 for copies in lists)),
        drivers=() if _both_sides(paths, code) else (_ONE_SIDE,),
    )


def _both_sides(paths: tuple[str, ...], code: CodeBase) -> bool:
    """Whether one of the files makes what the model learns from while another is asked: there a copy that stays behind is a wrong answer."""
    kinds = [code.modules[path].facts for path in paths]
    serving = [bool(one.serving) and not one.training for one in kinds]
    return any(serving) and any(
        one.training or one.features for one, serves in zip(kinds, serving, strict=True) if not serves
    )


def _side_by_side(paths: tuple[str, ...], code: CodeBase) -> bool:
    """Programs of templates (`xgboost/training/assets/train.py`, `tensorflow/training/assets/train.py`), each alone in its tree."""
    folders = [posixpath.dirname(path) for path in paths]
    alone = all(not code.modules[path].imports and not code.modules[path].imported_by for path in paths)
    return alone and len(set(folders)) == len(paths) and len({posixpath.basename(one) for one in folders}) == 1


def _files(paths: tuple[str, ...]) -> str:
    """The first three by name."""
    return listed(paths, 3)


def _differing(copies: list[_Copy]) -> frozenset[str]:
    every = frozenset(name for one in copies for name in one.names)
    return frozenset(name for name in every if not all(name in one.names for one in copies))
