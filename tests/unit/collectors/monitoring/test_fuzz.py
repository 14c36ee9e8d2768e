"""Every reader over real exports that chance has damaged: never a crash, the damage named, the rest unaffected. Seeded."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from debtscope.api import DiagnosticSeverity
from debtscope.engine.facts import FactStore
from debtscope.testing import facts_of
from debtscope_collectors.sources.monitoring import alertmanager, metrics, whylogs
from debtscope_collectors.sources.monitoring.dates import dating
from debtscope_collectors.sources.monitoring.facts import AlertRule, MetricSeries, MonitorReport, Silence

CORPUS = Path(__file__).parents[3] / "corpora" / "monitoring"
FILES = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".json", ".csv", ".yml", ".bin"))
CONTROL = {
    "control/report_2026-11-16.json": (CORPUS / "evidently-0.4" / "report_2026-11-16.json").read_bytes(),
    "control/rules.yml": (CORPUS / "config" / "prometheus" / "churn.rules.yml").read_bytes(),
}
_NUMBER = re.compile(rb"(?<=[:\[, ])-?\d+(?:\.\d+)?(?=[,\]\} \n])")
Damage = Callable[[bytes, random.Random], bytes]


def cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


def flipped(content: bytes, dice: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(dice.randint(1, 60)):
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def mad_numbers(content: bytes, dice: random.Random) -> bytes:
    junk = (b"NaN", b"Infinity", b"-1e999", b"1" * 400, b"-5", b"null", b'"n/a"', b"[]", b"{}")
    return _NUMBER.sub(lambda found: dice.choice(junk) if dice.random() < 0.3 else found[0], content)


def in_another_encoding(content: bytes, dice: random.Random) -> bytes:
    name = dice.choice(("utf-16", "utf-16-be", "utf-8-sig", "utf-32"))
    return content.decode("latin-1").encode(name)


def nested(content: bytes, dice: random.Random) -> bytes:
    depth = dice.choice((50, 5_000, 100_000))
    opening, closing = dice.choice(((b"[", b"]"), (b'{"metrics":', b"}")))
    return content[:200] + opening * depth + closing * depth + content[200:]


DAMAGES: tuple[Damage, ...] = (cut, flipped, mad_numbers, in_another_encoding, nested)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_exports_cost_themselves_alone(damage: Damage) -> None:
    dice = random.Random(f"debtscope {damage.__name__}")
    tree: dict[str, str | bytes] = dict(CONTROL)
    for path in FILES:
        for turn in range(2):
            spoilt = damage(path.read_bytes()[:60_000], dice)
            tree[f"monitoring/{turn}/{path.relative_to(CORPUS).as_posix()}"] = spoilt
    store = facts_of(tree, collectors=("files", "monitoring"))
    assert isinstance(store, FactStore)
    assert [d for d in store.diagnostics if d.severity is DiagnosticSeverity.ERROR] == []
    assert [r.drift_share for r in store.all(MonitorReport) if r.path.startswith("control/")] == [
        pytest.approx(2 / 3, abs=0.01)
    ]
    assert sum(rule.path == "control/rules.yml" for rule in store.all(AlertRule)) == 4
    for fact in (*store.all(MonitorReport), *store.all(MetricSeries), *store.all(AlertRule)):
        assert len(repr(fact)) < 200_000


def test_a_document_that_was_cut_is_named() -> None:
    """Where the first kilobytes say whose it is; a shorter rest may be anything."""
    dice = random.Random("debtscope cut and named")
    tree: dict[str, str | bytes] = {}
    for path in FILES:
        content = path.read_bytes()
        if path.suffix == ".json" and len(content) > 12_000:
            tree[f"monitoring/{path.relative_to(CORPUS).as_posix()}"] = content[
                : dice.randrange(9_000, len(content) - 2)
            ]
    store = facts_of(tree, collectors=("files", "monitoring"))
    assert isinstance(store, FactStore)
    assert len(tree) > 10
    assert {d.path for d in store.diagnostics if d.collector == "monitoring"} == set(tree)


def test_binary_profiles() -> None:
    whole = (CORPUS / "whylogs" / "profile_2026-10-26.bin").read_bytes()[:4000]
    dice, date_of = random.Random("debtscope profiles"), dating(None)
    for _ in range(400):
        spoilt = flipped(whole, dice) if dice.random() < 0.7 else cut(whole, dice)
        try:
            (report,) = whylogs.read_profile(spoilt, "p.bin", date_of)
        except ValueError:
            continue
        assert len(repr(report)) < 200_000
    for junk in (b"", b"WHY1", b"WHY1\x00", b"WHY1\x00" + b"\xff" * 20, b"WHY1\x00\xff\xff\xff\x7f"):
        with pytest.raises(ValueError, match=r"whylogs|header"):
            list(whylogs.read_profile(junk, "p.bin", date_of))


def test_silences_and_profiles_of_any_shape() -> None:
    shapes = (
        "null", "7", "[]", "{}", "[null]", "[{}]", '[{"matchers": 3, "endsAt": 1}]', '{"data": [{"matchers": [{}], "endsAt": null}]}',
        '[{"matchers": [{"name": ["a"], "value": {"b": 1}, "isRegex": "yes"}], "endsAt": "2026-13-45", "startsAt": -1}]',
    )  # fmt: skip
    for shape in map(json.loads, shapes):
        assert all(isinstance(found, Silence) for found in alertmanager.read_silences(shape, "p.json"))
        assert len(list(whylogs.read_export(shape, "p.json", dating(None)))) == 1
    deep: object = []
    for _ in range(100_000):
        deep = [deep]
    assert list(alertmanager.read_silences(deep, "p.json")) == []


def test_tables_with_any_mapping() -> None:
    dice = random.Random("debtscope tables")
    text = (CORPUS / "static" / "metrics_over_time.csv").read_text(encoding="utf-8")
    plan = metrics.Mapping(time=text.split("\n", 1)[0].split(";" if ";" in text else ",")[0], dates="dmy")
    for _ in range(100):
        letters = list(text)
        for _ in range(dice.randint(1, 40)):
            letters[dice.randrange(40, len(letters))] = dice.choice(',;\n"\x00é0-')
        for series in metrics.read("".join(letters), "p.csv", plan):
            assert series.first <= series.last
            json.dumps(series.latest, allow_nan=False)
