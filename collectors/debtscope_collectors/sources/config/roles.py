"""What a configuration file is for, by its place, name and first keys."""

from __future__ import annotations

import re
from typing import Final

from debtscope.model.regex import regex

_NEVER: Final = regex(
    r"(?:^|/)(?:\.[^/]{1,60}|node_modules|site-packages|mlruns|outputs|multirun|wandb|lightning_logs|templates|great_expectations|gx|taskcluster)/",
    re.IGNORECASE,
)
_TOOL_FOLDERS: Final = regex(
    r"(?:^|/)(?:charts?|helm|crds?|manifests|migrations|locales?|i18n"
    r"|grafana|prometheus|alertmanager|provisioning|dashboards|openapi|schemas?|terraform|ansible|argo|kustomize"
    r"|profiles|macros|outputs?|data|datasets|results?|reports?|artifacts?|cookiecutter[^/]{0,40})/",
    re.IGNORECASE,
)
_TOOL_NAMES: Final = regex(
    r"^(?:pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|mypy\.ini|\..*|alembic\.ini|airflow\.cfg|poetry.*|uv\.(?:lock|toml)|.*\.lock"
    r"|ruff\.toml|pyrightconfig\.json|package(?:-lock)?\.json|tsconfig.*|.*eslint.*|babel.*|vite.*|jest.*|netlify.*|vercel.*|renovate.*"
    r"|mkdocs.*|_config\.ya?ml|_quarto.*|_toc\.ya?ml|_book.*|codecov.*|docker-compose.*|compose\..*|skaffold.*|cloudbuild.*|app\.ya?ml"
    r"|azure-pipelines.*|buildspec.*|appspec.*|serverless.*|samconfig.*|template\.ya?ml|bentofile.*|mlmodel|meta\.ya?ml|python_env.*"
    r"|conda.*|environment.*|env\.ya?ml|dvc\.ya?ml|mlproject|feature_store.*|prefect.*|dagster.*|dbt_project.*|packages\.ya?ml|profiles\.ya?ml"
    r"|great_expectations.*|prometheus.*|alertmanager.*|.*\.rules\.ya?ml|grafana.*|loki.*|promtail.*|otel.*|opentelemetry.*|.*-?collector.*|nginx.*|traefik.*|values.*\.ya?ml"
    r"|chart\.ya?ml|kustomization.*|openapi.*|swagger.*|catalog.*\.ya?ml|credentials.*|logging.*|log_?conf.*|logback.*|logger.*|sources?\.ya?ml"
    r"|project\.ya?ml|publiccode.*|citation.*|nltk.*|tokenizer.*|special_tokens.*|vocab.*|manifest.*|index\.json|coverage.*|supervisord.*"
    r"|gunicorn.*|uwsgi.*|streamlit.*|devcontainer.*|launch\.json|tasks\.json|settings\.json|dependabot.*|cog\.ya?ml"
    r"|requirements.*|pixi.*|bumpversion.*|version.*|release.*|schema.*|label_?map.*|runtime.*|zenml.*|materializer.*|datasheet.*"
    r"|checkpoint.*|adapter_config.*|generation_config.*|preprocessor_config.*|model_index.*|.*_schema\..*|debtscope\.toml)$",
    re.IGNORECASE,
)
_MANIFEST_KEYS: Final = regex(
    r"^(?:apiVersion|kind|services|stages|jobs|openapi|swagger|groups|repos|channels|artifact_path|flavors|experiment_id|run_id|scrape_configs"
    r"|receivers|datasources|outs|site_name|nlu|sdkVersion|pipelineInfo|AWSTemplateFormatVersion|hosts|tasks|entry_points|metadata"
    r"|on|workflow|image|steps|inputs|contentType|expectation_suite_name|expectations|models|version|\$schema|definitions)[ \t]{0,8}:",
    re.MULTILINE,
)
_SETTINGS_FOLDER: Final = regex(
    r"(?:^|/)[^/]{0,20}(?:conf|config|configs|configuration|cfg|cfgs|params|parameters|settings|hparams|hyperparams?|hydra)[^/]{0,10}/",
    re.IGNORECASE,
)
_SETTINGS_NAME: Final = regex(r"conf|cfg|param|setting|hyper|options|args|experiment|train|model", re.IGNORECASE)
_JSON_NAME: Final = regex(r"conf|cfg|param|setting|hyper|options", re.IGNORECASE)


def role_of(path: str, text: str) -> str:
    """settings, tool or manifest."""
    folders, _, name = path.rpartition("/")
    folders += "/" if folders else ""
    if _TOOL_NAMES.match(name) or _NEVER.search(folders):
        return "tool"
    if _SETTINGS_FOLDER.search(folders):
        return "settings"
    if _TOOL_FOLDERS.search(folders):
        return "tool"
    if path.lower().endswith(".json"):
        return "settings" if _JSON_NAME.search(name) else "tool"
    found = _MANIFEST_KEYS.search(text[:20_000]) if path.lower().endswith((".yaml", ".yml")) else None
    return "manifest" if found and not is_named_settings(path) else "settings"


def is_named_settings(path: str) -> bool:
    """Whether the name or a folder says that the file holds settings."""
    folders, _, name = path.rpartition("/")
    return _SETTINGS_NAME.search(name) is not None or _SETTINGS_FOLDER.search(folders + "/") is not None
