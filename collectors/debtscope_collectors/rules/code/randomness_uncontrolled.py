"""Training has uncontrolled randomness

Detects
-------
In modules and notebooks that train or split (a shuffle of which a head and a tail are taken, or a mask and its opposite, is one): calls whose result depends on a random generator that nobody seeded. scikit-learn
and imbalanced-learn classes and splitters without `random_state` (None counts as missing), `np.random` and `random`, torch and
TensorFlow operations, network training, shuffling data loaders, `DataFrame.sample`, Spark's `sample` and `randomSplit`, `train_test_split` of Hugging Face datasets without `seed`, factorisations and splits of Surprise, and
`ORDER BY RAND()` in SQL. A global seed counts where it reaches the library: in the file, in a helper that it calls, or in a
file that imports it. `np.random.seed` covers scikit-learn and pandas, not torch or TensorFlow, and not the workers of a data
loader. What is drawn below the fit, in the one function that fits, makes no model and is left out. Programs are one item, and so are notebooks, scripts and experiments.

Why it is debt
--------------
Two runs of one commit give two models, so nobody can tell an improvement from luck, reproduce an incident or audit a decision.

How to pay it down
------------------
Take one seed from the configuration, give it to every library in use, and log it with the run.

Example
-------
`train_test_split(X, y, test_size=.2)`: debt. `train_test_split(X, y, random_state=cfg.seed)`: clean.

References
----------
ML Test Score, Infra 1; Zhang et al. 2022, "Randomness uncontrolled"; PyTorch documentation, "Reproducibility".
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.unwired_modules import is_idle
from debtscope_collectors.sources.python import randomness as known
from debtscope_collectors.sources.python.hand_splits import parts_rows
from debtscope_collectors.sources.python.lookup import Vocabulary, is_only_shown
from debtscope_collectors.sources.python.view import ModuleView

SHOWN = 8
_SQL = regex(
    r"order\s+by\s+(?:rand|random|newid)\s*\(\s*\)|tablesample\s*(?:bernoulli|system)?\s*\([^)]{0,40}\)(?!\s*repeatable)",
    re.IGNORECASE,
)
_COVERS = {"datasets": "numpy", "sklearn": "numpy", "imblearn": "numpy", "pandas": "numpy"}
_NAMES = {
    "datasets": "datasets", "sklearn": "scikit-learn", "imblearn": "imbalanced-learn", "pandas": "pandas", "numpy": "NumPy", "python": "random",
    "torch": "torch", "tensorflow": "TensorFlow", "spark": "Spark", "sql": "SQL", "workers": "data loader workers",
}  # fmt: skip
_OWN_TRAINING = frozenset({"datasets", "sklearn", "imblearn", "torch", "tensorflow", "spark"})
"""Their calls are training or splitting by themselves; a draw of the others may serve anything."""
_WORDS = known.DRAWING.union(
    (
        "sample",
        "randomSplit",
        "DataLoader",
        "random_split",
        "default_rng",
        "RandomState",
        "train_test_split",
        "SVD",
        "SVDpp",
        "NMF",
    )
)
_SEEDING = Vocabulary(("seed",))
_SEED_WORDS = ("random_state", "seed", "random_seed", "generator", "rng")


@frozen
class RandomCall:
    """One call that draws without a seed of its own, or one that seeds."""

    kind: str
    """draw or seed."""
    package: str
    """Of a draw; the seeded libraries, comma-separated, of a seed."""
    name: str
    line: int
    scope: str
    excerpt: str
    splits: bool = False


@facet(RandomCall, version=5)
def random_calls(view: ModuleView) -> Iterator[RandomCall]:
    """Draws without their own seed, and seeds."""
    for call in _candidates(view):
        found = _of_call(view, call)
        if found is not None:
            kind, library, name = found
            yield RandomCall(
                kind=kind, package=library, name=name, line=view.place(call), scope=view.scope(call), excerpt=view.snippet(call),
                splits=name.rpartition(".")[2] in known.SPLITTERS or (kind == "draw" and parts_rows(view, call)),
            )  # fmt: skip
    if not view.mentions("tablesample") and not (view.mentions("rand", "newid") and view.mentions("order")):
        return
    for constant in view.constants:
        if isinstance(constant.value, str) and 20 < len(constant.value) < 20_000 and _SQL.search(constant.value):
            yield RandomCall(
                kind="draw", package="sql", name="random order or sample", line=view.place(constant), scope=view.scope(constant),
                excerpt="",
            )  # fmt: skip


def _candidates(view: ModuleView) -> list[ast.Call]:
    """Calls that may draw or seed, by their last words; all, where scikit-learn and the like are named."""
    if not view.words.isdisjoint(("sklearn", "imblearn", "cuml")):
        return view.calls
    return view.calls_to(_WORDS, _SEEDING)


def _of_call(view: ModuleView, call: ast.Call) -> tuple[str, str, str] | None:
    func = call.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if not last:
        return None
    name = view.name(func) or ""
    seeds = known.seeded_by(name) if "seed" in last else None
    if seeds is not None:
        return ("seed", ",".join(seeds), name) if _has_value(view, call) else None
    drawn = known.drawn_by(name) if "." in name else None
    if drawn is not None:
        return "draw", drawn, name
    if name.startswith(("sklearn.", "imblearn.", "cuml.")):
        return _stated(view, call, name, last)
    if last in ("sample", "randomSplit", "DataLoader", "random_split", "default_rng", "RandomState"):
        return _others(view, call, name, last)
    if name.startswith("surprise.") and last in ("SVD", "SVDpp", "NMF", "train_test_split"):
        return None if _is_seeded(view, call) else ("draw", "sklearn", name)  # it draws from NumPy's generator, too
    if last == "train_test_split" and "datasets" in view.roots and not name.startswith(("dask_ml.", "cuml.")):
        return _of_hub_data(view, call, func)
    return None


def _of_hub_data(view: ModuleView, call: ast.Call, func: ast.expr) -> tuple[str, str, str] | None:
    """`dataset.train_test_split(test_size=0.2)` of Hugging Face datasets: a method, where scikit-learn's is a function."""
    shuffle = view.argument(call, "shuffle")
    fixed = (shuffle is not None and view.constant(shuffle) is False) or _is_seeded(view, call)
    return None if fixed or not isinstance(func, ast.Attribute) else ("draw", "datasets", "Dataset.train_test_split")


def _has_value(view: ModuleView, call: ast.Call) -> bool:
    """Whether a seeding call is given anything but None; helpers may know their seed themselves."""
    given = [*call.args, *(k.value for k in call.keywords)]
    if not given:
        return view.name(call.func) not in known.SEEDS
    return not (isinstance(given[0], ast.Constant) and given[0].value is None)


def _stated(view: ModuleView, call: ast.Call, name: str, last: str) -> tuple[str, str, str] | None:
    library = "imblearn" if name.startswith("imblearn.") else "sklearn"
    if last in known.SHUFFLED:
        shuffle = view.argument(call, "shuffle")
        random = shuffle is not None and view.constant(shuffle) is not False
    elif last == "PCA":
        solver = view.argument(call, "svd_solver")
        random = solver is not None and view.constant(solver) == "randomized"
    elif last == "train_test_split":
        shuffle = view.argument(call, "shuffle")
        random = shuffle is None or view.constant(shuffle) is not False
    else:
        random = bool((known.IMBLEARN if library == "imblearn" else known.STATED).match(last))
    return ("draw", library, name) if random and not _is_seeded(view, call) else None


def _is_seeded(view: ModuleView, call: ast.Call) -> bool:
    for word in _SEED_WORDS:
        given = view.argument(call, word)
        if given is not None:
            return not (isinstance(given, ast.Constant) and given.value is None)
    return any(_may_hold_seed(view, k.value) for k in call.keywords if k.arg is None)


def _may_hold_seed(view: ModuleView, options: ast.expr) -> bool:
    """`**options`: seeded unless every value that the variable has in sight is a literal without one."""
    values = view.values(options.id, options) if isinstance(options, ast.Name) else [options]
    if not values or not all(isinstance(value, ast.Dict) for value in values):
        return True
    keys = {
        k.value for value in values if isinstance(value, ast.Dict) for k in value.keys if isinstance(k, ast.Constant)
    }
    spread = any(k is None for value in values if isinstance(value, ast.Dict) for k in value.keys)
    return spread or bool(keys & set(_SEED_WORDS))


def _others(view: ModuleView, call: ast.Call, name: str, last: str) -> tuple[str, str, str] | None:
    if name in ("numpy.random.default_rng", "numpy.random.RandomState"):
        bare = not call.args and not call.keywords
        return ("draw", "unseeded generator", name) if bare else None
    if name.startswith("torch.utils.data"):
        shuffle = view.argument(call, "shuffle", 2) if last == "DataLoader" else None
        random = last == "random_split" or (shuffle is not None and view.constant(shuffle) is True)
        return ("draw", "torch", name) if random and not _is_seeded(view, call) else None
    if last not in ("sample", "randomSplit"):
        return None
    kind = view.type_of(call.func.value) if isinstance(call.func, ast.Attribute) else None
    if last == "randomSplit" or (kind or "").startswith("pyspark."):
        seeded = _is_seeded(view, call) or len(call.args) > (1 if last == "randomSplit" else 2)
        return None if seeded else ("draw", "spark", f"{kind or 'pyspark.sql.DataFrame'}.{last}")
    if is_only_shown(view.parent, call):
        return None  # some rows to look at
    if kind in ("pandas.DataFrame", "pandas.Series") and not _is_seeded(view, call):
        return "draw", "pandas", f"{kind}.sample"
    return None


@rule(
    id="COD-005",
    category=Category.CODE,
    debt_type="reproducibility debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    credits=("CR-08",),
    facets=(random_calls,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; from two on one for programs, one for notebooks, scripts and experiments."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = facts.rows(random_calls)
    seeding = _seeding_functions(rows)
    aside: list[Finding] = []
    own: list[Finding] = []
    for path, module in code.modules.items():
        if not _is_asked(module, code) or is_idle(facts, path):
            continue
        draws = [row for row in rows.get(path, ()) if row.kind == "draw"] + _networks(module)
        if not module.facts.training and not any(row.splits for row in draws):
            continue
        covered = _covered(path, code, rows, seeding)
        reached = _reached(module, {row.scope for row in draws if row.splits})
        open_draws = [
            row
            for row in draws
            if _COVERS.get(row.package, row.package) not in covered
            and (row.package in _OWN_TRAINING or (reached(row.scope) and not _comes_after(row, module, draws)))
        ]
        if open_draws and (module.role == "production" and module.facts.kind != "notebook"):
            own.append(_finding(path, open_draws, covered))
        elif open_draws:
            aside.append(_finding(path, open_draws, covered))
    yield from together(
        own,
        "unseeded training code",
        "{all} stochastic calls in {n} files that train or split ({first} first) have no seed; two runs of one commit give different models.",
    )
    yield from together(
        aside,
        "unseeded code aside",
        "{all} stochastic calls in {n} files ({first} first) have no seed; two runs of one commit give different models.",
    )


def _is_asked(module: CodeModule, code: CodeBase) -> bool:
    """A library's own classes leave the seed to their callers; tests and examples are nobody's training."""
    if module.role in ("test", "docs", "example", "vendored", "generated"):
        return False
    return not (code.is_library and module.role == "production" and module.entry in (None, "main"))


def _reached(module: CodeModule, splitting: set[str]) -> Callable[[str], bool]:
    """Whether code of a scope takes part in training or splitting: it does so itself, or functions that do call it."""
    functions: dict[str, list[str]] = {}
    for function in module.facts.functions:
        functions.setdefault(function.qualname.rpartition(".")[2], []).append(function.qualname)
    calls = {function.qualname: function.calls for function in module.facts.functions}
    queue = [site.scope for site in module.facts.training] + sorted(splitting)
    if "" in queue or module.facts.kind == "notebook":
        return lambda _: True
    seen = set(queue)
    while queue:
        for name in calls.get(queue.pop(), ()):
            for target in functions.get(name.rpartition(".")[2], ()):
                if target not in seen:
                    seen.add(target)
                    queue.append(target)
    return lambda scope: not scope or scope in seen


def _comes_after(row: RandomCall, module: CodeModule, draws: list[RandomCall]) -> bool:
    """Whether a draw stands below all training and splitting of the file, in the one scope that has any: the model is made by then."""
    sites = [(site.scope, site.line) for site in module.facts.training if site.detail != "loop"]
    if len(sites) < len(module.facts.training):
        return False
    sites += [(one.scope, one.line) for one in draws if one.splits]
    return {scope for scope, _ in sites} == {row.scope} and row.line > max(line for _, line in sites)


def _networks(module: CodeModule) -> list[RandomCall]:
    """Training of networks: initial weights and the order of batches are drawn even where no call says so."""
    found: list[RandomCall] = []
    for site in module.facts.training:
        library = (
            "torch" if site.detail == "loop" else "tensorflow" if site.name.startswith(("keras", "tensorflow")) else ""
        )
        if library and site.detail in ("loop", "model"):
            found.append(
                RandomCall(
                    kind="draw",
                    package=library,
                    name=f"{site.name} (initial weights)",
                    line=site.line,
                    scope=site.scope,
                    excerpt="",
                )
            )
    return found


def _seeding_functions(rows: Mapping[str, tuple[RandomCall, ...]]) -> dict[str, dict[str, set[str]]]:
    """Path -> function (its last name) -> libraries that a call of it seeds."""
    found: dict[str, dict[str, set[str]]] = {}
    for path, calls in rows.items():
        for row in calls:
            if row.kind == "seed" and row.scope:
                found.setdefault(path, {}).setdefault(row.scope.rpartition(".")[2], set()).update(
                    row.package.split(",")
                )
    return found


def _covered(
    path: str, code: CodeBase, rows: Mapping[str, tuple[RandomCall, ...]], seeding: Mapping[str, Mapping[str, set[str]]]
) -> set[str]:
    """Libraries that are seeded for a file: in it, by a helper that it calls, or by a file that imports it."""
    covered: set[str] = set()
    for place in (path, *_importers(path, code)):
        for row in rows.get(place, ()):
            if row.kind == "seed":
                covered.update(row.package.split(","))
        called = {name.rpartition(".")[2] for name in code.modules[place].facts.called}
        for helper in code.modules[place].imports:
            for name, libraries in seeding.get(helper, {}).items():
                if name in called:
                    covered |= libraries
    return covered


def _importers(path: str, code: CodeBase, depth: int = 3) -> list[str]:
    """Files that import a file, to a depth; tests seed for themselves alone."""
    seen: dict[str, None] = {}
    layer = [path]
    for _ in range(depth):
        layer = [
            above
            for one in layer
            for above in code.modules[one].imported_by
            if above not in seen and above != path and code.modules[above].role != "test"
        ]
        seen.update(dict.fromkeys(layer))
    return list(seen)


def _finding(path: str, draws: list[RandomCall], covered: set[str]) -> Finding:
    draws = sorted(draws, key=lambda row: row.line)
    counts = Counter(_NAMES.get(row.package, row.package) for row in draws)
    libraries = ", ".join(f"{name} {count}" if len(counts) > 1 else name for name, count in counts.most_common())
    calls = f"{len(draws)} stochastic calls in {path} have" if len(draws) > 1 else f"A stochastic call in {path} has"
    seeds = f"; what is seeded ({', '.join(sorted(covered))}) does not reach them" if covered else ""
    return Finding(
        subject=file_subject(path),
        line=draws[0].line,
        message=f"{calls} no seed ({libraries}){seeds}; two runs of one commit give different models.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=row.line, ref=row.name, excerpt=row.excerpt or row.name)
            for row in draws[:SHOWN]
        ),
        occurrences=len(draws),
    )
