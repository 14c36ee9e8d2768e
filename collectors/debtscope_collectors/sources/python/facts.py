"""What one Python module or notebook does, as far as reading tells. Made by the `summary` facet, cached by content."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class Import:
    """One imported module, resolved for relative imports to a dotted name where possible."""

    module: str
    names: tuple[str, ...]
    """Names taken from it; `*` for all; empty for `import module`."""
    line: int
    level: int = 0
    """Dots of a relative import."""
    is_guarded: bool = False
    """Inside try/except ImportError or `if TYPE_CHECKING`."""
    is_inner: bool = False
    """Inside a function: made when somebody asks for what needs it, not when the program starts."""


@frozen
class FunctionFacts:
    """One function or method."""

    qualname: str
    line: int
    end_line: int
    statements: int
    complexity: int
    """McCabe."""
    params: tuple[str, ...]
    decorators: tuple[str, ...]
    calls: tuple[str, ...]
    """Dotted names of what it calls, resolved through imports; `self.x` kept as written."""
    has_docstring: bool
    asserts: int
    """assert statements, pytest.raises, unittest and numpy/pandas testing assertions."""
    is_skipped: bool = False
    """Decorated to be skipped without a condition."""


@frozen
class Site:
    """One place of interest."""

    name: str
    """Resolved dotted name, e.g. `sklearn.linear_model.LogisticRegression.fit`."""
    line: int
    scope: str
    """Qualified name of the enclosing function, `` at module level."""
    detail: str = ""


@frozen
class DataAccess:
    """One read or write of a file, table or uri."""

    call: str
    """Resolved dotted name of the call, e.g. `pandas.read_csv`."""
    target: str | None
    """Constant-folded path, uri or SQL; `{}` stands for what is not constant; None when nothing is known of it.

    With `param` set and no `{}` it is the default of that parameter, option or variable.
    """
    param: str | None
    """The function parameter, argparse option or variable that carries it, when it is no constant."""
    mode: str
    """read or write."""
    line: int
    scope: str
    symbol: str = ""
    """Where the file alone does not tell the whole target: the same with named holes (see `symbols`), for the join that knows the
    other files; `` where nothing is known."""


@frozen
class ParameterRead:
    """A key that code reads from a parameter file (yaml.safe_load(open('params.yaml'))['train']['C'], dvc.api.params_show)."""

    file: str
    key: str
    line: int
    scope: str


@frozen
class ArgumentDefault:
    """An argparse, click or typer option with its constant default."""

    option: str
    """Without leading dashes, dashes as underscores."""
    default: str | None
    line: int


@frozen
class ModuleFacts:
    """The summary of one file; roles by path are in the joins."""

    path: str
    kind: str
    """module or notebook."""
    loc: int
    """Non-blank lines of code."""
    statements: int
    complexity: int
    """Sum of McCabe over functions and the module's top level."""
    imports: tuple[Import, ...]
    functions: tuple[FunctionFacts, ...]
    classes: tuple[str, ...]
    training: tuple[Site, ...]
    """TRAIN sites (catalogue section 1): fits of estimators whose type is inferred from an import, or whose two arguments are
    called as samples and targets are (`model.fit(X_train, y_train)`; the name is then as written).

    `detail` is the role: model, pipeline, search, trainer, loop (gradient steps), cluster or resampler. Transformers that are
    fitted alone are no training.
    """
    features: tuple[Site, ...]
    """Functions judged FEATURE: they take and return a frame and assign, encode, scale, join or aggregate columns.

    `detail` lists the columns that are set, or else the methods used, comma-separated.
    """
    serving: tuple[Site, ...]
    """SERVE sites: routes, handlers, deployments; and batch jobs that predict and write to a sink.

    `detail` begins with the kind: `route /path`, handler, deployment, ui (Streamlit, Gradio: serving only where it is deployed) or
    batch.
    """
    reads: tuple[DataAccess, ...]
    writes: tuple[DataAccess, ...]
    parameters: tuple[ParameterRead, ...]
    arguments: tuple[ArgumentDefault, ...]
    environment: tuple[Site, ...]
    """Environment variables read: name, with the default in `detail`."""
    has_main_guard: bool
    has_top_level_calls: bool
    """Statements at module level that do something when the file is run."""
    doctests: int = 0
    """Docstrings with `>>>` examples."""
    called: tuple[str, ...] = ()
    """Dotted names of everything that the file calls, functions and module level alike, resolved through imports."""
    commands: tuple[Site, ...] = ()
    """Command lines that it starts (subprocess, os.system, a notebook's `!`) or hands to an orchestrator; the text is `name`."""


@frozen
class CellFacts:
    """One code cell of a notebook as it was saved."""

    number: int
    """Position among all cells, from 0."""
    count: int | None
    """Execution count; None where it was not run or the count was cleared."""
    line: int
    """Where it begins in the text of all code cells, from 1."""
    lines: int
    """Lines of code, without blank ones and comments."""
    error: str | None = None
    """Name of the exception in its stored output; its text may hold data and is not kept."""
    has_output: bool = False
    tags: tuple[str, ...] = ()
    """Of its metadata: parameters, raises-exception, skip-execution …"""
    is_shell: bool = False
    """Nothing but lines for the shell, pip or conda: no name and no figure comes from it."""


@frozen
class NotebookFacts:
    """How a notebook was run; what its code does is in its ModuleFacts."""

    path: str
    language: str
    """Of its kernel, `` when it is not told."""
    cells: tuple[CellFacts, ...]


@frozen
class LineCoverage:
    """How much of a file a test run executed, by a report that lies in the workspace."""

    path: str
    """As the report has it: relative to the folder of the run or its source root, or absolute."""
    rate: float
    """0 to 1."""
    report: str


@frozen
class UnparsedModule:
    """A Python file or notebook that could not be parsed whole; cheaper rules may still read its text."""

    path: str
    reason: str
    size: int = 0
    """In bytes."""
