"""Packages that no list holds: what shell scripts and recipes install by name, and what ZenML's integrations bring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.ci.steps import shell_lines
from debtscope_collectors.sources.dependencies.facts import ScriptInstalls
from debtscope_collectors.sources.dependencies.lines import name_of, pip_installs

_SCRIPTS: Final = ("*.sh", "*.bash", "Makefile", "makefile", "*.mk", "justfile", "Justfile")
_SETTINGS: Final = ("*.yaml", "*.yml")
_MAX_FILES: Final = 1000
_MAX_BYTES: Final = 256 * 1024
_TOLD: Final = regex(r"^[@-]{0,2}\s{0,8}(?:echo|printf|print|cat)\b")
"""Lines that say what to install, and install nothing."""
_ZENML: Final = regex(r"\bzenml integration install((?:[ \t]+(?:\\\n[ \t]*)?[\w-]{1,60}){1,40})")
_REQUIRED: Final = regex(
    r"^[ \t]{0,40}required_integrations:[ \t]{0,8}(?:\[([^\]]{1,2000})\]|((?:\n[ \t]{0,40}-[^\n]{1,100}|\n[ \t]{0,40}#[^\n]{0,200}){1,40}))",
    flags=8,
)
_NAME: Final = regex(r"(?<![\w-])[A-Za-z]\w{1,60}")
_OF_INTEGRATIONS: Final = {
    "sklearn": ("scikit-learn",), "pytorch": ("torch",), "huggingface": ("transformers", "datasets", "accelerate"), "neural-prophet": ("neuralprophet",),
    "pytorch-lightning": ("pytorch-lightning", "torch"), "aws": ("boto3", "sagemaker"), "s3": ("s3fs", "boto3"), "tensorboard": ("tensorboard", "tensorflow"),
    "gcp": ("kfp", "google-cloud-aiplatform", "google-cloud-storage"), "label-studio": ("label-studio-sdk", "label-studio"), "slack": ("slack-sdk",),
    "evidently": ("evidently", "scikit-learn"), "deepchecks": ("deepchecks", "scikit-learn"), "mlflow": ("mlflow", "scikit-learn"), "kubeflow": ("kfp",),
    "langchain": ("langchain", "langchain-core", "langchain-community"), "azure": ("adlfs", "azure-ai-ml"), "github": ("pygithub",),
}  # fmt: skip
"""ZenML's integrations that bring packages of other names (the `REQUIREMENTS` of `zenml.integrations`); all others bring their own."""


def script_installs(workspace: Workspace) -> Iterator[ScriptInstalls]:
    """One for each script, Makefile and file of settings that brings something; a file that cannot be read brings nothing."""
    for globs, asked, read in ((_SCRIPTS, b"install", _of_script), (_SETTINGS, b"required_integrations", _of_settings)):
        for entry in workspace.find(*globs)[:_MAX_FILES]:
            if entry.size > _MAX_BYTES:
                continue
            try:
                names = read(workspace.text(entry.path)) if asked in workspace.read(entry.path) else frozenset[str]()
            except Unreadable:
                continue
            if names:
                yield ScriptInstalls(path=entry.path, names=tuple(sorted(names)))


def integrations_of(names: Iterator[str] | list[str]) -> frozenset[str]:
    """The packages that ZenML's integrations of these names bring."""
    normal = (name_of(name) for name in names)
    return frozenset(package for name in normal for package in _OF_INTEGRATIONS.get(name, (name,)))


def told_integrations(text: str) -> frozenset[str]:
    """Of every `zenml integration install NAME …` of a text."""
    return integrations_of(word for found in _ZENML.finditer(text) for word in _NAME.findall(found[1]))


def _of_script(text: str) -> frozenset[str]:
    lines = [(line, None) for line in shell_lines(text) if not _TOLD.match(line)]
    named = {one.name for one in pip_installs(lines) if not one.is_url}
    return told_integrations("\n".join(line for line, _number in lines)) | named


def _of_settings(text: str) -> frozenset[str]:
    """`required_integrations` of a pipeline's settings: ZenML installs them in the image that it builds."""
    return integrations_of(
        word for found in _REQUIRED.finditer(text) for word in _NAME.findall(found[1] or _bare(found[2]))
    )


def _bare(block: str) -> str:
    return "\n".join(line.partition("#")[0] for line in block.splitlines())
