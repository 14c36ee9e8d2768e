"""Looks into data files: bounded, tolerant of any bytes, and without a value of the data in what they tell."""

from __future__ import annotations

import random

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.sources.datafiles.facts import EqualFiles, SplitOverlap, TableProfile
from debtscope_collectors.sources.datafiles.smells import smells

DATA = ["datafiles"]


def _kinds(column: str, values: list[str]) -> list[str]:
    counts = {value: values.count(value) for value in set(values)}
    return [smell.kind for smell in smells(column, counts, len(values))]


NUMBERS = [str(n) for n in range(100)]


@pytest.mark.parametrize(
    ("column", "values", "kinds"),
    [
        ("visits", [*NUMBERS, "-1", "-1", "-1"], ["sentinel"]),
        ("visits", [*NUMBERS, "999", "9999"], []),
        ("visits", [*NUMBERS, *["9999"] * 3], ["sentinel"]),
        ("delta", [*NUMBERS, *["-1"] * 9], []),
        ("visits", [*NUMBERS, *["-1"] * 3, *["-2"] * 3], []),
        ("total", [*NUMBERS, " ", " "], ["blank"]),
        ("total", [*NUMBERS, "", "NaN", "NA"], []),
        ("total", [*NUMBERS, "many", "few", "none of it"], ["mixed-types"]),
        ("ticket", [*NUMBERS, "A1", "A2", "A3"], []),
        ("bmi", [*(str(20 + n / 10) for n in range(99)), "0", "0.0"], ["zero"]),
        ("age", [*NUMBERS, "180"], ["age"]),
        ("distance_km", [*NUMBERS, "-7", "-12"], ["sign"]),
        ("price", [f"{n},{n % 10}00" for n in range(1, 60)], ["number-as-text"]),
        ("city", ["Bonn", "bonn "] * 40, ["spelling"]),
        ("city", ["Köln", "Bonn", "KÃ¶ln"] * 40, ["mojibake"]),
        ("state", ["on", "off", "?", ""] * 20, ["missing"]),
        ("day", ["1900-01-01"] * 3 + [f"2025-01-{n:02d}" for n in range(1, 29)], ["sentinel"]),
        ("score", [*NUMBERS, *["-1"] * 9], []),
    ],
)
def test_a_smell_is_what_a_reader_settles_at_a_glance(column: str, values: list[str], kinds: list[str]) -> None:
    assert _kinds(column, values) == kinds


def test_any_bytes_cost_no_scan() -> None:
    source = random.Random(17)
    header = b"customer_id,age,spend,plan\n"
    rows = b"".join(b"%d,%d,%d.5,%s\n" % (n, n % 90, n, b"plus" if n % 2 else b"basic") for n in range(300))
    files: dict[str, bytes] = {}
    for number in range(60):
        data = bytearray(header + rows)
        for _ in range(source.randint(1, 60)):
            at = source.randrange(len(data))
            data[at : at + source.randint(0, 9)] = bytes(source.randrange(256) for _ in range(source.randint(0, 9)))
        name = source.choice(("train", "test", "a", "b"))
        files[f"d{number}/{name}.{source.choice(('csv', 'tsv', 'jsonl', 'parquet'))}"] = bytes(
            data[: source.randint(0, len(data))]
        )
    files["e/train.csv"] = header + rows
    files["e/test.csv"] = header + rows
    files["f/a.csv"] = b"\x00" * 20_000
    files["f/b.csv"] = b'"' * 40_000
    files["f/c.csv"] = b"a," * 40_000
    files["f/d.csv.dvc"] = b"outs: [\x00"
    facts = facts_of(files, collectors=DATA)
    assert ("e/train.csv", "e/test.csv") in {(one.train, one.test) for one in facts.all(SplitOverlap) if one.is_copy}
    assert {"e/train.csv", "e/test.csv"} <= {one.path for one in facts.all(TableProfile)}


def test_no_value_of_the_data_is_told() -> None:
    secret = "Zaphod Beeblebrox"
    rows = "".join(f"{n},{secret if n % 2 else secret.lower()},{n / 7:.3f},{n % 9},{n % 4}\n" for n in range(400))
    table = f"row,who,amount,items,level\n{rows}"
    facts = facts_of({"data/train.csv": table, "data/test.csv": table + "401,x,1,1,1\n"}, collectors=DATA)
    told = repr([*facts.all(TableProfile), *facts.all(SplitOverlap), *facts.all(EqualFiles)])
    assert "spelling" in told
    assert secret.split()[1].lower() not in told.lower()
