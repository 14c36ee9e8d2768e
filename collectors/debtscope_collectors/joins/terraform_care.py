"""What Terraform leaves to whoever runs it: its state on their disk, the providers of that day, secrets in what it prints."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts, FileEntry, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.secrets.judge import is_secret_name

_LOCK: Final = ".terraform.lock.hcl"
_EXACT: Final = regex(r"version\s*=\s*\"\s*=?\s*\d+\.\d+\.\d+\s*\"")
_MANAGED: Final = frozenset({"terragrunt.hcl", "schema.yaml", "cdktf.json"})
"""Files of those who keep the state for Terraform: Terragrunt, Oracle's Resource Manager, CDK."""


@frozen
class LeftOpen:
    """One thing of a root module."""

    what: str
    """state, providers or secret."""
    path: str
    line: int | None
    name: str


@frozen
class TerraformCare:
    """One folder that Terraform is run in, and what its files leave open."""

    folder: str
    left: tuple[LeftOpen, ...]


@join(TerraformCare)
def terraform_care(facts: Facts) -> Iterator[TerraformCare]:
    """By folder, those with a provider of their own: modules are run from elsewhere."""
    folders: dict[str, list[InfraResource]] = {}
    for one in facts.all(InfraResource):
        if one.tool == "terraform" and not is_aside(one.path):
            folders.setdefault(posixpath.dirname(one.path), []).append(one)
    files = {entry.path for entry in facts.all(FileEntry)} if folders else set[str]()
    for folder, found in sorted(folders.items()):
        providers = [one for one in found if one.type.startswith("provider.")]
        makes = any(not one.type.startswith(("provider.", "variable.", "data.", "terraform")) for one in found)
        if providers and makes:
            left = (*_state(folder, found, files), *_providers(folder, found, providers, files), *_secrets(found))
            yield TerraformCare(folder=folder, left=left)


def _state(folder: str, found: Sequence[InfraResource], files: set[str]) -> Iterator[LeftOpen]:
    settings = [one for one in found if one.type == "terraform"]
    kept = any(setting.key in ("backend", "cloud") for one in settings for setting in one.settings)
    if not kept and not any(posixpath.join(folder, name) in files or name in files for name in _MANAGED):
        first = settings[0] if settings else found[0]
        yield LeftOpen(what="state", path=first.path, line=first.line, name="no backend")


def _providers(
    folder: str, found: Sequence[InfraResource], providers: Sequence[InfraResource], files: set[str]
) -> Iterator[LeftOpen]:
    """One for all providers, where no lock lies beside them and not each has one exact version."""
    if posixpath.join(folder, _LOCK) in files:
        return
    wanted = [
        one
        for resource in found
        if resource.type == "terraform"
        for one in resource.settings
        if one.key.startswith("required_providers.")
    ]
    loose = [one for one in wanted if not _EXACT.search(one.value)]
    if loose or not wanted:
        first = next((one for one in found if one.type == "terraform"), providers[0])
        names = ", ".join(one.key.rpartition(".")[2] for one in loose[:6]) or "all providers"
        yield LeftOpen(what="providers", path=first.path, line=loose[0].line if loose else first.line, name=names)


def _secrets(found: Sequence[InfraResource]) -> Iterator[LeftOpen]:
    for one in found:
        if one.type.startswith("variable.") and is_secret_name(one.name) and one.value("sensitive") != "true":
            yield LeftOpen(what="secret", path=one.path, line=one.line, name=one.name)
