"""Functions of which one waits where the other does not are no copies."""

from __future__ import annotations

import pytest

from debtscope_collectors.joins.copied_functions import are_twins


@pytest.mark.parametrize(
    ("names", "twins"),
    [
        (["chat.stream", "chat.astream"], True),
        (["with_budget_stream_chat.wrapper", "with_budget_astream_chat.wrapper"], True),
        (["Client.acall", "Client.call"], True),
        (["load_rows", "load_rows"], False),
        (["load_rows", "load_arrays"], False),
        (["load_rows", "read_rows"], False),
        (["stream", "astream", "weekly"], False),
    ],
)
def test_names_that_differ_by_the_a_of_async(names: list[str], twins: bool) -> None:
    assert are_twins(names) is twins
