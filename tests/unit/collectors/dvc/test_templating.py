"""`${}`, foreach and matrix as DVC 3.67 expands them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from debtscope_collectors.sources.dvc.pipeline import Pipeline, read_pipeline, stage_lines
from debtscope_collectors.sources.dvc.templating import combinations, each, is_open, lookup, resolve

SCOPE = {
    "a": {"b": [1, {"c": "deep"}]},
    "flag": True,
    "rate": 0.001,
    "opts": {"C": 0.5, "tags": ["x", "y z"], "fast": True, "slow": False},
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("${a.b[1].c}", "deep"),
        ("x_${ a.b[0] }.csv", "x_1.csv"),
        ("${flag} and ${rate}", "true and 0.001"),
        ("\\${a}", "${a}"),
        ("${a.b}", [1, {"c": "deep"}]),
        ("${missing.key}/x", "${missing.key}/x"),
        ("${a.b[9]}", "${a.b[9]}"),
        ("a ${opts} b", "a ${opts} b"),
    ],
)
def test_text_is_resolved_or_left_open(text: str, wanted: object) -> None:
    assert resolve(text, SCOPE) == wanted


def test_a_map_in_a_command_becomes_options() -> None:
    assert resolve("train ${opts}", SCOPE, command=True) == "train --C 0.5 --tags x 'y z' --fast"


def test_keys_are_resolved_too() -> None:
    resolved = resolve({"m_${a.b[0]}.json": {"cache": False}}, SCOPE)
    assert resolved == {"m_1.json": {"cache": False}}


def test_what_stays_open_is_seen_at_any_depth() -> None:
    assert is_open([{"x": ["a", "${who}"]}])
    assert not is_open([{"x": ["a", "who", "\\${who}"]}])


@pytest.mark.parametrize("dotted", ["", "a.", "a.b[", "a.b[x]", "a.b.c.d", "a.b[99999999999]"])
def test_odd_paths_find_nothing_and_do_not_fail(dotted: str) -> None:
    lookup(SCOPE, dotted)


def test_names_of_generated_stages() -> None:
    assert [name for name, _ in each(["north", 0.5, True]) or ()] == ["north", "0.5", "true"]
    assert [name for name, _ in each([{"n": 1}, {"n": 2}]) or ()] == ["0", "1"]
    assert each({"small": {"n": 1}}) == [("small", {"key": "small", "item": {"n": 1}})]
    pairs = combinations({"region": ["north", "south"], "t": [0.42, [1]]}) or []
    assert [name for name, _ in pairs] == ["north-0.42", "north-t1", "south-0.42", "south-t1"]
    assert each("${who}") is None
    assert combinations({"region": "${who}"}) is None


def test_an_endless_matrix_is_cut() -> None:
    assert len(combinations({name: list(range(100)) for name in "abcdefgh"}) or ()) == 5_000


def pipeline(document: object, params: Mapping[str, Mapping[str, object]], lock: object = None) -> Pipeline:
    return read_pipeline("sub/dvc.yaml", "", document, lock, params.get)


def test_paths_are_of_the_workspace() -> None:
    stage = pipeline(
        {
            "vars": ["conf.yaml:folder", {"kind": "csv"}],
            "stages": {
                "one": {
                    "wdir": "job",
                    "cmd": ["python a.py", "python b.py"],
                    "deps": ["../../data/raw.${kind}", {"s3://bucket/x": {"remote": "r"}}, "/abs/x"],
                    "outs": [{"${folder}/m.bin": {"cache": False, "persist": True}}],
                    "metrics": ["m.json"],
                    "plots": {"p.csv": {"x": "a"}},
                    "params": ["a", "b.c", {"other.yaml": None}, {"more.toml": ["k", "l.m"]}],
                    "frozen": True,
                }
            },
        },
        {"sub/conf.yaml": {"folder": "out", "unused": 1}},
    ).stages[0]
    assert (stage.wdir, stage.cmd, stage.frozen) == ("sub/job", ("python a.py", "python b.py"), True)
    assert stage.deps == ("data/raw.csv", "s3://bucket/x", "/abs/x")
    assert stage.outs == ("sub/job/out/m.bin", "sub/job/m.json", "sub/job/p.csv")
    assert stage.uncached == {"sub/job/out/m.bin"}
    assert stage.params == (
        ("sub/job/params.yaml", "a"),
        ("sub/job/params.yaml", "b.c"),
        ("sub/job/other.yaml", None),
        ("sub/job/more.toml", "k"),
        ("sub/job/more.toml", "l.m"),
    )
    assert not stage.unresolved


def test_an_unknown_generator_stands_for_its_stages() -> None:
    read = pipeline(
        {"stages": {"fit": {"foreach": "${who}", "do": {"cmd": "run"}}}},
        {},
        {"schema": "2.0", "stages": {"fit@a": {"cmd": "run"}, "gone": {"cmd": "x", "outs": [{"path": "old.csv"}]}}},
    )
    assert [(stage.name, stage.unresolved) for stage in read.stages] == [("fit", True)]
    assert read.orphans == ("gone",)


def test_an_entry_of_the_past_without_results_of_its_own_is_no_orphan() -> None:
    read = pipeline(
        {"stages": {"clean": {"cmd": "run", "outs": ["clean.csv"]}}},
        {},
        {
            "schema": "2.0",
            "stages": {"checks": {"cmd": "x"}, "tidy": {"cmd": "x", "outs": [{"path": "clean.csv", "md5": "1" * 32}]}},
        },
    )
    assert read.orphans == ()


def test_locks_of_both_schemas() -> None:
    entry = {
        "cmd": ["a", "b"],
        "deps": [{"path": "x.csv", "md5": "1" * 32, "size": 3}],
        "params": {"p.yaml": {"a.b": 1}},
    }
    document = {"stages": {"one": {"cmd": ["a", "b"]}}}
    old = pipeline(document, {}, {"one": entry}).stages[0].locked
    new = pipeline(document, {}, {"schema": "2.0", "stages": {"one": entry}}).stages[0].locked
    assert old is not None
    assert old == new
    assert (old.cmd, old.deps[0].path, old.params) == ("a\nb", "sub/x.csv", {"sub/p.yaml": {"a.b": 1}})


@pytest.mark.parametrize(
    "document", [None, [], "text", {"stages": []}, {"stages": {"a": None}}, {"stages": {"a": {"do": 3, "foreach": 1}}}]
)
def test_other_shapes_do_not_fail(document: object) -> None:
    pipeline(document, {}, document)


def test_lines_of_stages() -> None:
    text = 'vars:\n  - a: 1\nstages:\n  # first\n  one:\n    cmd: x\n  "two words":\n    cmd: y\nplots:\n  three:\n    x: a\n'
    assert stage_lines(text) == {"one": 5, "two words": 7}
