"""Machine-learning modules that nothing imports, runs or mentions

Detects
-------
A module of an application that trains, makes features or defines a model, that does nothing by itself when it is run, and
that no other file imports, tests included. Its name stands in no settings file, command, pipeline, CI definition, image, document,
import statement, text of code that is its path (`"src/clean.py"`) or, where code imports by names made at run time or a framework loads what
settings name (Django, logging), text of that code; it lies in no folder whose files are imported
as they are found. No commit touched it for 180 days. Libraries, scripts that work when started, tests, examples, experiments,
notebooks, and files that a framework finds by name or folder are silent. Three and more modules are one item. Modules without
a single line, tests included, are one item of their own. So are modules of an application, whatever they are for, of ten lines and more that hold
functions or classes alone, that no file imports and that no commit touched for thirty days; a page that only lists such a file does not keep it alive,
one that imports it does. And services that lie beside the one that an image or manifest starts, answer a route of it and are started, imported and
named by nothing (for thirty days); a page that says the command which starts one keeps it alive.

Why it is debt
--------------
Whoever reads, searches or refactors the code reads it too, upgrades keep it working, and one day somebody revives it
believing that it is what runs.

How to pay it down
------------------
Delete it: git keeps it. What shall be kept for a comparison goes to a dated archive branch, with its result written down.

Example
-------
Debt: `models/lstm_try.py`, imported by nothing, unchanged for 400 days.

Clean: `models/lstm.py` that a registry imports by its name; a library's public module; a script for one analysis.

References
----------
Sculley et al. 2015, dead experimental codepaths. Serban et al., software engineering for machine learning, practice 13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import (
    Basis,
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    Unjudged,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.mentions import Mentions
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.unread import unread_code
from debtscope_collectors.joins.unwired_modules import second_services, unwired_modules

_DAYS: Final = 180
_SETTLED_DAYS: Final = 30
"""A module that is younger may still be on its way to who uses it."""
_EMPTY_FROM: Final = 2
"""Empty modules from which they are more than a file that somebody forgot."""
_ROLES: Final = frozenset({"production", "script"})
_FOUND_BY_NAME: Final = regex(
    r"(?:^|/)(?:__init__|__main__|setup|conftest|handler|lambda_function|score|inference|apps|models|admin|urls|wsgi|asgi|settings|"
    r"hooks|plugins?|nodes|pipeline|pipeline_registry)\.py$"
    r"|(?:^|/)(?:pages|dags|plugins|migrations|versions|management|data_loaders|transformers|data_exporters|custom|sensors|"
    r"steps|flows|components|tasks|handlers|entrypoints?)/",
)
_MARKER: Final = regex(r"(?:^|/)(?:__\w+__|conftest|setup)\.py$")
_SHOWN: Final = 4
_MODEL: Final = frozenset({"forward", "fit", "predict", "predict_proba", "transform", "training_step", "call"})

_EMPTY = Driver(
    name="part", value=0.1, unit="x", ref="judgement: nothing in it can be changed or revived by mistake",
    basis=Basis.DEFAULT,
)  # fmt: skip


@rule(
    id="COD-019",
    category=Category.CODE,
    debt_type="dead experimental codepaths",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python", "git"),
    uses=("ci", "containers", "dvc", "docs", "named"),
)
def check(facts: Facts) -> Iterator[Finding | Unjudged]:
    """A finding a module, or one of all from three on."""
    code, history = facts.one(CodeBase), facts.one(GitHistory)
    names = facts.one(Mentions)
    if code is None or history is None or names is None or code.is_library:
        return
    if gap := unread_code(facts):
        yield gap
        return
    judged = [
        finding for module in code.modules.values() if (finding := _judged(module, names, history, facts)) is not None
    ]
    told = {finding.subject.path for finding in judged}
    yield from together(
        judged,
        "unreferenced modules",
        "{n} machine-learning modules ({first} first), {all} in all, are referenced nowhere and unchanged for half a year or more.",
    )
    yield from _empty(code)
    yield from _second(list(second_services(code, names)), history, facts)
    yield from _unwired([one for one in unwired_modules(code, names) if one.path not in told], history, facts)


def _empty(code: CodeBase) -> Iterator[Finding]:
    """Modules without a line: their names promise a part that nobody wrote."""
    empty = [
        path
        for path, module in sorted(code.modules.items())
        if not module.facts.loc
        and module.facts.kind == "module"
        and module.role in (*_ROLES, "test")
        and not _MARKER.search(path)
    ]
    if len(empty) < _EMPTY_FROM:
        return
    shown = listed(empty, _SHOWN)
    yield Finding(
        subject=Subject(kind="files", name="empty modules"),
        title="Modules that hold nothing",
        message=f"{len(empty)} module{'s are' if len(empty) > 1 else ' is'} empty ({shown}): who looks for that part finds a name.",
        confidence=Confidence.HIGH,
        evidence=tuple(Evidence(kind="absence", path=path, value="no line of code") for path in empty[:20]),
        occurrences=float(len(empty)),
        remediation="Write the part, or delete the file until somebody does.",
        drivers=(_EMPTY,),
    )


def _second(
    found: Sequence[tuple[CodeModule, CodeModule, str]], history: GitHistory, facts: Facts
) -> Iterator[Finding]:
    """One finding for all services that stand beside the one that is started and answer the same."""
    last = {module.path: touch for module, _, _ in found if (touch := history.last_touch(module.path)) is not None}
    settled = [
        one
        for one in found
        if one[0].path in last and (facts.as_of - last[one[0].path].at.date()).days >= _SETTLED_DAYS
    ]
    if not settled:
        return
    paths = [module.path for module, _, _ in settled]
    _, main, route = settled[0]
    verb, them = ("answers", "it") if len(paths) == 1 else ("answer", "them")
    image = (main.entry or "").partition(":")[2]
    yield Finding(
        subject=Subject(kind="files", name="services that nothing starts"),
        title="Services that nothing starts",
        message=f"{listed(paths, _SHOWN)} {verb} {route} as {main.path} does, which {image} starts; nothing starts, imports or names {them}.",
        evidence=tuple(
            Evidence(
                kind="absence", path=module.path, ref="searched: imports, settings, commands, CI, images", value=f"{shared} as {other.path}"
            )
            for module, other, shared in settled[:20]
        ),
        occurrences=float(len(settled)),
        remediation="Delete what is not run: git keeps it. Where it is the next version, give it a branch.",
    )  # fmt: skip


def _unwired(modules: Sequence[CodeModule], history: GitHistory, facts: Facts) -> Iterator[Finding]:
    """One finding for all modules that nothing imports: they look like parts of what runs."""
    last = {module.path: touch for module in modules if (touch := history.last_touch(module.path)) is not None}
    settled = [
        one for one in modules if one.path in last and (facts.as_of - last[one.path].at.date()).days >= _SETTLED_DAYS
    ]
    if not settled:
        return
    settled.sort(key=lambda one: (-one.facts.loc, one.path))
    lines = sum(one.facts.loc for one in settled)
    is_one = len(settled) == 1
    yield Finding(
        subject=Subject(kind="files", name="modules that nothing imports"),
        title="Modules that nothing imports",
        message=f"{listed([one.path for one in settled], _SHOWN)} ({lines} lines{'' if is_one else ' in all'}) {'is' if is_one else 'are'} imported by no file and "
        f"do{'es' if is_one else ''} nothing when run: who reads {'it takes it' if is_one else 'them takes them'} for a part of what works.",
        evidence=tuple(
            Evidence(
                kind="absence",
                path=one.path,
                ref="searched: imports, settings, commands, CI, images",
                value=f"{one.facts.loc} lines",
            )
            for one in settled[:20]
        ),
        occurrences=float(len(settled)),
        remediation="Wire it in where it was meant to work, or delete it: git keeps it.",
    )


def _judged(module: CodeModule, names: Mentions, history: GitHistory, facts: Facts) -> Finding | None:
    if not is_unused_module(module) or names.reaches_module(module.path):
        return None
    last = history.last_touch(module.path)
    if last is None or (days := (facts.as_of - last.at.date()).days) <= _DAYS:
        return None
    return Finding(
        subject=file_subject(module.path),
        message=f"{module.path} ({module.facts.loc} lines) is referenced nowhere and was last changed {days} days ago.",
        evidence=(
            Evidence(
                kind="absence",
                path=module.path,
                ref="searched: imports, settings, commands, CI, images, documents",
                value=module.path.rpartition("/")[2].removesuffix(".py"),
            ),
            Evidence(kind="commit", path=module.path, ref=last.sha[:12], value=last.at.date().isoformat()),
        ),
    )


def is_unused_module(module: CodeModule) -> bool:
    """Machine learning that can only be used by import, and that no file imports."""
    own = module.facts
    if own.kind != "module" or not module.is_own or module.imported_by or module.entry or module.in_production:
        return False
    if own.has_top_level_calls or own.has_main_guard or own.serving or _FOUND_BY_NAME.search(module.path):
        return False
    if any("regist" in decorator for function in own.functions for decorator in function.decorators):
        return False
    methods = {f.qualname.rpartition(".")[2] for f in own.functions if "." in f.qualname}
    return bool(own.training or own.features or methods & _MODEL)
