"""Which parts of addresses the project's services answer under, as far as their own texts tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.sources.config.facts import TextWords
from debtscope_collectors.sources.python.web_paths import WEB_FRAMEWORKS, web_paths

_OTHER_SERVERS: Final = frozenset(
    {"django", "rest_framework", "aiohttp", "tornado", "sanic", "litestar", "falcon", "bottle", "chalice", "robyn", "bentoml", "litserve",
     "kserve", "mlserver", "seldon_core", "gradio", "ray", "grpc", "flask_appbuilder", "connexion", "fastapi_users", "sqladmin", "langserve",
     "fastapi_crudrouter", "strawberry", "ninja", "flask_admin", "fastapi_mcp", "chainlit", "dash", "copilotkit", "ag_ui", "agno", "zenml"}
)  # fmt: skip
"""What answers under paths that no text of the project has."""
_OTHER_ENDINGS: Final = (
    ".js",
    ".ts",
    ".tsx",
    ".jsx",
    ".go",
    ".java",
    ".rb",
    ".rs",
    ".kt",
    ".cs",
    ".php",
    ".scala",
    ".conf",
    ".vue",
)
_GIVEN: Final = frozenset(
    {"docs", "redoc", "openapi.json", "swagger", "swagger.json", "swaggerui", "metrics", "static", "graphql", "favicon.ico", "invocations", "ping",
     "ws", "mcp", "sse", "version"}
)  # fmt: skip
"""What frameworks, servers and their usual parts answer by themselves."""
_PART: Final = regex(r"[A-Za-z][A-Za-z_.-]{1,60}")


@frozen
class AnsweredPaths:
    """What the texts of the project's services hold. There is none where something answers whose paths nobody can tell."""

    parts: Set[str]
    opened: Set[str]
    """Parts behind which anything may follow."""

    def lacks(self, words: Sequence[str]) -> bool:
        """Whether no address of the services has the last of an address' words."""
        if not words or words[-1] in self.parts or words[-1] in _GIVEN:
            return False
        return not (len(words) > 1 and words[-2] in self.opened)


def words_of(path: str) -> list[str]:
    """The parts of an address that are words: numbers, ids and placeholders are somebody's."""
    return [part.lower() for part in path.partition("?")[0].rstrip("/.:").split("/") if _PART.fullmatch(part)]


@join(AnsweredPaths, facets=(web_paths,))
def answered_paths(facts: Facts) -> Iterator[AnsweredPaths]:
    """At most one."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    imports = (one for module in code.modules.values() for one in module.facts.imports if not one.level)
    roots = {one.module.partition(".")[0] for one in imports}
    if roots & _OTHER_SERVERS or not roots & WEB_FRAMEWORKS:
        return
    sites = (site.detail for module in code.modules.values() for site in module.facts.serving)
    if not any(detail.startswith(("route /", "handler /")) for detail in sites):
        return
    if any(one.role == "script" and one.path.endswith(_OTHER_ENDINGS) for one in facts.all(TextWords)):
        return
    rows = [row for found in facts.rows(web_paths).values() for row in found]
    parts = frozenset(part.partition("?")[0] for row in rows for part in row.parts)
    if parts:
        yield AnsweredPaths(parts=parts, opened=frozenset(part for row in rows for part in row.opened))
