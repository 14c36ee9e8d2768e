"""What shows that a service is meant for others where nothing in the tree is seen to run it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.deployments import is_local_compose
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.python.person_tables import person_tables

_STORES: Final = regex(
    r"(?:^|/)(?:postgres(?:ql)?|pgvector|postgis|timescaledb|mysql|mariadb|mongo(?:db)?|redis(?:-stack(?:-server)?)?|valkey|rabbitmq|qdrant|weaviate"
    r"|milvus|chroma(?:db)?|elasticsearch|opensearch|minio|neo4j|cassandra)(?:[:@]|$)"
)
"""Images of databases, queues and indexes."""
_SERVERS: Final = frozenset(
    {
        "uvicorn",
        "gunicorn",
        "hypercorn",
        "flask",
        "fastapi",
        "streamlit",
        "chainlit",
        "python",
        "python3",
        "waitress-serve",
    }
)
_HOSTED: Final = regex(
    r"https?://[\w.-]{1,80}\.(?:onrender\.com|up\.railway\.app|fly\.dev|herokuapp\.com|streamlit\.app|hf\.space|run\.app|azurewebsites\.net|azurecontainerapps\.io"
    r"|awsapprunner\.com|replit\.app|koyeb\.app|pythonanywhere\.com|modal\.run)\b|huggingface\.co/spaces/(?!\S{0,120}(?:leaderboard|arena|benchmark|calculator|estimator|visuali[sz]er|licen[cs]e|agreement))\w"
)
"""Addresses at which platforms put what people deploy; not the rankings and calculators there that every page on language models links to."""
_SERVED: Final = regex(
    r"^[ \t$>]{0,12}(?:poetry run |uv run |python -m )?(?:gunicorn [^\n]{3}|(?:uvicorn|hypercorn) [^\n]{0,80}--workers)",
    8,
)
"""A server of several processes, as a page tells to start it (whole lines)."""
_OF_PEOPLE: Final = regex(
    r"user|account|member|customer|client|patient|student|chat|conversation|message", re.IGNORECASE
)
"""Tables of those who use it, and of what they wrote."""


@frozen
class Offer:
    """One sign, and the file that shows it."""

    path: str
    how: str
    """For a sentence: `beside docker-compose.yml, which brings up its postgres`."""


def offers(facts: Facts, code: CodeBase, *, pages_only: bool = False) -> Iterator[Offer]:
    """The signs of a repository, the strongest first: an image, a hosted address, accounts, a server of several processes, stores.

    With `pages_only` those alone that also make an application of one page for its author something for others.
    """
    specs = [s for s in facts.all(ContainerSpec) if not is_aside(s.path) and not is_development(s.path)]
    used = {entry.partition(":")[2] for entry in code.entry_points.values() if entry.startswith("docker:")}
    for spec in specs:  # what an image starts that is some other module of the project is that module's
        starts = spec.kind in ("dockerfile", "platform") and not _SERVERS.isdisjoint(spec.started)
        if starts and spec.path not in used:
            yield Offer(path=spec.path, how=f"of which {spec.path} makes an image")
    pages = [page for page in facts.all(DocPage) if page.kind == "readme" and not is_aside(page.path)]
    for page in pages:
        if _HOSTED.search(page.text):
            yield Offer(path=page.path, how=f"which {page.path} gives an address on the internet")
    if pages_only:
        return
    for path, rows in sorted(facts.rows(person_tables).items()):
        module = code.modules.get(path)
        if module is None or not module.is_own or is_aside(path) or "/versions/" in path:
            continue
        table = next((row.table for row in rows if row.is_talk or _OF_PEOPLE.search(row.table)), None)
        if table is not None:
            yield Offer(path=path, how=f"which keeps its users' data in {table}")
    for page in pages:
        if _SERVED.search(page.text):
            yield Offer(path=page.path, how=f"which {page.path} starts with several processes")
    for spec in specs:
        if spec.kind == "compose" and not is_local_compose(spec.path) and spec.image and _STORES.search(spec.image):
            yield Offer(path=spec.path, how=f"beside {spec.path}, which brings up its {spec.name}")
