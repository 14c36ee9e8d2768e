"""What one Python file declares for Feast and asks of it: facets, from the syntax alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.feast.facts import FeastFetch, FeastField, FeastObject
from debtscope_collectors.sources.pipelines.reading import flag
from debtscope_collectors.sources.python.view import ModuleView

_KINDS: Final = {
    "FeatureView": "view", "OnDemandFeatureView": "on-demand view", "StreamFeatureView": "stream view",
    "BatchFeatureView": "batch view", "FeatureService": "service", "Entity": "entity", "on_demand_feature_view": "on-demand view",
    "stream_feature_view": "stream view", "batch_feature_view": "batch view",
}  # fmt: skip
_FETCHES: Final = frozenset(
    {"get_online_features", "get_online_features_async", "get_historical_features", "retrieve_online_documents",
     "get_feature_service", "get_feature_view", "push", "write_to_online_store", "write_to_offline_store", "materialize",
     "materialize_incremental", "get_saved_dataset", "create_saved_dataset"}
)  # fmt: skip
_ASKS: Final = frozenset({"get_online_features", "get_online_features_async", "get_historical_features"})
_OWNER_TAGS: Final = frozenset({"owner", "owners", "team", "maintainer", "contact"})
_SECONDS: Final = {"weeks": 604800, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1, "milliseconds": 0.001}
_POSITIONS: Final = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_MAX_FIELDS = 1000


@facet(FeastObject, version=2, cues=("feast",))
def feast_objects(view: ModuleView) -> Iterator[FeastObject]:
    """Views, services, entities and sources that the file declares."""
    if not _speaks_of_feast(view):
        return
    for call in view.calls:
        name = view.name(call.func) or ""
        if not name.startswith("feast.") or ".protos." in name:
            continue  # messages of the same names carry definitions, they are none
        last = name.rpartition(".")[2]
        kind = _KINDS.get(last) or ("source" if last.endswith(("Source", "SourceTable")) else None)
        if kind is not None:
            yield _object(view, call, kind, name)


@facet(FeastFetch, version=2, cues=("feast", "get_online_features"))
def feast_fetches(view: ModuleView) -> Iterator[FeastFetch]:
    """Places that ask a feature store for features, write to it or materialise it."""
    if "get_online_features" not in view.text and not _speaks_of_feast(view):
        return
    for call in view.calls_to(_FETCHES):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in _FETCHES:
            continue
        method = call.func.attr
        if method in ("push", "materialize") and not _speaks_of_feast(view):
            continue
        given = view.argument(call, "features", "feature_refs", "feature_service", "name", "push_source_name")
        if given is None and method not in _ASKS:
            given = view.argument(call, 0)
        if given is None and method in _ASKS:
            given = view.argument(call, 1 if method == "get_historical_features" else 0)
        references, known = _references(view, given)
        yield FeastFetch(
            call=method, references=references, is_known=known, line=call.lineno, scope=view.scope(call),
            asked_as_of_now=_stamped_now(view, call) if method == "get_historical_features" else None,
        )  # fmt: skip


def _stamped_now(view: ModuleView, fetch: ast.Call) -> int | None:
    """`entity_df["event_timestamp"] = datetime.now()` above a fetch: every label gets the features of today."""
    for assign in view.nodes(ast.Assign):
        match assign.targets[0]:
            case ast.Subscript(slice=ast.Constant(value=str(column))) if "timestamp" in column:
                is_near = view.scope(assign) == view.scope(fetch) and assign.lineno < fetch.lineno
                if is_near and _is_now(view, assign.value):
                    return assign.lineno
            case _:
                pass
    return None


def _is_now(view: ModuleView, value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    name = view.name(value.func) or ""
    if name.endswith("to_datetime") and value.args:
        first = value.args[0]
        return (isinstance(first, ast.Constant) and first.value in ("now", "today")) or _is_now(view, first)
    return name.endswith(("datetime.now", "datetime.utcnow", "datetime.today", "Timestamp.now", "Timestamp.utcnow"))


def _speaks_of_feast(view: ModuleView) -> bool:
    return any(
        (node.module or "").partition(".")[0] == "feast"
        if isinstance(node, ast.ImportFrom)
        else any(alias.name.partition(".")[0] == "feast" for alias in node.names)
        for node in view.imports
    )


def _object(view: ModuleView, call: ast.Call, kind: str, cls: str) -> FeastObject:
    decorated = next((f for f in view.functions if call in f.decorator_list), None)
    variable = decorated.name if decorated else _variable(view, call)
    given = view.argument(call, "name") or (None if decorated else _first_text(view, call))
    ttl = view.argument(call, "ttl")
    tags, owner_tag = _tags(view, view.argument(call, "tags"))
    online = view.argument(call, "online")
    owner = view.argument(call, "owner")
    described = view.argument(call, "description")
    name = view.constant(given) if given is not None else None
    return FeastObject(
        kind=kind, cls=cls, name=str(name) if isinstance(name, str) and name else variable, variable=variable,
        line=call.lineno, end_line=view.end(call), fields=tuple(_fields(view, call))[:_MAX_FIELDS],
        entities=_names(view, view.argument(call, "entities")),
        join_keys=_names(view, view.argument(call, "join_keys") or view.argument(call, "join_key")),
        ttl_seconds=_seconds(view, ttl), has_ttl=ttl is not None and not _is_none(ttl),
        online=flag(view, online), owner=_text(view, owner), owner_tag=owner_tag,
        description=bool(_text(view, described)) or (decorated is not None and bool(ast.get_docstring(decorated))),
        tags=tags, uses=_uses(view, call), path=redact.without_user(_text(view, view.argument(call, "path", "file_url"))),
        table=_text(view, view.argument(call, "table", "table_ref", "query", "topic", "name") if kind == "source" else None)[:200],
        timestamp_field=_text(view, view.argument(call, "timestamp_field", "event_timestamp_column")),
        via=cls.rpartition(".")[2] if decorated else "", passes_options=view.has_star(call),
    )  # fmt: skip


def _variable(view: ModuleView, call: ast.Call) -> str:
    parent = view.parent(call)
    if isinstance(parent, ast.Assign) and parent.value is call and len(parent.targets) == 1:
        target = parent.targets[0]
        return target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
    if isinstance(parent, ast.AnnAssign) and isinstance(parent.target, ast.Name):
        return parent.target.id
    return ""


def _first_text(view: ModuleView, call: ast.Call) -> ast.expr | None:
    """The first positional argument, as older versions took the name there."""
    return call.args[0] if call.args and isinstance(view.constant(call.args[0]), str) else None


def _text(view: ModuleView, node: ast.AST | None) -> str:
    """The text of an expression; `{}` where there is one that is not constant, `` where there is none."""
    if node is None or _is_none(node):
        return ""
    value = view.constant(node)
    return str(value) if value is not None else "{}"


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _seconds(view: ModuleView, node: ast.expr | None) -> float | None:
    """Of `timedelta(days=1)`, also in a variable of the file, or a number."""
    for _ in range(3):
        if not isinstance(node, ast.Name):
            break
        values = view.values(node.id, node)
        node = values[-1] if values and isinstance(values[-1], ast.expr) else None
    if isinstance(node, ast.Call) and (view.name(node.func) or "").endswith(("timedelta", "Duration")):
        total = 0.0
        pairs = [(k.arg or "", k.value) for k in node.keywords]
        pairs += list(zip(_POSITIONS, node.args, strict=False))
        for unit, value in pairs:
            number = view.constant(value)
            if unit not in _SECONDS or not isinstance(number, (int, float)):
                return None
            total += number * _SECONDS[unit]
        return total
    number = view.constant(node) if node is not None else None
    return float(number) if isinstance(number, (int, float)) and not isinstance(number, bool) else None


def _tags(view: ModuleView, node: ast.expr | None) -> tuple[tuple[str, ...], str]:
    if not isinstance(node, ast.Dict):
        return (("{}",), "") if node is not None and not _is_none(node) else ((), "")
    keys: list[str] = []
    owner = ""
    for key, value in zip(node.keys, node.values, strict=True):
        name = view.constant(key) if key is not None else None
        keys.append(str(name) if name is not None else "{}")
        if str(name).lower() in _OWNER_TAGS:
            owner = owner or _text(view, value)
    return tuple(keys), owner


def _items(view: ModuleView, node: ast.expr | None) -> list[ast.expr]:
    """The elements of a list, also of one in a variable of the file; a single expression as a list of one."""
    if isinstance(node, ast.Name):
        values = [v for v in view.values(node.id, node) if isinstance(v, (ast.List, ast.Tuple))]
        if values:
            return list(values[-1].elts)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        lists = [a.value for a in view.nodes(ast.Assign) if isinstance(a.value, ast.List) and _binds(a, node.attr)]
        if lists:
            return list(lists[-1].elts)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return list(node.elts)
    return [node] if node is not None else []


def _binds(statement: ast.Assign, name: str) -> bool:
    """Whether an assignment sets a name, or an attribute of that name."""
    return any(
        (isinstance(t, ast.Name) and t.id == name) or (isinstance(t, ast.Attribute) and t.attr == name)
        for t in statement.targets
    )


def _names(view: ModuleView, node: ast.expr | None) -> tuple[str, ...]:
    return tuple(name for item in _items(view, node) if (name := _reference(view, item)))


def _reference(view: ModuleView, node: ast.expr) -> str:
    """A text, or the last part of the variable that stands for it (`views.usage[["a"]]` is `usage`)."""
    while isinstance(node, ast.Subscript):
        node = node.value
    value = view.constant(node)
    if isinstance(value, str):
        return value
    if isinstance(node, ast.Call):
        inner = view.argument(node, "name")
        return _text(view, inner) if inner is not None else _reference(view, node.func) if node.func is not node else ""
    if isinstance(node, ast.Attribute):
        return _reference(view, node.value) if node.attr == "with_name" or node.attr == "with_projection" else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _uses(view: ModuleView, call: ast.Call) -> tuple[str, ...]:
    names: list[str] = []
    for key in ("source", "sources", "batch_source", "stream_source", "features", "batch_sources"):
        node = view.argument(call, key)
        if isinstance(node, ast.Dict):
            names += [name for value in node.values if (name := _reference(view, value))]
        elif node is not None and not _holds_fields(view, node):
            names += _names(view, node)
    return tuple(dict.fromkeys(names))


def _holds_fields(view: ModuleView, node: ast.expr) -> bool:
    items = _items(view, node)
    return bool(items) and all(isinstance(i, ast.Call) and _is_field(view.name(i.func) or "") for i in items)


def _is_field(name: str) -> bool:
    return name.startswith("feast.") and name.rpartition(".")[2] in ("Field", "Feature")


def _fields(view: ModuleView, call: ast.Call) -> Iterator[FeastField]:
    for key in ("schema", "features"):
        for item in _items(view, view.argument(call, key)):
            if not isinstance(item, ast.Call) or not _is_field(view.name(item.func) or ""):
                continue
            dtype = view.argument(item, "dtype", 1)
            yield FeastField(
                name=_text(view, view.argument(item, "name", 0)),
                dtype=(view.name(dtype) or "").rpartition(".")[2] if dtype is not None else "",
                has_description=bool(_text(view, view.argument(item, "description"))),
                has_tags=view.argument(item, "tags", "labels") is not None,
            )


def _references(view: ModuleView, node: ast.expr | None) -> tuple[tuple[str, ...], bool]:
    if node is None:
        return (), False
    names: list[str] = []
    known = True
    for item in _items(view, node):
        value = view.constant(item)
        if isinstance(value, str):
            names.append(value)
            known = known and not value.startswith("{}")
        elif isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute):
            inner = view.argument(item, "name", 0)
            text = _text(view, inner)
            names.append(text)
            known = known and item.func.attr.startswith("get_feature") and text not in ("", "{}")
        else:
            name = _reference(view, item)
            names.append(name)
            known = known and bool(name) and not isinstance(item, (ast.ListComp, ast.Starred))
    return tuple(filter(None, names))[:500], known and bool(names)
