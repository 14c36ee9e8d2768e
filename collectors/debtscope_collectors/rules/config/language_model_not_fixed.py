"""The language model that answers is named by an alias

Detects
-------
Names of hosted language models in the project's own code, settings and manifests that the vendor points at something newer when he
likes (`gpt-4o`, `gemini-flash-latest`, `claude-3-5-sonnet-latest`, `mistral-large-latest`) instead of a dated snapshot, and names that the vendor has
withdrawn by the day of the scan (high: every call fails; medium where only an evaluation asks) or will within 90 days. Aliases that have
only ever meant one snapshot (`gpt-4o-mini`), and four and more, from which users choose, are left out by themselves. One model written down in three files and more is named
with the others; so is a file that writes it down again beside a module of settings, and a temperature that no call sets. Lists that users choose from (four values of one key in a file, too), names of prompt
templates and tokenizers, names of deployments (on Azure the team names them, and sets the version there: arguments, settings and variables that say so, and
all models where each client of OpenAI that the code makes is Azure's), models that are named for their encoding alone, what stands in an application that asks through a cloud (Azure, Bedrock, Vertex AI), tests, examples, documents and published libraries are left out. One item for the
application.

Why it is debt
--------------
The model changes without a commit: answers, format and cost shift from one day to the next, prompts that were tried on the old one
are used on the new one, and nobody can say which model gave an answer of last month. What a vendor withdraws stops the service.

How to pay it down
------------------
Name the snapshot in one setting (`gpt-5.4-2026-03-05`), write it into each record of an answer, and change it by a commit after the evaluation set
has been run. Note the vendor's date of withdrawal.

Example
-------
Debt: `client.chat.completions.create(model="gpt-4o", …)` in three services.

Clean: `model=settings.chat_model`, with `chat_model: gpt-5.4-2026-03-05` in the settings.

References
----------
- OpenAI, Model endpoint compatibility and deprecations; Anthropic, Model deprecations; Google, Gemini deprecations; Groq, Deprecations
- Sculley et al. 2015, unstable data dependencies
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.batch_jobs import EVALUATES
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.settings import SettingsModel
from debtscope_collectors.sources.python.language import is_model_name, model_names
from debtscope_collectors.sources.python.model_uses import TEAMS_NAME, openai_clients

_MOVES: Final = regex(
    r"(?:^|[/:])(?:gpt-(?:3\.5|4|5)|chatgpt-|o[134](?:-|$)|claude-|gemini-|mistral-(?:large|medium|small)|command-|deepseek-(?:chat|reasoner)|grok-)"
)
"""Families whose bare names vendors move."""
_DATED: Final = regex(
    r"[-@]20\d{6}|claude-(?:opus|sonnet|haiku)-(?:4-[6-9]|[5-9])|-\d{4}-\d{2}-\d{2}|-\d{4}(?:-preview)?$|-\d{2}-\d{4}$|-\d{2}-\d{2}$|-00\d$|-\d{4}-v\d"
)
_STABLE: Final = regex(r"(?:.{0,40}[/:])?gemini-(?:2\.5|[3-9](?:\.\d)?)-(?:pro|flash(?:-lite)?)")
"""From 2.5 on Google's bare names are one stable model each; only `-latest`, previews and older families move."""
_ONE_SNAPSHOT: Final = regex(
    r"(?:.{0,40}[/:])?(?:gpt-4o-mini|gpt-4\.1(?:-mini|-nano)?|o1|o3(?:-mini)?|o4-mini|gpt-5(?:-mini|-nano)?)"
)
"""Aliases whose vendor has only ever had one snapshot for them."""
_KEY: Final = regex(r"model|llm|engine", re.IGNORECASE)
_GONE: Final[tuple[tuple[str, date], ...]] = (
    (r"text-davinci-00\d|code-davinci-002", date(2024, 1, 4)),
    (r"gpt-3\.5-turbo-(?:0301|0613|16k-0613)", date(2024, 9, 13)),
    (r"claude-instant-1(?:\.\d)?", date(2024, 11, 6)),
    (r"gpt-4-(?:1106-)?vision-preview", date(2024, 12, 6)),
    (r"gemma-7b-it", date(2024, 12, 18)),
    (r"llama-3\.1-70b-(?:versatile|specdec)", date(2025, 1, 24)),
    (r"gemini-(?:pro|1\.0-pro)(?:-00\d|-latest)?|gemini-pro-vision", date(2025, 2, 15)),
    (r"mixtral-8x7b-32768", date(2025, 3, 20)),
    (r"gpt-4-32k(?:-\d{4})?", date(2025, 6, 6)),
    (r"gpt-4\.5-preview.{0,12}", date(2025, 7, 14)),
    (r"claude-2(?:\.[01])?|claude-3-sonnet-20240229", date(2025, 7, 21)),
    (r"llama3-(?:70b|8b)-8192", date(2025, 8, 30)),
    (r"gemini-1\.5-(?:pro|flash)(?:-8b)?(?:-00\d|-latest)?", date(2025, 9, 29)),
    (r"deepseek-r1-distill-llama-70b", date(2025, 10, 2)),
    (r"gemma2-9b-it", date(2025, 10, 8)),
    (r"claude-3-5-sonnet-(?:20240620|20241022|latest)", date(2025, 10, 28)),
    (r"claude-3-opus-(?:20240229|latest)", date(2026, 1, 5)),
    (r"o1-preview(?:-2024-09-12)?", date(2025, 7, 28)),
    (r"o1-mini(?:-2024-09-12)?", date(2025, 10, 27)),
    (r"gemini-2\.5-pro-preview-(?:03-25|05-06|06-05)", date(2025, 12, 2)),
    (r"claude-3-7-sonnet-(?:20250219|latest)|claude-3-5-haiku-(?:20241022|latest)", date(2026, 2, 19)),
    (r"gemini-3-pro-preview", date(2026, 3, 9)),
    (r"claude-3-haiku-20240307", date(2026, 4, 20)),
    (r"gemini-2\.0-flash(?:-lite)?(?:-001)?", date(2026, 6, 1)),
    (r"claude-(?:opus|sonnet)-4-(?:20250514|0)", date(2026, 6, 15)),
    (r"gpt-5(?:\.1)?-chat-latest|gpt-4o(?:-mini)?-search-preview(?:-2025-03-11)?", date(2026, 7, 23)),
    (r"llama-3\.3-70b-versatile|llama-3\.1-8b-instant", date(2026, 8, 16)),
    (r"gpt-3\.5-turbo-(?:instruct|1106)", date(2026, 9, 28)),
    (r"gpt-3\.5-turbo(?:-0125)?|gpt-4(?:-0613|-1106-preview)?|gpt-4-turbo(?:-2024-04-09)?|gpt-4o-2024-05-13", date(2026, 10, 23)),
    (r"gpt-4\.1-nano(?:-2025-04-14)?|o1(?:-pro)?(?:-2024-12-17|-2025-03-19)?|o3-mini(?:-2025-01-31)?|o4-mini(?:-2025-04-16)?", date(2026, 10, 23)),
    (r"claude-sonnet-4-5(?:-20250929)?", date(2026, 11, 30)),
    (r"gemini-2\.5-(?:pro|flash)", date(2026, 12, 1)),
    (r"gpt-5(?:-mini|-nano)?(?:-2025-08-07)?|o3(?:-2025-04-16)?", date(2026, 12, 11)),
    (r"gpt-4o-2024-(?:08-06|11-20)|gpt-4o-mini-2024-07-18|gpt-4\.1-2025-04-14|gpt-4\.1-mini-2025-04-14", date(2027, 1, 14)),
)  # fmt: skip
"""Names that vendors have withdrawn or announced to withdraw, with the day, by their own pages and by users who quote them, as read in
November 2026; names that only one vendor's users write so. The vendors' own platforms are meant: clouds that sell the same models set days
of their own."""
_SOON: Final = timedelta(days=90)
_ELSEWHERE: Final = regex(r"Azure|Bedrock|VertexAI|invoke_model|converse", re.IGNORECASE)
"""Makers and calls of clouds with days of their own."""
_CLOUDS: Final = regex(r"(?:azure|bedrock|vertex|google[-_]vertex)[a-z_-]{0,10}[/:]")
"""Heads of names that libraries for several vendors send to a cloud."""
_WITHDRAWN: Final = tuple((regex(rf"(?:models/|[a-z_-]{{2,20}}[/:])?(?:{pattern})"), day) for pattern, day in _GONE)
_FIXED: Final = regex(r"(?:^|[/:])(?:o[134](?:-|$)|gpt-5)")
"""Families whose temperature nobody can set."""
_SETTINGS: Final = regex(r"(?:^|/)(?:settings?|configs?|constants)\.py$|/(?:settings|configs?)/[^/]+\.py$")
_SHOWN: Final = 4
_MANY: Final = 3
_CHOICE: Final = 4
"""Values of one key in one file from which on they are what users choose from."""


@frozen
class _Named:
    name: str
    path: str
    line: int | None


@rule(
    id="CFG-040",
    category=Category.CONFIG,
    debt_type="unstable dependency",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("config", "containers"),
    facets=(model_names, openai_clients),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    code, speaks = facts.one(CodeBase), facts.one(LanguageApplication)
    if code is None or speaks is None:
        return
    found = list(_named(facts, code))
    is_vendors = not any(_ELSEWHERE.search(row.call) for _, row in speaks.asked) and not _asks_azure(facts, code)
    days = [(one, day) for one in found if is_vendors and (day := _withdrawal(one.name)) is not None]
    gone = sorted(((one, day) for one, day in days if day <= facts.as_of), key=lambda pair: _evaluates(pair[0]))
    leaving = [(one, day) for one, day in days if facts.as_of < day <= facts.as_of + _SOON]
    told = {one.name for one, _ in (*gone, *leaving)}
    # on a cloud the team names what it deploys, and sets the version there
    moving = [one for one in found if is_vendors and one.name not in told and _moves(one.name)]
    files = _widest(found)
    calls = [row for _, row in speaks.asked if row.kind != "endpoint"]
    unset = (
        bool(calls)
        and not any(row.has_temperature for row in calls)
        and not any(_FIXED.search(one.name) for one in found)
    )
    if gone or leaving or (moving and not _is_slight(list(dict.fromkeys(one.name for one in moving)))):
        finding = _finding(found, gone, leaving, moving, files, unset=unset)
        is_rerouted = bool(calls) and all(
            row.is_rerouted for row in calls
        )  # what answers there may call itself what it likes
        is_mild = gone and (is_rerouted or all(_evaluates(one) for one, _ in gone))
        yield replace(finding, severity=Severity.MEDIUM) if is_mild else finding


def _asks_azure(facts: Facts, code: CodeBase) -> bool:
    """Whether all clients of OpenAI that the project's own code makes are Azure's: `model=` is then a deployment's name."""
    found = [
        row.is_azure
        for path, rows in facts.rows(openai_clients).items()
        if path in code.modules and code.modules[path].is_own and not is_aside(path)
        for row in rows
    ]
    return bool(found) and all(found)


def _evaluates(one: _Named) -> bool:
    """In the folder of an evaluation, which asks nothing for a user."""
    return not EVALUATES.isdisjoint(words(one.path))


def _is_slight(names: Sequence[str]) -> bool:
    """Aliases that have only ever meant one snapshot, or so many that users choose the vendor's names themselves."""
    return len(names) >= _CHOICE or all(_ONE_SNAPSHOT.fullmatch(name) for name in names)


def _widest(found: Sequence[_Named]) -> list[str]:
    """The files that name the model which most of them name."""
    files: dict[str, dict[str, None]] = {}
    for one in found:
        files.setdefault(one.name, {})[one.path] = None
    return list(max(files.values(), key=len)) if files else []


def _named(facts: Facts, code: CodeBase) -> Iterator[_Named]:
    """Names in own code, then those that settings and manifests give."""
    for path, rows in sorted(facts.rows(model_names).items()):
        if path in code.modules and code.modules[path].is_own and not is_aside(path) and "/migrations/" not in path:
            yield from (_Named(name=row.name, path=path, line=row.line) for row in rows if not _CLOUDS.match(row.name))
    model = facts.one(SettingsModel)
    listed = Counter((given.path, given.name.rpartition(".")[2]) for given in (model.given if model else ()))
    for given in model.given if model else ():
        if (
            given.kind not in ("default", "constant", "argument")
            and listed[given.path, given.name.rpartition(".")[2]] < _CHOICE
            and _KEY.search(given.name)
            and not TEAMS_NAME.search(given.name)
            and is_model_name(given.value)
            and not _CLOUDS.match(given.value)
        ):
            yield _Named(name=given.value, path=given.path, line=given.line)


def _moves(name: str) -> bool:
    return _MOVES.search(name) is not None and not _DATED.search(name) and not _STABLE.fullmatch(name)


def _withdrawal(name: str) -> date | None:
    return next((day for pattern, day in _WITHDRAWN if pattern.fullmatch(name)), None)


def _beside_the_setting(found: Sequence[_Named]) -> _Named | None:
    """The first place that names a model of which a module of settings is to decide."""
    settings = {one.name for one in found if _SETTINGS.search(one.path)}
    return next(
        (one for one in found if one.name in settings and not _SETTINGS.search(one.path) and one.path.endswith(".py")),
        None,
    )


def _finding(
    found: Sequence[_Named],
    gone: Sequence[tuple[_Named, date]],
    leaving: Sequence[tuple[_Named, date]],
    moving: Sequence[_Named],
    files: Sequence[str],
    *,
    unset: bool,
) -> Finding:
    names = list(dict.fromkeys(one.name for one in moving))
    told: list[str] = []
    if gone:
        first, day = gone[0]
        told.append(f"{first.path}:{first.line or 1} asks {first.name}, which its vendor withdrew on {day.isoformat()}")
    if leaving:
        first, day = leaving[0]
        told.append(
            f"{first.name} ({first.path}:{first.line or 1}) leaves on {day.isoformat()} by its vendor's announcement"
        )
    if names:
        shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
        verb = "is an alias" if len(names) == 1 else "are aliases"
        place = "" if gone else f" ({moving[0].path}:{moving[0].line or 1})"
        told.append(f"{shown}{place} {verb} that the vendor moves")
    if len(files) >= _MANY:
        told.append(f"one model is named in {len(files)} files")
    elif beside := _beside_the_setting(found):
        told.append(f"{beside.path}:{beside.line or 1} names it again beside the setting")
    if unset:
        told.append("no call sets the temperature, so the vendor's default decides how much answers vary")
    first_place = gone[0][0] if gone else leaving[0][0] if leaving else moving[0]
    days = {(one.path, one.line): f"leaves {day.isoformat()}" for one, day in leaving}
    days |= {(one.path, one.line): f"withdrawn {day.isoformat()}" for one, day in gone}
    return Finding(
        subject=Subject(kind="repo", name="language models", path=first_place.path),
        title="A language model is withdrawn"
        if gone
        else "A language model is about to be withdrawn"
        if leaving
        else None,
        message=f"{told[0][0].upper() if told[0].startswith('the ') else told[0][0]}{'; '.join(told)[1:]}.",
        line=first_place.line,
        severity=Severity.HIGH if gone else None,
        confidence=Confidence.MEDIUM if gone or leaving else None,
        evidence=tuple(
            Evidence(kind="line", path=one.path, line=one.line, ref=one.name,
                     value=days.get((one.path, one.line), "alias" if one in moving else "named"))
            for one in sorted(found, key=lambda one: ((one.path, one.line) not in days, one not in moving))[:20]
        ),
        occurrences=float(len(files)),
    )  # fmt: skip
