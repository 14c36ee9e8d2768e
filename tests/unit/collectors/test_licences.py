"""The names and the lattice of licences, claims of package metadata, topics of cards, and what the bundled table holds."""

from __future__ import annotations

import pytest

from debtscope.api import Credit
from debtscope.testing import facts_of
from debtscope_collectors.joins import known_rights
from debtscope_collectors.joins.assets import ExternalAssets
from debtscope_collectors.sources.cards.facts import Adapter, Card, LicenceClaim
from debtscope_collectors.sources.cards.licences import recognise
from debtscope_collectors.sources.cards.terms import Terms, family, identify, terms_of


@pytest.mark.parametrize(
    ("written", "name", "terms"),
    [
        ("MIT License", "MIT", Terms.PERMISSIVE),
        ("MIT-yellowgreen", "mit-yellowgreen", Terms.PERMISSIVE),
        ("Unlicense-libtelnet", "Unlicense-libtelnet", Terms.PERMISSIVE),
        ("apache-2.0", "Apache-2.0", Terms.PERMISSIVE),
        ("MIT OR GPL-3.0-only", "MIT OR GPL-3.0-only", Terms.PERMISSIVE),
        ("MIT AND CC-BY-NC-4.0", "MIT AND CC-BY-NC-4.0", Terms.RESTRICTED),
        ("cc-by-sa-4.0", "CC-BY-SA-4.0", Terms.SHARE_ALIKE),
        ("CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0", Terms.RESTRICTED),
        ("llama3", "llama3", Terms.RESTRICTED),
        ("creativeml-openrail-m", "creativeml-openrail-m", Terms.RESTRICTED),
        ("GNU Affero General Public License v3", "AGPL-3.0", Terms.SHARE_ALIKE),
        ("GNU Lesser General Public License", "LGPL-3.0", Terms.PERMISSIVE),
        ("Proprietary", "LicenseRef-proprietary", None),
        ("other", None, None),
        ("unknown", None, None),
        ("ask Tomas", None, None),
        ("", None, None),
    ],
)
def test_names_and_classes(written: str, name: str | None, terms: Terms | None) -> None:
    assert identify(written) == name
    assert terms_of(name) == terms


def test_classes_are_ordered() -> None:
    assert Terms.PERMISSIVE < Terms.SHARE_ALIKE < Terms.RESTRICTED
    assert family("GPL-3.0-or-later") == family("gpl-3.0-only")


def test_gnu_texts_are_told_by_their_title() -> None:
    gpl = "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007\n" + "words\n" * 200
    affero = "13. Use with the GNU Affero General Public License version 3."
    assert recognise(gpl + affero) == "GPL-3.0"
    mozilla = (
        "Mozilla Public License Version 2.0\n" + "words\n" * 200 + "the GNU Affero General Public License, Version 3.0"
    )
    assert recognise(mozilla) == "MPL-2.0"


@pytest.mark.parametrize(
    ("path", "text", "licence", "line"),
    [
        ("pyproject.toml", '[project]\nname = "a"\nlicense = "MIT"\n', "MIT", 3),
        ("pyproject.toml", '[project]\nname = "a"\nlicense = { text = "Apache-2.0" }\n', "Apache-2.0", 3),
        ("pyproject.toml", '[project]\nclassifiers = ["License :: OSI Approved :: BSD License"]\n', "BSD-3-Clause", 2),
        ("pyproject.toml", '[tool.poetry]\nlicense = "GPL-3.0"\n', "GPL-3.0", 2),
        ("setup.py", 'from setuptools import setup\nsetup(license="MIT License")\n', "MIT", 2),
        ("setup.cfg", "[metadata]\nlicense = Apache-2.0\n", "Apache-2.0", 2),
        ("CITATION.cff", "cff-version: 1.2.0\nlicense: MIT\n", "MIT", 2),
    ],
)
def test_claims(path: str, text: str, licence: str, line: int) -> None:
    facts = facts_of({path: text}, collectors=["cards"])
    assert [(claim.licence and family(claim.licence), claim.line) for claim in facts.all(LicenceClaim)] == [
        (family(licence), line)
    ]


def test_a_file_reference_claims_nothing() -> None:
    facts = facts_of(
        {
            "pyproject.toml": '[project]\nlicense = { file = "LICENSE" }\n',
            "setup.cfg": "[metadata]\nlicense = file: LICENSE\n",
        },
        collectors=["cards"],
    )
    assert facts.all(LicenceClaim) == ()


_CARD = """---
license: apache-2.0
base_model: org/base
datasets: [a]
model-index:
- name: churn
  results:
  - metrics:
    - type: accuracy
      value: 0.91
---
# churn
## Limitations
More information needed
## Intended use
Calls.
Contact: retention@example.com
"""


def test_topics_need_words_below_their_heading() -> None:
    facts = facts_of(
        {"m/MODEL_CARD.md": _CARD, "m/adapter_config.json": '{"base_model_name_or_path": "org/base"}'},
        collectors=["cards"],
    )
    card = facts.all(Card)[0]
    assert card.topics == ("intended use", "training data", "metrics", "owner")
    assert (card.licence_line, card.base_models, card.metrics) == (2, ("org/base",), (("accuracy", 0.91),))
    assert [one.base_model for one in facts.all(Adapter)] == ["org/base"]


def test_the_bundled_table_is_of_licences_that_are_classed() -> None:
    for table in (known_rights.PACKAGES, known_rights.DATASETS, known_rights.MODELS):
        for name, licence in table.items():
            assert name == name.lower()
            assert terms_of(licence) is not None or licence.startswith("LicenseRef-public"), (name, licence)
    assert known_rights.of_model("meta-llama/Llama-2-7b-hf") == "llama"
    assert known_rights.of_model("acme/own") is None
    assert known_rights.of_dataset("Tatsu-Lab/Alpaca") == "CC-BY-NC-4.0"


def test_a_row_of_a_table_is_a_record() -> None:
    code = 'from datasets import load_dataset\n\na = load_dataset("acme/notes")\nb = load_dataset("acme/mails")\n'
    page = "| data | terms |\n|---|---|\n| notes | CC BY-NC 4.0 |\n| mails | see the owner |\n"
    known = facts_of({"train.py": code, "data/README.md": page}).one(ExternalAssets)
    assert known is not None
    told = {asset.name: (asset.licence, asset.said_in) for asset in known.assets}
    assert told == {"acme/notes": ("CC-BY-NC-4.0", "data/README.md:3"), "acme/mails": (None, None)}


def test_a_full_card_and_a_croissant_file_are_a_credit() -> None:
    body = "".join(
        f"## {name}\nWords.\n"
        for name in (
            "Intended use",
            "Out of scope",
            "Training data",
            "Metrics",
            "Results by group: fairness",
            "Limitations",
            "Owner",
        )
    )
    card = f"---\nlicense: mit\nlibrary_name: x\n---\n# a\n{body}"
    both = facts_of({"MODEL_CARD.md": card, "data/croissant.json": "{}"})
    assert "CR-18" in {credit.id for credit in both.all(Credit)}
    assert "CR-18" not in {credit.id for credit in facts_of({"MODEL_CARD.md": card}).all(Credit)}
