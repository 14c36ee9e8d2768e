"""How far the system has come. A prototype is not asked for production's paperwork."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from debtscope.api import DebtscopeError, Facts, Maturity, RepositoryMaturity, join
from debtscope.model.regex import regex
from debtscope_collectors.joins.batch_jobs import LOADS_MODEL
from debtscope_collectors.joins.courses import course, is_collection
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.joins.unnamed_loads import loads_some, loads_unnamed, serves_some
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.config.facts import DisabledSettings
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.libraries import SPEAKING
from debtscope_collectors.sources.python.roll_outs import ROLLS, STACKS, roll_outs

T = TypeVar("T")
_NEAR: Final = 4
"""Steps from a page to what loads its model: page, inferrer, maker of models, class, checkpoint."""
_ON_ENDPOINT: Final = regex(
    r"\baz ml (?:model deploy|(?:online|batch)-(?:deployment|endpoint) (?:create|update))\b|\bgcloud ai endpoints deploy-model\b"
    r"|\baws sagemaker (?:create|update)-endpoint\b|\bmlflow deployments (?:create|update)\b|\bmlflow sagemaker deploy\b"
)
_ANSWERS: Final = ("route", "handler", "ui")
"""Ways in which somebody is answered."""


@join(RepositoryMaturity, facets=(roll_outs,))
def repository_maturity(facts: Facts) -> Iterator[RepositoryMaturity]:
    """Set by the team, else research for a course, production (but for a show of many projects) when a model is deployed, a service loads some model or code puts one on an endpoint, pilot with a pipeline, CI, a
    program that scores with a stored model, a page that shows what one says, a service that talks to a language model or answers with a
    model that it loads, else research."""
    if facts.settings.maturity is not None:
        yield RepositoryMaturity(value=facts.settings.maturity, reason="set in the configuration")
        return
    for value, reason in (
        (Maturity.RESEARCH, course),
        (Maturity.PRODUCTION, _deployed),
        (Maturity.PRODUCTION, _answering),
        (Maturity.PRODUCTION, _rolling_out),
        (Maturity.PILOT, _pipeline),
        (Maturity.PILOT, _workflow),
        (Maturity.PILOT, _scoring),
        (Maturity.PILOT, _showing),
        (Maturity.PILOT, _speaking),
        (Maturity.PILOT, _serving),
    ):
        if why := _ask(facts, reason):
            yield RepositoryMaturity(value=value, reason=why)
            return
    yield RepositoryMaturity(
        value=Maturity.RESEARCH, reason="no deployed model, no pipeline, no CI and no scoring program were found"
    )


def _ask(facts: Facts, reason: Callable[[Facts], str | None]) -> str | None:
    """A source that failed says nothing about the maturity; the next one is asked."""
    try:
        return reason(facts)
    except DebtscopeError:
        return None


def _deployed(facts: Facts) -> str | None:
    if is_collection(facts):
        return None
    for inventory in facts.all(ModelInventory):
        deployed = [model for model in inventory.models if model.is_deployed and not model.retired]
        if deployed:
            is_named = deployed[0].shown == deployed[0].name
            by = f" ({deployed[0].deployed_words})" if deployed[0].deployed_by and is_named else ""
            more = f" and {len(deployed) - 1} more" if len(deployed) > 1 else ""
            return f"{deployed[0].shown} is deployed{by}{more}"
    return None


def _answering(facts: Facts) -> str | None:
    """A service that loads one of several models: nothing says which, and some model is in service all the same."""
    if is_collection(facts):
        return None
    for code in facts.all(CodeBase):
        for path, module in sorted(code.modules.items()) if not code.is_library else ():
            if module.is_own and not is_aside(path) and loads_unnamed(code, module):
                return f"{path} answers with a model"
    return None


def _rolling_out(facts: Facts) -> str | None:
    """The project's own code puts a model on an endpoint of a cloud, or a command of its CI does."""
    if is_collection(facts):
        return None
    for flow in facts.all(CiWorkflow):
        if not is_aside(flow.path) and any(_ON_ENDPOINT.search(command.text[:2000]) for command in flow.commands):
            return f"{flow.path} puts a model on an endpoint"
    rows = facts.rows(roll_outs)
    for code in facts.all(CodeBase):
        for path, module in sorted(code.modules.items()) if not code.is_library else ():
            if (
                module.role == "production"
                and not is_aside(path)
                and (rows.get(path) or any(ROLLS.search(one) or STACKS.search(one) for one in module.facts.called))
            ):
                return f"{path} puts a model on an endpoint"
    return None


def _pipeline(facts: Facts) -> str | None:
    for project in facts.all(DvcProject):
        if project.stages:
            return f"{project.stages[0].path} declares a pipeline"
    for code in facts.all(CodeBase):
        for path, entry in sorted(code.entry_points.items()):
            if entry.startswith("dag:") and not is_aside(path):
                return f"{path} declares a pipeline"
    return None


def _scoring(facts: Facts) -> str | None:
    """A program apart from the training that loads a model of the project, predicts and keeps what came out."""
    for code in facts.all(CodeBase):
        if code.is_library or not any(module.facts.training for module in code.modules.values()):
            continue
        for path, module in sorted(code.modules.items()):
            scores = any(site.detail.startswith("batch") for site in module.facts.serving)
            loads = any(LOADS_MODEL.search(access.call) for access in module.facts.reads)
            if scores and loads and not module.facts.training and module.is_own:
                return f"{path} scores with a stored model"
    return None


def _showing(facts: Facts) -> str | None:
    """A page of the project that shows what a model which it trained and stored says, or one in an image that shows what any model says:
    somebody is answered by it."""
    for code in facts.all(CodeBase):
        trains = any(module.facts.training for module in code.modules.values())
        for path, module in sorted(code.modules.items()) if not code.is_library else ():
            shows = any(site.detail.startswith("ui") for site in module.facts.serving)
            if not shows or module.facts.training or not module.is_own or is_aside(path):
                continue
            near = [code.modules[one] for one in code.closure(path, _NEAR) if one in code.modules]
            if trains and any(LOADS_MODEL.search(access.call) for one in near for access in one.facts.reads):
                return f"{path} shows what a stored model says"
            if run_by(code, path) and loads_some(call for one in near for call in one.facts.called):
                return f"{path} shows what a model says"
    return None


def _speaking(facts: Facts) -> str | None:
    """A service or page that answers with a language model, whether the project trains anything or not."""
    for found in facts.all(LanguageApplication):
        if found.services:
            return f"{found.services[0]} answers with a language model"
    for code in facts.all(CodeBase):
        for path, module in sorted(code.modules.items()) if not code.is_library else ():
            if module.role != "production" or not any(
                site.detail.startswith(_ANSWERS) for site in module.facts.serving
            ):
                continue
            around = (code.modules[p] for p in code.closure(path, 2) if p in code.modules)
            if any(one.module.partition(".")[0] in SPEAKING for near in around for one in near.facts.imports):
                return f"{path} answers with a language model"
    return None


def _serving(facts: Facts) -> str | None:
    """A service of the project that answers with a model of a hub or a file, though nothing shows where it runs."""
    for code in facts.all(CodeBase):
        for path, module in sorted(code.modules.items()) if not code.is_library else ():
            if module.role == "production" and module.is_own and not is_aside(path) and serves_some(code, module):
                return f"{path} serves a model"
    return None


def _workflow(facts: Facts) -> str | None:
    paths = sorted(workflow.path for workflow in facts.all(CiWorkflow))
    if paths:
        return f"{paths[0]} runs continuous integration"
    off = sorted(one.path for one in facts.all(DisabledSettings) if one.path.startswith(".github/workflows/"))
    return f"{off[0]} ran continuous integration, and stands as a comment" if off else None
