"""What one decision pays is one item, in however many files it stands."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import findings_of

HERE = Path(__file__).parent
SINK = """import logging

logger = logging.getLogger(__name__)


def store(user):
    logger.info("%s", user.email)
"""

ROUTES = """from fastapi import FastAPI

import billing
import closing
import signup

app = FastAPI()


@app.post("/users")
def user(payload):
    signup.store(payload)
    billing.store(payload)
    closing.store(payload)
"""


def test_addresses_in_the_logs_of_several_files_are_one_item(tmp_path: Path) -> None:
    (tmp_path / "debtscope.toml").write_text('maturity = "production"\n', encoding="utf-8")
    for name in ("signup", "billing", "closing"):
        (tmp_path / f"{name}.py").write_text(SINK, encoding="utf-8")
    assert findings_of("pii-to-logs-or-third-party", tmp_path) == []  # whose addresses, only a service tells
    (tmp_path / "app.py").write_text(ROUTES, encoding="utf-8")
    (found,) = findings_of("pii-to-logs-or-third-party", tmp_path)
    assert found.message.startswith("3 files write email (e-mail address) to the log in 3 places")
    assert {evidence.path for evidence in found.evidence} == {"signup.py", "billing.py", "closing.py"}


def test_images_that_pipe_downloads_are_one_item() -> None:
    (found,) = findings_of("floating-image-tags", HERE / "floating-image-tags" / "debt-piped-in-several")
    assert found.message.startswith("2 images pipe downloads into a shell (a.Dockerfile, b.Dockerfile first)")


def test_calls_that_do_not_hear_the_same_check_are_one_item() -> None:
    (found,) = findings_of("inert-pipeline-step", HERE / "inert-pipeline-step" / "debt-check-unheard-twice")
    assert "2 calls in 2 files" in found.message
    assert [evidence.path for evidence in found.evidence] == ["main.py", "nightly.py", "stage.py"]
