"""Writes what is made from declarations: RULES.md and the README's command table. `python -m tests.contracts.generate`."""

from __future__ import annotations

from pathlib import Path

from debtscope.cli.table import COMMANDS
from debtscope.export.catalogue import rules_markdown
from debtscope.services.catalogue import rules

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "collectors" / "RULES.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- commands: made by `make docs` -->", "<!-- end of commands -->"


def rules_page() -> str:
    """RULES.md: the built-in rules as their modules declare them."""
    return rules_markdown([r for r in rules() if r.origin.value == "builtin"])


def command_table() -> str:
    """The README's table of commands."""
    rows = [f"| `debtscope {c.name}` | {c.help} | `{c.example}` |" for c in COMMANDS]
    return "\n".join(["| command | does | example |", "|---|---|---|", *rows])


def readme_with(table: str) -> str:
    """The README with its command table replaced."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.split(END, 1)[1]}"


def main() -> None:
    """Writes both."""
    RULES.write_text(rules_page(), encoding="utf-8")
    README.write_text(readme_with(command_table()), encoding="utf-8")


if __name__ == "__main__":
    main()
