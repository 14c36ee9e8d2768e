"""What a prototype leaves behind: reads of the first rows, frames cut to a few, two epochs, debug switches, debuggers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import FRAMES
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.reviewed import CERTIFICATES, DEBUGGERS, excused_lines
from debtscope_collectors.sources.python.view import ModuleView

_READS: Final = regex(r"^(?:pandas|polars|dask\.dataframe|modin\.pandas|cudf)\.(?:read|scan)_\w{2,20}$")
_PEEK: Final = regex(
    r"sample|preview|head|peek|schema|col|sniff|dtype|probe|meta|check|test|first|top|example|display|show", re.I
)
_ROWS: Final = 10
"""Rows up to which a read only looks at the columns."""
_CUTS: Final = frozenset({"head", "sample", "limit", "take", "select"})
_RANKED: Final = regex(
    r"sort_(?:values|by|index)|sorted\(|order_?by|rank|nlargest|nsmallest|groupby|value_counts|importance|top|best|recent|latest|dedup|drop_dup",
    re.I,
)
_TRAINED: Final = regex(
    r"^(?:df|data|frame|dataset|ds|rows|records|samples|train|test|val|X|y|x|images|texts|files)(?:_?(?:train|test|val|df|data|set|frame|files|paths|x|y))?\d?$|"
    r"^(?:raw|full|all|my|input|training)_?(?:df|data|frame|dataset)$",
    re.I,
)
_SPLIT: Final = regex(r"^(?:train|training)\[:\d{1,9}%?\]$")
_LIMIT: Final = regex(r"\blimit\s+(\d{2,9})\s*;?\s*$", re.I)
_NEWEST: Final = regex(r"\border\s+by\b", re.I)
_SWITCH: Final = regex(
    r"^_?(?:DEBUG|(?:USE_)?(?:SAMPLE|SUBSET|SAMPLING)|SAMPLE_(?:DATA|MODE|RUN)|FAST_DEV_RUN|SMOKE(?:_TEST|_RUN)?|QUICK(?:_RUN|_TEST|_MODE)?|TEST_(?:MODE|RUN)|DEBUG_MODE|IS_DEBUG|TOY|SMALL_RUN|DEV_MODE)$",
    re.I,
)
_EPOCHS: Final = frozenset({"epochs", "max_epochs", "num_epochs", "n_epochs", "nb_epoch"})
_FITTING: Final = regex(r"fit|train|Trainer", re.I)
_FEW_EPOCHS: Final = 2
_PRETRAINED: Final = frozenset({"transformers", "sentence_transformers", "setfit", "peft", "trl", "simpletransformers"})
"""Fine-tuning what is trained already takes one epoch or two by design."""
_DEBUGGERS: Final = frozenset({"breakpoint", "set_trace"})
_AIDS: Final = regex(r"(?:^|[._])(?:nan|inf|debug\w*|post_?mortem|inspect\w*)(?:[._]|$)", re.I)
"""Functions that somebody turns on to find a fault, and that stop for it."""
_UNCHECKED: Final = frozenset(
    {"_create_default_https_context", "PYTHONHTTPSVERIFY", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"}
)
_OFF: Final = frozenset({("PYTHONHTTPSVERIFY", "0"), ("CURL_CA_BUNDLE", ""), ("REQUESTS_CA_BUNDLE", "")})
"""Variables that requests and the standard library heed, and what of them checks nothing."""
_HTTP: Final = regex(r"^(?:requests|httpx)(?:\.|$)")
_OPTIONS: Final = (
    frozenset({"nrows", "n_rows", "fast_dev_run", "limit_train_batches", "overfit_batches", "verify", "load_dataset"})
    | _EPOCHS
)
_SWITCH_WORDS: Final = Vocabulary(
    (
        "debug",
        "DEBUG",
        "fast",
        "FAST",
        "smoke",
        "SMOKE",
        "quick",
        "QUICK",
        "TEST",
        "toy",
        "TOY",
        "DEV",
        "SAMPL",
        "SUBSET",
    ),
    _SWITCH.match,
)


@frozen
class Leftover:
    """One place."""

    kind: str
    """subset, epochs, switch, debugger or unverified."""
    line: int
    scope: str
    text: str
    what: str
    """In words: `reads only 10000 rows`."""


@facet(Leftover, version=6, tests=False)
def leftovers(view: ModuleView) -> Iterator[Leftover]:
    """In the order of the kinds; of modules alone. Debuggers and certificates that a comment excuses (`# nosec`, `# noqa: S501`) are none."""
    if view.kind == "notebook":
        return
    excused = {"debugger": excused_lines(view, DEBUGGERS), "unverified": excused_lines(view, CERTIFICATES)}
    yield from (one for one in _found(view) if one.line not in excused.get(one.kind, ()))


def _found(view: ModuleView) -> Iterator[Leftover]:
    for call in view.calls_to(_DEBUGGERS):
        if _is_debugger(view, call) and not _AIDS.search(view.scope(call)):
            yield _told(view, call, "debugger", "stops in a debugger")
    if not view.words.isdisjoint(_OPTIONS):
        for call in view.calls:
            if call.keywords:
                yield from _of_options(view, call)
    yield from _sessions(view)
    yield from _process(view)
    yield from _cuts(view)
    yield from _queries(view)
    yield from _slices(view)
    yield from _switches(view)


def _told(view: ModuleView, node: ast.AST, kind: str, what: str) -> Leftover:
    return Leftover(kind=kind, line=view.place(node), scope=view.scope(node), text=view.snippet(node), what=what)


def _is_debugger(view: ModuleView, call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return (view.name(call.func) or "") in ("breakpoint", "pdb.set_trace", "ipdb.set_trace")
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Call):  # __import__("pdb").set_trace()
        return bool(owner.args) and view.constant(owner.args[0]) in ("pdb", "ipdb", "pudb")
    return (view.name(call.func) or "") in (
        "pdb.set_trace",
        "ipdb.set_trace",
        "pudb.set_trace",
        "IPython.core.debugger.set_trace",
    )


def _of_options(view: ModuleView, call: ast.Call) -> Iterator[Leftover]:
    """Options of a call that cut it short."""
    for keyword in call.keywords:
        name = keyword.arg or ""
        if name in ("nrows", "n_rows"):
            rows = view.constant(keyword.value)
            if (
                isinstance(rows, int)
                and rows > _ROWS
                and _READS.match(view.name(call.func) or "")
                and not _is_peek(view, call)
            ):
                yield _told(view, call, "subset", f"reads only {rows} rows")
        elif name == "fast_dev_run" and _is_constant(keyword.value, True):
            yield _told(view, call, "switch", "runs one batch (fast_dev_run)")
        elif name in ("limit_train_batches", "overfit_batches"):
            value = view.constant(keyword.value)
            if (
                isinstance(value, (int, float))
                and not isinstance(value, bool)
                and (0 < value < 1 or (isinstance(value, int) and 0 < value <= 100))
            ):
                yield _told(view, call, "subset", f"takes {name} = {value:g}")
        elif name in _EPOCHS and _FITTING.search(last_name(call.func)) and view.roots.isdisjoint(_PRETRAINED):
            value = view.constant(keyword.value)
            if (
                isinstance(value, int)
                and not isinstance(value, bool)
                and 0 < value <= _FEW_EPOCHS
                and _is_whole(view, call)
            ):
                yield _told(view, call, "epochs", f"trains for {value} epoch{'s' if value > 1 else ''}")
        elif name == "verify" and _is_constant(keyword.value, False) and _HTTP.match(view.called(call) or ""):
            yield _told(view, call, "unverified", "asks without checking the certificate")
        elif name == "split" and last_name(call.func) == "load_dataset":
            split = view.constant(keyword.value)
            if isinstance(split, str) and _SPLIT.match(split) and not ("%" in split and view.mentions("%:]")):
                yield _told(view, call, "subset", f"takes {split}")


def _sessions(view: ModuleView) -> Iterator[Leftover]:
    """`session.verify = False` of requests, for all that the session asks."""
    if "verify" not in view.words or view.roots.isdisjoint(("requests", "httpx")):
        return
    for node in view.nodes(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == "verify" and _is_constant(node.value, False):
            yield _told(view, node, "unverified", "asks without checking the certificate")


def _process(view: ModuleView) -> Iterator[Leftover]:
    """What takes the check of certificates from all that the process asks."""
    if view.words.isdisjoint(_UNCHECKED):
        return
    for node in view.nodes(ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == "_create_default_https_context":
            is_off = last_name(node.value) == "_create_unverified_context"
        elif isinstance(target, ast.Subscript) and view.name(target.value) == "os.environ":
            is_off = (view.constant(target.slice), view.constant(node.value)) in _OFF
        else:
            continue
        if is_off:
            yield _told(view, node, "unverified", "turns the check of certificates off for the whole process")


def _is_constant(node: ast.expr, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _is_peek(view: ModuleView, call: ast.Call) -> bool:
    """A read for the columns alone: `.columns` of it, or a name that says so."""
    above = view.parent(call)
    if isinstance(above, ast.Attribute):
        return True
    names = [t.id for t in above.targets if isinstance(t, ast.Name)] if isinstance(above, ast.Assign) else []
    return any(_PEEK.search(name) for name in names) or bool(_PEEK.search(view.scope(call)))


def _is_whole(view: ModuleView, call: ast.Call) -> bool:
    """Not a step of a loop over epochs, and not a dummy."""
    if any(isinstance(above, (ast.For, ast.While)) for above in view.ancestors(call)):
        return False
    return not re.search(
        r"dummy|smoke|warm|temp|toy|_test|incremental|update|partial|online",
        view.snippet(call) + view.scope(call),
        re.I,
    )


def _cuts(view: ModuleView) -> Iterator[Leftover]:
    """`df = df.head(1000)`: the frame itself is cut."""
    for call in view.calls_to(_CUTS):
        func = call.func
        if not isinstance(func, ast.Attribute):
            continue
        target = _reassigned(view, call)
        if not isinstance(func.value, ast.Name):
            what = _cut(view, call, func.attr) if _is_trained(target) and _is_read(view, func) else ""
            if (
                what
                and not _is_ranked(view, call)
                and not _is_optional(view, call)
                and not _PEEK.search(view.scope(call))
            ):
                yield _told(view, call, "subset", f"cuts what it reads to {what}")
            continue
        if target != func.value.id or not _is_frame(view, func.value) or _is_ranked(view, call):
            continue
        if (what := _cut(view, call, func.attr)) and not _is_optional(view, call):
            yield _told(view, call, "subset", f"cuts {target} to {what}")


def _is_trained(name: str) -> bool:
    """What is measured by may be a part."""
    return _TRAINED.match(name) is not None and not re.search("test|val", name, re.I)


def _is_read(view: ModuleView, cut: ast.Attribute) -> bool:
    """Whether a chain of calls begins with a read (`pd.read_csv(…).dropna()`, `spark.read.table(…)`), or selects of a whole set of
    Hugging Face's (`data["train"].shuffle()`); `df.dropna().sample(frac=0.8)` is one half of a split."""
    node = cut.value
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Call):
            name = view.name(node.func) or ""
            if _READS.match(name) or name == "datasets.load_dataset":
                return True
            node = node.func
        elif isinstance(node, ast.Attribute) and node.attr == "read" and "pyspark" in view.roots:
            return True
        else:
            node = node.value
    is_set = cut.attr == "select" and isinstance(node, ast.Name) and _TRAINED.match(node.id) is not None
    return is_set or (isinstance(node, ast.Name) and node.id == "spark")


def _cut(view: ModuleView, call: ast.Call, method: str) -> str:
    if method == "select":  # datasets: ds.select(range(1000))
        inner = call.args[0] if call.args else None
        if not isinstance(inner, ast.Call) or last_name(inner.func) != "range" or len(inner.args) != 1:
            return ""
        rows = view.constant(inner.args[0])
    else:
        share = view.argument(call, "frac", "fraction")
        value = view.constant(share) if share is not None else None
        if isinstance(value, float) and 0 < value < 1 and method == "sample":
            return f"{value:.0%} of its rows"
        given = view.argument(call, "n", "num", 0)
        rows = view.constant(given) if given is not None and share is None else None
    return f"{rows} rows" if isinstance(rows, int) and not isinstance(rows, bool) and rows > 1 else ""


def _slices(view: ModuleView) -> Iterator[Leftover]:
    """`X_train = X_train[:1000]`, `df = df.iloc[:1000]`."""
    for node in view.nodes(ast.Slice):
        if node.lower is not None or node.step is not None or not isinstance(node.upper, (ast.Constant, ast.Name)):
            continue
        subscript = view.parent(node)
        if not isinstance(subscript, ast.Subscript) or subscript.slice is not node:
            continue
        owner = (
            subscript.value.value
            if isinstance(subscript.value, ast.Attribute) and subscript.value.attr == "iloc"
            else subscript.value
        )
        rows = view.constant(node.upper)
        if not isinstance(owner, ast.Name) or not isinstance(rows, int) or rows <= 1 or isinstance(rows, bool):
            continue
        if _reassigned(view, subscript) != owner.id or not _TRAINED.match(owner.id):
            continue
        if (
            view.type_of(owner) not in ("str", "dict")
            and not _is_ranked(view, subscript)
            and not _is_optional(view, subscript)
        ):
            yield _told(view, subscript, "subset", f"cuts {owner.id} to {rows} rows")


def _reassigned(view: ModuleView, node: ast.AST) -> str:
    """The name to which the statement assigns the node itself, or the node with calls behind it (`.copy()`, `.reset_index()`)."""
    below, above = node, view.parent(node)
    while (
        isinstance(above, (ast.Attribute, ast.Call))
        and (above.value if isinstance(above, ast.Attribute) else above.func) is below
    ):
        below, above = above, view.parent(above)
    target = above.targets[0] if isinstance(above, ast.Assign) and above.value is below else None
    return target.id if isinstance(target, ast.Name) else ""


def _is_frame(view: ModuleView, node: ast.Name) -> bool:
    return (view.type_of(node) or "") in FRAMES or bool(_TRAINED.match(node.id))


def _is_ranked(view: ModuleView, node: ast.AST) -> bool:
    """The first rows of something that was put in order are a choice, not a cut."""
    if _RANKED.search(view.scope(node)):
        return True
    line = view.place(node)
    return bool(_RANKED.search("\n".join(view.lines[max(0, line - 4) : line])[:1000]))


def _is_optional(view: ModuleView, node: ast.AST) -> bool:
    """Under a condition that somebody can set, other than the file's own debug switch."""
    for above in view.ancestors(node):
        if isinstance(above, (ast.If, ast.IfExp)):
            return True
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
    return False


def _queries(view: ModuleView) -> Iterator[Leftover]:
    """SQL that ends in a limit; behind ORDER BY it is a choice."""
    for call in view.calls_to({"read_sql", "read_sql_query", "read_gbq"}):
        query = view.constant(call.args[0]) if call.args else None
        found = _LIMIT.search(query[-200:]) if isinstance(query, str) and not _NEWEST.search(query[-2000:]) else None
        if found and int(found[1]) > _ROWS and not _is_peek(view, call):
            yield _told(view, call, "subset", f"reads only {found[1]} rows (LIMIT)")


def _switches(view: ModuleView) -> Iterator[Leftover]:
    """`DEBUG = True` at module level, and an `if DEBUG:` that reads it."""
    if not _SWITCH_WORDS.of(view.words):
        return
    for node in view.nodes(ast.Assign):
        target = node.targets[0]
        if not isinstance(target, ast.Name) or not _SWITCH.match(target.id) or not _is_constant(node.value, True):
            continue
        if isinstance(view.parent(node), ast.Module) and (used := _cuts_short(view, target.id)) is not None:
            yield _told(view, node, "switch", f"{target.id} is on, and line {used} does less by it")


def _cuts_short(view: ModuleView, name: str) -> int | None:
    """The line of a condition on the switch under which rows, epochs or folds are cut."""
    for node in view.nodes(ast.If):
        if isinstance(node.test, ast.Name) and node.test.id == name:
            text = "\n".join(view.lines[node.lineno : view.end(node.body[-1])])[:2000]
            if re.search(r"\.head\(|\.sample\(|\[:\s?\d|nrows|epoch|n_fold|steps|limit|break\b|max_", text):
                return node.lineno
    return None
