"""The part of an application that speaks to language models: where it does, who reaches it, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.language import LanguageModel, language_models

_DEPTH: Final = 4
_BOTS: Final = frozenset(
    {
        "telegram",
        "aiogram",
        "telebot",
        "discord",
        "slack_bolt",
        "chainlit",
        "linebot",
        "botbuilder",
        "twilio",
        "pika",
        "celery",
    }
)
"""What brings questions to a program that has no routes."""


@frozen
class LanguageApplication:
    """An application (no library) whose own code asks language models."""

    asked: tuple[tuple[str, LanguageModel], ...]
    """(path, call), by path and line."""
    services: tuple[str, ...]
    """Modules that answer somebody (routes, handlers, pages, bots) and reach one of the calls."""

    @property
    def is_local(self) -> bool:
        """Every model runs in the process or on this machine."""
        return all(one.is_local for _, one in self.asked)


@join(LanguageApplication, facets=(language_models,))
def language_application(facts: Facts) -> Iterator[LanguageApplication]:
    """At most one."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    asked = [
        (path, row)
        for path, rows in sorted(facts.rows(language_models).items())
        if path in code.modules and code.modules[path].is_own and not is_aside(path)
        for row in rows
    ]
    if not asked:
        return
    asking = {path for path, _ in asked}
    services = [
        path
        for path, module in sorted(code.modules.items())
        if module.is_own
        and not is_aside(path)
        and (module.facts.serving or any(one.module.partition(".")[0] in _BOTS for one in module.facts.imports))
        and not asking.isdisjoint(code.closure(path, _DEPTH))
    ]
    yield LanguageApplication(asked=tuple(asked), services=tuple(services))
