"""Data from outside: what is read, from where, and what pins it; checks of data, and what runs them."""

from __future__ import annotations

import pytest

from debtscope.api import Credit
from debtscope.testing import facts_of
from debtscope_collectors.joins.external_data import ExternalSource
from debtscope_collectors.joins.validation import DataValidation
from debtscope_collectors.sources import queries

_READS = """import boto3
import kagglehub
import pandas as pd
import requests
from datasets import load_dataset
from sklearn.datasets import fetch_openml

a = pd.read_csv("https://user:word@data.example.org/users.csv")
b = pd.read_parquet("gs://landing/day=2026-01-01/part.parquet")
c = load_dataset("acme/users", revision="4f2a9c1")
d = load_dataset("csv", data_files="local.csv")
e = kagglehub.dataset_download("acme/users/versions/3")
f = fetch_openml("adult")
g = requests.get("https://api.example.org/v1/rates").json()
h = requests.get("http://localhost:8000/v1/rates").json()
i = pd.read_csv("data/users.csv")
j = pd.read_gbq("select id from crm.users where day < '2026-01-01'")
boto3.client("s3").download_file("landing", "users.csv", "/tmp/users.csv")
"""


def test_each_kind_of_source_with_what_pins_it() -> None:
    facts = facts_of({"load.py": _READS})
    told = {(one.name, one.kind, one.host, one.pinned_by) for one in facts.all(ExternalSource)}
    assert told == {
        ("https://data.example.org/users.csv", "url", "data.example.org", None),
        ("gs://landing/day=2026-01-01/part.parquet", "bucket", "landing", "`2026-01-01`"),
        ("acme/users", "huggingface", "huggingface.co", "revision='4f2a9c1'"),
        ("acme/users/versions/3", "kaggle", "kaggle.com", "version 3"),
        ("openml:adult", "library", "", None),
        ("https://api.example.org/v1/rates", "api", "api.example.org", None),
        ("crm.users", "warehouse", "", "a bound in the query"),
        ("s3://landing/users.csv", "bucket", "landing", None),
    }


@pytest.mark.parametrize(
    ("query", "tables", "bounded"),
    [
        ("select * from a join b using (id)", ("a", "b"), False),
        ("with recent as (select * from a) select * from recent", ("a",), False),
        ("select x from generate_series(1, 2)", (), False),
        ("select x from a where day >= '2026-01-01'", ("a",), False),
        ("select x from a where day <= '2026-01-01'", ("a",), True),
        ("select x from a where day = {}", ("a",), True),
        ("select x from a -- from old where day <= '2026-01-01'", ("a",), False),
        ("select x from a for system_time as of '2026-01-01'", ("a",), True),
    ],
)
def test_words_of_a_query(query: str, tables: tuple[str, ...], bounded: bool) -> None:
    assert (queries.tables(query), queries.is_bounded(query)) == (tables, bounded)


_CHECK = "import pandera as pa\n\nSchema = pa.DataFrameSchema({})\n\n\ndef main(df):\n    pa.check_input(Schema)\n\n\nmain(None)\n"
_DVC = "stages:\n  check:\n    cmd: python check.py\n    deps:\n    - check.py\n"


@pytest.mark.parametrize(("tree", "credited"), [({"dvc.yaml": _DVC, ".dvc/config": ""}, True), ({}, False)])
def test_a_validator_counts_as_a_practice_only_where_something_runs_it(tree: dict[str, str], credited: bool) -> None:
    facts = facts_of({"check.py": _CHECK, **tree})
    found = facts.one(DataValidation)
    assert found is not None
    assert [one.tool for one in found.validators] == ["pandera"]
    assert any(credit.id == "CR-02" for credit in facts.all(Credit)) is credited
