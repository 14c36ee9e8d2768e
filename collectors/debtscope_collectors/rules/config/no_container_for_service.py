"""Model service has no reproducible runtime

Detects
-------
Modules whose routes answer with predictions and that no build definition covers: no Dockerfile in their folder, above it or
beside it, none that starts them or copies their code; no bentofile, cog, MLproject, serverless or SAM file, Procfile, App
Engine, Fly, Render, Railway, Vercel or Nixpacks file, Nix flake, buildpack project file, Bodywork or Cloudera project file, Terraform function, nor a
serving manifest of KServe, Seldon, Ray or BentoML. Images that BentoML builds from code (`bentoml.images`) count. Code for managed platforms (SageMaker's `model_fn`, Vertex, Modal,
Databricks serving, Cloud functions) is covered by its platform. Published libraries, examples and tests are left out, and
dashboards (Streamlit, Gradio) too. Low where a lock tells what to install: then the platform alone is open. One item a service.

Why it is debt
--------------
What runs was installed by hand on some machine. It cannot be rebuilt, moved, scaled or rolled back, and nobody knows which
version of which library answers.

How to pay it down
------------------
A Dockerfile that installs from the lock, runs as a user without rights, and has a health check; built and tested by CI.

Example
-------
Debt: `app.py` with Flask and a model, started with `nohup python app.py`.

Clean: the same with a Dockerfile beside it.

References
----------
- Docker, Building best practices
- se-ml.github.io, practices on deployment
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development
from debtscope_collectors.joins.serving import PredictingRoutes
from debtscope_collectors.sources.containers.facts import ContainerSpec, ImageBuild, ServingManifest
from debtscope_collectors.sources.dependencies.facts import LockFile
from debtscope_collectors.sources.infrastructure.facts import InfraResource

_DEFINITIONS = regex(
    r"(?:^|/)(?:bentofile\.ya?ml|cog\.yaml|MLproject|serverless\.ya?ml|template\.ya?ml|samconfig\.toml|Procfile|app\.ya?ml|fly\.toml|render\.ya?ml|railway\.(?:json|toml)|\.replit|"
    r"railway\.(?:json|toml)|vercel\.json|nixpacks\.toml|flake\.nix|shell\.nix|default\.nix|project\.toml|zappa_settings\.json|chalice/config\.json|"
    r"databricks\.ya?ml|azure\.ya?ml|score\.ya?ml|Containerfile|apptainer\.def|[^/]+\.def|Singularity|skaffold\.ya?ml|modal\.toml|space\.ya?ml|"
    r"buildspec\.ya?ml|docker-bake\.hcl|Earthfile|bodywork\.ya?ml|\.project-metadata\.ya?ml)$"
)
_PLATFORMS = regex(
    r"^(?:sagemaker|modal|google\.cloud\.aiplatform|azureml|azure\.functions|functions_framework|runpod|baseten|truss|beam|mangum|databricks)\b"
)
_FUNCTIONS = regex(
    r"lambda_function|cloudfunctions|function_app|cloud_run|container_app|apprunner|app_engine|sagemaker"
)
_SEARCHED = "Dockerfiles, bentofile.yaml, cog.yaml, MLproject, serverless and SAM files, Procfile, platform files, serving manifests"


@rule(
    id="CFG-008",
    category=Category.CONFIG,
    debt_type="deployment debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("containers", "dependencies", "files", "infrastructure"),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, routes = facts.one(CodeBase), facts.one(PredictingRoutes)
    if code is None or routes is None or not routes.routes:
        return
    if facts.all(ServingManifest) or any(
        _FUNCTIONS.search(one.type) for one in facts.all(InfraResource) if one.tool == "terraform"
    ):
        return
    folders = _covered(facts)
    services: dict[str, list[str]] = {}
    for path in sorted({route.path for route in routes.routes if not route.handler.is_invoked}):
        module = code.modules[path]
        if (module.entry or "").startswith("docker:") or any(
            name.startswith("bentoml.images.") for name in module.facts.called
        ):
            continue
        if any(_PLATFORMS.match(one.module) for one in module.facts.imports) or _is_started(code, path):
            continue
        if not any(_covers(folder, path) for folder in folders):
            services.setdefault(path.partition("/")[0] if "/" in path else "", []).append(path)
    locked = {posixpath.dirname(lock.path) for lock in facts.all(LockFile)}
    for paths in services.values():
        yield _finding(code, paths, routes, locked=any(_covers(folder, paths[0]) for folder in locked))


def _is_started(code: CodeBase, path: str) -> bool:
    """Whether another program starts it (`Popen(["python", f"service/{name}/main.py"])`): it lives where that one does."""
    words = (
        word.strip("\"'").removeprefix("./")
        for module in code.modules.values()
        if module.is_own and module.path != path and module.role not in ("test", "docs", "example")
        for command in module.facts.commands
        for word in command.name.split()
        if word.strip("\"'").endswith(".py")
    )
    shapes = (re.escape(word).replace(r"\{\}", r"[^/]+") for word in words)
    return any(re.search(rf"(?:^|/){shape}$", path) for shape in shapes)


def _covered(facts: Facts) -> set[str]:
    """Folders that some definition builds: its own, and what a Dockerfile copies or a compose file gives as context."""
    folders = {posixpath.dirname(entry.path) for entry in facts.all(FileEntry) if _DEFINITIONS.search(entry.path)}
    for build in facts.all(ImageBuild):
        if not is_development(build.path):
            folder = posixpath.dirname(build.path)
            folders |= (
                {folder, posixpath.dirname(folder)}
                if re.search(r"docker|build|deploy|infra|ops", folder, re.IGNORECASE)
                else {folder}
            )
    for spec in facts.all(ContainerSpec):
        if is_development(spec.path):
            continue
        folder = posixpath.dirname(spec.path)
        folders |= {
            posixpath.normpath(posixpath.join(place, copied)) for copied in spec.copies for place in (folder, "")
        }
    return {"" if folder == "." else folder for folder in folders}


def _covers(folder: str, path: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _finding(code: CodeBase, paths: list[str], routes: PredictingRoutes, *, locked: bool) -> Finding:
    first = paths[0]
    of = [route for route in routes.routes if route.path in paths]
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    entry = code.modules[first].entry
    run = " It is started by hand." if entry == "main" else ""
    return Finding(
        subject=file_subject(first),
        message=f"{first}{more} answers {of[0].shown} with predictions and has no image definition.{run}",
        line=of[0].handler.line,
        severity=Severity.LOW if locked else None,
        evidence=(
            *(
                Evidence(kind="line", path=route.path, line=route.handler.line, ref=f"route {route.shown}")
                for route in of[:6]
            ),
            Evidence(kind="searched", ref=_SEARCHED, value="not found"),
        ),
    )
