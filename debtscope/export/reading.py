"""Reads a ledger document back, so that a file from CI opens in the application as the repository's own would."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from debtscope.export.document import SCHEMA_VERSION
from debtscope.model.errors import DebtscopeError
from debtscope.model.ledger import Item, Ledger
from debtscope.model.plain import NotPlain, from_plain
from debtscope.model.portfolio import Member, apart, fitting_name
from debtscope.model.score import BY_ID

T = TypeVar("T")


def read_ledgers(text: str, name: str) -> tuple[Member, ...]:
    """The ledgers in a document of `debtscope scan --format json`, its JSON lines, or `debtscope portfolio --format json`.

    A ledger alone has no name. Unknown keys are ignored. Raises DebtscopeError that names the file and what is wrong.
    """
    hint = "make it anew: debtscope scan --format json --output FILE"
    try:
        document = _document(text)
    except RecursionError:
        raise DebtscopeError(f"{name} is nested too deeply for a ledger", hint) from None
    except ValueError as error:
        raise DebtscopeError(f"{name} is not JSON: {error}", hint) from None
    if document.get("kind") not in {"ledger", "portfolio"}:
        raise DebtscopeError(f"{name} is no ledger of debtscope", hint)
    version = document.get("schema_version")
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise DebtscopeError(
            f"{name} has schema version {version}, this debtscope reads {SCHEMA_VERSION}", "update debtscope"
        )
    try:
        if document["kind"] == "portfolio":
            return tuple(_members(document))
        return (Member(name="", ledger=_ledger(document)),)
    except (NotPlain, KeyError, TypeError, AttributeError) as error:
        raise DebtscopeError(f"{name} is a damaged ledger: {error}", hint) from None


def _members(document: Mapping[str, object]) -> Iterator[Member]:
    """The repositories of a portfolio, each with its own items."""
    items: dict[object, list[object]] = {}
    for raw in cast("Sequence[Mapping[str, object]]", document["items"]):
        items.setdefault(raw["repository"], []).append(raw)
    heads = cast("Sequence[Mapping[str, object]]", document["repositories"])
    if not heads:
        raise NotPlain("it has no repositories")
    names = apart([fitting_name(str(head["name"])) for head in heads])
    for name, head in zip(names, heads, strict=True):
        ledger = _ledger({"files": [], **head, "items": items.get(head["name"], [])})
        new = frozenset(str(one) for one in cast("Sequence[object]", head.get("new_items", ())))
        yield Member(name=name, ledger=ledger, new_ids=new)


def _document(text: str) -> dict[str, object]:
    first, _, rest = text.partition("\n")
    if first.startswith("{") and first.rstrip().endswith("}") and rest.strip():
        head = json.loads(first)
        if isinstance(head, dict) and "items" not in head:
            return {
                **cast("dict[str, object]", head),
                "items": [json.loads(line) for line in rest.splitlines() if line.strip()],
            }
    whole = json.loads(text)
    return cast("dict[str, object]", whole) if isinstance(whole, dict) else {}


def _ledger(document: Mapping[str, object]) -> Ledger:
    tool = cast("Mapping[str, object]", document["tool"])
    maturity = cast("Mapping[str, object]", document["maturity"])
    rules = cast("Sequence[Mapping[str, object]]", tool["rules_run"])
    items = tuple(_item(raw) for raw in cast("Sequence[Mapping[str, object]]", document["items"]))
    slugs = {item.rule.id: item.rule.slug for item in items}
    flat = {
        "tool_version": tool["version"],
        "rules_run": [{**rule, "slug": slugs.get(str(rule["id"]), "")} for rule in rules],
        "config_digest": tool["config_digest"],
        "maturity": maturity["value"],
        "maturity_reason": maturity["reason"],
        "items": [],
        "run": document.get("run", {}),
        "score": _score(document.get("ml_test_score")),
        "model_uses": document.get("model_uses", []),
        **{
            key: document[key]
            for key in ("as_of", "repository", "sources", "diagnostics", "models", "files", "credits", "suppressed")
        },
    }
    return dataclasses.replace(_named(Ledger, flat), items=items)


def _score(raw: object) -> object:
    """The tests under the name that the ledger has for them; tests that this version does not know are left out."""
    if not isinstance(raw, dict):
        return None
    tests = cast("Sequence[Mapping[str, object]]", cast("Mapping[str, object]", raw)["tests"])
    return {"results": [test for test in tests if test["id"] in BY_ID]}


def _item(raw: Mapping[str, object]) -> Item:
    subject = cast("Mapping[str, object]", raw["subject"])
    place = {"path": raw["path"], "symbol": raw["symbol"]}
    interest = cast("Mapping[str, object]", raw["interest"])
    factors = [{**f, "ref": f.get("ref") or ""} for f in cast("Sequence[Mapping[str, object]]", interest["factors"])]
    return _named(Item, {**raw, "subject": {**place, **subject}, "interest": {**interest, "factors": factors}})


@cache
def _fields(kind: type[Any]) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _named(kind: type[T], raw: Mapping[str, object]) -> T:
    """A dataclass from an object of the document, field by field; keys that it does not have are ignored."""
    fields = _fields(kind)
    return kind(**{name: _value(fields[name], value) for name, value in raw.items() if name in fields})


def _value(hint: Any, raw: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(raw, dict):
            raise NotPlain(f"{type(raw).__name__} where an object is expected")
        return _named(cast("type[Any]", hint), cast("Mapping[str, object]", raw))
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType) and type(None) in args:
        if raw is None:
            return None
        rest = [arg for arg in args if arg is not type(None)]
        if len(rest) == 1:
            return _value(rest[0], raw)
    if origin in (Union, types.UnionType):
        if not isinstance(raw, str | int | float):
            raise NotPlain(f"{type(raw).__name__} where a word or number is expected")
        return raw
    if origin in (tuple, Sequence):
        return tuple(_value(args[0], one) for one in cast("Sequence[object]", raw))
    if origin is Mapping:
        return dict(raw)
    return from_plain(hint, raw)
