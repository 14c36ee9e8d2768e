"""What is generated is fresh; what exists is documented."""

from __future__ import annotations

import re

from debtscope.cli.main import build_parser
from debtscope.cli.table import COMMANDS
from debtscope.export import FORMATS
from debtscope.model.vocabulary import Origin
from debtscope.services.catalogue import rules
from debtscope.services.init import settings_text
from debtscope.store import config
from tests.contracts.generate import README, ROOT, RULES, command_table, readme_with, rules_page
from tests.made import make_ledger


def test_rules_page_is_fresh() -> None:
    assert RULES.read_text(encoding="utf-8") == rules_page(), "run make docs"


def test_readme_command_table_is_fresh() -> None:
    assert README.read_text(encoding="utf-8") == readme_with(command_table()), "run make docs"


def test_readme_names_every_format_setting_and_picture() -> None:
    text = README.read_text(encoding="utf-8")
    for name in (*FORMATS, *config.TOP_KEYS, *config.MODEL_KEYS, *config.RULE_KEYS, *config.INTEREST_KEYS):
        assert f"`{name}`" in text, name
    pictures = re.findall(r"\((screenshots/[^)]+)\)", text)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_every_command_has_help_and_an_example_that_parses() -> None:
    for command in COMMANDS:
        parser = build_parser(command)
        assert "example: " in parser.format_help()
        assert command.example.startswith(f"debtscope {command.name}")


def test_every_builtin_rule_has_debt_two_clean_and_absent_fixtures_or_a_test_of_its_own() -> None:
    for rule in rules():
        folder = ROOT / "tests" / "rules" / rule.slug
        own = ROOT / "tests" / "rules" / f"test_{rule.slug.replace('-', '_')}.py"
        names = [p.name for p in folder.iterdir() if p.is_dir()] if folder.is_dir() else []
        enough = (
            any(n.startswith("debt") for n in names)
            and sum(n.startswith("clean") for n in names) >= 2
            and any(n.startswith("absent") for n in names)
        )
        told = rule.origin is Origin.RUFF  # all groups in tests/rules/test_lint_groups.py
        assert enough or own.is_file() or told, rule.slug


def test_init_writes_settings_that_are_accepted() -> None:
    text = settings_text(make_ledger())
    assert config.parse_settings(text.encode()) is not None
    uncommented = "\n".join(re.sub(r"^# (?=\[|[a-z_]+ = )", "", line) for line in text.splitlines())
    assert config.parse_settings(uncommented.encode()).interest.hours_per_fix == 4.0
