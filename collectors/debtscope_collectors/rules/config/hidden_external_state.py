"""The pipeline needs something set by hand elsewhere

Detects
-------
A stage, DAG, flow or service that needs what no manifest, image, CI file, script or settings file of the repository provides:
a `$VARIABLE` in the command of a stage, an Airflow Variable without a default, and a Prefect block that nothing in the repository saves. Programs and libraries of the operating system that
an imported package cannot do without (Tesseract, Poppler, ffmpeg, libmagic, the libGL of OpenCV in a slim image …) and that the image of the service does not install: medium, one item an image; low
where no image runs it and no list, script, job or page so much as names them. One item a file; blocks are one, and cost less, as the server keeps them for all.
And folders of Terraform (one item for all, low) that show secrets in their plans (variables for passwords without `sensitive`), or that
keep the state on the disk of whoever runs them (no backend) while no lock holds the providers.

Credentials that a document names (no repository can hold them), variables with a default, those of systems, clouds and libraries (HOME, AWS_*, MLFLOW_* …), names that the code, a script or a
settings file sets, and Airflow connections (the platform's own way to keep credentials) are left out. Variables that a program reads are declared where a document names them; those that no text at
all names are undocumented-env-vars.

Why it is debt
--------------
The next environment is set up from the repository, and then fails until somebody remembers what was clicked together.

How to pay it down
------------------
Declare it, check it at start, script its creation.

Example
-------
`cmd: python train.py --data $DATA_ROOT` with `export DATA_ROOT=…` in somebody's shell.

References
----------
Sculley et al. 2015, undeclared dependencies. The Twelve-Factor App, III.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.known_variables import KNOWN_VARIABLES
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.pipelines import runs_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.joins.system_parts import SystemPart, system_parts
from debtscope_collectors.joins.terraform_care import TerraformCare
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.config.facts import TextWords
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines
from debtscope_collectors.sources.python.view import ModuleView

SHOWN: Final = 8
_BLOCK: Final = "Prefect block"
_OF_THE_SERVER: Final = Driver(
    name="part", value=0.4, unit="x", ref="the server that runs the flows keeps the block for all"
)
_USED: Final = regex(r"(?<!\$)\$(?:\{([A-Z][A-Z0-9_]{2,60})\}|([A-Z][A-Z0-9_]{2,60})\b)")
_ASSIGNED: Final = regex(r"(?:^|[\s;&])(?:export\s+)?([A-Z][A-Z0-9_]{2,60})=")
_JINJA: Final = regex(r"\{\{-?\s{0,5}var\.(?:value|json)\.([A-Za-z_]\w{0,60})\s{0,5}-?\}\}")
_TOOLS: Final = frozenset({"dvc", "airflow", "mlproject", "prefect", "dagster", "argo", "cronjob"})


@frozen
class OutsideState:
    """One thing that code asks a platform for, or puts there."""

    kind: str
    """variable (Airflow), block (Prefect) or given (a variable that an operator hands to its command)."""
    key: str
    line: int
    is_made: bool
    """The code sets or saves it."""


_ANY = "*"
"""Of a block that is saved under a name which the code works out."""


@facet(OutsideState, version=2, cues=("Variable", "load", "save", "env"))
def outside_state(view: ModuleView) -> Iterator[OutsideState]:
    """Airflow Variables and Prefect blocks by constant name."""
    if not view.mentions("airflow", "prefect"):
        return
    if view.mentions("env="):
        yield from _given(view)
    for call in view.calls_to(("get", "set", "load", "save")):
        if not isinstance(call.func, ast.Attribute):
            continue
        name, word = view.name(call.func) or "", call.func.attr
        is_variable = name.startswith("airflow.") and name.endswith((".Variable.get", ".Variable.set"))
        is_block = name.startswith("prefect") and word == "load"
        if not (is_variable or is_block or word == "save"):
            continue
        key = view.argument(call, "key" if is_variable else "name", 0)
        value = view.constant(key) if key is not None else None
        has_default = view.argument(call, "default_var", "default", "deserialize_json_default") is not None
        has_default |= is_variable and word == "get" and len(call.args) > 1
        if word == "save" and (not isinstance(value, str) or "{}" in value):
            if view.mentions("prefect.filesystems", "prefect.blocks", "prefect_"):
                yield OutsideState(kind="block", key=_ANY, line=call.lineno, is_made=True)
        elif isinstance(value, str) and value and not has_default and "{}" not in value:
            yield OutsideState(
                kind="variable" if is_variable else "block",
                key=value,
                line=call.lineno,
                is_made=word in ("set", "save"),
            )


def _given(view: ModuleView) -> Iterator[OutsideState]:
    for call in view.calls:
        table = next((k.value for k in call.keywords if k.arg == "env"), None)
        for key in table.keys if isinstance(table, ast.Dict) else ():
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield OutsideState(kind="given", key=key.value, line=call.lineno, is_made=True)


@frozen(kw_only=False)
class _Need:
    name: str
    line: int | None
    what: str
    """In words: environment variable, Airflow Variable, Prefect block."""


@rule(
    id="CFG-039",
    category=Category.CONFIG,
    debt_type="undeclared dependency",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("python", "pipelines", "dvc", "config", "containers", "infrastructure", "dependencies", "docs", "ci"),
    facets=(outside_state,),
)
def check(facts: Facts) -> Iterator[Finding]:
    if cares := [one for one in facts.all(TerraformCare) if _is_told(one)]:
        yield _terraform(cares)
    yield from _parts(facts)
    model, code, found = facts.one(SettingsModel), facts.one(CodeBase), facts.one(Pipelines)
    if model is None or (code is not None and code.is_library):
        return
    provided = _provided(facts, model)
    needs: dict[str, dict[str, _Need]] = {}
    pipelines: dict[str, Pipeline] = {}
    for pipeline in found.pipelines if found else ():
        pipelines.setdefault(pipeline.path, pipeline)
        if pipeline.tool in _TOOLS and not is_aside(pipeline.path):
            given = {row.key for row in facts.rows(outside_state).get(pipeline.path, ()) if row.kind == "given"}
            for need in _in_commands(pipeline, provided, model, given):
                needs.setdefault(pipeline.path, {}).setdefault(need.name, need)
    for path, need in _asked(facts, model, code):
        needs.setdefault(path, {}).setdefault(need.name, need)
    blocks: list[Finding] = []
    for path in sorted(needs):
        mine = list(needs[path].values())
        finding = _finding(facts, path, mine, pipelines.get(path))
        if all(need.what == _BLOCK for need in mine):
            blocks.append(replace(finding, drivers=(*finding.drivers, _OF_THE_SERVER)))
        else:
            yield finding
    yield from together(
        blocks, "Prefect blocks", "{n} files need {all} Prefect blocks that nothing in the repository saves, {first} first."
    )  # fmt: skip


def _parts(facts: Facts) -> Iterator[Finding]:
    by_image: dict[str, list[SystemPart]] = {}
    for part in system_parts(facts):
        by_image.setdefault(part.image, []).append(part)
    for image, parts in by_image.items():
        names = listed([part.name for part in parts], 4)
        first = parts[0]
        why = f"{first.path}:{first.line} imports {first.module}"
        what = f"{image} runs it and does not install" if image else "nothing in the repository installs or names"
        yield Finding(
            subject=file_subject(image or first.path, "parts of the system"),
            title="The operating system needs parts that nothing installs",
            message=f"{why}{f' and {len(parts) - 1} more of the kind' if len(parts) > 1 else ''}, and {what} what {'they need' if len(parts) > 1 else 'it needs'} beside itself ({names}).",
            line=None if image else first.line,
            severity=Severity.MEDIUM if image else Severity.LOW,
            confidence=Confidence.MEDIUM,
            evidence=tuple(
                Evidence(kind="line", path=part.path, line=part.line, ref=part.name, excerpt=f"imports {part.module}")
                for part in parts[:SHOWN]
            ),
            occurrences=len(parts),
            remediation="Install it in the image (apt-get install), or list it where the platform reads it (packages.txt, Aptfile); for OpenCV take opencv-python-headless.",
        )


def _is_told(one: TerraformCare) -> bool:
    """Secrets alone are enough; a state on a disk is everybody's first week, and a debt where nothing can be made again from it."""
    what = {left.what for left in one.left}
    return "secret" in what or what >= {"state", "providers"}


def _terraform(cares: Sequence[TerraformCare]) -> Finding:
    """One item for all folders: one backend, one pass over variables."""
    all_left = [left for one in cares for left in one.left]
    secrets = list(dict.fromkeys(left.name for left in all_left if left.what == "secret"))
    told: list[str] = []
    if secrets:
        told.append(f"shows {listed(secrets, 3)} in its plans (not sensitive)")
    if any(left.what == "state" for left in all_left):
        told.append("keeps its state on the disk of whoever runs it (no backend)")
    if any(left.what == "providers" for left in all_left):
        told.append("takes the providers of the day (no lock)")
    folder = cares[0].folder or "the top folder"
    where = folder if len(cares) == 1 else f"{len(cares)} folders ({folder} first)"
    return Finding(
        subject=Subject(kind="folder", name="terraform", path=all_left[0].path),
        title="Terraform leaves state, versions or secrets to whoever runs it",
        message=f"Terraform in {where} {', '.join(told[:-1])}{' and ' if len(told) > 1 else ''}{told[-1]}.",
        line=all_left[0].line,
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM,
        evidence=tuple(
            Evidence(kind="config", path=left.path, line=left.line, ref=left.what, value=left.name)
            for left in all_left[:20]
        ),
        occurrences=len(all_left),
        remediation="Keep the state in a remote backend with locking, commit .terraform.lock.hcl, and mark variables of credentials sensitive.",
    )


def _provided(facts: Facts, model: SettingsModel) -> Mapping[str, set[str]]:
    """Name -> files that may give it a value: anything but documents and texts that only take it."""
    found: dict[str, set[str]] = {}
    for text in facts.all(TextWords):
        if text.role != "docs":
            for word in (*text.words, *text.alone.split()):
                if word.isupper():
                    found.setdefault(word, set()).add(text.path)
    for spec in facts.all(ContainerSpec):
        for one in spec.environment:
            found.setdefault(one.name, set()).add(spec.path)
    for file in model.files:
        for setting in file.settings:
            found.setdefault(setting.leaf.upper(), set()).add(file.path)
    return found


def _is_open(name: str, path: str, provided: Mapping[str, set[str]]) -> bool:
    return not KNOWN_VARIABLES.fullmatch(name.upper()) and not provided.get(name.upper(), set()) - {path}


def _in_commands(
    pipeline: Pipeline, provided: Mapping[str, set[str]], model: SettingsModel, given: set[str]
) -> Iterator[_Need]:
    """Variables that the shell of a step has to have."""
    for step in pipeline.steps:
        own = given.union(_ASSIGNED.findall(step.command))
        for found in _USED.finditer(step.command):
            name = found[1] or found[2]
            if name not in own and _is_open(name, pipeline.path, provided) and not model.is_handed_on(name):
                yield _Need(name, step.line or pipeline.line, f"environment variable of step {step.name}")
        for found in _JINJA.finditer(step.command):
            if not _is_named(found[1], model):
                yield _Need(found[1], step.line or pipeline.line, f"Airflow Variable of step {step.name}")


def _is_named(name: str, model: SettingsModel) -> bool:
    """Some settings file or script of another language holds the name."""
    low = name.lower()
    return any(s.leaf.lower() == low for file in model.files for s in file.settings) or bool(model.told.get(name))


def _asked(facts: Facts, model: SettingsModel, code: CodeBase | None) -> Iterator[tuple[str, _Need]]:
    """What a platform's own store has to hold."""
    rows = facts.rows(outside_state)
    made = {row.key for own in rows.values() for row in own if row.is_made}
    for path, own in sorted(rows.items()):
        module = code.modules.get(path) if code else None
        if module is None or module.role in ("test", "docs", "example", "vendored") or is_aside(path):
            continue
        for row in own:
            if row.kind == "block" and _ANY in made:
                continue
            if not row.is_made and row.key not in made and not _is_named(row.key, model):
                yield path, _Need(row.key, row.line, "Airflow Variable" if row.kind == "variable" else _BLOCK)


def _finding(facts: Facts, path: str, needs: list[_Need], pipeline: Pipeline | None) -> Finding:
    names = ", ".join(need.name for need in needs[:5]) + (" …" if len(needs) > 5 else "")
    whats = ", ".join(dict.fromkeys(need.what for need in needs[:3]))
    return Finding(
        subject=file_subject(path),
        message=f"{path} needs {names} ({whats}), which nothing in the repository provides.",
        line=needs[0].line,
        evidence=(
            *(
                Evidence(kind="line", path=path, line=need.line, ref=need.name, excerpt=need.what)
                for need in needs[:SHOWN]
            ),
            Evidence(
                kind="searched",
                ref="images, manifests, CI, scripts, settings and .env files; code that sets or saves it",
            ),
        ),
        occurrences=len(needs),
        drivers=runs_of(pipeline) if pipeline else (),
    )
