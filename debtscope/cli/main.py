"""Entry point: finds the command, runs it, turns errors into plain sentences and exit codes."""

from __future__ import annotations

import argparse
import atexit
import importlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, Protocol, cast

from debtscope import __version__
from debtscope.cli.exits import Exit
from debtscope.cli.table import BY_NAME, COMMANDS, Command
from debtscope.engine.memory import collect_as_usual, collect_rarely

_SHARED = {"-C": True, "--state": True, "--store": True, "--no-color": False, "--ascii": False}
"""Options that may stand before the command, and whether a value follows."""
_LASTING = frozenset({"tui", "demo"})
"""Commands that stay open for hours: the collector keeps its own pace in them."""


_UNKNOWN = "unrecognized arguments: "
"""So argparse begins when it tells of what is none of its options."""


class CommandModule(Protocol):
    """What a module in `cli.commands` offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


class _Parser(argparse.ArgumentParser):
    """Errors as ours are: one sentence, the way out, exit 2."""

    def error(self, message: str) -> NoReturn:
        import difflib

        from debtscope.cli.talk import complain

        known = [flag for action in self._actions for flag in action.option_strings]
        given = [word.strip("':,") for word in message.removeprefix(_UNKNOWN).split()]
        wrong = next((word for word in given if word.startswith("-")), "")
        near = difflib.get_close_matches(wrong, known, n=1)
        if message.startswith(_UNKNOWN) and given and _is_folder(given[0]):
            hint = f"name the repository with -C: {self.prog} -C {given[0]}"
        elif near and wrong not in known:
            hint = f"did you mean {near[0]}?"
        elif message.startswith(_UNKNOWN) and (others := _taking(wrong)):
            hint = f"{wrong} is an option of {', '.join(others)}"
        else:
            hint = f"{self.epilog}; see {self.prog} --help" if self.epilog else f"see {self.prog} --help"
        complain(message, hint)
        raise SystemExit(Exit.USAGE)


def _is_folder(word: str) -> bool:
    """A word that no file can be called (too long, a zero byte) is none."""
    try:
        return bool(word) and Path(word).is_dir()
    except (OSError, ValueError):
        return False


def _taking(flag: str) -> list[str]:
    """The commands that have an option of this name."""
    taking = (c.name for c in COMMANDS if flag in build_parser(c)._option_string_actions)  # pyright: ignore[reportPrivateUsage] - as above
    return list(taking) if flag else []


def usage() -> str:
    """The help of the program itself, from the command table."""
    width = max(len(c.name) for c in COMMANDS) + 2
    rows = "\n".join(f"  {c.name:<{width}}{c.help}" for c in COMMANDS)
    return (
        "usage: debtscope [-C PATH] [COMMAND] [OPTIONS]\n\n"
        "Audits the technical debt of a machine-learning system. Without a command it opens the application.\n\n"
        f"commands:\n{rows}\n\n"
        "options:\n"
        "  -C PATH       the repository, for any command (default: the one around this folder)\n"
        "  --no-color    no colours (NO_COLOR is respected too)\n"
        "  --ascii       no characters beyond ASCII\n"
        "  --version     print the version\n"
        "  --spec        commands and options as JSON\n"
        "  --help        this text; COMMAND --help for one command\n\n"
        "exit status: 0 fine, 1 a gate failed, 2 wrong usage or something you can mend, 3 an internal error\n"
    )


def build_parser(command: Command) -> argparse.ArgumentParser:
    """The parser of one command, example and shared options included."""
    parser = _Parser(
        prog=f"debtscope {command.name}",
        description=command.help[0].upper() + command.help[1:] + ".",
        epilog=f"example: {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    load(command).configure(parser)
    _add_shared(parser)
    return parser


def _add_shared(parser: argparse.ArgumentParser, *, is_verb: bool = False) -> None:
    """Options of every command; a command's verbs take them too, so that their place does not matter."""
    unset = argparse.SUPPRESS if is_verb else None
    shared = parser.add_argument_group("everywhere")
    shared.add_argument("-C", dest="root", metavar="PATH", type=Path, default=unset, help="the repository")
    shared.add_argument("--state", metavar="DIR", type=Path, default=unset, help="folder that stands for .debtscope/")
    shared.add_argument(
        "--store", metavar="URL", default=unset,
        help="database that keeps snapshots, for many repositories and machines: postgresql://… or sqlite:///… (extra sql;"
        " default: DEBTSCOPE_STORE, where a password is not seen by other users)",
    )  # fmt: skip
    for flag, text in (("--no-color", "no colours"), ("--ascii", "no characters beyond ASCII")):
        shared.add_argument(flag, action="store_true", default=argparse.SUPPRESS if is_verb else False, help=text)
    for action in parser._actions:  # pyright: ignore[reportPrivateUsage] - argparse offers no other way to a verb's parser
        verbs = cast("dict[str, argparse.ArgumentParser] | None", action.choices)
        for verb in verbs.values() if isinstance(verbs, dict) else ():
            _add_shared(verb, is_verb=True)


def load(command: Command) -> CommandModule:
    """Imports one command's module."""
    module: CommandModule = importlib.import_module(f"debtscope.cli.commands.{command.module}")  # pyright: ignore[reportAssignmentType]
    return module


def _split(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The command and its arguments; what is no command is a path for the application."""
    before: list[str] = []
    rest = list(argv)
    while rest and rest[0] in _SHARED:
        flag = rest.pop(0)
        before += [flag, *rest[:1]] if _SHARED[flag] else [flag]
        del rest[: 1 if _SHARED[flag] else 0]
    if not rest or rest[0].startswith("-"):  # the application and its options need no name
        return "tui", [*before, *rest]
    word = rest[0]
    if word in BY_NAME:
        return word, [*before, *rest[1:]]
    if not Path(word).exists() and os.sep not in word:
        import difflib

        from debtscope.cli.talk import complain

        near = difflib.get_close_matches(word, BY_NAME, n=1)
        complain(
            f"there is no command and no path '{word}'", f"did you mean {near[0]}?" if near else "see debtscope --help"
        )
        raise SystemExit(Exit.USAGE)
    return "tui", [*before, *rest]


def dispatch(argv: Sequence[str]) -> int:
    """Runs one command line. Raises DebtscopeError and SystemExit."""
    if argv and argv[0] in {"--help", "-h", "help"}:
        print(usage(), end="")  # noqa: T201 - the one text that needs no module of its own
        return Exit.OK
    if argv and argv[0] in {"--version", "-V"}:
        print(f"debtscope {__version__}")  # noqa: T201
        return Exit.OK
    if argv and argv[0] == "--spec":
        from debtscope.cli.spec import spec_json

        print(spec_json(), end="")  # noqa: T201
        return Exit.OK
    name, rest = _split(argv)
    if name in _LASTING:
        collect_as_usual()
    command = BY_NAME[name]
    args = build_parser(command).parse_args(rest)
    if args.no_color:
        os.environ["NO_COLOR"] = "1"
    _place_state(args)
    return load(command).run(args)


def _place_state(args: argparse.Namespace) -> None:
    """`args.state` says all of where state is; what the application starts by itself reads the variable."""
    from debtscope.services.types import STORE_VARIABLE, place_of

    if args.store:
        os.environ[STORE_VARIABLE] = args.store
    args.state = place_of(args.state, os.environ.get(STORE_VARIABLE))


class _Terminated(KeyboardInterrupt):
    """The wish of the system, which ends the program as the user's does: the guard of plugins holds a SystemExit."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def _terminate(number: int, _: object) -> NoReturn:
    raise _Terminated(number)


def _heed_signals() -> None:
    """Whoever ends the program, or closes its terminal, finds no temporary folders of it afterwards; `nohup` stays what it is."""
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _terminate)


def run(argv: Sequence[str] | None = None) -> NoReturn:
    """The console script."""
    collect_rarely()
    status = main(sys.argv[1:] if argv is None else argv)
    if threading.active_count() == 1:
        _leave(status)
    sys.exit(status)


def _leave(status: int) -> NoReturn:
    """Ends the process without giving back piece by piece what the system takes back at once: a tenth of a rescan's cost."""
    atexit._run_exitfuncs()  # pyright: ignore[reportPrivateUsage] - what is to be tidied up at the end is
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # the reader went away, or the stream is closed
            status = status or Exit.INTERNAL
    os._exit(status)


def main(argv: Sequence[str]) -> int:
    """Like `dispatch`, with every failure as a sentence on stderr and an exit status."""
    _heed_signals()
    try:
        status = dispatch(argv)
        sys.stdout.flush()
    except _Terminated as ended:
        return ended.status
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader went away (| head): nothing is left to say, and Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Exit.OK if stop.code is None else Exit.USAGE
    except Exception as error:  # noqa: BLE001 - the outermost edge: a person gets a sentence, the trace goes to a file
        from debtscope.cli.talk import report_failure

        return report_failure(error)
    return status
