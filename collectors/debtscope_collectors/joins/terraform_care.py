"""What Terraform leaves to whoever runs it: its state on their disk, the providers of that day, secrets in what it prints."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts, FileEntry, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.secrets.judge import is_secret_name

_LOCK: Final = ".terraform.lock.hcl"
_EXACT: Final = regex(r"version\s*=\s*\"\s*=?\s*\d+\.\d+\.\d+\s*\"")
_ALIKE: Final = regex(r"\"?\s*(?:=|~>)?\s*v?\d+(?:\.\d+){1,2}\s*\"?")
"""What the block of a provider said before Terraform kept a lock (0.12): one version, or those that are alike."""
_BACKEND: Final = regex(r"\bbackend\s+\"\w{1,40}\"\s*\{")
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
    if not folders:
        return
    files = {entry.path for entry in facts.all(FileEntry)}
    shown = {posixpath.dirname(page.path) for page in facts.all(DocPage) if _BACKEND.search(page.text)}
    code = facts.one(CodeBase)
    is_library = code is not None and code.is_library
    for folder, found in sorted(folders.items()):
        providers = [one for one in found if one.type.startswith("provider.")]
        makes = any(not one.type.startswith(("provider.", "variable.", "data.", "terraform")) for one in found)
        if providers and makes:
            told = is_library or folder in shown  # each who runs it keeps a state of their own, or is told to say where
            state = () if told else _state(folder, found, files)
            left = (*state, *_providers(folder, found, providers, files), *_secrets(found))
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
    old = [(one, said) for one in providers for said in one.settings if said.key == "version"]
    loose = [(one.key.rpartition(".")[2], one.line) for one in wanted if not _EXACT.search(one.value)]
    vague = [(one, said) for one, said in old if not _ALIKE.fullmatch(said.value)]
    if loose or not (wanted or old):
        first = next((one for one in found if one.type == "terraform"), providers[0])
        names = ", ".join(name for name, _ in loose[:6]) or "all providers"
        yield LeftOpen(what="providers", path=first.path, line=loose[0][1] if loose else first.line, name=names)
    elif vague:
        names = ", ".join(dict.fromkeys(one.type.partition(".")[2] for one, _ in vague[:6]))
        yield LeftOpen(what="providers", path=vague[0][0].path, line=vague[0][1].line, name=names)


def _secrets(found: Sequence[InfraResource]) -> Iterator[LeftOpen]:
    for one in found:
        if one.type.startswith("variable.") and is_secret_name(one.name) and one.value("sensitive") != "true":
            yield LeftOpen(what="secret", path=one.path, line=one.line, name=one.name)
