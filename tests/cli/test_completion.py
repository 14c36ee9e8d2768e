"""Completion and the specification: true to the parsers, and scripts that their shells take."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from debtscope.cli.completion import SHELLS
from debtscope.cli.main import build_parser, main
from debtscope.cli.table import COMMANDS


def test_the_specification_names_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--spec"]) == 0
    told = json.loads(capsys.readouterr().out)
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
