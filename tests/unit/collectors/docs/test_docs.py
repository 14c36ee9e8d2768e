"""Documentation as a source: pages, headings and topics."""

from __future__ import annotations

import random

from debtscope.testing import facts_of
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.sources.docs.facts import DocPage, Expiry

README = """# Churn

Scores customers.

Data handling
-------------

Predictions are retained for 90 days. İstanbul's are not.

## Incident response

See the [runbook](docs/runbook.md). `latency` is watched.

```bash
# Rollback is no heading here
```
"""


def documentation(files: dict[str, str]) -> Documentation:
    found = facts_of(dict(files), collectors=["docs"]).one(Documentation)
    assert found is not None
    return found


def test_pages_with_their_headings() -> None:
    pages = facts_of({"README.md": README, "docs/a.rst": "Title\n=====\n\ntext\n", "requirements.txt": "x\n"}).all(
        DocPage
    )
    told = {page.path: (page.kind, page.headings) for page in pages}
    assert told == {
        "README.md": ("readme", ((1, "Churn"), (5, "Data handling"), (10, "Incident response"))),
        "docs/a.rst": ("page", ((1, "Title"),)),
    }


def test_topics_name_their_line_and_the_section_they_stand_in() -> None:
    found = documentation({"README.md": README})
    told = [(m.topic, m.line, m.heading, m.in_heading) for m in found.on("retention", "incident", "latency")]
    assert told == [
        ("incident", 10, "Incident response", True),
        ("retention", 8, "Data handling", False),
        ("incident", 12, "Incident response", False),
        ("latency", 12, "Incident response", False),
    ]


def test_what_once_was_is_not_what_is() -> None:
    assert not documentation({"CHANGELOG.md": README, "docs/release-notes.md": README}).mentions


def test_pages_that_name_a_thing() -> None:
    found = documentation(
        {"README.md": "reads crm_events\n", "docs/x.md": "\nthe crm_events_old table, and CRM_EVENTS\n"}
    )
    assert found.naming("crm_events") == (("README.md", 1), ("docs/x.md", 2))


def test_any_bytes_are_a_page() -> None:
    seeded = random.Random(7)
    for _ in range(60):
        noise = "".join(seeded.choice("#=-\n`~ aİßrunbook\x00\x1b\ud800A/B") for _ in range(400))
        documentation({"README.md": noise.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})


def test_forms_and_what_programs_wrote_are_no_pages() -> None:
    files = {
        "docs/model_card_template.md": "## Rollback plan\n",
        "backend_logs.txt": "audit log\n",
        "rag_logs2.txt": "retention\n",
        "docs/templates.md": "# Templates of the messages\n",
        "changelog.txt": "x\n",
        "docs/catalog.txt": "x\n",
    }
    assert [page.path for page in facts_of(files, collectors=["docs"]).all(DocPage)] == [
        "changelog.txt",
        "docs/catalog.txt",
    ]


def test_a_note_on_what_one_might_run_lets_nothing_expire() -> None:
    told = "-- DELETE FROM logs WHERE at < NOW() - INTERVAL '90 days';\n"
    done = "DELETE FROM logs WHERE at < NOW() - INTERVAL '90 days';\n"
    assert facts_of({"a.sql": told}, collectors=["docs"]).all(Expiry) == ()
    assert [one.line for one in facts_of({"a.sql": told + done}, collectors=["docs"]).all(Expiry)] == [2]
