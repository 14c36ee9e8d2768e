"""One parsed file as facets see it: indexed once, names and types inferred on demand. Knows nothing of other files."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, KeysView
from typing import Any, TypeVar, cast

from debtscope_collectors.sources.python.facts import CellFacts
from debtscope_collectors.sources.python.folding import Constant, Folding
from debtscope_collectors.sources.python.index import Index, Position, Scope
from debtscope_collectors.sources.python.inference import Inference
from debtscope_collectors.sources.python.lookup import Calls, Vocabulary, holding, parted, roots_of, words_of
from debtscope_collectors.sources.python.parsing import (
    Source,
    Unparsed,
    module_source,
    notebook_source,
    salvaged_source,
)

__all__ = ["ModuleView", "Unparsed", "module_view", "notebook_view"]

Node = TypeVar("Node", bound=ast.AST)
T = TypeVar("T")
Function = ast.FunctionDef | ast.AsyncFunctionDef
SNIPPET = 160


class ModuleView:
    """A Python file or a notebook.

    In a notebook all code cells stand one after another, as if they were one file; a line is counted over that text
    (`cell` tells the cell in which it stands). Magics and shell lines are calls on `get_ipython()`, as IPython has them:
    `!pip install x` is `get_ipython().system('pip install x')`. Lists of nodes are in the order of the file.
    """

    __slots__ = (
        "_calls",
        "_fold",
        "_functions",
        "_imports",
        "_index",
        "_infer",
        "_inner_names",
        "_lowered",
        "_nodes",
        "_once",
        "_roots",
        "_scopes",
        "_source",
        "_tails",
        "kind",
        "lines",
        "name",
        "parent",
        "path",
        "text",
        "words",
    )  # fmt: skip

    path: str
    kind: str
    """module or notebook."""
    text: str
    """The lines as one text."""
    lines: list[str]
    """The lines as written; of all code cells, for notebooks."""
    words: frozenset[str]
    """Every word of the text, in code, texts and comments: the cheapest way to see that a file cannot matter."""
    parent: Callable[[ast.AST], ast.AST | None]
    """The node around a node; None for the module."""
    name: Callable[[ast.AST], str | None]
    """The dotted name of an expression, resolved through imports, relative ones too, and aliases.

    `pd.read_csv` is `pandas.read_csv`; `RF` of `from sklearn.ensemble import RandomForestClassifier as RF` is the whole
    name. Names of the file and attributes of variables come as written (`build`, `self.model.fit`), but a variable
    named like a well-known module (`random.choice` on a generator) gives None. None for what has no name.
    """

    def __init__(self, path: str, source: Source, words: frozenset[str] | None = None) -> None:
        self.path, self.kind, self.text, self.lines = path, source.kind, source.text, source.lines
        self.words = words_of(source.text) if words is None else words
        self._source = source
        index = self._index = Index(source.tree, tuple(path.split("/")[:-1]))
        self._infer = Inference(index)
        self._fold = Folding(self._infer)
        # What is asked a hundred thousand times goes straight to the tables.
        self._nodes: dict[type, list[Any]] = index.nodes
        self._scopes = index.scope_of
        self.parent, self.name = index.parents.get, self._infer.names.__getitem__
        self._functions: list[Function] | None = None
        self._imports: list[ast.Import | ast.ImportFrom] | None = None
        self._lowered: str | None = None
        self._tails: list[tuple[int, str]] | None = None
        self._roots: frozenset[str] | None = None
        self._inner_names: frozenset[str] | None = None
        self._calls: Calls | None = None
        self._once: dict[Callable[[ModuleView], object], tuple[Any, ...]] = {}

    # -- the text -------------------------------------------------------------------------------------------------

    def mentions(self, *cues: str) -> bool:
        """Whether one of the texts, in small letters, stands anywhere, in whatever case.

        Cheap: ask it before a pattern of alternatives, which costs a hundred times as much a letter. Parts of words are
        looked for in the words alone, each once, which are a fifth of the text.
        """
        within, phrases = parted(cues)
        words = self.words
        if within is not None and within.knows(words):
            return True
        # The text is looked at only where some word holds the longest run of a phrase's letters.
        for phrase, holders in phrases:
            if holders is None or holders.knows(words):
                if self._lowered is None:
                    self._lowered = self.text.lower()
                if phrase in self._lowered:
                    return True
        return False

    def spells(self, parts: Iterable[str]) -> bool:
        """Whether a word holds one of the parts as written, big letters and small."""
        return holding(tuple(parts), fold=False).knows(self.words)

    @property
    def tails(self) -> list[tuple[int, str]]:
        """(line, what stands behind its first `#`) of every line with that sign: comments, and texts that hold it."""
        if self._tails is None:
            lines = enumerate(self.lines, 1) if "#" in self.text else ()
            self._tails = [(number, line.partition("#")[2]) for number, line in lines if "#" in line]
        return self._tails

    def once(self, make: Callable[[ModuleView], Iterable[T]]) -> tuple[T, ...]:
        """What a function makes of this file, made once however many facets ask."""
        if make not in self._once:
            self._once[make] = tuple(make(self))
        return self._once[make]

    @property
    def tree(self) -> ast.Module:
        """The syntax tree. Do not walk it: use `nodes` and the lists."""
        return self._source.tree

    @property
    def bad_cells(self) -> tuple[int, ...]:
        """Cells of a notebook that could not be parsed, from 0; they are blank in the tree."""
        return self._source.bad_cells

    @property
    def language(self) -> str:
        """Of a notebook's kernel, `` when it is not told or the file is a module."""
        return self._source.language

    @property
    def cells(self) -> tuple[CellFacts, ...]:
        """How a notebook's code cells were run; empty for modules."""
        return self._source.run

    def place(self, node: ast.AST) -> int:
        """The line at which a node starts (of all code cells, for notebooks)."""
        return getattr(node, "lineno", 1)

    def end(self, node: ast.AST) -> int:
        """The line at which a node ends."""
        return getattr(node, "end_lineno", None) or self.place(node)

    def cell(self, node: ast.AST) -> int | None:
        """The number of the notebook's cell in which a node stands, from 0 over all cells; None in modules."""
        return self.cell_at(self.place(node))

    def cell_at(self, line: int) -> int | None:
        """The number of the notebook's cell in which a line stands, from 0 over all cells; None in modules."""
        return self._source.cell(line)

    def snippet(self, node: ast.AST) -> str:
        """The first source line of a node, stripped, at most 160 characters."""
        line = self.place(node)
        text = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        return text if len(text) <= SNIPPET else text[: SNIPPET - 1] + "…"

    # -- the tree -------------------------------------------------------------------------------------------------

    def nodes(self, kind: type[Node]) -> list[Node]:
        """All nodes of one type (exactly that type), e.g. `nodes(ast.For)`; names and constants only roughly in order."""
        return self._nodes.get(kind) or []

    def count_by_scope(self, kinds: Iterable[type[ast.AST]]) -> dict[str, int]:
        """How many nodes of these types stand in each function (its qualified name; `` at module level)."""
        return self._index.count_by_scope(kinds)

    @property
    def calls(self) -> list[ast.Call]:
        """Every call."""
        return self._nodes.get(ast.Call) or []

    def calls_to(self, words: Collection[str], like: Vocabulary | None = None) -> list[ast.Call]:
        """The calls whose last word is one of these, or one that `like` knows, as written or as it is meant, in the order of the file.

        Ask this instead of going through `calls`: the calls of a file are sorted once for all facets. `tts(…)` is found under
        `train_test_split` too where the file imports it so, as are `draw(…)` of `draw = random.choice` and `model.fit(…)` under `fit`.
        """
        return self.call_table.of(words, like)

    @property
    def call_table(self) -> Calls:
        """The calls by their last word."""
        if self._calls is None:
            self._calls = Calls(self.calls, self.name)
        return self._calls

    @property
    def functions(self) -> list[Function]:
        """Every function and method, async ones too."""
        if self._functions is None:
            found: list[Function] = [*self.nodes(ast.FunctionDef), *self.nodes(ast.AsyncFunctionDef)]
            self._functions = sorted(found, key=lambda f: f.lineno)
        return self._functions

    @property
    def classes(self) -> list[ast.ClassDef]:
        """Every class."""
        return self.nodes(ast.ClassDef)

    @property
    def handlers(self) -> list[ast.ExceptHandler]:
        """Every except clause."""
        return self.nodes(ast.ExceptHandler)

    @property
    def compares(self) -> list[ast.Compare]:
        """Every comparison."""
        return self.nodes(ast.Compare)

    @property
    def assigns(self) -> list[ast.Assign | ast.AnnAssign | ast.AugAssign]:
        """Every assignment statement: plain ones, then annotated ones, then augmented ones."""
        return [*self.nodes(ast.Assign), *self.nodes(ast.AnnAssign), *self.nodes(ast.AugAssign)]

    @property
    def item_assigns(self) -> tuple[ast.Assign, ...]:
        """Every plain assignment to an item, `df["a"] = …`; beside others too (`x = df["a"] = …`)."""
        return self.once(_item_assigns)

    @property
    def imports(self) -> list[ast.Import | ast.ImportFrom]:
        """Every import statement, in the order of the file."""
        if self._imports is None:
            found: list[ast.Import | ast.ImportFrom] = [*self.nodes(ast.Import), *self.nodes(ast.ImportFrom)]
            self._imports = sorted(found, key=lambda i: i.lineno)
        return self._imports

    @property
    def roots(self) -> frozenset[str]:
        """Every dotted prefix of every import that is not relative: `ray.serve` gives `ray` and `ray.serve`."""
        if self._roots is None:
            self._roots = roots_of(self.imports)
        return self._roots

    @property
    def constants(self) -> list[ast.Constant]:
        """Every literal."""
        return self._nodes.get(ast.Constant) or []

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, the nearest first."""
        parents = self._index.parents
        above = parents.get(node)
        while above is not None:
            yield above
            above = parents.get(above)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement in which a node stands, itself if it is one."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.stmt):
            found = self._index.parents.get(found)
        return found

    def statement_line(self, node: ast.AST) -> int:
        """The first line of the statement in which a node stands."""
        found = self.statement(node)
        return found.lineno if found is not None else self.place(node)

    def scope(self, node: ast.AST) -> str:
        """Qualified name of the function around a node (`Trainer.fit`; a class body's name in a class), `` at module level."""
        found = self._scopes.get(node)
        return found.qualname if found is not None else self._infer.scope(node).qualname

    def function(self, node: ast.AST) -> Function | None:
        """The function around a node (not itself)."""
        scope: Scope | None = self._infer.scope(node)
        while scope is not None and scope.kind != "function":
            scope = scope.parent
        return cast("Function", scope.node) if scope is not None else None

    def qualname(self, node: Function | ast.ClassDef) -> str:
        """The qualified name of a function or class itself."""
        return self._index.scopes[node].qualname

    def returns(self, node: Function) -> list[ast.Return]:
        """The return statements of a function, without those of functions inside it."""
        return self._index.scopes[node].returns

    def local_values(self, node: Function, name: str) -> list[ast.AST]:
        """The expressions that a function binds to one of its own names."""
        return [
            b.value
            for b in self._index.scopes[node].bindings.get(name, [])
            if b.kind == "value" and b.value is not None
        ]

    @property
    def own_names(self) -> KeysView[str]:
        """Every name that the module itself binds, in whatever block; attributes that it sets among them, dotted."""
        return self._index.module.bindings.keys()

    @property
    def bound(self) -> set[str]:
        """Every name that the module or a function binds; not those that only classes bind."""
        scopes = self._index.scopes.values()
        return set[str]().union(*[scope.bindings for scope in scopes if scope.kind != "class"])

    @property
    def inner_names(self) -> frozenset[str]:
        """Every name that some function binds, arguments among them: within it the module's own means nothing."""
        if self._inner_names is None:
            inner = (scope.bindings for scope in self._index.scopes.values() if scope.kind == "function")
            self._inner_names = frozenset[str]().union(*inner)
        return self._inner_names

    def bound_in(self, node: ast.ClassDef, name: str) -> list[Position]:
        """Where a class gives a value to a name of its own, or to that attribute of `self`, in order."""
        return [binding.at for binding in self._index.scopes[node].bindings.get(name, ())]

    def top_level(self, name: str) -> list[Position] | None:
        """Where the module's own name gets a value, in order; None where it never does."""
        found = self._index.module.bindings.get(name)
        return [binding.at for binding in found] if found is not None else None

    # -- meaning --------------------------------------------------------------------------------------------------

    def type_of(self, node: ast.AST) -> str | None:
        """The type of an expression as a dotted class name, inferred within the file; None when it is not known.

        From constructors, annotations, results of the file's own functions, well-known results (`pandas.DataFrame`,
        `pandas.Series`, `numpy.ndarray`), attributes set on `self`, `with … as`. Builtins come as `str`, `dict`, `list`.
        """
        return self._infer.type_of(node)

    def method(self, call: ast.Call) -> tuple[str, str] | None:
        """(type of the receiver, method) of a call on an instance of a known type."""
        if not isinstance(call.func, ast.Attribute):
            return None
        receiver = self._infer.type_of(call.func.value)
        return (receiver, call.func.attr) if receiver is not None else None

    def called(self, call: ast.Call) -> str | None:
        """What a call calls: `<type>.<method>` where the receiver's type is known, else the name."""
        method = self.method(call)
        return f"{method[0]}.{method[1]}" if method is not None else self.name(call.func)

    def bases(self, name: str) -> tuple[str, ...]:
        """Dotted names of the direct bases of a class of this file, as `type_of` names it; empty for others."""
        for node in self.classes:
            if node.name == name:
                return tuple(base for base in map(self.name, node.bases) if base)
        return ()

    def constant(self, node: ast.AST) -> Constant:
        """The value of an expression folded from constants: texts, numbers and booleans; None when nothing is known.

        f-strings, `%`, `.format`, `+`, `os.path.join`, `Path(…) / …` and module constants are followed; `{}` stands for the
        parts that are not constant.
        """
        return self._fold.constant(node)

    def argument(self, call: ast.Call, *keys: str | int) -> ast.expr | None:
        """The first argument found under one of the keys, a keyword's name or a position from 0; None when not given.

        Positions behind a `*args` are not known. Whether `**kwargs` is passed tells `has_star`.
        """
        for key in keys:
            if isinstance(key, str):
                for keyword in call.keywords:
                    if keyword.arg == key:
                        return keyword.value
            elif key < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[: key + 1]):
                return call.args[key]
        return None

    def has_star(self, call: ast.Call) -> bool:
        """Whether a call passes `**options` (or `*args`) that may hold any argument."""
        return any(k.arg is None for k in call.keywords) or any(isinstance(a, ast.Starred) for a in call.args)

    def values(self, name: str, node: ast.AST) -> list[ast.AST]:
        """All expressions that a variable visible at a node is bound to in its scope, in order; for def-use questions."""
        _, owner = self._infer.binding(name, self._infer.scope(node), (self.place(node), 0))
        return [b.value for b in owner.bindings.get(name, []) if b.value is not None]

    def plain_values(self, name: str, node: ast.AST) -> list[ast.AST]:
        """What plain assignments bind to a variable visible at a node; none where it is a parameter, a loop's or a file's."""
        _, owner = self._infer.binding(name, self._infer.scope(node), (self.place(node), 0))
        return _plain(owner, name)

    def own_values(self, node: ast.AST, attr: str) -> list[ast.AST]:
        """What plain assignments bind to `self.attr` in the class around a node."""
        owner = self._infer.scope(node).enclosing_class()
        return _plain(owner, attr) if owner is not None else []


def _item_assigns(view: ModuleView) -> list[ast.Assign]:
    item = ast.Subscript
    return [
        node
        for node in view.nodes(ast.Assign)
        if node.targets[0].__class__ is item or (len(node.targets) > 1 and item in map(type, node.targets))
    ]


def _plain(owner: Scope, name: str) -> list[ast.AST]:
    found = owner.bindings.get(name, [])
    if any(binding.kind != "value" for binding in found):
        return []
    values = (b.value.value if isinstance(b.value, ast.AnnAssign) else b.value for b in found)
    return [value for value in values if value is not None]


def module_view(path: str, text: str, words: frozenset[str] | None = None) -> ModuleView:
    """The view of a Python file, whose words may be known. Raises Unparsed."""
    return ModuleView(path, module_source(text), words)


def salvaged_view(path: str, text: str) -> ModuleView:
    """The view of a Python file that does not parse, by the statements that do."""
    return ModuleView(path, salvaged_source(text))


def notebook_view(path: str, document: object) -> ModuleView:
    """The view of a notebook's JSON document. Raises Unparsed."""
    return ModuleView(path, notebook_source(document))
