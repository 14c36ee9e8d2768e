"""What a function takes and what a call gives it: the answer is Python's own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from debtscope.testing import facts_of
from debtscope_collectors.sources.python.signatures import OwnCall, misfit, own_calls, signatures

_NAMES = ("a", "b", "c", "d")


@st.composite
def _parameters(draw: st.DrawFn) -> str:
    """A list of parameters that Python takes: `a, /, b=0, *rest, c, **options`."""
    before, plain, named = draw(st.lists(st.integers(0, 2), min_size=3, max_size=3))
    names = iter(("a", "b", "c", "d", "e", "f"))
    has_default = False
    parts: list[str] = []
    for kind, count in (("before", before), ("plain", plain)):
        for _ in range(count):
            has_default = has_default or draw(st.booleans())
            parts.append(next(names) + ("=0" if has_default else ""))
        if kind == "before" and before:
            parts.append("/")
    if draw(st.booleans()):
        parts.append("*rest")
    elif named:
        parts.append("*")
    parts += [next(names) + ("=0" if draw(st.booleans()) else "") for _ in range(named)]
    return ", ".join([*parts, *(["**options"] if draw(st.booleans()) else [])])


@given(_parameters(), st.integers(0, 4), st.sets(st.sampled_from(_NAMES)))
@settings(max_examples=60, deadline=None)
def test_a_call_fits_where_python_says_so(parameters: str, given_in_order: int, names: set[str]) -> None:
    space: dict[str, object] = {}
    exec(f"def f({parameters}): ...", space)
    function = space["f"]
    assert callable(function)
    (taken,) = facts_of({"run.py": f"def f({parameters}): ...\n"}, collectors=["python"]).rows(signatures)["run.py"]
    call = OwnCall(module="", level=0, name="f", line=1, given=given_in_order, names=tuple(sorted(names)))
    try:
        function(*range(given_in_order), **dict.fromkeys(names, 0))
        fits = True
    except TypeError:
        fits = False
    assert (misfit(taken, call) == "") is fits


def test_of_its_own_functions_a_file_tells_only_what_does_not_fit() -> None:
    text = "def f(a): ...\n\n\nf(1)\nf(a=1)\nf()\nf(*rows)\n"
    found = facts_of({"run.py": text}, collectors=["python"]).rows(own_calls)["run.py"]
    assert [row.line for row in found] == [6]
