"""Whether something of the repository brings its images to where people use them."""

from __future__ import annotations

import re
from typing import Final

from debtscope.api import Facts, FileEntry
from debtscope.model.regex import regex
from debtscope_collectors.joins.deployments import DeployedCompose
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import Workload

_PLATFORM: Final = regex(
    r"^(?:render\.ya?ml|fly\.toml|railway\.(?:json|toml)|Procfile|app\.ya?ml|koyeb\.ya?ml|heroku\.yml)$"
)
_SHIPS: Final = regex(
    r"\bgcloud (?:run|app) deploy\b|\bkubectl (?:apply|rollout|set image)\b|\bhelm upgrade\b|\bfly(?:ctl)? deploy\b|\brailway up\b|\baz (?:webapp|containerapp)\b"
    r"|\becs update-service\b|\beb deploy\b|\bheroku container:release\b|(?:^|[\s./-])deploy(?:ment)?(?:\.(?:sh|py|cli))?\b.{0,40}\b(?:api|prod\w*|service|prediction\w*)\b",
    re.IGNORECASE,
)


def is_brought(facts: Facts) -> bool:
    """CI, a compose file for production, a platform's own settings at the top, or a cluster's workloads do."""
    composed = facts.one(DeployedCompose)
    return (
        bool(composed and composed.paths)
        or any(_PLATFORM.search(entry.path) for entry in facts.all(FileEntry))
        or any(not is_aside(workload.path) for workload in facts.all(Workload))
        or any(_SHIPS.search(command.text[:2000]) for flow in facts.all(CiWorkflow) for command in flow.commands)
    )
