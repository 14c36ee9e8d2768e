"""Tables of metrics over time, as `[[metrics]]` of debtscope.toml maps them and as their headers tell."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from debtscope.api import UsageError
from debtscope.engine.facts import FactStore
from debtscope.store.config import parse_settings
from debtscope.testing import facts_of
from debtscope_collectors.sources.monitoring import parquet
from debtscope_collectors.sources.monitoring.facts import MetricSeries
from debtscope_collectors.sources.monitoring.metrics import date_of

GERMAN = "Woche;Region;Güte;Menge\n02.11.2026;Nord;0,81;1.200\n09.11.2026;Nord;0,79;900\n02.11.2026;Süd;0,7;3\n09.11.2026;Süd;0,6;4\n"
MAPPED = """[[metrics]]
path = "outcome/*.csv"
time = "Woche"
model = "churn-clf"
columns = ["Güte"]
labels = ["Region"]
"""


def store(files: dict[str, str | bytes]) -> FactStore:
    facts = facts_of(files, collectors=("files", "monitoring"))
    assert isinstance(facts, FactStore)
    return facts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_a_mapped_table_is_read_as_the_settings_say(encoding: str) -> None:
    facts = store({"debtscope.toml": MAPPED, "outcome/güte.csv": GERMAN.encode(encoding)})
    found = {dict(series.labels)["Region"]: series for series in facts.all(MetricSeries)}
    assert set(found) == {"Nord", "Süd"}
    north = found["Nord"]
    assert (north.name, north.latest, north.points) == ("Güte", 0.79, 2)
    assert (north.first, north.last) == (datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC))
    assert dict(north.labels)["model"] == "churn-clf"
    assert ("metrics", "outcome") in {(s.kind, s.location) for s in facts.sources}


def test_without_a_mapping_nobody_reads_it() -> None:
    assert store({"outcome/a.csv": GERMAN}).all(MetricSeries) == ()


def test_a_mapping_that_meets_nothing_says_so() -> None:
    told = [d.message for d in store({"debtscope.toml": MAPPED, "outcome/b.csv": "Tag;Güte\n1;2\n"}).diagnostics]
    assert any("column Woche" in message for message in told)
    told = [d.message for d in store({"debtscope.toml": MAPPED}).diagnostics]
    assert any("not there" in message for message in told)


def test_day_and_month_are_never_guessed() -> None:
    assert date_of("03/04/2026") is None
    assert date_of("03/04/2026", "dmy") == datetime(2026, 4, 3, tzinfo=UTC)
    assert date_of("03/04/2026", "mdy") == datetime(2026, 3, 4, tzinfo=UTC)
    assert date_of("2026/04/03", "ymd") == datetime(2026, 4, 3, tzinfo=UTC)
    assert date_of("03.04.2026 06:30") == datetime(2026, 4, 3, 6, 30, tzinfo=UTC)
    assert date_of("2026-W47") == datetime(2026, 11, 22, tzinfo=UTC)
    assert date_of("2026-11") == datetime(2026, 11, 1, tzinfo=UTC)
    assert date_of("31.02.2026") is None
    assert date_of("2026-W60") is None


def test_parquet_says_what_the_csv_says() -> None:
    pyarrow, writer = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"Woche": ["2026-11-02", "2026-11-09"], "Region": ["Nord", "Nord"], "Güte": [0.81, 0.79]})
    content = io.BytesIO()
    writer.write_table(table, content)
    facts = store({"debtscope.toml": MAPPED.replace("*.csv", "*.parquet"), "outcome/a.parquet": content.getvalue()})
    (series,) = facts.all(MetricSeries)
    assert (series.name, series.latest, series.points) == ("Güte", 0.79, 2)


def test_parquet_without_its_reader_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "is_readable", lambda: False)
    facts = store(
        {"debtscope.toml": MAPPED.replace("*.csv", "*.parquet"), "outcome/a.parquet": b"PAR1 and nothing else PAR1"}
    )
    assert any("debtscope[parquet]" in note.message for note in facts.diagnostics)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[metrics]]\npath = "a.csv"', "metrics[0].time"),
        ('[[metrics]]\ntime = "t"', "metrics[0].path"),
        ('[[metrics]]\npath = "/etc/passwd"\ntime = "t"', "not inside the repository"),
        ('[[metrics]]\npath = "a.csv"\ntime = "t"\ndates = "american"', "ymd, dmy, mdy"),
        ('[[metrics]]\npath = "a.csv"\ntime = "t"\ndate = "dmy"', "metrics[0].date"),
        ("metrics = 3", "[[metrics]]"),
    ],
)
def test_a_wrong_mapping_is_an_error_that_names_its_key(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("[", r"\[").replace("]", r"\]")):
        parse_settings(text.encode())
