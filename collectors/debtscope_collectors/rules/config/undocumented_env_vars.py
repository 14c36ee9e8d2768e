"""Environment variables are needed and declared nowhere

Detects
-------
Variables that the project's programs read without a default (of credentials also with an empty one) and that no `.env.example`, README or other document, manifest, CI
definition, image or script names, nor the help of an option, nor the code itself sets, nor the comment or docstring at the head of the program that reads it tells (`NAME=value`, `NAME: …`); required fields of settings classes (`BaseSettings`, and classes made of it) and what a helper is asked for that stops without it (`require_env("X")`) too. A provider's own name for its API key is known, and a function of
the file that is given the variable says what stands for nothing. And variables
that an own image or manifest sets for a model, a store or a threshold (`MODEL_…`, `DB_…`, `…_URI`, `…_BUCKET`, `…_PASSWORD`) and that no program reads. What an image sets for the program of another package (`python -m package`) is that package's. Variables that are only asked for, or have an alternative, need nothing;
those of systems, clouds and libraries (HOME, CI, AWS_*, CUDA_*, MLFLOW_*, PYTHON*, OMP_*, …) are known to their readers. Notebooks,
tests, examples and libraries are left out. One item for the repository.

Why it is debt
--------------
A new machine, a new colleague or a new environment fails in the middle of a run with a KeyError, or worse goes on with None.

How to pay it down
------------------
Keep a `.env.example` with a line a variable, and read them all in one settings class at start.

Example
-------
Debt: `os.environ["FEATURE_DB"]` and no other mention. Clean: the same with `FEATURE_DB=` in `.env.example`.

References
----------
Sculley et al. 2015, "Configuration debt"; The Twelve-Factor App, III.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.known_variables import KNOWN_VARIABLES, PROVIDER_KEYS
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.python.variables import VariableRead
from debtscope_collectors.sources.secrets.judge import is_secret_name

_SHOWN = 10
_OF_A_MODEL = regex(
    r"(?:^|_)(?:MODEL|FEATURES?|DATABASE|DB|BUCKET|TOPIC|TABLE|STORE)_|_(?:URI|THRESHOLD|BUCKET|TABLE|TOPIC|PASSWORD)$"
)
"""What a program of the project would read: where its model, data and thresholds are. Other names are mostly for another package's program."""
_IN_VAIN = Driver(name="part", value=0.2, unit="x", ref="a setting that does nothing stops nobody")


@frozen(kw_only=False)
class _Place:
    path: str
    line: int | None


@rule(
    id="CFG-027",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("config", "containers", "dependencies"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for the variables that are needed, one for those that are set in vain."""
    model, code = facts.one(SettingsModel), facts.one(CodeBase)
    if model is None or code is None or code.is_library:
        return
    needed = _needed(model, code)
    if needed:
        yield _finding(
            needed, "needed", "{names} {is} read without a usable default and told in no document, manifest, CI file or script.",
            "README and documents, .env files, manifests, images, CI, scripts",
        )  # fmt: skip
    idle = _idle(facts, model, code)
    if idle:
        yield _finding(
            idle, "set in vain", "{names} {is} set where the program is deployed and read by none of the repository's programs.",
            "Python, scripts, entry points",
        )  # fmt: skip


def _needed(model: SettingsModel, code: CodeBase) -> Mapping[str, _Place]:
    found: dict[str, _Place] = {}
    own = {
        read.name
        for use in model.uses.values()
        for read in use.variables
        if read.need in ("set", "optional", "told") and not _is_hollow(read)
    }
    helpers = {name for use in model.uses.values() for name in use.helpers}
    for path, use in sorted(model.uses.items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or module.facts.kind == "notebook" or is_aside(path):
            continue
        for name, line in (
            *((r.name, r.line) for r in use.variables if _is_needed(r, helpers)),
            *((f.variable, f.line) for f in use.fields if f.is_required),
        ):
            if KNOWN_VARIABLES.fullmatch(name.upper()) or name in model.told or name in own or not name.isupper():
                continue
            if name in use.told or PROVIDER_KEYS.fullmatch(name):
                continue
            if not model.is_handed_on(name) and not _is_given(name, model):
                found.setdefault(name, _Place(path, line))
    return found


def _is_needed(read: VariableRead, helpers: Set[str]) -> bool:
    """By the program itself, or by a helper of the project that it asks."""
    return _is_hollow(read) or (read.need in ("required", "bare") and (not read.by or read.by in helpers))


def _is_hollow(read: VariableRead) -> bool:
    """A credential whose default is empty: the program starts without it, and what it is for fails."""
    return read.need == "optional" and read.default == "" and is_secret_name(read.name)


def _is_given(name: str, model: SettingsModel) -> bool:
    """Some settings file, in whatever case, holds it."""
    low = name.lower()
    return any(s.leaf.lower() == low for one in model.files for s in one.settings)


def _idle(facts: Facts, model: SettingsModel, code: CodeBase) -> Mapping[str, _Place]:
    """Variables of own images and of own programs' containers that nobody reads."""
    read = {word.upper() for word in model.words}
    libraries = {
        part
        for one in facts.all(DependencyFile)
        for need in one.requirements
        for part in re.split(r"[-_.]", need.name.upper())[:1]
    }
    prefixed = any(use.fields for use in model.uses.values())
    found: dict[str, _Place] = {}
    for spec in facts.all(ContainerSpec):
        if is_aside(spec.path) or not _is_own(spec) or _starts_another(spec, code):
            continue
        commands = " ".join(spec.started)
        for one in spec.environment:
            known = (
                not _OF_A_MODEL.search(one.name)
                or KNOWN_VARIABLES.fullmatch(one.name.upper())
                or one.name.partition("_")[0] in libraries
                or not one.name.isupper()
            )
            rest = one.name.partition("_")[2]
            if (
                known
                or one.builds
                or one.name in commands
                or one.name in model.used
                or one.name.upper() in read
                or (prefixed and rest in read)
            ):
                continue
            if not _is_used_by_text(one.name, spec.path, model):
                found.setdefault(one.name, _Place(spec.path, one.line))
    return found


def _is_own(spec: ContainerSpec) -> bool:
    """It runs the project's code: a build that copies it, or a container that starts a Python program."""
    if spec.kind == "dockerfile":
        return bool(spec.copies)
    return any(word.endswith(".py") or word in ("python", "python3") for word in spec.started)


def _starts_another(spec: ContainerSpec, code: CodeBase) -> bool:
    """`python -m mlserver`: the program is a package that the image installs, and it knows what it reads."""
    words = spec.started
    module = next((words[at + 1] for at, word in enumerate(words[:-1]) if word == "-m"), "")
    if not module or "python" not in " ".join(words[: words.index("-m")]):
        return False
    parts = {part for path in code.modules for part in path.removesuffix(".py").split("/")}
    named = {word.partition(":")[0].rpartition("/")[2].partition(".")[0] for word in words if word != "python"}
    return module.partition(".")[0] not in parts and parts.isdisjoint(named)


def _is_used_by_text(name: str, path: str, model: SettingsModel) -> bool:
    """Another text than the one that sets it speaks of it: a script, a template, a document that says what for."""
    return any(other != path for other in model.told.get(name, ()))


def _finding(found: Mapping[str, _Place], what: str, message: str, searched: str) -> Finding:
    names = list(found)
    told = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    first = found[names[0]]
    return Finding(
        subject=Subject(kind="repo", name=f"environment variables {what}", path=first.path, symbol=what),
        line=first.line,
        title=f"Environment variables are {what}" if what != "needed" else None,
        message=message.format(names=told, **{"is": "are" if len(names) > 1 else "is"}),
        evidence=(
            *(Evidence(kind="line", path=p.path, line=p.line, ref=name) for name, p in list(found.items())[:_SHOWN]),
            Evidence(kind="searched", excerpt=searched),
        ),
        confidence=None if what == "needed" else Confidence.MEDIUM,
        drivers=() if what == "needed" else (_IN_VAIN,),
        occurrences=len(names),
    )
