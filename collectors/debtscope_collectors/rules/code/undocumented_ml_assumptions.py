"""No document explains data, model and pipeline

Detects
-------
An application that trains models and whose README, pages and cards speak of two or fewer of six things: what is predicted and how
that is measured, where the data comes from, how to train, how to evaluate, how to deploy or go back, what the limits are. A
heading counts, and so does a line that says it. Also one that covers four or fewer while fewer than 30 % of its public training
and feature functions (five at least) have a docstring. Of an application that trains nothing and answers by a model that others made, whether it has any page at all: forty words are enough.

Libraries explain use and not models, and are left out; so are pages in other languages than English, of which nothing is
concluded, and changelogs. Nothing is told where a page links to the project's own site of documents (`docs.acme.ai`). A link to documentation elsewhere (a wiki, Notion, Confluence, Read the Docs) lowers the confidence.

Why it is debt
--------------
What the model assumes is known to the people who made it, for as long as they stay. Whoever comes next finds out by breaking it.

How to pay it down
------------------
One page for each missing topic; what can be generated (parameters, features, metrics) from the configuration.

Example
-------
A README with a title, and a train.py of 400 lines.

References
----------
OBrien et al. 2022, documentation debt. Sculley et al. 2015, pipeline jungles.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.accounts import is_of, own_accounts
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.language import LanguageApplication
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.cards.topics import DATA_ADDRESS, is_english
from debtscope_collectors.sources.docs.facts import DocPage

FEW: Final = 2
HALF: Final = 4
DOCSTRINGS: Final = 0.3
FUNCTIONS: Final = 5
ENOUGH: Final = 40
"""Words of all pages from which on somebody has said something."""
_TOPICS: Final[Mapping[str, tuple[str, str]]] = {
    "objective and metric": (
        r"objective|goal|problem|overview|purpose|motivation|business|use case|task|about|introduction|metric",
        r"\bpredict(?:s|ing|ion of)?\b|\bclassif(?:y|ies|ier)\b|\bforecast|\bestimat(?:e|es|ing)\b|\brecommend|\bdetect(?:s|ion|ing)?\b|\bgoal\b|\bobjective\b",
    ),
    "data source": (
        r"\bdata\b|dataset|data ?source|input",
        r"\bkaggle\b|\buci\b|\bdata ?sets? (?:from|is|was|contains|used)|\bdata (?:from|comes?|source|is|are|was|were)\b|\bexport of\b|\bhuggingface\.co/datasets|"
        + DATA_ADDRESS,
    ),
    "how to train": (
        r"train(?!ing (?:data|set))|usage|quick ?start|getting started|how to run|running|reproduc|pipeline|workflow",
        r"\bdvc (?:repro|exp run)\b|\b(?:mlflow|kedro) run\b|\bpython[\w .-]{0,40}train|\btrain(?:ing|ed)? (?:the|a|your|with|on|script|pipeline|models?)\b|\bmake train|(?<![a-z])train\w{0,40}\.(?:py|ipynb|sh)\b",
    ),
    "how to evaluate": (
        r"evaluat|result|performance|validation|metric|benchmark|experiment|accuracy",
        r"\bevaluat(?:e|es|ed|ion)\b|\b(?:accuracy|auc|f1|rmse|mae|precision|recall|bleu|map)\b[^\n]{0,30}\d|\bcross[- ]validat",
    ),
    "how to deploy or roll back": (
        r"deploy|serv(?:e|ing)|production|docker|api|roll ?back|release|inference|infrastructure",
        r"\broll ?back\b|\bdeploy(?:s|ed|ment|ing)?\b|\bdocker(?:-compose| compose| run| build)\b|\buvicorn\b|\bkubectl\b|\bserv(?:es|ed|ing) (?:by|with|at|the)\b",
    ),
    "known limits": (
        r"limit|caveat|known issue|bias|assumption|risk|out[- ]of[- ]scope|future|improvement|todo|next step|roadmap|challenge",
        (
            r"\blimitations?\b|\bcaveats?\b|\bknown issues?\b|\bassum(?:e|es|ption|ptions)\b|\bdoes not (?:work|support|cover|handle)\b|\bnot (?:be used|intended|suitable) for\b"
            r"|\b(?:currently|still) (?:lacks?|missing|unsupported)\b|\bnot (?:yet|currently) (?:supported|implemented|handled|available|covered)\b"
        ),
    ),
}  # fmt: skip
"""Topic -> words of headings, words of lines."""
_ELSEWHERE: Final = regex(
    r"notion\.so|confluence|atlassian\.net|readthedocs|\.github\.io|/wiki\b|docs\.google|gitbook|sharepoint",
    re.IGNORECASE,
)
_SITE: Final = regex(r"https?://(?:docs?|wiki|documentation|manual)\.([\w-]{2,60})\.", re.IGNORECASE)
_TITLE: Final = 1
_MADE: Final = regex(r"(?:^|/)(?:reports?|results?|outputs?|logs?|\.github|\.claude)/", re.IGNORECASE)
"""What runs write, and pages for tools."""


@rule(
    id="COD-035",
    category=Category.CODE,
    debt_type="documentation debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("docs", "cards"),
)
def check(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    training = [m for m in code.modules.values() if m.facts.training and m.is_own and not is_aside(m.path)]
    web = {
        posixpath.dirname(file.path) for file in facts.all(FileEntry) if posixpath.basename(file.path) == "package.json"
    } - {""}
    pages = [
        page
        for page in facts.all(DocPage)
        if page.kind != "changelog" and _is_own(page.path) and posixpath.dirname(page.path) not in web
    ]  # what a web client's generator wrote says nothing of the model
    if not training:
        yield from _untold(facts, [page for page in pages if not page.path.startswith(tuple(f"{one}/" for one in web))])
        return
    if any(not is_english(page.text) for page in pages) or _has_a_site(facts, pages):
        return
    places = {topic: place for topic in _TOPICS if (place := _place(topic, pages))}
    documented, public = _docstrings(code)
    is_bare = public >= FUNCTIONS and documented < DOCSTRINGS * public
    if len(places) <= FEW or (len(places) <= HALF and is_bare):
        yield _finding(pages, places, documented, public, is_bare=is_bare)


def _has_a_site(facts: Facts, pages: Sequence[DocPage]) -> bool:
    """Whether a page links to the project's own site of documents (`docs.acme.ai` of `acme`): what it holds cannot be told from here."""
    own = own_accounts(facts)
    return any(is_of(found[1], own) for page in pages for found in _SITE.finditer(page.text))


def _untold(facts: Facts, pages: Sequence[DocPage]) -> Iterator[Finding]:
    """A service or page with a language model, or with a model that an image brings, of which no page says anything."""
    speaks, inventory = facts.one(LanguageApplication), facts.one(ModelInventory)
    deployed = [one for one in inventory.models if one.is_deployed and one.serving_code] if inventory else []
    service = speaks.services[0] if speaks and speaks.services else deployed[0].serving_code[0] if deployed else ""
    words = sum(len(page.text.split()) for page in pages)
    if not service or words >= ENOUGH:
        return
    said = f"{pages[0].path} has {words} words" if pages else "no README and no other page says anything"
    yield Finding(
        subject=Subject(kind="repo", name="documentation", path=pages[0].path if pages else None),
        title="No page says what the service is for",
        message=f"{service} answers by a model, and {said}: nobody can read what it is for, what it must not be asked, where its model or documents come from and how it is started.",
        severity=Severity.LOW,
        evidence=(
            Evidence(kind="line", path=service, ref="answers"),
            Evidence(
                kind="absence",
                ref="documentation",
                excerpt="no page of forty words, but for what a web client's generator wrote",
            ),
        ),
    )


def _is_own(path: str) -> bool:
    return (
        path.count("/") <= 3 and not _MADE.search(path) and not is_aside(path.replace("docs/", "").replace("doc/", ""))
    )


def _place(topic: str, pages: Sequence[DocPage]) -> tuple[str, int] | None:
    """The first heading, else the first line, that speaks of a topic; a page's title is no section."""
    heading, words = (re.compile(pattern, re.IGNORECASE) for pattern in _TOPICS[topic])
    for page in pages:
        for line, text in page.headings[_TITLE:]:
            if heading.search(text):
                return page.path, line
    for page in pages:
        if found := words.search(page.text):
            return page.path, page.text.count("\n", 0, found.start()) + 1
    return None


def _docstrings(code: CodeBase) -> tuple[int, int]:
    """(with a docstring, all) of the public functions that train or make features."""
    documented = public = 0
    for module in code.modules.values():
        if not module.is_own or is_aside(module.path) or module.facts.kind != "module":
            continue
        named = {site.name for site in module.facts.features} | {site.scope for site in module.facts.training}
        for function in module.facts.functions:
            if function.qualname in named and not function.qualname.rpartition(".")[2].startswith("_"):
                public += 1
                documented += function.has_docstring
    return documented, public


def _finding(
    pages: Sequence[DocPage], places: Mapping[str, tuple[str, int]], documented: int, public: int, *, is_bare: bool
) -> Finding:
    missing = [topic for topic in _TOPICS if topic not in places]
    readme = next((page.path for page in pages if page.kind == "readme"), None)
    elsewhere = any(_ELSEWHERE.search(page.text) for page in pages)
    bare = f"; {documented} of {public} public training and feature functions have a docstring" if is_bare else ""
    return Finding(
        subject=Subject(kind="repo", name="documentation", path=readme),
        message=f"{_who(pages, readme)} {len(places)} of 6 operational topics; missing: {', '.join(missing)}{bare}."
        if pages
        else f"No page of the repository speaks of {', '.join(missing[:-1])} or {missing[-1]}{bare}.",
        confidence=Confidence.LOW if elsewhere else None,
        evidence=(
            *(
                Evidence(kind="line", path=path, line=line, excerpt=f"speaks of: {topic}")
                for topic, (path, line) in places.items()
            ),
            *(Evidence(kind="absence", ref=topic, excerpt="no heading and no line") for topic in missing),
            *(
                (
                    Evidence(
                        kind="metric",
                        ref="docstrings of training and feature functions",
                        value=documented,
                        excerpt=f"{documented} of {public}",
                    ),
                )
                if public
                else ()
            ),
        ),
        occurrences=max(1, len(missing)),
    )


def _who(pages: Sequence[DocPage], readme: str | None) -> str:
    if len(pages) > 1:
        return f"{readme or pages[0].path} and {len(pages) - 1} more pages cover"
    return f"{readme or pages[0].path} covers"
