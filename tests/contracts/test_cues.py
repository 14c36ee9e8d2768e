"""A facet is asked only of files that hold one of its cue words: no other file of the fixtures may have an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from debtscope.engine.registry import installed
from debtscope.model.settings import Settings
from debtscope_collectors.sources.python.view import ModuleView, Unparsed, module_view, notebook_view

TESTS = Path(__file__).resolve().parents[1]
FOLDERS = ("rules", "corpora", "plugin_sample")


def _views() -> Iterator[ModuleView]:
    for folder in FOLDERS:
        for path in sorted((TESTS / folder).rglob("*")):
            name = path.relative_to(TESTS).as_posix()
            try:
                if path.suffix == ".py":
                    yield module_view(name, path.read_text("utf-8", "replace"))
                elif path.suffix == ".ipynb":
                    yield notebook_view(name, json.loads(path.read_bytes()))
            except (Unparsed, ValueError):
                continue


def test_files_without_cues_have_no_answers() -> None:
    facets = [facet for facet in installed().facets(Settings()) if facet.cues]
    assert facets
    wrong = {
        f"{facet.name} answers {view.path}, which holds none of its cues"
        for view in _views()
        for facet in facets
        if not facet.may_answer(view.words) and next(iter(facet.extract(view)), None) is not None
    }
    assert not sorted(wrong)


@pytest.mark.parametrize("facet", installed().facets(Settings()), ids=lambda facet: facet.name)
def test_cues_are_words(facet: object) -> None:
    """A dotted name or a part of a word would never be met, and the facet never asked."""
    cues: frozenset[str] = getattr(facet, "cues")  # noqa: B009 - the parameter is of any facet's type
    assert all(cue.isidentifier() or cue.isalnum() for cue in cues)


def _sets(kind: Any, within: str) -> Iterator[str]:
    """Where a record holds a set, whatever it stands in."""
    origin = get_origin(kind) or kind
    if isinstance(origin, type) and issubclass(origin, Set):
        yield within
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for one in fields(kind):
            yield from _sets(hints[one.name], f"{within}.{one.name}")
    for inner in get_args(kind):
        yield from _sets(inner, within)


def test_what_a_facet_says_can_be_kept() -> None:
    """A set is nothing that JSON holds: one in a record, and a scan that keeps what it read loses all Python."""
    assert not [
        place for facet in installed().facets(Settings()) for place in _sets(facet.record, facet.record.__name__)
    ]
