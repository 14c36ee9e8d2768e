"""What names say of people, and what a repository does for them: the lexicon, and the credits for tests per group and masking."""

from __future__ import annotations

import pytest

from debtscope.api import Credit
from debtscope.testing import facts_of, findings_of
from debtscope_collectors.joins.people import PeopleInputs
from debtscope_collectors.sources.personal.attributes import attribute_of, names_person, reaches_person

TRAINS = """
from sklearn.linear_model import LogisticRegression

FEATURES = ["income", "gender", "salary"]


def train(df):
    LogisticRegression().fit(df[FEATURES], df["default"])
"""


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("age", "age"), ("age_band", "age"), ("customer_age", "age"), ("SeniorCitizen", "age"), ("CODE_GENDER", "gender"),
        ("Geschlecht", "gender"), ("sexo", "gender"), ("MaritalStatus", "marital status"), ("estado_civil", "marital status"),
        ("zip_code", "postcode"), ("PLZ", "postcode"), ("ethnicity", "race or ethnicity"), ("foreign_worker", "nationality"),
    ],
)  # fmt: skip
def test_columns_that_speak_of_a_protected_attribute(column: str, words: str) -> None:
    found = attribute_of(column)
    assert found is not None
    assert found.words == words


@pytest.mark.parametrize(
    "column", ["account_age", "machine_age", "page", "average", "embrace", "trace", "sexagesimal", "essex", "racetrack", "usage", "stage", "zipf"]
)  # fmt: skip
def test_columns_that_only_look_like_it(column: str) -> None:
    assert attribute_of(column) is None


@pytest.mark.parametrize(
    "name",
    ["email_count", "has_email", "smtp_email", "pan", "tel", "email_id", "email_hash", "model_name", "file_name"],
)
def test_names_that_reach_nobody(name: str) -> None:
    assert reaches_person(name) is None


def test_names_that_reach_or_name_a_person() -> None:
    assert reaches_person("user_email") == "e-mail address"
    assert reaches_person("resume_text") == "text about a person"
    assert names_person("customerID")
    assert not names_person("order_id")


def test_masking_and_tests_per_group_earn_credits() -> None:
    tree = {
        "src/privacy.py": "def redact_pii(text):\n    return text\n",
        "src/evaluate.py": "from fairlearn.metrics import MetricFrame\n\nframe = MetricFrame\n",
    }
    earned = {credit.id: credit.evidence for credit in facts_of(tree).all(Credit)}
    assert earned["CR-19"] == ("src/evaluate.py: fairlearn.metrics",)
    assert earned["CR-20"] == ("src/privacy.py: redact_pii",)


def test_no_credit_for_a_hash_of_a_file() -> None:
    earned = {
        credit.id for credit in facts_of({"src/a.py": "def mask_image(pixels):\n    return pixels\n"}).all(Credit)
    }
    assert not earned & {"CR-19", "CR-20"}


def test_a_field_named_by_the_settings_or_by_the_code_makes_it_grave() -> None:
    plain = findings_of(
        "sensitive-attribute-feature", {"debtscope.toml": 'maturity = "pilot"\n', "src/train.py": TRAINS}
    )
    loans = findings_of(
        "sensitive-attribute-feature", {"debtscope.toml": 'maturity = "pilot"\n', "src/loan_train.py": TRAINS}
    )
    assert [finding.severity for finding in plain] == ["medium"]
    assert [finding.severity for finding in loans] == [None]


def test_card_fraud_is_no_field_of_the_annex() -> None:
    people = facts_of({"README.md": "# Credit card fraud\n", "src/train.py": TRAINS}).one(PeopleInputs)
    assert people is not None
    assert people.domain is None


def test_settings_that_nobody_is_affected_silence_all() -> None:
    tree = {"debtscope.toml": 'maturity = "pilot"\n[profile]\npeople = false\n', "src/train.py": TRAINS}
    assert findings_of("sensitive-attribute-feature", tree) == []
