"""What an image starts or a framework needs at run time, and what no list of the repository installs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile

_PROGRAMS: Final[Mapping[str, str]] = {
    "uvicorn": "uvicorn", "gunicorn": "gunicorn", "hypercorn": "hypercorn", "streamlit": "streamlit", "chainlit": "chainlit",
    "celery": "celery", "waitress-serve": "waitress", "daphne": "daphne",
}  # fmt: skip
"""Program -> the package that installs it."""
_BROUGHT: Final[Mapping[str, frozenset[str]]] = {
    "uvicorn": frozenset({"fastapi-cli", "gradio", "chainlit", "mcp", "fastmcp", "langserve", "langgraph-api", "langgraph-cli", "bentoml", "chromadb", "prefect",
        "ray", "litestar", "vllm", "sglang", "uvicorn-worker", "marimo", "nicegui", "mlflow", "mlflow-skinny", "mlserver", "kserve", "solara", "reflex",
        "google-adk", "private-gpt", "dagster-webserver", "databutton", "zenml", "litgpt", "litserve", "evidently", "feast", "nemoguardrails", "autogenstudio"}),
    "gunicorn": frozenset({"mlflow", "mlflow-skinny", "seldon-core", "apache-airflow", "feast", "sagemaker-training", "apache-superset"}),
    "celery": frozenset({"flower", "apache-airflow", "django-celery-beat", "apache-superset", "apache-airflow-providers-celery"}),
    "python-multipart": frozenset({"gradio", "mcp", "fastmcp", "chainlit", "langgraph-api", "litestar", "fastapi-users", "bentoml", "google-adk", "nicegui"}),
}  # fmt: skip
"""Package -> others that never come without it."""
_STANDARD: Final = frozenset({"standard", "all", "standard-no-fastapi-cloud-cli", "server"})
"""Extras of FastAPI (and its like) that bring the server and the parser of forms."""
_PLAIN: Final = regex(r"^(?:[\w.-]{1,80}/){0,3}(?:python|ubuntu|debian|uv|cuda)(?:[:@]|$)")
"""Base images that bring no package of Python."""
_NO_FRAMEWORK: Final = regex(
    r"^(?:[\w.-]{1,80}/){0,3}(?:alpine|amazonlinux|centos|fedora|rockylinux|ubi\d|miniconda3?|miniforge3?|mambaforge|micromamba|pytorch|tensorflow)(?:[:@-]|$)"
)
"""Base images that bring packages, and no web framework among them."""
_LIST: Final = regex(r"(?:^|\s)(?:-r|--requirement)[ =]?([\w./-]{1,120})")
_FORMS: Final = frozenset({"UploadFile", "File", "Form", "OAuth2PasswordRequestForm"})


@frozen
class Uninstalled:
    """One package that the service does not start or answer without."""

    package: str
    path: str
    line: int | None
    needs: str
    """For a sentence: `backend/Dockerfile starts uvicorn`."""


def uninstalled(facts: Facts) -> Iterator[Uninstalled]:
    """Nothing where no list declares anything, or where a list that is not read may."""
    files, locks = facts.all(DependencyFile), facts.all(LockFile)
    code = facts.one(CodeBase)
    named = {one.name for file in files for one in file.requirements} | {
        name for lock in locks for name, _ in lock.packages
    }
    if code is None or code.is_library or not any(file.kind not in ("notebook", "dockerfile") for file in files):
        return
    extras = {
        extra
        for file in files
        for one in file.requirements
        for extra in one.extras
        if one.name in ("fastapi", "starlette", "litestar")
    }
    if _reads_unknown(facts, files):
        return
    has_standard = not _STANDARD.isdisjoint(extras)
    seen: set[str] = set()
    for path, line, program in _started(facts):
        package = _PROGRAMS[program]
        if package in seen or _is_there(package, named, has_standard=has_standard and package == "uvicorn"):
            continue
        seen.add(package)
        yield Uninstalled(package=package, path=path, line=line, needs=f"{path} starts {program}")
    if not has_standard and not _is_there("python-multipart", named, has_standard=False):
        found = next(_forms(code), None)
        if found is not None:
            path, line, name = found
            yield Uninstalled(package="python-multipart", path=path, line=line, needs=f"{path} takes {name} of FastAPI")


def may_be_given(facts: Facts, path: str) -> bool:
    """Whether each image above a file begins with one that is made for such programs, and may bring what they serve with."""
    bases = [
        build.base
        for build in facts.all(ImageBuild)
        if not is_aside(build.path)
        and not is_development(build.path)
        and f"/{path}".startswith(f"/{build.path}".rpartition("/")[0] + "/")
    ]
    return bool(bases) and not any(_PLAIN.search(base) or _NO_FRAMEWORK.search(base) for base in bases)


def _reads_unknown(facts: Facts, files: Sequence[DependencyFile]) -> bool:
    """Whether an image installs a list of a name that no list of the tree has."""
    known = {file.path.rpartition("/")[2] for file in files}
    named = (
        found[1].rpartition("/")[2]
        for spec in facts.all(ContainerSpec)
        for text, _ in spec.installs
        for found in _LIST.finditer(text)
    )
    return any(name not in known for name in named)


def _is_there(package: str, named: set[str], *, has_standard: bool) -> bool:
    return has_standard or package in named or not _BROUGHT.get(package, frozenset[str]()).isdisjoint(named)


def _started(facts: Facts) -> Iterator[tuple[str, int | None, str]]:
    """(file, line, program) of images on a plain base, and of platforms."""
    plain = {build.path: build.command_line for build in facts.all(ImageBuild) if _PLAIN.search(build.base)}
    for spec in sorted(facts.all(ContainerSpec), key=lambda one: one.path):
        if is_aside(spec.path) or is_development(spec.path):
            continue
        if spec.kind == "platform" or (spec.kind == "dockerfile" and spec.path in plain):
            word = next((one for one in spec.command if one in _PROGRAMS), None)
            if word is not None:
                yield spec.path, plain.get(spec.path, spec.line), word


def _forms(code: CodeBase) -> Iterator[tuple[str, int, str]]:
    """(file, line, name) of FastAPI's parameters that are read from a form."""
    for path, module in sorted(code.modules.items()):
        if not module.is_own or is_aside(path) or module.role in ("test", "docs", "example"):
            continue
        for one in module.facts.imports:
            names = sorted(_FORMS & set(one.names)) if one.module.partition(".")[0] == "fastapi" else []
            if names and not one.is_guarded and module.facts.serving:
                yield path, one.line, names[-1]
