"""Completion scripts, written from the commands themselves; sourcing one runs nothing of ours at the prompt."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from debtscope.cli.spec import commands

_Option = Mapping[str, object]


def _options(command: Mapping[str, object]) -> list[_Option]:
    verbs = cast("Mapping[str, Mapping[str, object]]", command.get("verbs", {}))
    own = list(cast("Sequence[_Option]", command["options"]))
    known = {flag for one in own for flag in _flags(one)}
    for verb in verbs.values():
        for one in cast("Sequence[_Option]", verb["options"]):
            if not known & set(_flags(one)):
                own.append(one)
                known.update(_flags(one))
    return own


def _flags(option: _Option) -> list[str]:
    return list(cast("Sequence[str]", option["flags"]))


def _values(option: _Option) -> list[str]:
    return list(cast("Sequence[str]", option["choices"]))


def _verbs(command: Mapping[str, object]) -> list[str]:
    return list(cast("Mapping[str, object]", command.get("verbs", {})))


def bash() -> str:
    """For `source <(debtscope completion bash)`."""
    known = commands()
    names = " ".join(str(c["name"]) for c in known)
    cases: list[str] = []
    for command in known:
        words = " ".join([*_verbs(command), *(flag for one in _options(command) for flag in _flags(one))])
        cases.append(f"    {command['name']}) words={shlex.quote(words)} ;;")
    values = [
        f"    {command['name']}:{flag}) values={shlex.quote(' '.join(_values(one)))} ;;"
        for command in known for one in _options(command) if _values(one) for flag in _flags(one)
    ]  # fmt: skip
    return "\n".join([
        "# debtscope completion for bash", "_debtscope() {",
        '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command="" words="" values="" word',
        '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do', f'    case " {names} " in *" $word "*) command="$word"; break ;; esac', "  done",
        '  if [ -z "$command" ]; then', f"    COMPREPLY=($(compgen -W {shlex.quote(names + ' --help --version --spec')} -- \"$current\") $(compgen -f -- \"$current\"))", "    return", "  fi",
        '  case "$command:$previous" in', *values, "  esac",
        '  if [ -n "$values" ]; then COMPREPLY=($(compgen -W "$values" -- "$current")); return; fi',
        '  case "$command" in', *cases, "  esac",
        '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
        '  if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi', "}",
        "complete -o filenames -F _debtscope debtscope", "",
    ])  # fmt: skip


def zsh() -> str:
    """For a file `_debtscope` in a folder of `fpath`."""
    known = commands()
    described = [_zsh_word(str(c["name"]), str(c["help"])) for c in known]
    out = ["#compdef debtscope", "local -a commands", "commands=(", *(f"  {one}" for one in described), ")",
           "if (( CURRENT == 2 )); then _describe 'command' commands; _files; return; fi", 'case "$words[2]" in']  # fmt: skip
    for command in known:
        specs = [f"'1:verb:({' '.join(_verbs(command))})'"] if _verbs(command) else []
        for one in _options(command):
            about = str(one["help"]).replace("'", "").replace("[", "(").replace("]", ")").replace(":", ",")
            value = f":{one['metavar'] or 'value'}:({' '.join(_values(one))})" if _values(one) else ":value:_files"
            specs += [f"'{flag}[{about}]{value if one['takes_value'] else ''}'" for flag in _flags(one)]
        out += [
            f"  {command['name']})",
            "    shift words; (( CURRENT-- ))",
            f"    _arguments {' '.join(specs)} '*:file:_files' ;;",
        ]
    return "\n".join([*out, "esac", ""])


def _zsh_word(name: str, about: str) -> str:
    return shlex.quote(f"{name}:{about.replace(':', ',')}")


def fish() -> str:
    """For `debtscope completion fish | source`."""
    known = commands()
    names = " ".join(str(c["name"]) for c in known)
    none = f"not __fish_seen_subcommand_from {names}"
    out = ["# debtscope completion for fish"]
    for command in known:
        name = str(command["name"])
        out.append(f"complete -c debtscope -n {shlex.quote(none)} -a {name} -d {shlex.quote(str(command['help']))}")
        seen = shlex.quote(f"__fish_seen_subcommand_from {name}")
        if verbs := _verbs(command):
            out.append(f"complete -c debtscope -n {seen} -a {shlex.quote(' '.join(verbs))}")
        for one in _options(command):
            for flag in _flags(one):
                form = f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"
                takes = (
                    f" -x -a {shlex.quote(' '.join(_values(one)))}"
                    if _values(one)
                    else " -r"
                    if one["takes_value"]
                    else ""
                )
                out.append(f"complete -c debtscope -n {seen} {form}{takes} -d {shlex.quote(str(one['help']))}")
    return "\n".join([*out, ""])


SHELLS: Mapping[str, Callable[[], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
