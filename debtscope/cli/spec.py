"""Commands and options as data, read off the parsers themselves, for `--spec` and shell completion."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import cast

from debtscope import __version__
from debtscope.cli.table import COMMANDS

_DIAGNOSTIC = "help"


def spec_json() -> str:
    """Every command with its arguments and options; the kind is `spec`."""
    return (
        json.dumps({"kind": "spec", "schema_version": 1, "version": __version__, "commands": commands()}, indent=2)
        + "\n"
    )


def commands() -> list[dict[str, object]]:
    """In the order of the table."""
    from debtscope.cli.main import build_parser

    return [
        {"name": c.name, "help": c.help, "example": c.example, **_parser(build_parser(c))} for c in COMMANDS
    ]  # fmt: skip


def _parser(parser: argparse.ArgumentParser) -> dict[str, object]:
    actions = list(_actions(parser))
    verbs = {
        name: _parser(verb)
        for action in actions
        for name, verb in (
            cast("Mapping[str, argparse.ArgumentParser]", action.choices).items() if _has_verbs(action) else ()
        )
    }
    told: dict[str, object] = {
        "options": [_option(action) for action in actions if action.option_strings],
        "arguments": [_argument(a) for a in actions if not a.option_strings and not _has_verbs(a)],
    }
    return {**told, "verbs": verbs} if verbs else told


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # pyright: ignore[reportPrivateUsage] - argparse has no public list of its options
        if action.help != argparse.SUPPRESS and action.dest != _DIAGNOSTIC:
            yield action


def _has_verbs(action: argparse.Action) -> bool:
    return isinstance(action.choices, dict)


def _option(action: argparse.Action) -> dict[str, object]:
    return {
        "flags": list(action.option_strings), "takes_value": action.nargs != 0, "metavar": _words(action.metavar),
        "choices": _choices(action), "help": action.help or "", "required": action.required,
        "repeatable": type(action).__name__ == "_AppendAction",
    }  # fmt: skip


def _argument(action: argparse.Action) -> dict[str, object]:
    return {
        "name": _words(action.metavar) or action.dest, "choices": _choices(action), "help": action.help or "",
        "required": action.nargs not in ("?", "*"), "repeatable": action.nargs in ("+", "*"),
    }  # fmt: skip


def _choices(action: argparse.Action) -> list[str]:
    return [str(choice) for choice in action.choices] if action.choices is not None else []


def _words(metavar: str | tuple[str, ...] | None) -> str:
    return metavar if isinstance(metavar, str) else " ".join(metavar or ())
