"""What one file leaves lying about: definitions it does not use, switches with one value, and code kept as comments."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView
from debtscope_collectors.sources.test_places import is_test

FEWEST_COMMENTED: Final = 10
_MOST_LINES: Final = 400
_MANY: Final = 50
"""From so many definitions on, counting all words once is cheaper than looking for each."""
_WORD: Final = regex(r"\w+")
_SWITCH: Final = regex(
    r"^_?(?:use|enable|try|exp|experiment|experimental|legacy|old|new|variant|ablation)_[a-z0-9_]{2,60}$"
    r"|^[a-z0-9][a-z0-9_]{1,60}_(?:legacy|old|new|v\d{1,2}|experimental|variant|enabled)$",
    re.IGNORECASE,
)
_SWITCHES: Final = Vocabulary(
    ("use_", "enable", "try_", "exp_", "experiment", "legacy", "old_", "new_", "_old", "_new", "variant", "ablation"),
    _SWITCH.match,
    fold=True,
)
_HARDWARE: Final = regex(
    r"gpu|cuda|tpu|mps|amp\b|cache|wandb|mlflow|tensorboard|tqdm|color|debug|verbose|log|plot|mock|docker|aws|gcs|azure|s3|kaggle|colab|"
    r"local|multi|parallel|thread|process|ssl|tls|https?|auth|cors|demo|test|index|header|save|print|rich|profil|sample|subset|fast|quick",
    re.IGNORECASE,
)
"""Switches that people set by hand for the machine or the day: one value in git says nothing."""
_CODE: Final = regex(
    r"^\s*(?:(?:from\s+[\w.]+\s+)?import\s+\w|(?:def|class)\s+\w+.{0,200}:\s*$|@\w[\w.]*|(?:if|for|while|elif|with|except|try|else)\b.{0,200}:\s*$"
    r"|return\b|raise\s+\w|[\w.\[\]'\"]+(?:\s*,\s*[\w.\[\]'\"]+){0,8}\s*[-+*/|&]?=(?!=)\s*\S|[\w.]+\(.{0,300}\)?\s*,?\s*$|[)\]}]+[,:]?\s*$"
    r"|['\"][^'\"]{0,80}['\"]\s*[:,]|\w+\s*=\s*\S.{0,200},\s*$)"
)
_NO_CODE: Final = regex(
    r"^\s*(?:MAGIC|%%|!|\$|>>>|-{3,}|={3,}|\+--|\|)|usage|example|copyright|licen[cs]e|COMMAND -", re.IGNORECASE
)


@frozen
class LooseEnd:
    """One of them."""

    kind: str
    """function or class (a definition at the top level, without decorators, that its own file never names again), switch (a constant
    True or False named like an experiment), names (what the file takes of others without a call), test (a condition that asks such a switch), set (some other way in which such a name gets a value), or comment (ten comment lines and more that
    are code)."""
    name: str
    """Of the definition or the switch; empty for comments."""
    line: int
    end_line: int
    value: bool = False
    """switch: what it is. test: the value that runs the branch of these lines."""
    text: str = ""
    bases: tuple[str, ...] = ()
    """class: what it derives from, as written. names: what its classes derive from, and what is read off imported modules."""


@facet(LooseEnd, version=7)
def loose_ends(view: ModuleView) -> Iterator[LooseEnd]:
    """Definitions, then switches with what asks them, then comments; of tests only switches, for nobody asks for the rest."""
    is_own = not is_test(view.path)
    if is_own:
        yield from _definitions(view)
        if taken := tuple(sorted(set(_taken(view)))):
            yield LooseEnd(kind="names", name="", line=1, end_line=1, bases=taken)
    if _SWITCHES.knows(view.words):
        yield from _switches(view)
    if is_own and view.text.count("#") >= FEWEST_COMMENTED:
        yield from _comments(view)
    yield from _quoted(view)


def _definitions(view: ModuleView) -> Iterator[LooseEnd]:
    found = [
        node
        for node in view.tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.decorator_list
    ]
    if not found:
        return
    often = Counter(_WORD.findall(view.text)) if len(found) > _MANY else None
    owners = {node.name.lstrip("_") for node in view.classes}
    for node in found:
        if _stands_twice(view.text, node.name) if often is None else often[node.name] > 1:
            continue
        owner, _, rest = node.name[1:].partition("__") if node.name[0] == "_" else ("", "", "")
        if rest and owner in owners and f"__{rest}" in view.words:
            continue  # `_Store__open`, which the class `Store` calls by `__open`
        is_class = isinstance(node, ast.ClassDef)
        yield LooseEnd(
            kind="class" if is_class else "function", name=node.name, line=node.lineno, end_line=view.end(node),
            bases=tuple(view.name(base) or "?" for base in node.bases) if isinstance(node, ast.ClassDef) else (),
        )  # fmt: skip


def _taken(view: ModuleView) -> Iterator[str]:
    """`path("", views.heartbeat)`, `class Report(TimeoutMixin, Task)`: what is called is known elsewhere."""
    for node in view.classes:
        yield from (base.id for base in node.bases if isinstance(base, ast.Name))
    imported = {alias.asname or alias.name for node in view.imports for alias in node.names}
    for node in view.nodes(ast.Attribute) if imported else ():
        if isinstance(node.value, ast.Name) and node.value.id in imported:
            above = view.parent(node)
            if not (isinstance(above, ast.Call) and above.func is node):
                yield node.attr


def _stands_twice(text: str, word: str) -> bool:
    """Whether a word stands in a text a second time, by itself; in texts and comments too. No pattern is compiled for it."""
    at, seen = text.find(word), 0
    while at >= 0:
        end = at + len(word)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            seen += 1
            if seen > 1:
                return True
        at = text.find(word, end)
    return False


def _switches(view: ModuleView) -> Iterator[LooseEnd]:
    for node in (*view.nodes(ast.Assign), *view.nodes(ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        name = _last(targets[0]) if len(targets) == 1 else ""
        if not name or not _is_switch(name):
            continue
        value = node.value.value if isinstance(node.value, ast.Constant) else None
        if isinstance(value, bool) and view.function(node) is None and _is_plain_place(view, node):
            yield LooseEnd(
                kind="switch", name=name, line=node.lineno, end_line=node.lineno, value=value, text=view.snippet(node)
            )
        else:  # set to something else, or in a function: it has more than one value
            yield LooseEnd(kind="set", name=name, line=node.lineno, end_line=node.lineno)
    for node in view.nodes(ast.keyword):
        if node.arg and _is_switch(node.arg):
            yield LooseEnd(kind="set", name=node.arg, line=view.place(node), end_line=view.place(node))
    for node in view.nodes(ast.If):
        name, positive = _asked(node.test)
        if not name or not _is_switch(name):
            continue
        yield LooseEnd(
            kind="test",
            name=name,
            line=node.body[0].lineno,
            end_line=view.end(node.body[-1]),
            value=positive,
            text=view.snippet(node),
        )
        if node.orelse and not isinstance(node.test, ast.BoolOp):
            yield LooseEnd(
                kind="test", name=name, line=node.orelse[0].lineno, end_line=view.end(node.orelse[-1]), value=not positive,
                text=view.snippet(node),
            )  # fmt: skip


def _is_plain_place(view: ModuleView, node: ast.stmt) -> bool:
    """The module, or a class that nothing fills: fields of dataclasses and settings have values of their own."""
    above = view.parent(node)
    if isinstance(above, ast.ClassDef):
        return (
            isinstance(node, ast.Assign)
            and not above.decorator_list
            and all(view.name(b) == "object" for b in above.bases)
        )
    return above is view.tree


@lru_cache(16_384)
def _is_switch(name: str) -> bool:
    """Files share most of their names."""
    return _SWITCH.match(name) is not None and _HARDWARE.search(name) is None


def _last(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _asked(test: ast.expr) -> tuple[str, bool]:
    """(switch, the value for which the body runs) of `if X`, `if not X`, `if X and …`; (``, False) for other conditions."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return next((found for part in test.values if (found := _asked(part))[0]), ("", False))
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _last(test.operand), False
    return _last(test), True


def _comments(view: ModuleView) -> Iterator[LooseEnd]:
    """Blocks of comment lines in which most lines are code, blank ones aside."""
    signs = [number for number, _ in view.tails]
    if not any(
        last - first < FEWEST_COMMENTED for first, last in zip(signs, signs[FEWEST_COMMENTED - 1 :], strict=False)
    ):
        return
    block: list[str] = []
    for number, line in enumerate([*view.lines, ""], 1):
        stripped = line.lstrip()
        if stripped[:1] == "#":
            block.append(stripped[1:])
            continue
        if len(block) >= FEWEST_COMMENTED and _is_code(block):
            first = number - len(block)
            yield LooseEnd(kind="comment", name="", line=first, end_line=number - 1, text=_first_code(block))
        block = []


def _quoted(view: ModuleView) -> Iterator[LooseEnd]:
    """Code between quotes that stands as a statement and is no documentation."""
    for node in view.tree.body if '"""' in view.text or "'''" in view.text else ():
        if not isinstance(node, ast.Expr) or node is view.tree.body[0] or not isinstance(node.value, ast.Constant):
            continue
        text = node.value.value
        block = text.strip("\n").split("\n") if isinstance(text, str) else []
        if len(block) >= FEWEST_COMMENTED and _is_code(textwrap.dedent("\n".join(block)).split("\n")):
            yield LooseEnd(
                kind="comment", name="", line=view.place(node), end_line=view.end(node), text=_first_code(block)
            )


def _is_code(block: list[str]) -> bool:
    lines = [line for line in block[:_MOST_LINES] if line.strip(" #-=*")]
    if len(lines) < FEWEST_COMMENTED or any(_NO_CODE.search(line[:300]) for line in lines[:3]):
        return False
    code = sum(_CODE.match(line[:300]) is not None for line in lines)
    if code < 0.4 * len(lines):
        return False
    try:
        parsed = ast.parse(textwrap.dedent("\n".join(line.removeprefix(" ") for line in block[:_MOST_LINES])))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code >= 0.75 * len(lines)
    return any(not isinstance(part, ast.AnnAssign) and not _is_data(part) for part in parsed.body)


def _is_data(part: ast.stmt) -> bool:
    """A dictionary or list that stands by itself, the example of a request, say; with a comma behind it, it was an entry of a list."""
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Dict | ast.List | ast.Constant)


def _first_code(block: list[str]) -> str:
    text = next((line.strip() for line in block if _CODE.match(line[:300])), block[0].strip())
    return text[:120]
