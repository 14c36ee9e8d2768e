"""Definitions of an application that nothing uses, and switches that have one value everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.mentions import Mentions
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.python.loose_ends import LooseEnd, loose_ends

_BY_NAME: Final = regex(
    r"^(?:main|handler|handle|lambda_handler|init|run|predict|model_fn|input_fn|predict_fn|output_fn|transform_fn|create_app|app|setup|upgrade|"
    r"downgrade|register_pipelines|create_pipeline|model|entrypoint|pre_\w+|post_\w+|on_\w+|pytest_\w+|test_\w+|visit_\w+|do_[A-Z]+|load_context|"
    r"preprocess|postprocess|cli|teardown|load_model|score|batch|wsgi|asgi|migrate|flow|cleanup|preprocessing_fn|run_fn|trainer_fn|_?get_\w+_session)$"
)
"""Functions that frameworks and people call by their names."""
_FRAMEWORK: Final = regex(
    r"(?:^|/)(?:pages|dags|plugins|migrations|versions|alembic|management|data_loaders|transformers|data_exporters|custom|sensors|macros|locust\w*)/"
    r"|(?:^|/)(?:handler|lambda_function|hooks|settings|conftest|locustfile|gunicorn\w*|\w*_conf|admin|apps|urls)\.py$"
)
_PLAIN_BASES: Final = frozenset(
    {
        "object",
        "torch.nn.Module",
        "torch.utils.data.Dataset",
        "ABC",
        "abc.ABC",
        "sklearn.base.BaseEstimator",
        "sklearn.base.TransformerMixin",
    }
)
_MARK: Final = regex(
    r"^(?:v\d{1,2}|old|new|final|really|copy|backup|bak|orig|original|legacy|deprecated|tmp|temp|wip|latest|exp|try|alt|alternative|improved|optimized|fast|simple)$"
)
_BUILT: Final = frozenset({"setup.py", "setup.cfg"})
_STARTED: Final = ("docker:", "dag:", "dvc:", "ci:")
_FEWEST_DEAD: Final = 3
_SHORTEST: Final = 4
"""Lines below which a definition is not worth a word."""


@frozen
class UnusedDefinition:
    """A function or class at the top level of a module that nothing names."""

    path: str
    end: LooseEnd
    family: tuple[str, ...]
    """Other definitions of the file with the same name but for a version mark, used or not."""

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.end.end_line - self.end.line + 1


@frozen
class DeadSwitch:
    """A constant switch with the branch that never runs."""

    path: str
    switch: LooseEnd
    branches: tuple[tuple[str, LooseEnd], ...]
    """(path, lines that never run)."""


@join(UnusedDefinition, facets=(loose_ends,))
def unused_definitions(facts: Facts) -> Iterator[UnusedDefinition]:
    """Of applications: nobody can tell who uses a library. In the order of paths and lines."""
    code, names = facts.one(CodeBase), facts.one(Mentions)
    if code is None or names is None or code.is_library:
        return
    published = _published(facts, code)
    settings = facts.one(SettingsModel)
    texts = settings.words if settings is not None else frozenset[str]()
    starred = _starred(code)
    found = sorted(facts.rows(loose_ends).items())
    taken = {base.rpartition(".")[2] for _, ends in found for end in ends for base in end.bases}
    for path, ends in found:
        module = code.modules.get(path)
        if module is None or not is_judged(module) or _FRAMEWORK.search(path):
            continue
        if path in starred or path.startswith(published):
            continue
        families: dict[str, list[str]] = {}
        for name in _definitions(module):
            families.setdefault(stem(name), []).append(name)
        for end in ends:
            if end.name in taken:
                continue  # `class Captions(wrapper_base.WrapperBase)` of another file, or `path("", views.heartbeat)`
            if end.kind in ("function", "class") and _is_unused(end, names) and not _is_text(end, texts):
                family = tuple(name for name in families.get(stem(end.name), ()) if name != end.name)
                yield UnusedDefinition(path=path, end=end, family=family)


class DeadLines:
    """Lines of definitions that nothing uses, in files that something does: dead-experiment-branch-code tells them whole, and nobody comes there."""

    def __init__(self, facts: Facts) -> None:
        code = facts.one(CodeBase)
        self._ranges: dict[str, list[tuple[int, int]]] = {}
        for one in facts.all(UnusedDefinition) if code is not None else ():
            if code is not None and (code.modules[one.path].imported_by or code.modules[one.path].entry):
                self._ranges.setdefault(one.path, []).append((one.end.line, one.end.end_line))

    def hold(self, path: str, line: int) -> bool:
        """Whether a line stands in one."""
        return any(first <= line <= last for first, last in self._ranges.get(path, ()))


def _published(facts: Facts, code: CodeBase) -> tuple[str, ...]:
    """Folders below the top whose package is built to be published, or to be installed where nothing of it is a program: others use it."""
    built = {
        one.path.rpartition("/")[0]: one.is_library
        for one in facts.all(DependencyFile)
        if "/" in one.path and (one.is_library or one.kind in _BUILT)
    }
    started = {path for path, by in code.entry_points.items() if by.startswith(_STARTED)}
    started |= {path for path, module in code.modules.items() if module.facts.serving}
    return tuple(
        f"{folder}/"
        for folder, is_library in sorted(built.items())
        if is_library or not any(path.startswith(f"{folder}/") for path in started)
    )


def _starred(code: CodeBase) -> set[str]:
    """Modules that a package hands on whole: what is in them is picked by name, by hand."""
    return {
        target
        for path, module in code.modules.items()
        if path.endswith("/__init__.py") and any("*" in one.names for one in module.facts.imports)
        for target in module.imports
    }


def is_judged(module: CodeModule) -> bool:
    """Project code, and notebooks that production runs."""
    return module.is_own or (module.role == "notebook" and module.in_production)


def _is_text(end: LooseEnd, texts: Set[str]) -> bool:
    """A text of the project's code holds the name (`"steps.serve.custom_predict"`), which is too long to stand there by chance."""
    return "_" in end.name.strip("_") and end.name in texts


def _is_unused(end: LooseEnd, names: Mentions) -> bool:
    if end.end_line - end.line + 1 < _SHORTEST or _BY_NAME.match(end.name) or end.name.startswith("__"):
        return False
    if end.kind == "class" and any(base not in _PLAIN_BASES for base in end.bases):
        return False  # a framework, a serialiser or a metaclass may find it
    return not names.reaches_name(end.name)


def _definitions(module: CodeModule) -> list[str]:
    return [f.qualname for f in module.facts.functions if "." not in f.qualname] + [
        c for c in module.facts.classes if "." not in c
    ]


def stem(name: str) -> str:
    """A name without its version marks: `train_v1_final` gives `train`."""
    parts = name.lower().split("_")
    while len(parts) > 1 and _MARK.match(parts[-1]):
        parts.pop()
    return "_".join(parts)


@join(DeadSwitch, facets=(loose_ends,))
def dead_switches(facts: Facts) -> Iterator[DeadSwitch]:
    """Switches that one place defines, nothing sets and conditions ask, with what the other value would run."""
    code, names = facts.one(CodeBase), facts.one(Mentions)
    if code is None or names is None:
        return
    rows = {
        path: ends
        for path, ends in facts.rows(loose_ends).items()
        if path in code.modules and code.modules[path].role not in ("vendored", "generated", "docs", "example")
    }
    defined: dict[str, list[tuple[str, LooseEnd]]] = {}
    asked: dict[str, list[tuple[str, LooseEnd]]] = {}
    varies: set[str] = set()
    for path, ends in sorted(rows.items()):
        for end in ends:
            if end.kind == "switch":
                defined.setdefault(end.name, []).append((path, end))
            elif end.kind == "test":
                asked.setdefault(end.name, []).append((path, end))
            elif end.kind == "set":
                varies.add(end.name)
    for name, places in sorted(defined.items()):
        if len(places) > 1 or name in varies or name in names.names or not is_judged(code.modules[places[0][0]]):
            continue
        path, switch = places[0]
        dead = tuple((where, end) for where, end in asked.get(name, ()) if end.value != switch.value)
        if sum(end.end_line - end.line + 1 for _, end in dead) >= _FEWEST_DEAD:
            yield DeadSwitch(path=path, switch=switch, branches=dead)
