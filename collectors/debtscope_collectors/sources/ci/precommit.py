"""Reads the hooks of pre-commit: what is checked before a commit is made."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Workspace
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.ci.expand import Expander
from debtscope_collectors.sources.ci.facts import CommitHook
from debtscope_collectors.sources.shape import mapping, sequence, text, words
from debtscope_collectors.sources.values import without_user

FILES = (".pre-commit-config.yaml", ".pre-commit-config.yml")
_MOST = 200


def hooks(workspace: Workspace, path: str, expander: Expander) -> Iterator[CommitHook]:
    """The hooks of one file. Raises Unreadable."""
    documents = workspace.yaml(path)
    found = 0
    settings = mapping(documents[0] if documents else None)
    left_out = set(words(mapping(settings.get("ci")).get("skip")))
    for repo in sequence(settings.get("repos")):
        home = text(mapping(repo).get("repo"))
        for hook in sequence(mapping(repo).get("hooks")):
            name = text(mapping(hook).get("id"))
            if name and found < _MOST:
                found += 1
                command = " ".join((text(mapping(hook).get("entry")), *words(mapping(hook).get("args")))).strip()
                lines = [command, *(line for line, _via in expander.expand(command))] if home == "local" else []
                yield CommitHook(
                    path=path, id=name[:100], repo=without_user(home)[:200], runs=tuple(redact.line(one) for one in lines),
                    is_hosted="ci" in settings and name not in left_out,
                )  # fmt: skip
