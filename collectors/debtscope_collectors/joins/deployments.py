"""Which compose files are deployed rather than run on a laptop, as far as names and CI tell."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.containers.facts import ContainerSpec

_NAMED: Final = regex(
    r"(?:^|[-_./])(?:(?:prod(?:uction)?|staging|deploy(?:ment)?|vm\d*|ec2|droplet|vps|swarm)(?:[-_./]|$)|(?:stage|server|cloud)(?:[-_.][^/\n]{0,200})?$)",
    re.IGNORECASE,
)
"""A folder called `server` holds the code of one; a file of that name starts it on one."""
_LOCAL: Final = regex(
    r"(?:^|[-_./])(?:local|dev|devel|test|override|examples?|samples?|demo)(?:[-_./]|$)", re.IGNORECASE
)
_UP: Final = regex(r"docker[- ]compose\b(?P<options>[^&;|]{0,300}?)\bup\b|docker stack deploy(?P<stack>[^&;|]{0,300})")
_DOWN: Final = regex(r"docker[- ]compose\b[^&;|]{0,300}?\bdown\b")
_FILE: Final = regex(r"(?:-f|--file|-c|--compose-file)[ =]([\w./-]{1,200})")
_REMOTE: Final = regex(r"\bssh\b|appleboy/ssh-action|docker context|DOCKER_HOST|deploy", re.IGNORECASE)


def is_local_compose(path: str) -> bool:
    """Whether a compose file is named for a developer's own machine."""
    return _LOCAL.search(path) is not None


@frozen
class DeployedCompose:
    """Paths of compose files with the reason."""

    paths: dict[str, str]


@join(DeployedCompose)
def deployed_compose(facts: Facts) -> Iterator[DeployedCompose]:
    """One value, empty where no compose file shows that it is deployed."""
    files = sorted({spec.path for spec in facts.all(ContainerSpec) if spec.kind == "compose"})
    found = {path: "its name" for path in files if _NAMED.search(path) and not is_local_compose(path)}
    for flow in facts.all(CiWorkflow):
        for at, command in enumerate(flow.commands):
            text = command.text[:4000]
            up = _UP.search(text) if "up" in text or "stack" in text else None
            if up is None or not _REMOTE.search(f"{flow.path} {command.job} {text}"):
                continue
            if any(later.job == command.job and _DOWN.search(later.text[:4000]) for later in flow.commands[at + 1 :]):
                continue  # what is taken down again was up for a test
            named = {posixpath.normpath(name) for name in _FILE.findall(text)}
            for path in files:
                if path in named or (not named and "/" not in path and ".override" not in path):
                    found.setdefault(path, f"{flow.path}: {text.strip()[:60]}")
    yield DeployedCompose(paths=found)
