"""Who signed a contributors' licence agreement wrote themselves in, in the open."""

from __future__ import annotations

import json

from debtscope.api import Severity
from debtscope.testing import findings_of

NAMES = (
    "anna.berg",
    "jonas.lind",
    "marie.curie",
    "peter.hansen",
    "sofia.rossi",
    "tom.baker",
    "nina.simon",
    "olga.petrova",
)
ROWS = [{"name": name.title(), "email": f"{name}@posteo.de", "id": n} for n, name in enumerate(NAMES * 4)]


def test_signatures_of_a_licence_agreement_are_low() -> None:
    text = json.dumps({"signedContributors": ROWS})
    (signed,) = findings_of("pii-in-committed-data", {"signatures/version1/cla.json": text})
    (other,) = findings_of("pii-in-committed-data", {"data/contacts.json": text})
    assert (signed.severity, other.severity) == (Severity.LOW, None)
