"""What a licence allows, coarsely: a lattice of four classes. A reading aid for triage, never advice on law."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import Final, Protocol, cast

from debtscope.model.regex import regex


class _Licensing(Protocol):
    def parse(self, expression: str, validate: bool = False) -> object | None: ...


class Terms(IntEnum):
    """How much a licence asks of those who use the work; what is derived from it may not ask for less."""

    PERMISSIVE = 0
    """Attribution at most."""
    SHARE_ALIKE = 1
    """Derived works under the same terms (GPL, CC-BY-SA, ODbL)."""
    RESTRICTED = 2
    """Non-commercial use, research use, or a custom licence with limits on use (OpenRAIL, Llama, Gemma)."""


_SPELT: Final[tuple[tuple[str, str], ...]] = (
    (r"gnu affero|agpl", "AGPL-3.0"),
    (r"gnu lesser|lgpl", "LGPL-3.0"),
    (r"gnu general public|\bgpl", "GPL-3.0"),
    (r"apache", "Apache-2.0"),
    (r"\bmit\b(?! hai)", "MIT"),
    (r"bsd.{0,3}2|2.clause", "BSD-2-Clause"),
    (r"\bbsd\b", "BSD-3-Clause"),
    (r"mozilla|\bmpl", "MPL-2.0"),
    (r"\bisc\b", "ISC"),
    (r"proprietary|all rights reserved|commercial licen[cs]e", "LicenseRef-proprietary"),
)
_RESTRICTED: Final = regex(
    r"(?:^|[-_ ])nc(?:$|[-_ ])|non-?commercial|\brail|openrail|llama[ -]?\d|\bllama|gemma|research[- ]only|research (?:use|purposes?)|fair[- ]noncommercial"
    r"|(?:^|[-_ ])nd(?:$|[-_ ])|\bmrl\b|deepfloyd|coqui|falcon-llm|tongyi|\bbsl-1\.1|business source"
)
_SHARE: Final = regex(r"(?:^|[-_ ])sa(?:$|[-_ ])|share-?alike|(?:^|[^l])gpl|odbl|odc-odbl|eupl|gfdl|osl-3")
_FREE: Final = regex(
    r"^(?:mit|apache|bsd|isc|cc0|cc-by-\d|unlicense|wtfpl|zlib|mpl|lgpl|epl|python|psf|boost|bsl-1\.0|artistic|afl|ecl|odc-by|pddl"
    r"|cdla-permissive|postgresql|openssl|ncsa|hpnd|public[- ]domain|etalab|cc-pddc|ms-pl|0bsd|blueoak)"
)
_COMMON: Final = {
    name.lower(): name
    for name in (
        "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unlicense", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0",
        "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "GPL-3.0-only", "GPL-3.0-or-later", "GPL-2.0-only", "GPL-2.0-or-later", "LGPL-3.0-only",
        "AGPL-3.0-only", "ODbL-1.0",
    )
}  # fmt: skip
"""SPDX's own names of what most repositories are under."""
_NOT_SPDX: Final = regex(
    r"(?:terms-of-)?(?:the-)?(?:mit|apache)-licen[cs]e\b.*|a?gplv\d|[\w.+-]{1,40}-(?:(?:bright|yellow)?green|blue|yellow|red|orange|(?:light)?gr[ae]y|informational)(?:\.svg)?"
)
"""What people and badges say of common licences, in one word; no name of SPDX is among it."""
_OPERATOR: Final = regex(r"\b(?:and|or|with)\b|[()]")
_UNSAID: Final = frozenset({"", "unknown", "other", "none", "null", "tbd", "todo", "n/a", "more information needed"})


def identify(written: str) -> str | None:
    """A licence as people write it, by one short name; None where nothing is said (`unknown`, `other`, placeholders).

    An SPDX expression stays as it is; a hub's identifier in small letters (`cc-by-nc-4.0`) too.
    """
    said = " ".join(written.split())[:200]
    low = said.lower()
    if low in _UNSAID or low.startswith("[more information"):
        return None
    if known := _spdx(said) or _spdx(low.replace(" ", "-")):
        return known
    low = low.replace(" ", "-") if low.startswith("cc") else low
    if re.fullmatch(r"[a-z0-9][\w.+-]{1,60}", low) and (
        _RESTRICTED.search(low) or _SHARE.search(low) or _FREE.match(low)
    ):
        return low
    return next((name for pattern, name in _SPELT if re.search(pattern, low)), None)


def terms_of(licence: str | None) -> Terms | None:
    """The class of a licence; of `A OR B` the freer one, of `A AND B` the stricter one; None for what is not known."""
    if not licence:
        return None
    low = licence.lower().strip("() ")
    for word, choose in ((" or ", min), (" and ", max)):
        if word in low:
            parts = [found for part in low.split(word) if (found := terms_of(part)) is not None]
            return choose(parts) if parts else None
    if _RESTRICTED.search(low):
        return Terms.RESTRICTED
    if _SHARE.search(low):
        return Terms.SHARE_ALIKE
    return Terms.PERMISSIVE if _FREE.match(low) else None


def family(licence: str) -> str:
    """For comparisons: `GPL-3.0-or-later` and `GPL-3.0-only` are one, and so are `CC-BY-4.0` and `cc-by-4.0`."""
    low = licence.lower().strip()
    return re.sub(r"-(?:only|or-later)$|\+$", "", low)


@cache
def _spdx(said: str) -> str | None:
    """The expression in SPDX's own letters, where every name in it is one of SPDX's."""
    low = said.lower()
    if low in _COMMON:
        return _COMMON[low]
    if not _OPERATOR.search(low) and (" " in low or _NOT_SPDX.fullmatch(low)):
        return None
    # Loaded for rare names alone, since its index costs as much as reading a hundred files. It carries no types; what is
    # used of it is one call, whose result is turned to text at once.
    from license_expression import (  # pyright: ignore[reportMissingTypeStubs]
        ExpressionError,
        ExpressionParseError,
        get_spdx_licensing,
    )

    licensing = cast("_Licensing", get_spdx_licensing())
    try:
        parsed = licensing.parse(said, validate=True)
    except (ExpressionError, ExpressionParseError):
        return None
    return str(parsed) if parsed is not None else None
