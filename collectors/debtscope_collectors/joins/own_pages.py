"""Pages that people start for themselves: nothing of the project shows them to others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.python.page_titles import page_launches

_SHOWN: Final = regex(r"^sdk:\s*(?:gradio|streamlit)|streamlit\.app\b|\.hf\.space\b|huggingface\.co/spaces/", 8)
"""Where a page of the project says that it is hosted."""


def is_own_page(facts: Facts, code: CodeBase, services: Iterable[str]) -> bool:
    """Whether all services are pages, which no image, manifest, platform or Space runs and which are not opened to other machines."""
    paths = [*services]
    sites = [[site.detail for site in code.modules[path].facts.serving] for path in paths if path in code.modules]
    if not sites or not all(own and all(detail.startswith("ui") for detail in own) for own in sites):
        return False
    if facts.all(ContainerSpec) or any(run_by(code, path) for path in paths):
        return False
    if any(row.is_open for rows in facts.rows(page_launches).values() for row in rows):
        return False
    return not any(_SHOWN.search(page.text) for page in facts.all(DocPage))
