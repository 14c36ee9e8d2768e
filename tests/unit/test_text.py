"""Text from a repository is harmless once it went through `printable`, and still tells what it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscope.model.text import printable, without_credentials

ANY = st.text(st.characters(codec=None), max_size=80)


@given(ANY)
def test_no_control_format_or_surrogate_character_is_left(text: str) -> None:
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in printable(text))


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), max_size=80))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@given(ANY, st.integers(1, 40))
def test_a_limit_holds(text: str, limit: int) -> None:
    assert len(printable(text, limit=limit)) <= limit


def test_what_is_hidden_becomes_visible() -> None:
    assert printable("a\x1b]52;c;x\x07b") == r"a\x1b]52;c;x\x07b"
    assert printable("evil\u202egpj.py") == r"evil\u202egpj.py"
    assert printable(b"caf\xe9.py".decode("utf-8", "surrogateescape")) == r"caf\xe9.py"
    assert printable("zero\u200bwidth") == r"zero\u200bwidth"
    assert printable("日本.py") == "日本.py"


LETTERS = "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUi"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'f"Error\\nsk-{LETTERS}"', 'f"Error\\nsk-***"'),
        (f"token hf_{LETTERS} of a model", "token hf_*** of a model"),
        ("git+https://bot:word@host/a.git", "git+https://host/a.git"),
        ("risk-prediction-model-version-two", "risk-prediction-model-version-two"),
        ("task-definition-of-the-service", "task-definition-of-the-service"),
        ("dags/ask-astro-load-from-github.py", "dags/ask-astro-load-from-github.py"),
        ("hf_pretrained_model_name_or_path", "hf_pretrained_model_name_or_path"),
    ],
)
def test_forms_of_credentials_are_hidden_and_names_that_resemble_them_are_not(text: str, shown: str) -> None:
    assert without_credentials(text) == shown
