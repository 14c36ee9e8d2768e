from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"


def test_upserts():
    source = (SOURCE / "backfill.py").read_text()
    assert "upsert=True" in source


def test_sets_on_insert():
    with open(SOURCE / "backfill.py") as file:
        source = file.read()
    assert "$setOnInsert" in source, "documents must not be overwritten"


def test_asks_the_archive():
    source = (SOURCE / "backfill.py").read_text()
    assert "archive" in source or "historical" in source.lower()
