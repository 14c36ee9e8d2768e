"""Configuration is read as a raw dictionary without a schema

Detects
-------
An application whose programs read eight and more keys of its YAML, TOML, JSON or INI settings by subscript or `.get` from plain
dictionaries, in two and more modules, while nothing checks them: no pydantic, attrs, dataclass named like settings, jsonschema,
cerberus, marshmallow, voluptuous, schema, yamale, strictyaml, structured OmegaConf. Only keys that some settings file of the
repository holds are counted, so that other dictionaries named `params` are not meant. Surer where `.get` gives one key different
defaults in different places (of one section, as far as variables are named for sections), low where Hydra composes them: it refuses overrides that it does not know. Parameter files of fewer than eight keys, tests, notebooks and libraries are left out. One item for the
repository.

Why it is debt
--------------
A misspelt key is a KeyError after two hours of training, or silently the default; which settings exist is told by nobody, and two
modules may believe in different defaults.

How to pay it down
------------------
Load the file once into one typed class that refuses unknown keys, and hand that object on.

Example
-------
Debt: `cfg["train"]["lr"]` and nineteen more in five modules. Clean: `Settings.model_validate(yaml.safe_load(text))`.

References
----------
Sculley et al. 2015, "Configuration debt" (assert, review).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.python.settings import RawRead

_ENOUGH = 8
_MODULES = 2
_SHOWN = 8
_CHECKS = regex(
    r"^(?:pydantic_settings|pydantic\.BaseSettings|jsonschema|cerberus|voluptuous|schema|yamale|strictyaml|dacite|msgspec|typedload"
    r"|confuse|dynaconf|hydra\.core\.config_store|colander|desert|environs|traitlets|pykwalify|typeguard|mashumaro|simple_parsing|tyro|jsonargparse"
    r"|great_expectations\.core|omegaconf\.OmegaConf\.structured)(?:\.|$)"
)
_TYPES = regex(r"^(?:pydantic|attrs?|dataclasses|cattrs|marshmallow|typing\.(?:TypedDict|NamedTuple))(?:\.|$)")
_TYPED_PATH = regex(r"(?:^|[/_])(?:config|settings|params)[^/]{0,20}(?:/|\.py$)")
_TYPED = regex(r"(?:config|settings|params|parameters|hparams|arguments|args|options)$", re.IGNORECASE)
_SECTION = regex(r"_?(?:cfg|conf|config|configs|configuration|params|settings|hparams|opts?)$")
"""What a variable's name says beside the section whose settings it holds."""
_FILES = ("yaml", "toml", "ini", "json")


@rule(
    id="CFG-016",
    category=Category.CONFIG,
    debt_type="configuration debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python", "config"),
    credits=("CR-28",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for the repository."""
    model, code = facts.one(SettingsModel), facts.one(CodeBase)
    if model is None or code is None or code.is_library or _is_checked(code):
        return
    files = {
        f.path: {s.leaf for s in f.settings} | {p for s in f.settings for p in s.key.split(".")}
        for f in model.files
        if f.format in _FILES
    }
    loaded = {name for use in model.uses.values() for name in use.files}
    files = {path: keys for path, keys in files.items() if path.rpartition("/")[2] in loaded}
    known = {key for keys in files.values() for key in keys}
    reads: dict[str, list[RawRead]] = {}
    for path, use in sorted(model.uses.items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or module.facts.kind == "notebook" or is_aside(path):
            continue
        kept = [read for read in use.raw if all(part in known for part in read.key.split("."))]
        if kept:
            reads[path] = kept
    count = sum(len(found) for found in reads.values())
    distinct = {read.key.rpartition(".")[2] for found in reads.values() for read in found}
    if len(reads) >= _MODULES and count >= _ENOUGH and len(distinct) >= _ENOUGH:
        composed = any("hydra" in loader for use in model.uses.values() for loader in use.loaders)
        yield _finding(reads, count, _main_files(files, distinct), composed=composed)


def _is_checked(code: CodeBase) -> bool:
    """Some module of the application gives its settings a schema; request and table models are none."""
    for module in code.modules.values():
        if not module.is_own:
            continue
        imported = [n for one in module.facts.imports for n in (one.module, *(f"{one.module}.{n}" for n in one.names))]
        if any(_CHECKS.match(name) for name in imported):
            return True
        typed = any(_TYPES.match(name) for name in imported)
        if typed and (any(_TYPED.search(c) for c in module.facts.classes) or _TYPED_PATH.search(module.path)):
            return True
        if any(c.endswith("Settings") for c in module.facts.classes):
            return True
    return False


def _main_files(files: Mapping[str, set[str]], read: set[str]) -> list[str]:
    """The files that hold most of the keys."""
    return sorted(files, key=lambda path: (-len(files[path] & read), path))[:2]


def _conflicts(reads: Mapping[str, list[RawRead]]) -> dict[str, list[tuple[str, RawRead]]]:
    """Keys that `.get` gives more than one default. Variables that are named for two sections (`cache_config`, `train_config`) hold two keys of
    one name."""
    found: dict[tuple[str, str], list[tuple[str, RawRead]]] = {}
    for path, ones in reads.items():
        for one in ones:
            if one.default:
                found.setdefault((_SECTION.sub("", one.variable.lower()), one.key), []).append((path, one))
    return {key: places for (_, key), places in found.items() if len({one.default for _, one in places}) > 1}


def _finding(reads: Mapping[str, list[RawRead]], count: int, files: list[str], *, composed: bool) -> Finding:
    conflicts = _conflicts(reads)
    told = (
        f"; {len(conflicts)} of them have conflicting defaults ({', '.join(list(conflicts)[:3])})" if conflicts else ""
    )
    shown = [place for places in conflicts.values() for place in places][:_SHOWN]
    shown += [(path, found[0]) for path, found in reads.items()][: max(0, _SHOWN - len(shown))]
    return Finding(
        subject=Subject(kind="repo", name="configuration without a schema", path=files[0], symbol="configuration"),
        severity=Severity.LOW if composed and not conflicts else None,
        confidence=Confidence.HIGH if conflicts else None,
        message=f"{count} raw key reads of {' and '.join(files)} in {len(reads)} modules, and nothing"
        f"{' but Hydra, which knows overrides alone,' if composed else ''} checks the keys{told}.",
        evidence=tuple(
            Evidence(
                kind="line",
                path=path,
                line=one.line,
                ref=one.key,
                value=f"default {one.default}" if one.default else None,
            )
            for path, one in shown
        ),
    )
