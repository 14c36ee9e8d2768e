"""What a CI line runs in turn: make, tox, nox, just, poe, hatch, pdm, pixi, mise, tasks of invoke and fabric, duties, and shell scripts, one level deep
(programs of the shell two).

Nothing is executed: Makefiles are read line by line, tasks in Python by `ast`.
"""

from __future__ import annotations

import configparser
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from itertools import islice

from debtscope.api import Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.ci.python_tasks import task_lines
from debtscope_collectors.sources.ci.steps import shell_lines
from debtscope_collectors.sources.shape import mapping, sequence, text, words

_SEPARATOR = regex(r"&&|\|\||;|\|")
_TARGET = regex(r"^([A-Za-z0-9_./-][A-Za-z0-9_./ -]*?)\s*:(?![=:])\s*(.*)$")
_RECIPE = regex(r"^@?([A-Za-z0-9_-]+)[^:=\n]*:(?!=)\s*([A-Za-z0-9_ -]*)")
_RUNNERS = (
    "uv",
    "poetry",
    "pdm",
    "hatch",
    "pipenv",
    "rye",
    "conda",
    "uvx",
    "pipx",
    "python",
    "python3",
    "xvfb-run",
    "time",
    "sudo",
    "run",
    "-m",
)
_ENTRYPOINT = regex(r"^[ \t]{0,20}entrypoint:[ \t]+([^\n]{1,1000})$", re.MULTILINE)
_UNQUOTED = regex(r"[\w ./:=@%+,$(){}\[\]*?<>~!^-]*", re.ASCII)
"""Shell in which every word ends at a blank."""
_SHELL = regex(r"#! {0,4}/[\w./ -]{0,40}\b(?:ba|z|da|k)?sh\b")
_PATH = regex(r"[\w./-]{3,200}")
_AGAIN = regex(r"\$\((?:MAKE|JUST)\)|\$\{(?:MAKE|JUST)\}|(?<![\w.-])(?:g?make|just)(?![\w.-])")
_LONGEST = 8000
_MAX_LINES = 1500
_Rules = Mapping[str, tuple[list[str], list[str]]]
"""Target -> (prerequisites, recipe lines)."""


class Expander:
    """Looks commands up in the files that define them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._makefiles: dict[str, _Rules] = {}
        self._shells: dict[str, bool] = {}

    def expand(self, line: str, cwd: str = "") -> list[tuple[str, str]]:
        """(command, via) pairs that a shell line leads to; empty when it runs nothing that the repository defines."""
        found: list[tuple[str, str]] = []
        for part in _SEPARATOR.split(line):
            argv = _split(part)
            if argv[:1] == ["cd"] and len(argv) == 2:
                cwd = _join(cwd, argv[1])
                continue
            while argv and (argv[0] in _RUNNERS or re.match(r"[A-Z_]+=", argv[0])):
                if argv[0] in ("pdm", "poetry", "hatch", "rye") and "run" in argv[:3]:
                    found += self._project_script(argv[argv.index("run") + 1 :], cwd)
                argv = argv[1:]
            if argv:
                found += islice(self._one(argv, cwd), _MAX_LINES)
        return found[:_MAX_LINES]

    def _one(self, argv: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        name, rest = argv[0].rsplit("/", 1)[-1], argv[1:]
        match name:
            case "make" | "gmake":
                yield from self._make(rest, cwd)
            case "tox":
                yield from self._tox(rest, cwd)
            case "nox":
                yield from self._nox(rest, cwd)
            case "inv" | "invoke":
                yield from self._invoke(rest, cwd, "tasks")
            case "fab":
                yield from self._invoke(rest, cwd, "fabfile")
            case "duty":
                yield from self._invoke(rest, cwd, "duties")
            case "just":
                yield from self._just(rest, cwd)
            case "poe" | "task":
                yield from self._project_script(rest, cwd)
            case "pixi":
                yield from self._pixi(rest, cwd)
            case "mise":
                yield from self._mise(rest, cwd)
            case "bash" | "sh" | "source" | "." | "zsh":
                script = next((word for word in rest if not word.startswith("-")), "")
                yield from self._script(script, cwd)
            case _ if argv[0].endswith((".sh", ".bash")):
                yield from self._script(argv[0], cwd)
            case _ if "/" in argv[0] and "." not in name:
                yield from self._program(argv[0], cwd)
            case _ if "submit" in rest or "create" in rest:
                yield from self._job_file(next((word for word in rest if word.endswith((".yaml", ".yml"))), ""), cwd)
            case _:
                return

    def _text(self, path: str) -> str:
        if self._workspace.entry(path) is None:
            return ""
        try:
            return self._workspace.text(path)
        except Unreadable:
            return ""

    def _toml(self, path: str) -> Mapping[str, object]:
        if self._workspace.entry(path) is None:
            return {}
        try:
            return self._workspace.toml(path)
        except Unreadable:
            return {}

    def _script(self, name: str, cwd: str) -> Iterator[tuple[str, str]]:
        for path in dict.fromkeys((_join(cwd, name), _join("", name))):
            if path and (source := self._text(path)):
                for line in shell_lines(source):
                    yield line, path
                    yield from self._further(line, path)
                return

    def _further(self, line: str, path: str) -> Iterator[tuple[str, str]]:
        """The lines of a script that a script starts: from its own folder, or from where the first was started."""
        argv = _split(line)
        name = next((word for word in argv[:3] if word.endswith((".sh", ".bash"))), "")
        folder = posixpath.dirname(path)
        tries = (_join(folder, name.rpartition("/")[2]), _join("", name), _join(folder, name)) if name else ()
        inner = next((one for one in tries if one and one != path and self._text(one)), "")
        yield from ((each, inner) for each in shell_lines(self._text(inner)))

    def _program(self, name: str, cwd: str) -> Iterator[tuple[str, str]]:
        """`./scripts/test unit`: a program of the shell by its first line, and those that it runs in turn, in an image or beside it."""
        path = next((path for path in (_join(cwd, name), _join("", name)) if self._is_shell(path)), "")
        for line in shell_lines(self._text(path)) if path else ():
            yield line, path
            for word in _split(line) if "/" in line else ():
                inner = next((end for end in _ends(word) if end != path and self._is_shell(end)), "")
                yield from ((each, inner) for each in shell_lines(self._text(inner)))

    def _is_shell(self, path: str) -> bool:
        if path not in self._shells:
            self._shells[path] = bool(path) and _SHELL.match(self._text(path)[:80]) is not None
        return self._shells[path]

    def _job_file(self, name: str, cwd: str) -> Iterator[tuple[str, str]]:
        """A job handed to a cluster: `entrypoint: bash run.sh`, and the script that it names."""
        path = _join(cwd, name) if name else ""
        for match in _ENTRYPOINT.finditer(self._text(path)[:100_000]):
            yield match[1], path
            for word in _split(match[1]):
                if word.endswith((".sh", ".bash")):
                    yield from self._script(word, cwd)

    def _make(self, args: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        folder, skip = cwd, False
        goals: list[str] = []
        for flag, word in zip(["", *args], args, strict=False):
            skip = flag in ("-C", "-f", "-j")
            if flag == "-C":
                folder = _join(cwd, word)
            elif not skip and not word.startswith("-") and "=" not in word:
                goals.append(word)
        for name in ("Makefile", "makefile", "GNUmakefile"):
            path = _join(folder, name)
            if rules := self._rules(path):
                yield from _chain(rules, goals or [next(iter(rules))], "make")
                return

    def _rules(self, path: str) -> _Rules:
        """Of a Makefile, which one workflow calls a dozen times."""
        if path not in self._makefiles:
            self._makefiles[path] = _makefile(self._text(path))
        return self._makefiles[path]

    def _just(self, args: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        goals = [word for word in args if not word.startswith("-")]
        for name in ("justfile", "Justfile", ".justfile"):
            if rules := _justfile(self._text(_join(cwd, name))):
                yield from _chain(rules, goals or [next(iter(rules))], "just")
                return

    def _tox(self, args: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        wanted = {env for chunk in _option(args, ("-e", "--env")) for env in chunk.split(",")}
        sources = [(self._text(_join(cwd, "tox.ini")), "testenv"), (self._text(_join(cwd, "setup.cfg")), "testenv")]
        pyproject = mapping(mapping(self._toml(_join(cwd, "pyproject.toml")).get("tool")).get("tox"))
        sources.append((text(pyproject.get("legacy_tox_ini")), "testenv"))
        for source, prefix in sources:
            parser = configparser.RawConfigParser(strict=False)
            try:
                parser.read_string(source)
            except configparser.Error:
                continue
            own = {
                s.split(":", 1)[1]
                for s in parser.sections()
                if s.startswith(prefix + ":") and parser.has_option(s, "commands")
            }
            for section in parser.sections():
                if (section == prefix and not (wanted and wanted <= own)) or (
                    section.startswith(prefix + ":") and _env_wanted(section, wanted)
                ):
                    commands = parser.get(section, "commands", fallback="")
                    yield from ((line.lstrip("- "), f"tox:{section}") for line in shell_lines(commands))
        envs = {"env_run_base": pyproject.get("env_run_base"), **mapping(pyproject.get("env"))}
        for name, body in envs.items():
            for command in sequence(mapping(body).get("commands")):
                yield " ".join(words(command)), f"tox:{name}"

    def _nox(self, args: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        path = _join(cwd, "noxfile.py")
        wanted = _option(args, ("-s", "--session", "--sessions", "-e"))
        yield from ((line, f"{path}:{name}") for name, line in task_lines(self._text(path), wanted, has_variants=True))

    def _invoke(self, args: list[str], cwd: str, stem: str) -> Iterator[tuple[str, str]]:
        """`inv test`, and `inv api.test`: of the file of tasks, or of a module of their package that has the collection's name."""
        for word in args:
            *collection, name = word.replace("-", "_").split(".")
            inner = "/".join(collection)
            ends = (f"{stem}/{inner}.py", f"{stem}/{inner}/__init__.py") if inner else ()
            for end in (*ends, f"{stem}.py", f"{stem}/__init__.py") if name.isidentifier() else ():
                path = _join(cwd, end)
                found = [*task_lines(self._text(path), frozenset((name,)))]
                yield from ((line, f"{path}:{task}") for task, line in found)
                if found:
                    break

    def _project_script(self, args: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        name = next((word for word in args if not word.startswith("-")), "")
        tool = mapping(self._toml(_join(cwd, "pyproject.toml")).get("tool"))
        poe = mapping(mapping(tool.get("poe")).get("tasks"))
        pdm = mapping(mapping(tool.get("pdm")).get("scripts"))
        environments = mapping(mapping(tool.get("hatch")).get("envs"))
        taskipy = mapping(mapping(tool.get("taskipy")).get("tasks"))
        hatch = {
            key: value
            for env, body in environments.items()
            for script, value in mapping(mapping(body).get("scripts")).items()
            for key in (script, f"{env}:{script}")
        }
        for table, via in ((poe, "poe"), (pdm, "pdm"), (hatch, "hatch"), (taskipy, "task")):
            for command in _task(table, name, 0):
                yield command, f"{via}:{name}"

    def _mise(self, args: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        """`mise run NAME`, or `mise NAME`: tasks with `run`, and with others that they depend on."""
        for name in ("mise.toml", ".mise.toml", "mise/config.toml", ".config/mise.toml"):
            tasks = mapping(self._toml(_join(cwd, name)).get("tasks"))
            aliases = {text(mapping(body).get("alias")): task for task, body in tasks.items()}
            todo = [aliases.get(word, word) for word in args if not word.startswith("-")]
            seen: set[str] = set()
            while todo:
                goal = todo.pop(0)
                body = tasks.get(goal)
                if body is None or goal in seen:
                    continue
                seen.add(goal)
                todo += [str(one) for one in sequence(mapping(body).get("depends"))]
                for script in words(mapping(body).get("run") or body):
                    for line in shell_lines(script):
                        yield line, f"mise:{goal}"
                        todo += [word for word in _split(line)[2:3] if _split(line)[:2] == ["mise", "run"]]

    def _pixi(self, args: list[str], cwd: str) -> Iterator[tuple[str, str]]:
        """`pixi run -e ENV task`: tasks of the workspace and of its features, which are written as texts or with `cmd`."""
        own = self._toml(_join(cwd, "pixi.toml"))
        project = mapping(mapping(self._toml(_join(cwd, "pyproject.toml")).get("tool")).get("pixi"))
        for root in (own, project):
            for table in (root, *(mapping(body) for body in mapping(root.get("feature")).values())):
                tasks = mapping(table.get("tasks"))
                for name in (word for word in args if word in tasks):
                    for command in _task(tasks, name, 0):
                        yield command, f"pixi:{name}"


def _task(table: Mapping[str, object], name: str, depth: int) -> Iterator[str]:
    body = table.get(name)
    if body is None or depth > 3:
        return
    for item in sequence(body):
        if isinstance(item, str):
            yield from _task(table, item, depth + 1) if item in table and item != name else (item,)
        for key in ("cmd", "shell", "script", "sequence", "composite", "call"):
            for command in words(mapping(item).get(key)):
                yield from _task(table, command, depth + 1) if command in table and command != name else (command,)


def _makefile(source: str) -> _Rules:
    rules: dict[str, tuple[list[str], list[str]]] = {}
    current: list[str] = []
    for raw in _joined(source):
        if raw.startswith("\t"):
            if line := raw.strip().lstrip("@-+").strip():
                for target in current:
                    rules[target][1].append(f"{line} || true" if raw.strip().lstrip("@+").startswith("-") else line)
        elif (match := _TARGET.match(raw[:500])) and not raw.startswith("."):
            needs = match[2].split("#", 1)[0].split(";", 1)
            current = match[1].split()
            for target in current:
                before, recipe = rules.setdefault(target, ([], []))
                before += needs[0].replace("|", " ").split()
                recipe += [needs[1].strip()] if len(needs) > 1 else []
    return rules


def _justfile(source: str) -> dict[str, tuple[list[str], list[str]]]:
    rules: dict[str, tuple[list[str], list[str]]] = {}
    current = ""
    for raw in _joined(source):
        if raw[:1] in (" ", "\t"):
            if current and (line := raw.strip().lstrip("@-").strip()):
                rules[current][1].append(line)
        elif match := _RECIPE.match(raw[:500]):
            current = match[1]
            rules[current] = (match[2].split(), [])
    return rules


def _chain(rules: _Rules, goals: list[str], tool: str) -> Iterator[tuple[str, str]]:
    todo, seen = list(reversed(goals)), set[str]()
    while todo:
        goal = todo.pop()
        if goal in seen or goal not in rules:
            continue
        seen.add(goal)
        needs, recipe = rules[goal]
        for line in recipe:
            yield line, f"{tool} {goal}"
            todo += reversed([again for part in _SEPARATOR.split(line) for again in _called_again(part)])
        todo += reversed(needs)


def _called_again(part: str) -> list[str]:
    """The goals of a recipe's own call of make or just: `$(MAKE) lint test`, `uv run just lint`."""
    if not _AGAIN.search(part):
        return []
    argv = _split(part)
    while argv and (argv[0] in _RUNNERS or "=" in argv[0]):
        argv = argv[1:]
    if (
        not argv
        or _AGAIN.fullmatch(argv[0]) is None
        or any(word.startswith(("-C", "-f", "--justfile")) for word in argv)
    ):
        return []  # another file's goals
    return [word for word in argv[1:] if not word.startswith("-") and "=" not in word]


def _joined(source: str) -> Iterator[str]:
    """Lines of a file of recipes; one that ends in a backslash goes on in the next, whose indentation then says nothing."""
    pending = ""
    for raw in source.splitlines():
        line = f"{pending}{raw.strip()}" if pending else raw
        pending = f"{line[:-1].rstrip()} " if line.endswith("\\") and len(line) < _LONGEST else ""
        if not pending:
            yield line
    if pending:
        yield pending.rstrip()


def _ends(word: str) -> Iterator[str]:
    """`/opt/src/scripts/tests`: the paths of a tree that may be meant where it lies in an image, of two parts and more."""
    parts = [part for part in word.split("/")[:12] if part not in ("", ".")]
    if not _PATH.fullmatch(word):
        return
    yield from ("/".join(parts[start:]) for start in range(len(parts) - 1))


def _split(part: str) -> list[str]:
    if _UNQUOTED.fullmatch(part):
        return part.split()
    try:
        return shlex.split(part.strip(), comments=True)
    except ValueError:
        return part.split()


def _option(args: list[str], names: tuple[str, ...]) -> frozenset[str]:
    values: set[str] = set()
    for flag, word in zip(["", *args], args, strict=False):
        if flag in names:
            values.add(word)
        elif "=" in word and word.split("=", 1)[0] in names:
            values.add(word.split("=", 1)[1])
    return frozenset(values)


def _env_wanted(section: str, wanted: set[str]) -> bool:
    name = section.split(":", 1)[1]
    return not wanted or name in wanted or any("$" in env for env in wanted)


def _join(folder: str, name: str) -> str:
    """A workspace path without `.` parts; `` when it would leave the workspace."""
    parts: list[str] = []
    for part in f"{folder}/{name}".split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
