"""Groups of ruff's checks that are debt in a machine-learning system (catalogue section 11), one row a group.

Left out of the catalogue's list, since their hits on real repositories were rarely debt: ARG002 (methods of an interface
have arguments that one class does not need), ARG001 (so have routes, callbacks and the tasks of a DAG), PLR0913 (an estimator's or
a service's signature is long because it says what can be set; that is no branch that a reader must hold), RUF012 (pydantic and Django mean it), G004, PERF401 and PERF203 (micro-
optimisation), PD011 (`.values` of anything), PD010 (`pivot` and `unstack` do what `pivot_table` cannot), PD015 (`pd.merge` is `merge`), PD003, PD008, PD009, PD012, PD013, FAST001 and FAST002 (other ways to write the same), PLR2004 (CFG-014 decides which numbers matter), B008 (FastAPI and Typer declare that way), PLW2901
(a loop variable made anew is a habit), S104 to S107 (containers bind to all interfaces; CFG-001 knows credentials better), FIX and TD (COD-022
classifies what was admitted), D and ANN (COD-035 and COD-040 ask at the boundaries), RUF100 (a `noqa` for a check that is
not asked here is no debt), F821 (COD-049 tells of names that nothing defines, and knows annotations that Python 3.14 never evaluates),
F403 (a star import is a habit, no bug), E711 and E712 (conditions of KFP and columns of
SQLAlchemy, Spark and pandas are compared that way), W605 (a backslash that means nothing is still read as one, and a formatter mends it),
LOG015 (an application with one logger loses nothing by calling it root), T203 (who prints pretty looks on), B023 (the function is nearly
always called in the turn of the loop that makes it), S701 (templates of prompts are no pages), PGH003 (a `type: ignore` without a code hides one line from one checker), DTZ001 and DTZ007 (a constant and a text mean the
zone of whoever wrote them), TRY002 (who raises a plain Exception catches, drops and rewords nothing), S324 (in these programs MD5 and SHA-1 name the content of files; nobody signs with them).
"""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class Group:
    """Checks whose hits one person pays off in one sitting."""

    slug: str
    codes: tuple[str, ...]
    least: int
    """Hits in one component from which they are worth an item of their own; fewer are gathered over the repository."""
    fewest: int = 3
    """Hits, gathered, from which they are worth an item at all."""
    is_whole: bool = False
    """One decision for the repository, wherever its hits are: never an item of one component."""


GROUPS: tuple[Group, ...] = (
    Group(slug="complex-functions", codes=("C901", "PLR0911", "PLR0912", "PLR0915"), least=10, fewest=3),
    Group(slug="dead-code", codes=("F401", "F811", "F841", "B018"), least=15, fewest=8),
    Group(slug="likely-bugs", codes=("B006", "PLW0177"), least=10, fewest=1),
    Group(slug="error-handling", codes=("E722", "BLE001", "S110", "S112"), least=10, fewest=5),
    Group(slug="data-frame-misuse",
          codes=("PD002", "PD007", "PD101", "NPY001", "NPY003", "NPY201"),
          least=10, fewest=4),
    Group(slug="insecure-calls",
          codes=("S102", "S113", "S202", "S302", "S307", "S310", "S506", "S602",
                 "S605", "S608"),
          least=8, fewest=1),
    Group(slug="naive-times", codes=("DTZ005",), least=10, fewest=2, is_whole=True),
    Group(slug="global-state", codes=("PLW0603",), least=5, fewest=1),
    Group(slug="printed-logs", codes=("T201",), least=30, fewest=5),
    Group(slug="blanket-suppressions", codes=("PGH004",), least=10, fewest=5),
    Group(slug="orchestrator-upgrade", codes=("AIR001", "AIR002", "AIR301", "AIR302", "AIR311", "AIR312"), least=8, fewest=1),
    Group(slug="blocking-async", codes=("ASYNC210", "ASYNC251"), least=5, fewest=1),
    Group(slug="route-declarations", codes=("FAST003",), least=10, fewest=1),
    Group(slug="unclosed-files", codes=("SIM115",), least=8, fewest=1),
)  # fmt: skip

CODES: tuple[str, ...] = tuple(sorted(code for group in GROUPS for code in group.codes))
BY_CODE = {code: group for group in GROUPS for code in group.codes}

SAYS = {
    "BLE001": "Handlers that catch every error and tell nobody",
    "C901": "Functions with more branches than a reader can hold",
    "F401": "Imports that nothing uses",
    "B006": "Default values that their function changes, for all later calls",
    "PLW0177": "Comparisons with NaN, which nothing equals",
    "PLW0603": "Routes and handlers that rewrite names of their module, for whoever else is being answered",
    "S113": "Requests without a time limit, which wait for ever where the other side does not answer",
    "S608": "SQL made of texts in what answers requests",
    "SIM115": "Files that what answers requests opens into a collection and nobody closes",
    "T201": "Errors that what answers requests prints, beside the log in which they are looked for",
}
"""What a sentence says where one check speaks, or nearly one."""
