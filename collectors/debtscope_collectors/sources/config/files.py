"""Settings files, their disabled blocks, and the words of other texts that may read or tell a setting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from debtscope.api import FileEntry, Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.config.columns import ListedColumns, listed_columns
from debtscope_collectors.sources.config.defaults import defaults_of, package_of
from debtscope_collectors.sources.config.disabled import disabled_blocks
from debtscope_collectors.sources.config.facts import CommandLine, DisabledSettings, Setting, SettingsFile, TextWords
from debtscope_collectors.sources.config.flatten import (
    MOST,
    assigned_settings,
    env_settings,
    json_settings,
    yaml_settings,
)
from debtscope_collectors.sources.config.roles import is_named_settings, role_of
from debtscope_collectors.sources.python.lookup import words_of

SETTINGS: Final = ("*.yaml", "*.yml", "*.toml", "*.ini", "*.cfg", "*.json", ".env*", "*.env")
OTHERS: Final = (
    "*.sh", "*.bash", "Makefile", "*.mk", "justfile", "Snakefile", "*.smk", "*.R", "*.r", "*.jl", "*.js", "*.ts", "*.tsx", "*.go", "*.java", "*.scala",
    "*.j2", "*.jinja*", "*.tf", "*.tfvars", "*.ps1", "*.bat", "Dockerfile*", "*.dockerfile", "Procfile", "MLproject", "Jenkinsfile", "*.groovy",
    "README*", "*.md", "*.rst", "*.service", "*.hcl", "*.tpl", "*.conf", "*.proto", "*.rs", "*.cpp", "*.cs", "*.sql", "*.txt", "*.html",
)  # fmt: skip
"""Programs, templates, manifests and documents beside Python and settings."""
MAX_SETTINGS: Final = 200_000
"""Bytes."""
_MAX_JSON: Final = 100_000
_MAX_TEXT: Final = 200_000
_MOST_WORDS: Final = 20_000
_MANIFEST: Final = regex(
    r"(?:^|/)(?:Dockerfile|docker-compose|Procfile|Jenkinsfile|\.github|\.gitlab-ci|\.env)|\.(?:tf|tfvars|hcl|service|ya?ml|toml|ini|cfg|env)"
)
_DOCS: Final = regex(r"(?:^|/)README[^/]*$|\.(?:md|rst|txt|html)$", re.IGNORECASE)
_WORD: Final = regex(r"[A-Za-z_][A-Za-z0-9_]{1,60}")
_VARIABLE: Final = regex(r"\b[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}\b")
_ALONE: Final = regex(
    r"(?:^[ \t]{0,60}(?:- )?[\"']?|`|\$\{?|\b(?:export|ENV|ARG|name:)[ \t]{1,4}[\"']?)([A-Z][A-Z0-9]{2,40})(?=[\"']?[ \t]{0,4}[:=]|`|\}|[\"']?[ \t]{0,4}$)",
    re.MULTILINE,
)
"""A word in capitals where a variable stands; elsewhere it is an abbreviation."""
_GIVEN: Final = regex(r"(?<![\w$?&{])([A-Z][A-Z0-9_]{2,60})=(?=\S)")
_USED: Final = regex(r"\$\{?([A-Za-z_][A-Za-z0-9_]{0,60})")
_HYPHENED: Final = regex(r"(?<![\w-])[A-Za-z_]\w{0,60}(?:-[A-Za-z0-9_]{1,60}){1,8}(?![\w-])")
_REFERENCE: Final = regex(r"\$\{([^}:]{1,100})\}")
_DOTTED: Final = regex(r"(?<![\w./:@-])[A-Za-z_][\w-]{0,60}(?:\.[A-Za-z_][\w-]{0,60}){2,6}(?![\w./(@-])")
"""A value that names a key by its way there: `training_config.experiment.teacher-ensemble`."""
_DEFAULTS: Final = regex(r"^defaults:[ \t]*$", re.MULTILINE)
_TARGET: Final = regex(r"([\w./-]{1,80}):(?:[^=]|$)")
_RUNS: Final = regex(r"\bpython|\.py\b")
_MOST_COMMANDS: Final = 200


def settings_file(
    workspace: Workspace, entry: FileEntry, text: str
) -> Iterator[SettingsFile | ListedColumns | DisabledSettings]:
    """What one YAML, TOML, INI, JSON or .env file holds. Raises Unreadable."""
    name = entry.path.rpartition("/")[2].lower()
    form = _format(name)
    if form == "json" and (entry.size > _MAX_JSON or not is_named_settings(entry.path)):
        return
    role = "settings" if form == "env" else role_of(entry.path, text)
    found: tuple[Setting, ...] = ()
    if role == "settings":
        found = tuple(islice(_settings(workspace, entry.path, form, text), MOST + 1))
        if len(found) > MOST:
            role, found = "data", ()
    composes = tuple(defaults_of(text)) if form == "yaml" and role == "settings" and "defaults:" in text else ()
    yield SettingsFile(
        path=entry.path, format=form, role=role, settings=found, composes=composes,
        references=frozenset(_references(text, form)),
        is_composed=any(one.group for one in composes) or (form == "yaml" and _DEFAULTS.search(text) is not None),
        package=package_of(text) if form == "yaml" else "",
    )  # fmt: skip
    if found and form != "env":
        yield from listed_columns(entry.path, found, text)
    if form in ("yaml", "toml", "ini"):
        yield from disabled(entry.path, text)


def _references(text: str, form: str) -> Iterator[str]:
    """Last parts of the keys that a file takes the value of."""
    if "${" in text:
        yield from (one.rpartition(".")[2].strip() for one in _REFERENCE.findall(text))
    if form == "yaml":
        yield from (one.rpartition(".")[2] for one in _DOTTED.findall(text))


def disabled(path: str, text: str) -> Iterator[DisabledSettings]:
    """The commented-out blocks of a file, if it has any."""
    blocks = tuple(disabled_blocks(path, text)) if "#" in text else ()
    if blocks:
        head = "\n".join(line for line in text.splitlines()[:12] if line.lstrip()[:1] == "#")
        yield DisabledSettings(path=path, header=head.lower()[:1000], blocks=blocks)


def words(path: str, text: str) -> TextWords:
    """The words of a text by which it can read or tell a setting."""
    role = "docs" if _DOCS.search(path) else "manifest" if _MANIFEST.search(path) else "script"
    text = text[:_MAX_TEXT]
    pattern = _VARIABLE if role in ("docs", "manifest") and not path.endswith(("dvc.yaml", ".tf")) else _WORD
    return TextWords(
        path=path, role=role, told=" ".join(sorted(_distinct(pattern, text))),
        alone=" ".join(sorted(set(_ALONE.findall(text)))) if pattern is _VARIABLE else "",
        gives=" ".join(sorted(set(_GIVEN.findall(text)))) if role == "docs" and "=" in text else "",
        takes=" ".join(sorted(set(_USED.findall(text)))) if "$" in text and role != "docs" else "",
    )  # fmt: skip


def _distinct(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    """What a pattern that stays within words finds. It is asked of each distinct word once: a text says most of them often."""
    told = words_of(text)
    if pattern is _VARIABLE:
        told = frozenset(word for word in told if "_" in word)
    found = frozenset(pattern.findall("\n".join(told)))
    if pattern is _WORD and "-" in text:
        found = found.union([word.replace("-", "_") for word in _HYPHENED.findall(text)])
    if len(found) <= _MOST_WORDS:
        return found
    return frozenset(islice(dict.fromkeys(pattern.findall(text)), _MOST_WORDS))  # the first that the text says


def _format(name: str) -> str:
    if name.startswith(".env") or name.endswith(".env"):
        return "env"
    ending = name.rpartition(".")[2]
    return {"yml": "yaml", "cfg": "ini"}.get(ending, ending)


def _settings(workspace: Workspace, path: str, form: str, text: str) -> Iterator[Setting]:
    match form:
        case "yaml":
            yield from yaml_settings(text)
        case "toml" | "ini":
            yield from assigned_settings(text, is_ini=form == "ini")
        case "env":
            yield from env_settings(text)
        case _:
            try:
                document = workspace.json(path)
            except Unreadable:
                return  # comments in JSON, or no JSON: told by whoever needs it
            yield from json_settings(document, text)


def command_lines(path: str, text: str) -> Iterator[CommandLine]:
    """Lines that run a Python program."""
    joined, start, given, target = "", 0, 0, ""
    for number, raw in enumerate(text.splitlines(), 1):
        joined, start = (joined + raw.strip(), start) if joined else (raw.strip(), number)
        if joined.endswith("\\") and len(joined) < 4000:
            joined = joined[:-1].rstrip() + " "
            continue
        if raw[:1] not in " \t" and (found := _TARGET.match(joined)):
            target = found[1]
        if joined[:1] != "#" and _RUNS.search(joined[:4000]) and given < _MOST_COMMANDS:
            given += 1
            yield CommandLine(path=path, line=start, text=redact.line(joined[:4000].lstrip("@-")), target=target)
        joined = ""
