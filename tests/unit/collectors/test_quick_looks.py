"""What is looked for in a quick way is what the slow way finds: odd letters, long words and overlaps included."""

from __future__ import annotations

import random
import re

import pytest

from debtscope_collectors.sources.config.files import words
from debtscope_collectors.sources.infrastructure.objects import line_index, line_search
from debtscope_collectors.sources.monitoring.mentions import Sieve
from debtscope_collectors.sources.named.read import names_in
from debtscope_collectors.sources.python.lookup import lines_holding

_PIECES = (
    "http", "request", "TOTAL", "_", "__", ".", "/", ":", "-", " ", "\n", "\u00a0", "\u2013", "é", "日", "9", "a" * 70, "B" * 95, '"', "'", "$X", "#",
)  # fmt: skip
SEEDS = pytest.mark.parametrize("seed", range(60))


def _text(seed: int, length: int = 60) -> str:
    return "".join(random.Random(seed).choices(_PIECES, k=length))


@SEEDS
def test_parts_of_names_are_those_of_one_pattern_over_the_whole_text(seed: int) -> None:
    text = _text(seed)
    whole = re.findall(r"[A-Za-z_]\w{0,80}(?:[./:-][A-Za-z_]\w{0,80}){1,12}", text)
    assert names_in(text) == {part for name in whole for part in re.split(r"[./:-]", name)}


@SEEDS
@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("README.md", r"\b[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}\b"),
        ("run.sh", r"[A-Za-z_][A-Za-z0-9_]{1,60}"),
    ],
)
def test_words_of_a_text_are_those_of_one_pattern_over_it(seed: int, path: str, pattern: str) -> None:
    text = f"{_text(seed)} HTTP_TOTAL{_text(seed + 1)} max-depth: 3 -x --n-jobs=2 2-a"
    keys = {"max_depth"} if path == "run.sh" else set[str]()
    found = words(path, text).words
    assert found >= frozenset(re.findall(pattern, text)) | keys
    joined = re.sub(r"(?<=\w)-(?=\w)", "_", text)  # keys with hyphens are kept with `_`
    assert found <= frozenset(re.findall(pattern, f"{text} {joined}"))


@SEEDS
def test_lines_are_those_that_hold_a_word(seed: int) -> None:
    text = _text(seed)
    held = {"http", "request", "a" * 70}
    assert lines_holding(text, held) == [
        number for number, line in enumerate(text.split("\n"), 1) if any(word in line for word in held)
    ]


@SEEDS
def test_a_sieve_tells_each_literal_that_stands_in_a_text_even_within_another(seed: int) -> None:
    literals = {b"http", b"httprequest", b"request_", b"_http", b"quest", b"__", b"9", b"TOTAL.http"}
    content = _text(seed, 200).encode()
    assert Sieve({*literals, b""}).held(content) == {literal for literal in literals if literal in content}


@SEEDS
def test_lines_are_found_whatever_their_blanks_and_quotes(seed: int) -> None:
    lines = _text(seed).split("\n")
    for needle in ("http", "request TOTAL", '"', "", "_ .", "no\nline"):
        bare = needle.replace(" ", "")
        first = next((n for n, line in enumerate(lines, 1) if bare in line.replace(" ", "").replace('"', "")), None)
        assert line_search(lines)(needle) == first
    assert line_search([])("") is None


def test_a_line_is_found_by_what_it_says() -> None:
    find = line_index(["services:", '  - image: "nginx"  # web', "", "  - image: nginx"])
    assert [find(needle) for needle in ("services:", "image:nginx", "image: nginx", "nginx")] == [1, 2, 2, None]
