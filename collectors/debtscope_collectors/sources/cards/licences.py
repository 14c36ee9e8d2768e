"""Licence texts by the sentences that only they have."""

from __future__ import annotations

import re

from debtscope.model.regex import regex

_MARK = regex(r"SPDX-License-Identifier:\s*([A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*)")
_SPACE = regex(r"[\s*>#_]+")
_SENTENCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Apache-2.0", ("apache license", "version 2.0")),
    ("Apache-2.0", ("licensed under the apache license, version 2.0",)),
    ("MPL-2.0", ("mozilla public license", "version 2.0")),
    ("EPL-2.0", ("eclipse public license", "v 2.0")),
    ("BSL-1.1", ("business source license 1.1",)),
    ("BSL-1.0", ("boost software license", "version 1.0")),
    ("CC-BY-NC-SA-4.0", ("attribution-noncommercial-sharealike 4.0",)),
    ("CC-BY-NC-ND-4.0", ("attribution-noncommercial-noderivatives 4.0",)),
    ("CC-BY-NC-4.0", ("attribution-noncommercial 4.0",)),
    ("CC-BY-SA-4.0", ("attribution-sharealike 4.0",)),
    ("CC-BY-4.0", ("attribution 4.0 international",)),
    ("CC0-1.0", ("cc0 1.0 universal",)),
    ("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    ("ISC", ("permission to use, copy, modify, and/or distribute this software for any purpose with or without fee",)),
    ("MIT", ("permission is hereby granted, free of charge, to any person obtaining a copy",)),
    ("BSD-3-Clause", ("redistribution and use in source and binary forms", "neither the name")),
    ("BSD-2-Clause", ("redistribution and use in source and binary forms",)),
    ("LicenseRef-OpenRAIL-M", ("open rail-m", "use-based restrictions")),
    ("LicenseRef-Llama", ("llama", "community license agreement")),
    ("LicenseRef-proprietary", ("all rights reserved", "proprietary")),
    ("MIT", ("mit license",)),
)  # fmt: skip


_GNU: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("AGPL-3.0", regex(r"gnu affero general public license version 3")),
    ("LGPL-3.0", regex(r"gnu lesser general public license version 3")),
    ("LGPL-2.1", regex(r"gnu lesser general public license version 2\.1")),
    ("GPL-3.0", regex(r"gnu general public license version 3")),
    ("GPL-2.0", regex(r"gnu general public license version 2")),
)
"""By the title at the top: these texts, and the Mozilla licence, name one another further down."""
_TOP = 600


def recognise(source: str) -> str | None:
    """The SPDX identifier of a licence text, by an SPDX mark or by its sentences; None when it is not known."""
    if mark := _MARK.search(source[:5000]):
        return mark[1]
    plain = _SPACE.sub(" ", source[:60_000]).lower()
    top = plain[:_TOP].replace(",", "")
    if gnu := next((spdx for spdx, title in _GNU if title.search(top)), None):
        return gnu
    return next((spdx for spdx, needles in _SENTENCES if all(needle in plain for needle in needles)), None)
