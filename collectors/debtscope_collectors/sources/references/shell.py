"""The paths, modules and targets that a line of shell names. Works on lines, so that every notation that holds shell is read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from debtscope.model.regex import regex

_PATH: Final = r"[\w.][\w./-]{0,200}"
_FLAGS: Final = r"(?:[ \t]+-[uOBIsSExe]{1,6}(?=[ \t]))*"
_LONGEST: Final = 1_000
_CUES: Final = regex(r"py|sh\b|pip|make|uvicorn|gunicorn|docker|conda|uses:")
_NOT_RUN: Final = regex(
    r"^[ \t]{0,40}(?:-[ \t]{1,4})?(?:#|//|::|rem[ \t]|(?:name|description|displayName|title|key|restore-keys|path|paths|if|label|id)[ \t]{0,2}:)"
    r"|\b(?:echo|printf|hashFiles)\b|\[\[?[ \t]+!?[ \t]*-[a-z][ \t]|\btest[ \t]+!?[ \t]*-[a-z]\b|\|\|"
)
"""Comments, names, printed words, and lines that ask first whether the file is there or go on without it."""
_ASKED: Final = regex(r"(?:\[\[?|\btest)[ \t]+(?:![ \t]*)?-[aefrsx][ \t]+[\"']?([\w./-]{1,200})")
_PUNCTUATION: Final = regex(r"[\"',\[\]`]+")


class Named(NamedTuple):
    """One thing that a command needs."""

    via: str
    name: str
    kind: str
    """path, module or target."""


_PATHS: Final = (
    ("python", regex(rf"\bpython[\d.]{{0,4}}{_FLAGS}[ \t]+({_PATH}\.py)(?![\w/.-])")),
    ("runs", regex(rf"\b(?:streamlit[ \t]+run|torchrun|spark-submit|papermill)[ \t]+({_PATH}\.(?:py|ipynb))(?![\w/.-])")),
    ("shell", regex(rf"\b(?:bash|sh|source){_FLAGS}[ \t]+({_PATH}\.(?:sh|bash))(?![\w/.-])")),
    ("shell", regex(r"(?:^[ \t@-]{0,40}|[;&][ \t]{0,9}|\b(?:run|CMD|ENTRYPOINT|command|script):?[ \t]{1,9})(\./[\w./-]{1,200}\.(?:sh|py))(?![\w/.-])")),
    ("pip -r", regex(rf"\bpip[\d.]{{0,4}}[ \t]+install\b[^;&|\n]{{0,300}}?[ \t](?:-r|--requirement)[ \t=]+({_PATH})")),
    ("docker build -f", regex(rf"\bdocker(?:[ \t]+buildx)?[ \t]+build\b[^;&|\n]{{0,300}}?[ \t](?:-f|--file)[ \t=]+({_PATH})")),
    ("docker compose -f", regex(rf"\bdocker[- ]compose[ \t]+(?:-f|--file)[ \t=]+({_PATH}\.ya?ml)(?![\w/.-])(?=[^;&|\n]{{0,200}}[ \t](?:up|down|start|stop|restart|logs)\b)")),
    ("conda env -f", regex(rf"\b(?:conda|mamba)[ \t]+env[ \t]+(?:create|update)\b[^;&|\n]{{0,200}}?[ \t](?:-f|--file)[ \t=]+({_PATH})")),
    ("uses", regex(r"^[ \t-]{0,40}uses:[ \t]+\./([\w./-]{1,200})")),
)  # fmt: skip
_MODULES: Final = (
    ("python -m", regex(rf"\bpython[\d.]{{0,4}}{_FLAGS}[ \t]+-m[ \t]+([A-Za-z_]\w{{0,60}}(?:\.\w{{1,60}}){{1,8}})(?![\w:.-])", re.ASCII)),
    ("serves", regex(r"\b(?:uvicorn|gunicorn|hypercorn)\b[^;&|\n]{0,300}?[ \t]([A-Za-z_]\w{0,60}(?:\.\w{1,60}){0,8}):[A-Za-z_]\w{0,60}(?:\(\))?(?=[ \t]|$)", re.ASCII)),
)  # fmt: skip
_PYTEST: Final = regex(
    r"\bpytest[ \t]+(?:-[^\s;&|]{1,100}[ \t]+){0,6}((?:tests?|[\w.-]{1,60}/[\w./-]{1,150})(?:\.py)?)/?(?![\w/.:*=-])"
)
_MAKE: Final = regex(r"(?:^|[;&][ \t]*|run:[ \t]+|-[ \t]+)make[ \t]+([a-z][\w.-]{0,60})[ \t]*$")
_MADE: Final = regex(
    r"(?:>>?|[ \t](?:-o|-O|--output|--output-document|--output-file|--out|-d|-C|--directory)[ \t=]|\b(?:touch|tee|mkdir)[ \t](?:-p[ \t])?)[ \t]*([\w./-]{1,200})"
)
_COPIED: Final = regex(r"\b(?:cp|mv|ln|rsync)[ \t][^;&|\n]{1,300}?[ \t]([\w./-]{1,200})[ \t]*(?:$|[;&|])", re.MULTILINE)
_COPIED_INTO: Final = regex(
    r"\b(?:cp|mv|ln|rsync)((?:[ \t]+[\w./*-]{1,200}){1,8}?)[ \t]+(?:\.{1,2}|[\w./-]{1,200}/)[ \t]*(?:$|[;&])",
    re.MULTILINE,
)
"""Copies that keep their names: the last word is a folder."""
_COPIED_FILE: Final = regex(
    r"\b(?:cp|mv|install)(?:[ \t]+-[\w-]{1,20}){0,4}[ \t]+[\"']?([^\s\"';&|<>]{1,200})[\"']?[ \t]+[\"']?([^\s\"';&|<>]{1,200})[\"']?[ \t]*(?:$|[;&|#])",
    re.MULTILINE,
)
_FETCHED: Final = regex(
    r"\b(?:curl|wget|git clone|aws s3|gsutil|gdown|dvc (?:get|import|import-url))\b([^;&|\n]{1,600})"
)
_CONVERTED: Final = regex(r"\b(?:nbconvert|jupytext)\b([^;&|\n]{1,400})")
_TO_CODE: Final = regex(r"[ \t]--to[ \t=]+(?:script|python|py)\b")
_NOTEBOOK: Final = regex(r"([\w./-]{1,200})\.ipynb\b")
_AS: Final = regex(r"[ \t](?:-o|--output)[ \t=]+([\w./-]{1,200})")
_TAKEN: Final = regex(r"^[ \t]{0,20}(?:COPY|ADD)[ \t]([^\n]{1,1000})", re.MULTILINE)
_BUILDS: Final = regex(r"\bdocker(?:[ \t]+buildx)?[ \t]+build[ \t]((?:[^\n;&|\\]|\\\n){1,600})")
_DEPLOYS: Final = regex(
    r"(?:^|[\s;&|\"'`$>])(scp|rsync|ssh|sftp|kubectl (?:apply|set image|replace)|helm (?:upgrade|install)|docker (?:stack deploy|push|service update)|"
    r"gcloud (?:run|app|functions|ai) [\w-]{0,20}[ ]?deploy\w*|gsutil (?:-m )?(?:cp|rsync)|aws (?:s3 (?:cp|sync)|ecs update-service|lambda update-function-code|sagemaker create-endpoint)|"
    r"az (?:webapp|containerapp|functionapp|ml [\w-]{1,30}|acr)[ ]\w+|heroku (?:container:)?(?:push|release)|fly(?:ctl)? deploy|cdk deploy|serverless deploy|sls deploy|sam deploy|"
    r"eb deploy|bentoml (?:deploy|deployment)|bentoctl|cog push|modal deploy|databricks bundle deploy|terraform apply|docker[ -]compose [^\n;&|]{0,80}\bup\b)(?=[\s\"'`]|$)"
)
_DEPLOY_CUES: Final = regex(
    r"scp|rsync|ssh|sftp|kubectl|helm|docker|gcloud|gsutil|aws |az |heroku|fly|deploy|bento|cog push|terraform"
)
_WORD: Final = regex(r"[^\s/\"'=]{1,120}")


def lines_of_commands(text: str) -> Iterator[tuple[int, str]]:
    """(number, line) of the lines of a text in which `named` may find anything."""
    number, start = 1, 0
    while cue := _CUES.search(text, start):
        first = text.rfind("\n", start, cue.start()) + 1 or start
        number += text.count("\n", start, first)
        end = text.find("\n", cue.end())
        yield number, text[first : end if end >= 0 else len(text)]
        if end < 0:
            return
        number, start = number + 1, end + 1


def named(line: str) -> Iterator[Named]:
    """What one line needs to be there; nothing for lines that only speak of it."""
    if len(line) > _LONGEST or not _CUES.search(line) or _NOT_RUN.search(line):
        return
    plain = _PUNCTUATION.sub(" ", line)
    for via, pattern in _PATHS:
        for found in pattern.finditer(plain):
            yield Named(via, found[1].rstrip("."), "path")
    if found := _PYTEST.search(line):
        yield Named("pytest", found[1], "path")
    for via, pattern in _MODULES:
        for found in pattern.finditer(plain):
            yield Named(via, found[1], "module")
    if found := _MAKE.search(plain):
        yield Named("make", found[1], "target")


def made(source: str) -> Iterator[str]:
    """Last parts of the paths that commands write, copy to, download or unpack, and of the programs that they make of notebooks."""
    plain = _PUNCTUATION.sub(" ", source)
    for pattern in (_MADE, _COPIED):
        for found in pattern.finditer(plain):
            yield found[1].rstrip("/").rpartition("/")[2]
    for found in _COPIED_INTO.finditer(plain):
        yield from (word.rstrip("/").rpartition("/")[2] for word in found[1].split() if word[0] != "-")
    for found in _CONVERTED.finditer(plain):
        if _TO_CODE.search(found[1]):
            given = _AS.search(found[1])
            for name in [given[1]] if given else _NOTEBOOK.findall(found[1]):
                yield f"{name.removesuffix('.py').rpartition('/')[2]}.py"
    for found in _FETCHED.finditer(plain):
        yield from (word.removesuffix(".git") for word in _WORD.findall(found[1]))


def asked(source: str) -> frozenset[str]:
    """Last parts of the files after which a script asks before it uses them, in whatever line it then does."""
    return frozenset(found[1].rstrip("/").rpartition("/")[2] for found in _ASKED.finditer(source))


def moved(source: str, last: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(file, place) of the copies of single files of such a name, variables and all."""
    for found in _COPIED_FILE.finditer(source):
        if last.search(found[1]):
            yield found[1], found[2]


def filled(source: str) -> frozenset[str]:
    """Last parts of the places to which commands copy."""
    return frozenset(
        found[1].rstrip("/").rpartition("/")[2] for found in _COPIED.finditer(_PUNCTUATION.sub(" ", source))
    )


def taken(source: str) -> frozenset[str]:
    """Last parts of everything that COPY and ADD lines bring into an image, under its old name and its new one."""
    words = (word for found in _TAKEN.findall(source[:200_000]) for word in _PUNCTUATION.sub(" ", found).split())
    return frozenset(word.rstrip("/").rpartition("/")[2] for word in words)


def builds_any(source: str) -> bool:
    """Whether an image is built by a Dockerfile and in a folder that are both variables: which folder that is, no line tells."""
    for found in _BUILDS.finditer(source):
        words = [word.strip("\"'") for word in found[1].replace("\\\n", " ").split()]
        files = [after for word, after in pairwise(words) if word in ("-f", "--file")]
        files += [word for word in words if word.startswith("--file=")]
        is_given = len(words) > 1 and words[-2].startswith("-") and "=" not in words[-2]
        if any("$" in file for file in files) and "$" in words[-1] and not is_given:
            return True
    return False


def deploys(line: str) -> str:
    """The command of a line that takes something to where it runs (`scp`, `kubectl apply` …); `` where there is none."""
    if len(line) > _LONGEST or not _DEPLOY_CUES.search(line) or line.lstrip(" \t-").startswith("#"):
        return ""
    found = _DEPLOYS.search(line)
    return found[1] if found else ""
