"""Tables on people that a program keeps: mapped classes and CREATE TABLE statements with their columns. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.personal.attributes import reaches_person
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_CREATE: Final = regex(
    r"CREATE TABLE (?:IF NOT EXISTS )?[\"'`]?([\w.]{1,60})[\"'`]?\s{0,3}\(([^;]{1,4000})", re.IGNORECASE
)
_FIELD: Final = regex(r"(?:^|,|\()\s{0,200}[\"'`]?([a-z_]\w{1,40})[\"'`]? [A-Za-z]", re.IGNORECASE)
_KEEPS: Final = ("insert_one", "replace_one", "update_one", "put_item")
_STORES: Final = frozenset({"pymongo", "motor", "boto3", "aioboto3", "beanie", "azure"})
_SAID: Final = regex(
    r"^(?:message|content|question|answer|prompt|response|query|transcript|ocr_text|user_input|user_message|ai_response)$"
)
"""Columns that hold what people wrote or gave, in tables of conversations and documents."""
_ASKED: Final = frozenset({"message", "question", "prompt", "query", "user_input", "user_message"})
_ANSWERED: Final = frozenset({"answer", "response", "ai_response"})
_MODEL: Final = regex(r"model|version|prompt_id|prompt_name|provider|engine")
_TALKS: Final = regex(
    r"chat|conversation|message|history|document|transcript|session|query|queries|question|upload", re.IGNORECASE
)


@frozen
class PersonTable:
    """One table with columns that reach people, or with what they wrote."""

    table: str
    columns: tuple[str, ...]
    line: int
    is_talk: bool = False
    """It keeps both sides of a conversation."""
    has_model: bool = False
    """Some column names the model, its version or the prompt."""


@facet(PersonTable, version=4, cues=("__tablename__", "CREATE", "create", "SQLModel", "django", *_KEEPS), tests=False)
def person_tables(view: ModuleView) -> Iterator[PersonTable]:
    """Of SQLAlchemy, SQLModel, Django, SQL texts and the documents that are handed to MongoDB, DynamoDB and Firestore."""
    yield from _documents(view)
    for node in view.classes:
        table = _mapped(view, node)
        if table:
            names = [
                target.id
                for statement in node.body
                for target in (
                    statement.targets
                    if isinstance(statement, ast.Assign)
                    else [statement.target]
                    if isinstance(statement, ast.AnnAssign)
                    else []
                )
                if isinstance(target, ast.Name) and not _is_no_column(statement)
            ]
            yield from judged(table, names, view.place(node))
    for constant in view.constants if "TABLE" in view.words or "table" in view.words else ():
        if isinstance(constant.value, str) and 20 < len(constant.value) < 20_000:
            for found in _CREATE.finditer(constant.value):
                yield from judged(found[1], _FIELD.findall(found[2]), view.place(constant))


def _documents(view: ModuleView) -> Iterator[PersonTable]:
    """`db["orders"].insert_one({"email": …})`, `table.put_item(Item={…})`: the keys of what is kept are its columns."""
    if view.roots.isdisjoint(_STORES) and "pymongo" not in view.words:
        return
    seen: set[str] = set()
    for call in view.calls_to(_KEEPS):
        if not isinstance(call.func, ast.Attribute):
            continue
        given = view.argument(
            call, "Item", "document", "replacement", 1 if call.func.attr in ("replace_one", "update_one") else 0
        )
        if isinstance(given, ast.Name):
            given = next((one for one in view.plain_values(given.id, given) if isinstance(one, ast.Dict)), None)
        if isinstance(given, ast.Dict) and call.func.attr == "update_one":
            given = next((one for one in given.values if isinstance(one, ast.Dict)), None)
        if not isinstance(given, ast.Dict):
            continue
        table = _collection(view, call.func.value)
        if table and table not in seen:
            seen.add(table)
            names = [key.value for key in given.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
            yield from judged(table, names, view.place(call))


def _collection(view: ModuleView, node: ast.expr, depth: int = 2) -> str:
    """`orders` of `db["orders"]`, of `db.orders`, of `db.collection("orders")` and of a variable that is one of them."""
    match node:
        case (
            ast.Subscript(slice=ast.Constant(value=str(name)))
            | ast.Call(
                func=ast.Attribute(attr="collection" | "Table" | "get_collection"),
                args=[ast.Constant(value=str(name)), *_],
            )
        ):
            return name
        case ast.Call(func=ast.Attribute(attr="document", value=inner)):
            return _collection(view, inner, depth)
        case ast.Name(id=name):
            values = view.plain_values(name, node) if depth else ()
            told = (_collection(view, one, depth - 1) for one in values if isinstance(one, ast.expr))
            return next((one for one in told if one), name)
        case ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _is_no_column(statement: ast.stmt) -> bool:
    """`messages = relationship("Message")`: the rows of another table; `KIND = "user"`: a constant of the class."""
    value = getattr(statement, "value", None)
    is_relation = isinstance(value, ast.Call) and last_name(value.func) in (
        "relationship",
        "Relationship",
        "dynamic_loader",
    )
    return is_relation or (isinstance(value, ast.Constant) and isinstance(statement, ast.Assign))


def _mapped(view: ModuleView, node: ast.ClassDef) -> str:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__tablename__")], value=value):
                told = view.constant(value)
                return told if isinstance(told, str) else node.name
            case _:
                continue
    if "django" in view.roots and any((view.name(base) or "").endswith("models.Model") for base in node.bases):
        return node.name
    is_table = any(keyword.arg == "table" for keyword in node.keywords)
    return node.name if is_table and any((view.name(base) or "").endswith("SQLModel") for base in node.bases) else ""


def judged(table: str, names: list[str], line: int) -> Iterator[PersonTable]:
    """The table, if some column reaches people or holds what they wrote."""
    about = [name for name in names if reaches_person(name)]
    said = [name for name in names if _SAID.match(name)] if _TALKS.search(table) else []
    if about or said:
        yield PersonTable(
            table=table, columns=tuple(dict.fromkeys([*about, *said]))[:8], line=line,
is_talk=_is_talk(names),
            has_model=any(_MODEL.search(name) for name in names),
        )  # fmt: skip


def _is_talk(names: list[str]) -> bool:
    """A question beside an answer, or contents of whoever has that role."""
    has = set(names)
    return bool(_ASKED & has and _ANSWERED & has) or (
        "content" in has and bool(has & {"role", "sender", "sender_type", "author"})
    )
