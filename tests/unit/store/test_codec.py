"""Every record comes back from its line as it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from debtscope.model.triage import LogRecord
from debtscope.store.codec import decode, encode, make_record, uid_of

TEXT = st.text(st.characters(), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT, st.none() | TEXT, TEXT, TEXT, st.dictionaries(TEXT, VALUES, max_size=4))
def test_round_trip(kind: str, item: str, parent: str | None, at: str, by: str, data: dict[str, object]) -> None:
    record = make_record(kind=kind, item=item, parent=parent, at=at, by=by, data=data)
    line = encode(record).encode("ascii")
    assert b"\n" not in line
    back = decode(line, 1)
    assert back == record
    assert isinstance(back, LogRecord)
    assert back.uid == uid_of(
        kind=back.kind, item=back.item, parent=back.parent, at=back.at, by=back.by, data=back.data, v=back.v
    )


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_a_named_fault(raw: bytes) -> None:
    assert getattr(decode(raw, 3), "number", 3) == 3
