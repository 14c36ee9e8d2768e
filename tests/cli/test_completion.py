"""Completion and the specification: true to the parsers, and scripts that their shells take."""

from __future__ import annotations

import json
import os
import pty
import select
import shlex
import shutil
import signal
import subprocess
import time
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from debtscope.cli.completion import SHELLS
from debtscope.cli.main import build_parser, main
from debtscope.cli.table import COMMANDS


def test_the_specification_names_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--spec"]) == 0
    told = json.loads(capsys.readouterr().out)
    schema = resources.files("debtscope.export").joinpath("schemas", "spec.schema.json").read_text("utf-8")
    jsonschema.validate(told, json.loads(schema))  # which wants a word on every option
    assert [c["name"] for c in told["commands"]] == [c.name for c in COMMANDS]
    by_name = {c["name"]: c for c in told["commands"]}
    for command in COMMANDS:
        flags = {flag for option in by_name[command.name]["options"] for flag in option["flags"]}
        assert all(flag in build_parser(command).format_help() for flag in flags)
    scan = {flag: o for o in by_name["scan"]["options"] for flag in o["flags"]}
    assert "sarif" in scan["--format"]["choices"] and scan["--mlflow"]["repeatable"]
    assert not scan["--strict"]["takes_value"]
    assert set(by_name["triage"]["verbs"]) == {"set", "list", "undo"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_its_shell_takes_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert script == SHELLS[shell]()
    assert all(command.name in script for command in COMMANDS)
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"no {shell} here")
    subprocess.run([program, "-n"], input=script, text=True, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("line", "wanted", "unwanted"),
    [
        ("debtscope re", {"review"}, {"scan"}), ("debtscope scan --fa", {"--fail-on"}, {"--format"}),
        ("debtscope plan --format g", {"github", "gitlab"}, {"table"}), ("debtscope triage ", {"set", "undo"}, {"scan"}),
    ],
)  # fmt: skip
def test_bash_completes(line: str, wanted: set[str], unwanted: set[str]) -> None:
    words = line.split(" ")
    ask = (
        f"COMP_WORDS=({' '.join(repr(w) for w in words)}); COMP_CWORD={len(words) - 1}; _debtscope; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{SHELLS['bash']()}\n{ask}"], capture_output=True, text=True, check=True
    )
    found = set(done.stdout.split())
    assert wanted <= found and not unwanted & found


CASES = [
    ("debtscope revi", "review"), ("debtscope plan --format gitl", "gitlab"), ("debtscope scan --fail", "--fail-on"),
    ("debtscope triage und", "undo"),
]  # fmt: skip


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
@pytest.mark.parametrize(("line", "wanted"), CASES)
def test_fish_completes(line: str, wanted: str, tmp_path: Path) -> None:
    (tmp_path / "c.fish").write_text(SHELLS["fish"](), encoding="utf-8")
    ask = f"source {tmp_path / 'c.fish'}; complete -C {shlex.quote(line)}"
    done = subprocess.run(["fish", "-N", "-c", ask], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert wanted in {row.split("\t")[0] for row in done.stdout.splitlines()}


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
@pytest.mark.parametrize(("line", "wanted"), CASES)
def test_zsh_completes(line: str, wanted: str, tmp_path: Path) -> None:
    """A shell at a terminal, and the tab key."""
    (tmp_path / "_debtscope").write_text(SHELLS["zsh"](), encoding="utf-8")
    setup = f"PS1=; unsetopt beep zle_bracketed_paste; fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -D -u; print rea''dy\n"
    command, end = line.rsplit(" ", 1)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execvpe("zsh", ["zsh", "-f", "-i"], {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": str(tmp_path)})
    try:
        os.write(terminal, setup.encode())
        assert b"ready\r\n" in _until(terminal, b"ready\r\n")
        os.write(terminal, f"{command} {end}\t".encode())
        assert wanted.encode() in _until(terminal, wanted.encode())
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def _until(terminal: int, wanted: bytes, seconds: float = 30.0) -> bytes:
    """What a terminal says until something wanted is in it, or the time is up."""
    said = b""
    ends = time.monotonic() + seconds
    while wanted not in said and (left := ends - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            said += os.read(terminal, 4096)
    return said
