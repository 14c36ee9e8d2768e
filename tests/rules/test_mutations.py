"""A debt is the same debt under other names, in a class, in a notebook: each rule that reads code still fires on it."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from debtscope.testing import FixtureCase, findings_of, fixture_cases
from tests.rules.mutations import as_notebook, in_a_class, renamed_imports

_RULES: Final = Path(__file__).parent
_APART: Final = frozenset({"setup.py", "conftest.py", "__init__.py"})

_COMMENTS = "what the mutation loses, comments and the layout, is what the rule reads"
_SERVES = "what serves is a module: a notebook answers no requests"
_NOT_PRODUCTION = "a notebook that nothing runs is no production code, of which the rule speaks"
_MODULES = "the rule is about modules or about what declares and runs them"

SILENT: Final[dict[str, dict[str, str]]] = {
    "class": {},
    "renamed": {"self-admitted-ml-debt": _COMMENTS},
    "notebook": {
        **dict.fromkeys(
            (
                "no-incident-process", "metrics-lost-in-memory", "endpoint-unprotected",
                "no-autoscaling-or-limits", "no-container-for-service",
                "pii-to-logs-or-third-party", "production-model-unregistered",
                "language-model-not-fixed", "prompts-scattered", "read-without-schema",
                "state-in-process-memory",
            ),
            _SERVES,
        ),
        **dict.fromkeys(
            (
                "config-not-validated", "copyleft-dependency", "consent-and-lawful-basis-missing", "erasure-not-traceable",
                "feedback-loop-hidden", "hyperparameters-implicit", "nested-full-retrain", "row-wise-iteration",
                "undocumented-ml-assumptions", "untyped-data-interchange",
            ),
            _NOT_PRODUCTION,
        ),
        **dict.fromkeys(
            (
                "call-does-not-fit", "dvc-pipeline-hygiene", "feature-list-duplicated", "feature-without-owner", "notebook-in-production",
            ),
            _MODULES,
        ),
    },
}  # fmt: skip
"""Mutation -> rule -> why it need not fire on that."""


def _whole(change: Callable[[str], str | None], folder: Path, out: Path) -> Iterator[Path]:
    """The folder with every module changed; nothing where none can be."""
    shutil.copytree(folder, out)
    changed = [path for path in sorted(out.rglob("*.py")) if path.name not in _APART and _change(change, path)]
    if changed:
        yield out


def _change(change: Callable[[str], str | None], path: Path) -> bool:
    text = _parsed(path)
    new = change(text) if text is not None else None
    if new is not None:
        path.write_text(new, encoding="utf-8")
    return new is not None


def _parsed(path: Path) -> str | None:
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        ast.parse(text)
    except SyntaxError:
        return None
    return text


def _one_by_one(folder: Path, out: Path) -> Iterator[Path]:
    """The folder once for each module that can be a notebook."""
    for number, path in enumerate(sorted(folder.rglob("*.py"))):
        if path.name in _APART or "test" in path.name or (text := _parsed(path)) is None:
            continue
        notebook = as_notebook(text)
        if notebook is not None:
            copy = out / str(number)
            shutil.copytree(folder, copy)
            moved = copy / path.relative_to(folder)
            moved.unlink()
            moved.with_suffix(".ipynb").write_text(notebook, encoding="utf-8")
            yield copy


_CASES: Final = [case for case in fixture_cases(_RULES) if case.kind == "debt" and any(case.folder.rglob("*.py"))]
_MUTATIONS: Final[dict[str, Callable[[Path, Path], Iterator[Path]]]] = {
    "renamed": lambda folder, out: _whole(renamed_imports, folder, out),
    "class": lambda folder, out: _whole(in_a_class, folder, out),
    "notebook": _one_by_one,
}


def _outcomes(slug: str, cases: list[FixtureCase], mutation: str, tmp_path: Path) -> Iterator[bool]:
    """Whether the rule fires, for each way to change one of its fixtures."""
    for number, case in enumerate(cases):
        for folder in _MUTATIONS[mutation](case.folder, tmp_path / mutation / str(number)):
            yield bool(findings_of(slug, folder))


@pytest.mark.parametrize("mutation", sorted(_MUTATIONS))
@pytest.mark.parametrize("slug", sorted({case.slug for case in _CASES}))
def test_the_same_debt_written_otherwise_still_fires(slug: str, mutation: str, tmp_path: Path) -> None:
    """On one of its fixtures at least; a rule that is listed as silent must be, lest the list outlives its reason."""
    cases = [case for case in _CASES if case.slug == slug]
    outcome = None
    for outcome in _outcomes(slug, cases, mutation, tmp_path):
        if outcome:
            break
    if outcome is None:
        pytest.skip("no fixture of this rule can be written so")
    assert outcome is (slug not in SILENT[mutation]), SILENT[mutation].get(slug, "silent on the same debt")


def test_the_mutations_keep_what_a_program_does() -> None:
    text = (
        "import math as m\nimport os.path\nfrom json import dumps\n\n"
        "def area(r):\n    return m.pi * square(r)\n\ndef square(x):\n    return x * x\n\n"
        "answer = dumps([area(2), os.path.join('a', 'b')])\n"
    )
    wanted: dict[str, object] = {}
    exec(compile(text, "before", "exec"), wanted)  # our own text, a line above
    for change in (renamed_imports, in_a_class):
        new = change(text)
        found: dict[str, object] = {}
        assert new is not None and new != text
        exec(compile(new, "after", "exec"), found)
        assert found["answer"] == wanted["answer"]
