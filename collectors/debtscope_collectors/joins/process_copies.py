"""How many processes answer with the same module: workers of a server's command, replicas of a workload."""

from __future__ import annotations

import re
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.served import importers
from debtscope_collectors.sources.containers.facts import ContainerSpec, Workload

_WORKERS: Final = regex(r"(?:--workers|--processes|--replicas|(?<![\w-])-w)[ =]{1,2}(\d{1,3})(?!\d)")
_SERVER: Final = regex(r"(?:^|[\s/])(?:uvicorn|gunicorn|hypercorn|granian|fastapi|uwsgi|waitress-serve)(?=\s|$)")
_CONCURRENCY: Final = frozenset({"WEB_CONCURRENCY", "UVICORN_WORKERS", "GUNICORN_WORKERS"})


def process_copies(facts: Facts, code: CodeBase, path: str) -> tuple[int, str]:
    """(processes, the file that says so) of a module or of what puts it together; (1, "") where nothing tells of several."""
    near = (path, *importers(code, [path]))
    names = re.compile("|".join(rf"\b{re.escape(one.rpartition('/')[2].removesuffix('.py'))}:" for one in near))
    found: list[tuple[int, str]] = []
    for spec in facts.all(ContainerSpec):
        command = " ".join(spec.started)
        if is_development(spec.path) or not _SERVER.search(command) or not names.search(command):
            continue
        told = [match[1] for match in [_WORKERS.search(command)] if match]
        told += [one.value for one in spec.environment if one.name in _CONCURRENCY and one.value.isdecimal()]
        found += [(int(count), spec.path) for count in told]
    for workload in facts.all(Workload):
        if any(names.search(command) for command in workload.commands):
            found.append((workload.replicas or workload.min_replicas or 1, workload.path))
    return max((one for one in found if one[0] > 1), default=(1, ""))
