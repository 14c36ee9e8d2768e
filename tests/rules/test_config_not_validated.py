"""How grave a dictionary without a schema is: what Hydra composes is half checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

KEYS = ("depth", "rate", "rounds", "seed", "source", "target", "months", "region")
READS = "\n".join(f'    print(cfg["{key}"])' for key in KEYS)
PLAIN = f"""import yaml


def main():
    with open("config.yaml") as file:
        cfg = yaml.safe_load(file)
{READS}
"""
COMPOSED = f"""import hydra


@hydra.main(config_path=".", config_name="config", version_base=None)
def main(cfg):
{READS}
"""


@pytest.mark.parametrize(("program", "severity"), [(PLAIN, None), (COMPOSED, Severity.LOW)])
def test_under_hydra_it_is_low(tmp_path: Path, program: str, severity: Severity | None) -> None:
    (tmp_path / "debtscope.toml").write_text('maturity = "production"\n')
    (tmp_path / "config.yaml").write_text("".join(f"{key}: 1\n" for key in KEYS))
    (tmp_path / "train.py").write_text(program)
    (tmp_path / "data.py").write_text(f"def read(cfg):\n{READS}\n")
    (found,) = findings_of("config-not-validated", tmp_path)
    assert found.severity is severity
