"""What a Hydra tree composes, in its order and at its keys, and what commands give to programs."""

from __future__ import annotations

import pytest

from debtscope.testing import facts_of, findings_of
from debtscope_collectors.joins.commanded import Commanded
from debtscope_collectors.joins.compositions import Composition, compositions, full_key
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.config.defaults import defaults_of

SLUG = "config-key-conflict"
TOML = {"debtscope.toml": 'maturity = "production"\n'}
MAIN = "import hydra\n\n\n@hydra.main(config_path='conf', config_name='config')\ndef main(cfg):\n    print(cfg.model)\n\n\nmain()\n"


def composed(files: dict[str, str]) -> list[Composition]:
    model = facts_of(files).one(SettingsModel)
    assert model is not None
    return list(compositions(model.files, {}))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- _self_", ("", "_self_", "", False)),
        ("- model: tree", ("model", "tree", "", False)),
        ("- override /model: tree", ("/model", "tree", "", True)),
        ("- optional db@backup.main: pg.yaml", ("db", "pg", "backup.main", False)),
        ("- db: null", ("db", "", "", False)),
        ("- db: ${env}", ("db", "", "", False)),
        ("- 'x' ", None),
    ],
)
def test_entries_of_a_defaults_list(line: str, found: tuple[str, str, str, bool] | None) -> None:
    told = [(d.group, d.option, d.package, d.is_override) for d in defaults_of(f"a: 1\ndefaults:\n  {line}\nb: 2\n")]
    assert told == ([found] if found else [])


def test_lists_of_options_give_each() -> None:
    text = "defaults:\n  - data: [clicks, orders]\n  - steps:\n      - clean\n      - join\n"
    assert [(d.group, d.option) for d in defaults_of(text)] == [
        ("data", "clicks"), ("data", "orders"), ("steps", ""), ("steps", "clean"), ("steps", "join"),
    ]  # fmt: skip


def test_files_are_laid_over_one_another_as_the_lists_say() -> None:
    files = {
        "conf/config.yaml": "defaults:\n  - base\n  - model: tree\n  - db@store: pg\n  - _self_\nseed_rows: 1\n",
        "conf/base.yaml": "seed_rows: 2\n",
        "conf/model/tree.yaml": "defaults:\n  - loss: log\n  - /data: clicks\nmax_depth: 3\n",
        "conf/model/loss/log.yaml": "label_smoothing: 0.1\n",
        "conf/data/clicks.yaml": "# @package _global_\nwindow: 7\n",
        "conf/db/pg.yaml": "pool: 3\n",
        "conf/db/sqlite.yaml": "pool: 1\n",
    }
    (one,) = composed(files)
    keys = [full_key(p, s) for p in one.parts for s in p.file.settings if not s.key.startswith("defaults")]
    assert keys == ["seed_rows", "model.loss.label_smoothing", "window", "model.max_depth", "store.pool", "seed_rows"]
    assert one.is_whole


def test_a_missing_option_leaves_the_composition_open() -> None:
    (one,) = composed({"conf/config.yaml": "defaults:\n  - _self_\n  - model: tree\nx: 1\n"})
    assert not one.is_whole


def test_a_value_that_every_later_option_replaces_is_never_in_force() -> None:
    tree = {
        "conf/config.yaml": "defaults:\n  - _self_\n  - model: tree\nmodel:\n  max_depth: 9\n",
        "conf/model/tree.yaml": "max_depth: 4\n",
        "conf/model/boost.yaml": "max_depth: 6\n",
        "train.py": MAIN,
        **TOML,
    }
    (finding,) = findings_of(SLUG, tree)
    assert finding.message == (
        "model.max_depth is 9 in conf/config.yaml, and every option that is composed after it replaces it (6 in "
        "conf/model/boost.yaml)."
    )
    assert findings_of(SLUG, {**tree, "conf/model/boost.yaml": "rounds: 6\n"}) == []
    own_last = "defaults:\n  - model: tree\n  - _self_\nmodel:\n  max_depth: 9\n"
    assert findings_of(SLUG, {**tree, "conf/config.yaml": own_last}) == []


def test_an_override_on_the_only_command_and_a_parameter_file_conflict() -> None:
    tree = {
        "conf/config.yaml": "defaults:\n  - _self_\n  - model: tree\n",
        "conf/model/tree.yaml": "max_depth: 4\n",
        "train.py": MAIN,
        "Makefile": "train:\n\tpython train.py \\\n\t  model.max_depth=8\n",
        **TOML,
    }
    (finding,) = findings_of(SLUG, tree)
    assert {(e.path, e.line, e.value) for e in finding.evidence} == {
        ("Makefile", 2, "8"), ("conf/model/tree.yaml", 1, "4"),
    }  # fmt: skip
    two = "train:\n\tpython train.py model.max_depth=8\nretrain:\n\tpython train.py model.max_depth=6\n"
    assert findings_of(SLUG, {**tree, "Makefile": two}) == [], "commands that differ are runs of several kinds"
    trial = "smoke:\n\tpython train.py model.max_depth=1\n"
    assert findings_of(SLUG, {**tree, "Makefile": trial}) == []


def test_the_option_that_the_command_takes_is_the_one_in_force() -> None:
    tree = {
        "conf/config.yaml": "defaults:\n  - _self_\n  - model: tree\n",
        "conf/model/tree.yaml": "max_depth: 4\n",
        "conf/model/boost.yaml": "max_depth: 6\n",
        "params.yaml": "train:\n  max_depth: 4\n",
        "train.py": MAIN,
        **TOML,
    }
    assert findings_of(SLUG, tree) == []
    (finding,) = findings_of(SLUG, {**tree, "Makefile": "train:\n\tpython train.py model=boost\n"})
    assert {e.path for e in finding.evidence} == {"params.yaml", "conf/model/boost.yaml"}


def test_commands_give_options_overrides_and_leave_defaults() -> None:
    program = (
        "import argparse\n\np = argparse.ArgumentParser()\np.add_argument('--cutoff', default=0.5)\n"
        "p.add_argument('--top-k', default=5)\nprint(p.parse_args())\n"
    )
    files = {"score.py": program, "run.sh": "# python score.py --cutoff 1\npython score.py --cutoff 0.4 --n $N\n"}
    told = {(one.path, one.line, one.key, one.value, one.kind) for one in facts_of(files).all(Commanded)}
    assert told == {("run.sh", 2, "cutoff", "0.4", "option"), ("score.py", 5, "top_k", "5", "default")}
