"""Settings files line by line: what each format holds, what is no settings, and hostile files within bounds."""

from __future__ import annotations

import time

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.config.disabled import disabled_blocks
from debtscope_collectors.sources.config.facts import PersonalPath, Setting, SettingsFile
from debtscope_collectors.sources.config.flatten import assigned_settings, env_settings, plain, yaml_settings
from debtscope_collectors.sources.places import bound_places

YAML = """\
# head
train: &base
  rate: 1e-3   # a comment
  depth: "4"
  notes: |
    fake: 1
  empty:
  sizes: [1, 2]
  region:
    - north
    - south
  opt: {name: adam, betas: [0.9, 0.99]}
stages:
- name: a
  limit: 0.50
- name: b
many: [
  1,
  fake: 2
]
last: yes
---
other:
  ${key}: 3
  end: ~
"""


def as_pairs(settings: list[Setting]) -> dict[str, str]:
    return {one.key: one.value for one in settings}


def test_yaml_keys_keep_their_sections_and_lines() -> None:
    found = list(yaml_settings(YAML))
    assert as_pairs(found) == {
        "train.rate": "0.001", "train.depth": "4", "train.notes": "text", "train.empty": "null", "train.sizes": "[]",
        "train.region": "[]", "train.opt.name": "adam", "train.opt.betas": "[]", "stages.*.name": "b", "stages.*.limit": "0.5",
        "many": "[]", "last": "true", "other.end": "null",
    }  # fmt: skip
    assert next(one.line for one in found if one.key == "last") == YAML.splitlines().index("last: yes") + 1


def test_toml_ini_and_env_files_give_the_same_words_for_the_same_values() -> None:
    toml = '[train]\nrate = 0.10\nnames = [\n "a",\n fake = 1\n]\nflag = true # x\n[[runs]]\nname = "a b"\n'
    assert as_pairs(list(assigned_settings(toml, is_ini=False))) == {
        "train.rate": "0.1", "train.names": "[]", "train.flag": "true", "runs.name": "a b",
    }  # fmt: skip
    ini = "[a]\nkey: 1\nlong = x\n  y = 2\n; no = 3\n"
    assert as_pairs(list(assigned_settings(ini, is_ini=True))) == {"a.key": "1", "a.long": "x"}
    env = "export RATE=.1\n# X=1\nDB_PASSWORD=changeme\n"
    assert as_pairs(list(env_settings(env))) == {"RATE": "0.1", "DB_PASSWORD": "***"}


@pytest.mark.parametrize(
    ("given", "told"), [("0.50", "0.5"), (".5", "0.5"), ("1_000", "1000"), ("Yes", "true"), ("~", "null"), ("'a'", "a")]
)
def test_one_value_has_one_spelling(given: str, told: str) -> None:
    assert plain(given) == told


def test_a_repository_is_told_by_one_model() -> None:
    facts = facts_of(
        {
            "conf/config.yaml": "defaults:\n  - model: tree\nseed: ${base_seed}\n",
            "conf/model/tree.yaml": "max_depth: 3\n",
            "conf/model/net.yaml": "max_depth: 9\n",
            "mkdocs.yml": "site_name: x\n",
            ".github/workflows/a.yml": "on: push\nenv:\n  SHOP_KEY: 1\n",
            "config.json": '{\n "train": {\n  "rate": 0.5\n }\n}\n',
            "Dockerfile": "FROM python\nCOPY . .\nENV SHOP_RATE=0.25\nCMD python a.py --rate 0.75\n",
            "shop/a.py": "import os\n\nRATE = float(os.environ.get('SHOP_RATE', '0.5'))\n",
            "run.sh": "cd /home/ana/shop && python a.py\n",
        }
    )
    model = facts.one(SettingsModel)
    assert model is not None
    given = {(one.name, one.value, one.kind) for one in model.given}
    assert {("rate", "0.5", "config"), ("rate", "0.25", "image"), ("rate", "0.75", "argument")} <= given
    assert ("rate", "0.5", "default") in given
    assert {value for name, value, _ in given if name == "max_depth"} == {"3"}, "the other option is not in force"
    assert model.told["SHOP_KEY"] == (".github/workflows/a.yml",)
    roles = {one.path: one.role for one in facts.all(SettingsFile)}
    assert (roles["mkdocs.yml"], roles["conf/config.yaml"]) == ("tool", "settings")
    assert [(one.path, one.line) for one in facts.all(PersonalPath)] == [("run.sh", 1)]


def test_hostile_files_cost_no_more_than_their_length() -> None:
    """Twice the text costs about twice the time, whatever it holds."""
    shapes = ["a:\n", "- " * 40 + "x\n", "k: {" + "a: [" * 30 + "\n", "#" + " a: 1" * 40 + "\n", " " * 60 + "k: " + "'" * 80 + "\n",
              "# a: 1\n# b: 2\n", "\t\x00:\n", "k = [[[[\n", "/home/" * 30 + "\n", "x: s3://" + "a." * 60 + "\n"]  # fmt: skip

    def cost(text: str) -> float:
        start = time.process_time()
        for _ in yaml_settings(text):
            pass
        for _ in assigned_settings(text, is_ini=False):
            pass
        for _ in disabled_blocks("a.yaml", text):
            pass
        for _ in bound_places(text[:2000]):
            pass
        return time.process_time() - start

    for shape in shapes:
        small, large = shape * 1000, shape * 4000
        assert cost(large) < 12 * max(cost(small), 0.01), shape[:20]


def test_deep_and_broken_yaml_is_read_as_far_as_it_goes() -> None:
    deep = "".join(f"{' ' * n}k{n}:\n" for n in range(200)) + "a: 1\n: :\n  - - - ]]]\n{{ x }}: 2\nb: 3\n"
    found = as_pairs(list(yaml_settings(deep)))
    assert found["a"] == "1"
    assert found["b"] == "3"


def test_folders_that_an_image_or_a_model_server_makes_are_nobodys() -> None:
    assert list(bound_places("/mnt/models/model.bin")) == []  # where KServe and Seldon put a model
    assert list(bound_places("/mnt/nas7/model.bin")) == [("path", "/mnt/nas7/model.bin")]
    assert [kind for kind, _ in bound_places("/home/somebody/nltk_data")] == ["path"]
    assert [kind for kind, _ in bound_places("/home/ana/nltk_data")] == ["home"]
