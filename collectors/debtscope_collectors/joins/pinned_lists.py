"""What installs the lists of packages, and which packages code uses: the ground on which a list counts."""

from __future__ import annotations

import posixpath
import re

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.package_names import BRINGS, distribution_of
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.config.facts import TextWords
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.dependencies.facts import DependencyFile, ScriptInstalls
from debtscope_collectors.sources.dependencies.incode import required_integrations
from debtscope_collectors.sources.dependencies.lines import name_of
from debtscope_collectors.sources.dependencies.scripts import told_integrations
from debtscope_collectors.sources.docs.facts import DocPage

FROM_FILE = regex(
    r"(?:^|\s)(?:-r|--requirement)[ =]?([\w./-]+)|\buv sync\b|\benv (?:create|update)\b.*?(?:-f|--file)[ =]([\w./-]+)"
)
_BY_NAME = regex(r"\bpip[\d.]{0,4} install((?:[ \t]+[^\s;&|]{1,200}){1,20})")
_WORD = regex(r"(?:^|\s)[\"']?([A-Za-z][\w.-]{1,60})")
_SHORTLY = 300
_RUN_BY = frozenset(
    ("torch", "torchvision", "torchaudio", "tensorflow", "keras", "jax", "jaxlib", "onnxruntime", "vllm", "accelerate", "sentencepiece")
)  # fmt: skip
"""Packages that others run on without the code's own import."""


@frozen
class UsedPackages:
    """Distributions that code imports, and words of what images start."""

    in_production: frozenset[str]
    anywhere: frozenset[str]
    started: str

    def may_use(self, name: str) -> bool:
        """Whether an image's own `pip install NAME` is for this code, as far as its imports and commands can tell."""
        return not self.anywhere or name in self.anywhere or name in _RUN_BY or name in self.started


def used_packages(facts: Facts) -> UsedPackages:
    """Of all modules and notebooks that were read."""
    code = facts.one(CodeBase)
    production: set[str] = set()
    every: set[str] = set()
    for module in code.modules.values() if code else ():
        names = {distribution_of(one.module.split(".")[0]) for one in module.facts.imports if not one.level}
        every |= names
        if module.role == "production":
            production |= names
    started = " ".join(word for spec in facts.all(ContainerSpec) for word in spec.started)
    return UsedPackages(in_production=frozenset(production), anywhere=frozenset(every), started=started.lower())


def install_lines(facts: Facts) -> list[tuple[str, int | None, str]]:
    """(file, line, command) of images and of CI."""
    lines = [(spec.path, number, text) for spec in facts.all(ContainerSpec) for text, number in spec.installs]
    return lines + [
        (flow.path, command.line, command.text) for flow in facts.all(CiWorkflow) for command in flow.commands
    ]


def installed_lists(facts: Facts) -> set[str]:
    """Lists that images and CI install, and those that these include (`-r`)."""
    files = {file.path: file for file in facts.all(DependencyFile)}
    todo = [
        posixpath.normpath(match[1] or match[2] or "")
        for _path, _number, text in install_lines(facts)
        for match in FROM_FILE.finditer(text)
    ]
    found: set[str] = set()
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += files[one].includes if one in files else ()
    return found


_IN_IMAGES = {
    "tensorflow": "tensorflow", "pytorch": "torch", "vllm": "vllm", "transformers": "transformers", "mlflow": "mlflow", "airflow": "apache-airflow",
    "pyspark": "pyspark", "spark": "pyspark", "ray": "ray", "tritonserver": "tritonclient", "xgboost": "xgboost", "rapidsai": "cudf",
}  # fmt: skip
"""Words of an image's name (`tensorflow/tensorflow`, `vllm/vllm-openai`), and the package that is in it for that."""
_NAMED = regex(r"[a-z]+")


def installed_by_command(facts: Facts) -> set[str]:
    """Packages that a job of CI or a script installs by name, that an integration of ZenML brings, whoever asks for it, or an image
    beneath the project's own by its name."""
    texts = (command.text for flow in facts.all(CiWorkflow) for command in flow.commands)
    named = {name_of(word) for text in texts for found in _BY_NAME.finditer(text) for word in _WORD.findall(found[1])}
    named.update(name for one in facts.all(ScriptInstalls) for name in one.names)
    named.update(name for rows in facts.rows(required_integrations).values() for name in rows)
    beneath = (base.image.lower() for build in facts.all(ImageBuild) for base in build.bases)
    named.update(_IN_IMAGES[word] for image in beneath for word in _NAMED.findall(image) if word in _IN_IMAGES)
    for page in facts.all(DocPage):
        named |= told_integrations(page.text) if "zenml integration install" in page.text else frozenset()
    return named | {brought for name in tuple(named) for brought in BRINGS.get(name, ())}


def is_left_behind(facts: Facts, file: DependencyFile) -> bool:
    """A list below the top that no image, no job, no script and no page installs, where images install locks: what was there before them."""
    folder, name = posixpath.split(file.path)
    if file.kind != "requirements" or not folder:
        return False
    if any(posixpath.basename(path) == name for other in facts.all(DependencyFile) for path in other.includes):
        return False
    for spec in facts.all(ContainerSpec):
        beside = spec.path.startswith(f"{folder}/") or folder.startswith(posixpath.dirname(spec.path))
        texts = [*spec.copies, *(text for text, _number in spec.installs), *spec.started]
        if any(_names(text, folder, name, is_near=beside) for text in texts):
            return False
    for flow in facts.all(CiWorkflow):
        near = any(posixpath.basename(folder) in command.text for command in flow.commands)
        if any(_names(command.text, folder, name, is_near=near) for command in flow.commands):
            return False
    for page in facts.all(DocPage):
        if name in page.text and any(
            _names(found[0], folder, name, is_near=_is_in(page, found.start(), folder))
            for found in FROM_FILE.finditer(page.text)
        ):
            return False
    stem = set(re.findall(r"\w+", name.rpartition(".")[0]))
    return not any(
        text.role == "script" and stem <= text.words and posixpath.basename(folder) in text.words
        for text in facts.all(TextWords)
    )


def _is_in(page: DocPage, at: int, folder: str) -> bool:
    """Whether what a page shows there is done in a folder: the page lies in it, or goes there shortly before."""
    if page.path.startswith(f"{folder}/"):
        return True
    before = page.text[max(0, at - _SHORTLY) : at]
    return re.search(rf"\bcd [\w./-]{{0,100}}{re.escape(posixpath.basename(folder))}\b", before) is not None


def _names(text: str, folder: str, name: str, *, is_near: bool) -> bool:
    """Whether a text names the file by its folder, or by its name alone from nearby."""
    if name not in text:
        return False
    return is_near or f"{posixpath.basename(folder)}/{name}" in text
