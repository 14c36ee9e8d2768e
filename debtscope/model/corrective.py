"""Tells from a commit's subject whether it repaired something that was wrong. Keywords only: no model, no network.

Held against subjects read by hand in the tests; precise rather than complete, since its count becomes hours.
"""

from __future__ import annotations

import re
from functools import cache

_LONGEST = 300  # a subject beyond this is a pasted log: its first words decide

_CONVENTIONAL = r"^\s*(?:\[[^\]]{1,30}\]\s*)?([a-z]{2,12})(?:\(([^)]{0,60})\))?!?:"
_CORRECTIVE_KINDS = frozenset({"fix", "bugfix", "hotfix", "bug"})
_OTHER_KINDS = frozenset(
    {
        "feat", "feature", "docs", "doc", "ci", "style", "test", "tests", "chore", "build", "refactor", "perf",
        "deps", "lint", "release", "wip", "typo", "merge", "ref",
    }
)  # fmt: skip

_FIXES = (
    r"\b(?:fix(?:es|ing|ups?|ed(?![- ](?:length|size[ds]?|width|seeds?|point|number|window|interval)))?|hotfix(?:es)?"
    r"|bug[- ]?fix(?:es)?|bug(?= (?:in|when|where|with|causing|due|on|if|from)\b|:|\]|\W*(?:\(#\d+\))?\W*$)|(?:resolve[sd]?|solve[sd]?) (?:[^ ]+ ){0,5}bugs?|(?:minor|small|several|some|squash(?:ed)?) bugs?|debugged|crash(?:es|ed|ing)?(?= (?:when|if|on|in|with|at|due|for|while)\b|\W*$)|(?:avoid|prevent)\w* (?:[^ ]+ ){0,3}crash\w*|broken"
    r"|incorrect(?:ly)?|wrong(?:ly)?|faulty|deadlock|memory leak|race condition|stack ?trace|segfault"
    r"|(?:type|key|value|attribute|import|index|name|runtime|zero ?division|assertion)[ _]?errors?"
    r"|exceptions? (?:when|if|in|on|with|while)|errors? (?:when|if|in|on|with|while)|fails (?:when|if|on|with)"
    r"|regression bug|mistakes?|does(?:n't| not) work|correct(?:ed|s|ing)? (?:the )?(?:bug|error|mistake|handling|behaviou?r))\b"
    r"|:bug:|:ambulance:|\U0001f41b|\U0001f691"
)
_CUES = (
    "fix", "bug", "error", "crash", "incorrect", "wrong", "broken", "fault", "defect", "deadlock", "leak", "race", "trace",
    "segfault", "exception", "fail", "regression", "mistake", "work", "correct", ":ambulance:", "\U0001f41b", "\U0001f691",
)  # fmt: skip
"""One of them stands in every subject that can pass: most subjects are settled without an expression."""
_NOT_CODE = (
    r"\b(?:docs?|documentation|docstrings?|readme(?:\.\w+)?|changelog|typos?|spelling|grammar|wording|comments?"
    r"|links?|hyperlinks?|url in|badges?|urls? fix(?:es)?|(?:broken|dead) urls?|licen[cs]e|citation|tutorials?|guides?|release notes|\w+\.(?:md|rst|txt)"
    r"|lint(?:s|er|ers|ing)?|flake8?|pep ?8|isort|black|ruff|mypy|pylint|pyright|pre-?commit|formatt?ing|format code"
    r"|[EWFDN]\d{3}|static analysis|return types?|merge conflicts?"
    r"|white ?spaces?|indentation|unused imports?|code style|styling|type hint(?:s|ing)?|typing|type annotations?"
    r"|cis?|cd|ci/cd|workflows?|github actions?|actions|travis|circleci|azure pipelines?|jenkins|codecov|coverage|sonar"
    r"|pipeline yaml|tox|nox|makefile|dependabot|renovate|pyproject|setup\.(?:py|cfg)|requirements?|poetry|lock file"
    r"|bump(?:s|ed)?|release|version numbers?|changelogs?"
    r"|tests?|unit ?tests?|testing|test_\w+|pytest|fixtures?|flaky|notebooks?|examples?|ipynb"
    r"|(?:future|type|return) annotations?|in annotations?|conflicts?|(?:fix(?:es)? )?style(?= ?fix|$)|deep(?:source|scan)?(?: scanner)?|sonarcloud|code quality|quality checks?|e2e|behave|error messages?|codespell|cosmetic|spacing|(?:by|from|code|address\w*) reviews?|type assignments?|incompatible types?"
    r"|fix(?:e[sd]|ing)? (?:the )?(?:\w+ ){0,2}warnings?"
    r"|docker(?:file)?|docker-compose(?:\.yml)?|front-?end|css|ui|html|translations?"
    r"|log(?:ger|ging)? (?:messages?|level|name)s?|bug ?report|bug template|issue template|prefix(?:es)?|suffix(?:es)?)\b"
)
_NEW_WORK = (
    r"^\s*(?:\[[^\]]{1,30}\]\s*)?(?:feat(?:ure)?s?\b|add(?:s|ed|ing)?\b|implement(?:s|ed)?\b|introduce[sd]?\b|new\b"
    r"|support\b|refactor|rename[sd]?\b|remove[sd]?\b|clean ?up\b|improve[sd]?\b|update[sd]?\b|upgrade[sd]?\b|allow\b"
    r"|move[sd]?\b|merge\b|revert\b|wip\b|creat(?:e[sd]?|ing)\b|chang(?:e[sd]?|ing)\b|replac(?:e[sd]?|ing)\b"
    r"|rais(?:e[sd]?|ing)\b|throw(?:s|ing)?\b|catch(?:es|ing)?\b|stop catching\b|provide[sd]?\b|unhide\b|deprecate[sd]?\b"
    r"|warn(?:s|ing)?\b)"
)
_BESIDE = (
    r"(?<!unit )(?:\band|\bwith(?= upd)|&|\+|,|;)\s+(?:(?:add|updat|improv|extend|adapt|adjust)(?:e?s|e?d|ing|e)?\s+)?"
    r"(?:(?:a|more|some|the|unit|integration|regression|performance|basic)\s+){0,3}(?:tests?|test cases?|docs?|docstrings?|documentation|changelog|comments?|typing|type hints?)\s*(?=$|[.,;(#])"
)
"""What was done beside the repair: `Fix null handling and add tests` is no less a repair for its tests."""
_SAYS_REPAIR = r"\b(?:fix(?:es|ed|ing)?|bugs?|hotfix)\b"
_VERSION = r"^\W*(?:fix(?:ed|es)?|bug)?:?\s*(?:the )?(?:package )?versions?\s*\W*$"
_NOT_A_REPAIR = (
    r"^\s*(?:add(?:s|ed|ing)?|implement|introduce|support|allow|create|give|refactor|rename|improve|clean ?up"
    r"|(?:remove|drop|delete)[sd]?(?!.*\b(?:avoid|prevent|error|errors|wrong|incorrect|break\w*|caus\w+|fail\w*)\b)"
    r"|update (?:\S+ ){0,3}(?:versions?|packages?|dependenc\w+|deps)|update (?:min|max|minimum|maximum) |increase|decrease|switch|move|disable|don't log|upgrade)\b"
)
"""Teams that start every subject with `fix:` write new work this way; the mark alone is then no evidence."""
_REVERT = r"^\s*(?:revert\b|this reverts\b|reapply\b)"
_NAMED_BUG = r"\bbug[- ]?fix|\b(?:fix|solv|resolv)\w* (?:[^ ]+ ){0,8}bug|^\s*\[bug|\b(?:bug (?:in|when|where)|crash(?:es|ed)?|hotfix)\b|:bug:"
"""`bug` alone is what a program for bug trackers speaks of all day."""


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled on first need: help and single rules load this module and judge no commit."""
    return re.compile(text, re.IGNORECASE)


def is_revert(subject: str) -> bool:
    """Whether a commit takes back or brings back another: neither new work nor a repair."""
    return _pattern(_REVERT).match(subject[:_LONGEST]) is not None


def is_corrective(subject: str) -> bool:
    """Whether a subject speaks of repairing the program itself: not its documents, lint, CI, tests or new features."""
    text = subject[:_LONGEST]
    lowered = text.lower()
    if not any(cue in lowered for cue in _CUES) or is_revert(text) or _pattern(_VERSION).match(text):
        return False
    core = _pattern(_BESIDE).sub("", text)
    if _pattern(_SAYS_REPAIR).search(core):
        text = core
    kind = _pattern(_CONVENTIONAL).match(text)
    if kind and kind.group(1).lower() in _OTHER_KINDS:
        return False
    if kind and kind.group(1).lower() in _CORRECTIVE_KINDS:
        body = text[kind.end() :]
        is_code = _pattern(_NOT_CODE).search(f"{kind.group(2) or ''} {body}") is None
        return is_code and (
            _pattern(_NOT_A_REPAIR).match(body) is None or _pattern(_NAMED_BUG).search(body) is not None
        )
    if not _pattern(_FIXES).search(text) or _pattern(_NOT_CODE).search(text):
        return False
    return _pattern(_NEW_WORK).match(text) is None or _pattern(_NAMED_BUG).search(text) is not None
