"""Paths, modules and targets that files of the repository name, and at which nothing lies; commands that deploy."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class UnmetReference:
    """One name in one file that leads nowhere in the tree."""

    path: str
    """Of the file that names it."""
    line: int | None
    via: str
    """What names it, in words: `COPY`, `python`, `pip -r`, `build context`, `Hydra default` …"""
    name: str
    """As written."""
    target: str
    """The workspace path that is meant; of a module its dotted name, of a make target its name."""
    kind: str
    """path, module or target."""
    is_ignored: bool
    """.gitignore hides the target: people or tools put it there."""
    is_made: bool
    """A command of the repository writes, downloads or unpacks something of that name."""


@frozen
class HubLine:
    """One command that fetches a model or a dataset of a hub without the commit that it means."""

    path: str
    line: int
    name: str
    """Owner and name."""
    revision: str
    """The branch or tag that is named, `` for none."""
    file: str
    """The file of it that is fetched; `` for all."""
    text: str
    """The command, credentials hidden."""


@frozen
class DeployLine:
    """One line of a shell script, Makefile or Procfile that takes something to where it runs."""

    path: str
    line: int
    command: str
    """The command without its arguments: `scp`, `kubectl apply`, `docker push` …"""
    text: str
    """The whole line, credentials hidden."""
