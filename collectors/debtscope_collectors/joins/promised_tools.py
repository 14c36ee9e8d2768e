"""Tools that a README counts among what the project uses and of which nothing else in the repository speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.infrastructure.facts import InfraResource
from debtscope_collectors.sources.references.tree import Tree

_TOOLS: Final[Mapping[str, tuple[str, ...]]] = {
    "Airflow": ("airflow",), "Prefect": ("prefect",), "Dagster": ("dagster",), "Kubeflow": ("kubeflow", "kfp"), "DVC": ("dvc",), "MLflow": ("mlflow",),
    "Weights & Biases": ("wandb",), "Great Expectations": ("great_expectations", "great-expectations", "gx"), "Evidently": ("evidently",),
    "NannyML": ("nannyml",), "Pandera": ("pandera",), "Grafana": ("grafana",), "Prometheus": ("prometheus", "prom"), "OpenTelemetry": ("opentelemetry", "otel"),
    "Redis": ("redis",), "Kafka": ("kafka", "redpanda"), "Celery": ("celery",), "RabbitMQ": ("rabbitmq", "amqp", "pika"), "Feast": ("feast",),
    "Kubernetes": ("kubernetes", "k8s", "kubectl", "helm"), "Helm": ("helm", "chart"), "Terraform": ("terraform", ".tf"), "Jenkins": ("jenkins",),
    "Streamlit": ("streamlit",), "Gradio": ("gradio",), "FastAPI": ("fastapi",), "MongoDB": ("mongo",), "Elasticsearch": ("elastic",),
    "Docker": ("docker", "containerfile", "compose"), "Optuna": ("optuna",), "SHAP": ("shap",), "LightGBM": ("lightgbm", "lgb"), "CatBoost": ("catboost",),
    "XGBoost": ("xgb",), "Polars": ("polars",), "KServe": ("kserve", "inferenceservice"), "BentoML": ("bento",), "GitHub Actions": (".github/workflows/",),
}  # fmt: skip
"""As pages name them -> parts of words one of which stands wherever they are used."""
_NAMES: Final = regex(
    r"(?<![\w/.-])(?:" + "|".join(re.escape(name) for name in sorted(_TOOLS, key=len, reverse=True)) + r")(?![\w-])",
    re.IGNORECASE,
)
_KNOWN: Final = {name.lower(): name for name in _TOOLS}
_ITEM: Final = regex(r"[ \t]*(?:[-*+]|\d{1,2}\.|\|)[ \t]")
_USED: Final = regex(
    r"stack|technolog|\btools\b|built with|feature|architect|component|infrastructure|capabilit", re.IGNORECASE
)
_OTHER_TIME: Final = regex(
    r"future|road ?map|to.?do|next|plan|improv|idea|option|alternat|prerequis|requir|need|referenc|resourc|acknowledg|learn|compar|\bvs\b|extension|"
    r"enhance|skill|relate|about|limit",
    re.IGNORECASE,
)
_MAYBE: Final = regex(
    r"\b(?:will|plan\w*|future|coming|to.?do|could|would|should|optional\w*|or|e\.g|instead|similar|like|not|no|soon|later|without|alternatives?|can|may|if|"
    r"your|any|such as|etc|replace|ready|suggest\w*|recommend\w*|consider|migrat\w*|extend|compatible|support\w*|next|phase|hooks?)\b|🚧|⏳|\[ \]|❌|🔜",
    re.IGNORECASE,
)
_NEAR: Final = 90
"""Letters of a line: behind them stands what is said of something else."""


class Traces:
    """Everything but pages in which a tool would show: names of files, imports, packages, images, commands, words of settings."""

    def __init__(self, facts: Facts, tree: Tree) -> None:
        words: set[str] = {path.lower() for path in tree.files()}
        model, code = facts.one(SettingsModel), facts.one(CodeBase)
        words |= {word.lower() for word in model.words} if model else set()
        for module in code.modules.values() if code else ():
            words |= {found.module.lower() for found in module.facts.imports}
        for file in facts.all(DependencyFile):
            words |= {one.name for one in file.requirements}
        for lock in facts.all(LockFile):
            words |= {name for name, _version in lock.packages}
        for spec in facts.all(ContainerSpec):
            words |= {(spec.image or "").lower(), spec.name.lower(), " ".join(spec.started).lower()}
            words |= {text.lower() for text, _line in spec.installs}
        words |= {one.type.lower() for one in facts.all(InfraResource)}
        words |= {text.lower() for text in said_in_ci(facts)}
        self._text = "\n".join(sorted(words))

    def has(self, tool: str) -> bool:
        """Whether any of it has a part of the tool's name."""
        return any(part in self._text for part in _TOOLS[tool])


def promised(page: DocPage, traces: Traces) -> Iterator[tuple[int, str]]:
    """(where, tool) of items and rows below a heading that tells what is used, each tool once."""
    seen: set[str] = set()
    headings = dict(page.headings)
    above, at, in_code = "", 0, False
    for number, line in enumerate(page.text.split("\n"), 1):
        above = headings.get(number, above)
        if line.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
        tells = not in_code and _ITEM.match(line) and _USED.search(above) and not _OTHER_TIME.search(above)
        for found in _NAMES.finditer(line[:_NEAR]) if tells and not _MAYBE.search(line) else ():
            tool = _KNOWN[found[0].lower()]
            if tool not in seen and not traces.has(tool):
                yield at + found.start(), tool
            seen.add(tool)
        at += len(line) + 1
