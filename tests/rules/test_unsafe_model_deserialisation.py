"""Loads that run code, by what stands around them."""

from __future__ import annotations

from pathlib import Path

from debtscope.api import Severity
from debtscope.testing import findings_of

LOADS = """import torch

from fetching import download


def restore(model, url, hash_prefix=None):
    model.load_state_dict(torch.load(download(url{told}), weights_only=False))
"""


def test_a_download_that_is_compared_with_a_digest_weighs_less(tmp_path: Path) -> None:
    levels: list[Severity | None] = []
    for told in ("", ", hash_prefix=hash_prefix"):
        folder = tmp_path / str(len(told))
        folder.mkdir()
        (folder / "fetching.py").write_text("def download(url, hash_prefix=None):\n    return url\n", encoding="utf-8")
        (folder / "loading.py").write_text(LOADS.replace("{told}", told), encoding="utf-8")
        (found,) = findings_of("unsafe-model-deserialisation", folder)
        levels.append(found.severity)
    order = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
    assert order.index(levels[1] or Severity.CRITICAL) < order.index(levels[0] or Severity.CRITICAL)


def test_another_file_of_the_same_name_in_the_scope_is_not_the_one_that_is_read(tmp_path: Path) -> None:
    page = (
        "import pickle\nimport streamlit as st\n\nsent = st.file_uploader('a file')\n"
        "with open(sent.name, 'wb') as f:\n    f.write(sent.read())\n\n"
        "with open('store.pkl', 'rb') as f:\n    store = pickle.load(f)\nst.write(store)\n"
    )
    told = [one.message for one in findings_of("unsafe-model-deserialisation", {"app.py": page})]
    assert told
    assert not any("a request or an upload" in one for one in told)
    direct = page.replace("open('store.pkl', 'rb')", "open(sent.name, 'rb')")
    assert any("upload" in one.message for one in findings_of("unsafe-model-deserialisation", {"app.py": direct}))
