"""Documentation names what no longer exists

Detects
-------
On a README or another page: commands whose script, module, list of requirements, test folder or make target is not in the tree
at that place (under no folder at all, for pages other than the top README, and for one that changes to a folder or says in which its commands are
run); relative links that lead nowhere; paths in backticks that no file or folder ends in; and files of a drawn tree
(`├── train.py`) that the repository does not have under any folder; addresses (`POST /retrain`) that no text of the services holds,
services of compose that no compose file has, and in READMEs variables that nothing reads; on the front page tools (Airflow, Grafana,
DVC …) in a list of what is used, of which neither code, packages, images, CI nor any file's name speaks. One item for all pages, and
one for those with dead links alone, which weigh a fifth.

Pages that tell what was or will be (changelogs, decisions, plans, reports, upgrade notes), those of examples, tests and vendored
code, generated ones, and those whose title says that they are deprecated are left out, as is what stands in a column that its table
calls old. So are names that .gitignore hides, that DVC keeps, that code or a command writes,
placeholders (`path/to`, `your_`), lines that tell the reader to make the file or speak of it as an example, and commands in a block that is a Dockerfile. In the pages
of libraries only links and the commands of the README count: the rest speaks of the reader's project.

Why it is debt
--------------
Who is new follows the README, and stops at the first command that fails. Who is not new stops reading it.

How to pay it down
------------------
Correct it, or generate it. Run the README's commands in CI.

Example
-------
`python train.py` in the README, and the file is src/train.py.

References
----------
OBrien et al. 2022, documentation debt.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.doc_claims import DocClaim
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.together import together
from debtscope_collectors.joins.written import WrittenNames
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.references import shell
from debtscope_collectors.sources.references.declared import OPEN
from debtscope_collectors.sources.references.shell import lines_of_commands, made, named
from debtscope_collectors.sources.references.tree import Tree
from debtscope_collectors.sources.values import inside

SHOWN: Final = 12
_LINKS_ONLY: Final = Driver(name="part", value=0.2, unit="x", ref="links, which stop nobody's work")
_GENERATED: Final = 8
"""More pages of one folder whose links alone lead nowhere are made by a tool for another place."""
_OTHER_TIME: Final = regex(
    r"(?:^|/)adrs?(?:/|$)|decision|rfcs?/|archive|histor|roadmap|proposal|design|\bspec|migrat|upgrad|summary|report|status|progress|plan|todo|journal|phase|"
    r"checklist|implement|prompt|notes?\b|retro|review|audit|handover|changes|log\b|guide_?line|fix(?:es|ed)?\b|complete|session|task|lesson|homework|assignment|"
    r"research|memor|dump|missing|comparison|assess|interview|next.?step|deprecat|\d{4}-\d\d|(?:^|/)(?:\d{1,2}[-_.]|week)",
    re.IGNORECASE,
)
"""What was, what will be, and the chapters of courses."""
_DOCS: Final = frozenset({"docs", "doc", "documentation", "site", "website"})
_OTHER_PLACE: Final = frozenset({"test", "example", "vendored", "generated", "experiment"})
_INLINE: Final = regex(r"(?<!`)`((?:\./)?\w[\w./-]{1,120})`(?!`)(?P<link>\]\([^)\s]{1,300}\))?")
"""With the link whose text it is: `_links` looks at what that leads to."""
_POINTS: Final = regex(r"\b(?:see|in|under|inside|found at|lives? in)[ \t]+(?:the[ \t]+)?$", re.IGNORECASE)
_LINK: Final = regex(
    r"\]\((?!https?:|#|mailto:|data:)<?(\.{0,2}/?[\w][\w./%-]{0,200})>?(?:#[\w-]{0,100})?(?:[ \t]+\"[^\"\n]{0,100}\")?\)"
)
_DRAWN: Final = regex(r"[├└][─━-]{1,3}[ \t]*([\w.-]{2,80})(?=[ \t]|$|/)", re.MULTILINE)
_CODE: Final = regex(r"\.(?:py|ipynb|sh|ya?ml|sql|toml|smk|tf|R)$|^(?:Dockerfile|Makefile)$")
_SHOWN_FILE: Final = regex(r"\.(?:py|ipynb|sh|ya?ml|md|rst|sql|toml|tf|png|jpe?g|svg|gif|pdf)$|/$")
_PLACEHOLDER: Final = regex(r"path/to|your|my[_-]|foo|bar\b|xxx|<|example|placeholder|some[_-]|^\.env|^/|_name\b|template|new_|YYYY|yyyy|20\d\d-|(?:^|/)[A-Z]\.\w", re.IGNORECASE)  # fmt: skip
_MOST_ASKED: Final = 200
"""Missing names of a page from which on the rest is not looked at: each goes over the whole page."""
_OVER: Final = regex(r"\b(?:deprecated|obsolete|archived|retired|superseded)\b", re.IGNORECASE)
_OLD: Final = regex(r"\b(?:old|before|former(?:ly)?|legacy|deprecated|removed|previous(?:ly)?|was)\b", re.IGNORECASE)
_TABLE: Final = 200
_ELSEWHERE: Final = regex(
    r"\b(?:navigate|go|change|switch|move) (?:in)?to (?:the )?[`\w./-]{1,60} (?:folder|directory)|\b(?:from|in|inside|within) (?:the )?[`\w./-]{1,60} (?:folder|directory)[,:]?[ \t]*(?:run|execute)"
    r"|\b(?:run|execute)d?\b[^.\n]{0,60}\b(?:from|in|inside|within) (?:the )?[`\w./-]{1,60} (?:folder|directory)",
    re.IGNORECASE,
)
"""Words that say where commands are run."""
_EXAMPLE: Final = regex(r"^examples?\b", re.IGNORECASE)
_TEXTS: Final = (".nb.py", ".py", ".md", ".qmd", ".Rmd")
_HIDDEN: Final = regex(r"<!--.{0,20000}?-->", re.DOTALL)
_FENCE: Final = regex(r"^[ \t]{0,8}(?:```|~~~)", re.MULTILINE)
_OF_IMAGE: Final = regex(
    r"^[ \t]{0,8}FROM[ \t]+[\w./:@${}-]{1,200}(?:[ \t]+(?:AS|as)[ \t]+\S{1,60})?[ \t]*$", re.MULTILINE
)
_SAID: Final = {"shell": "bash", "pip -r": "pip install -r", "runs": "to run", "serves": "to serve"}
_SPOKEN: Final = regex(
    r"\b(?:creat|add|generat(?:e|es|ed)\b|produc(?:e|es|ed)\b|outputs?\b|sav(?:e|ed|es|ing)\b|writ(?:e|es|ten)|download|plac(?:e|ed)\b|put\b|copy|copied|copies|renam|e\.g\.|example|for instance|such as|"
    r"old\b|former|remov|delet|deprecat|instead of|ignored|gitignore|after running|your\b|should|would|could|will\b|TODO|planned|coming|stored?\b|extract|unzip|upload|populat|optional|if you|"
    r"cach|artifact|log(?:s|ged)?\b|temporar|mount|inside the container|endpoint|route|api\b|GET\b|POST\b|branch|repo(?:sitory)?\b|package|bucket|image\b|namespace|imports?\b|formats?\b|"
    r"not (?:yet|in|commit|includ|track)|there(?:'s| is| are) no\b|without (?:a|an)\b|no longer|missing|does ?n.t|does not)",
    re.IGNORECASE,
)
"""A line that tells the reader to make the thing, or that speaks of something else than a file of the tree."""


@frozen
class _Claim:
    """One statement that the tree does not bear out."""

    line: int
    says: str
    has: str


@rule(
    id="CFG-034",
    category=Category.CONFIG,
    debt_type="documentation debt",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("docs", "references"),
    uses=("files", "python", "dvc", "git", "config", "containers", "dependencies", "ci", "infrastructure"),
)
def check(facts: Facts) -> Iterator[Finding]:
    tree = facts.one(Tree)
    if tree is None:
        return
    code = facts.one(CodeBase)
    is_library = code is not None and code.is_library
    made = facts.one(WrittenNames)
    heard: dict[str, list[_Claim]] = {}
    for one in facts.all(DocClaim):
        heard.setdefault(one.path, []).append(_Claim(line=one.line, says=one.says, has=""))
    told: dict[str, list[tuple[str, list[_Claim]]]] = {}
    for page in facts.all(DocPage):
        if page.kind == "changelog" or not _is_current(page.path) or "{{" in page.path:
            continue
        look = _Look(page, tree, made, is_readme=page.kind == "readme" and "/" not in page.path, is_library=is_library)
        both = (*look.claims(), *heard.get(page.path, ()))
        claims = sorted({(c.line, c.says): c for c in both}.values(), key=lambda c: c.line)
        if claims:
            told.setdefault(posixpath.dirname(page.path), []).append((page.path, claims))
    kept = [
        page
        for pages in told.values()
        if len(pages) <= _GENERATED or any(not _is_link(c) for _, claims in pages for c in claims)
        for page in pages
    ]
    first = [_finding(*page) for page in kept if any(not _is_link(c) for c in page[1])]
    links = [_finding(*page) for page in kept if all(_is_link(c) for c in page[1])]
    yield from together(
        first, "pages that contradict the tree", "{n} pages name {all} commands and files that the repository does not have, {first} first."
    )  # fmt: skip
    yield from together(
        links, "links that lead nowhere", "{n} pages have {all} links that lead nowhere, {first} first."
    )


def _is_link(claim: _Claim) -> bool:
    return claim.says.startswith("a link")


def _is_current(path: str) -> bool:
    if path.startswith(".") or _OTHER_TIME.search(path):
        return False
    place = "/".join(part for part in path.split("/") if part.lower() not in _DOCS)
    return not is_aside(place) and role_by_path(place) not in _OTHER_PLACE


class _Look:
    """One page against the tree."""

    def __init__(
        self, page: DocPage, tree: Tree, made: WrittenNames | None, *, is_readme: bool, is_library: bool
    ) -> None:
        self._page, self._tree, self._made = page, tree, made
        self._is_readme, self._is_library = is_readme, is_library
        self._folder = posixpath.dirname(page.path)
        self._asked = 0
        self._starts = [0, *(found.end() for found in re.finditer("\n", page.text))]

    def claims(self) -> Iterator[_Claim]:
        """Everything that the page says where readers see it, and the tree does not have."""
        hidden = [
            (self._line(found.start())[0], self._line(found.end())[0])
            for found in (_HIDDEN.finditer(self._page.text) if "<!--" in self._page.text else ())
        ]
        for one in self._claims():
            if not any(first <= one.line <= last for first, last in hidden):
                yield one

    def _claims(self) -> Iterator[_Claim]:
        """Nothing of a page whose title says that it tells of what was."""
        if any(_OVER.search(words) for _line, words in self._page.headings[:1]):
            return
        if "](" in self._page.text:
            yield from self._links()
        if self._is_readme or not self._is_library:
            yield from self._commands()
        if self._is_library:
            return
        if "`" in self._page.text:
            yield from self._inline()
        if "──" in self._page.text:
            yield from self._drawn()

    def _line(self, at: int) -> tuple[int, str]:
        number = bisect_right(self._starts, at)
        end = self._starts[number] if number < len(self._starts) else len(self._page.text)
        return number, self._page.text[self._starts[number - 1] : end]

    def _links(self) -> Iterator[_Claim]:
        for found in _LINK.finditer(self._page.text):
            name = unquote(found[1])
            if not _SHOWN_FILE.search(name) or _PLACEHOLDER.search(name):
                continue
            tries = {inside(self._folder, name), inside("", name.lstrip("/"))}
            met = any(self._tree.has(one) or self._tree.hides(one) for one in tries) or self._is_made(name)
            if not met and name.endswith(".ipynb"):  # made of a text beside it when the site is built
                met = any(self._tree.has(one.removesuffix(".ipynb") + end) for one in tries for end in _TEXTS)
            if not met and name.endswith("/"):  # the address that a site gives to a page
                met = any(self._tree.has(one.rstrip("/") + ".md") for one in tries)
            if not met and not (self._folder and self._tree.ends_with(name)):  # a site's own root is not known
                yield self._claim(found.start(1), f"a link to {name}", name)

    def _commands(self) -> Iterator[_Claim]:
        if not self._is_readme and "git clone" in self._page.text:
            return  # the commands may be another repository's
        images = self._images
        for number, line in lines_of_commands(self._page.text):
            if any(first < number < last for first, last in images):
                continue
            for one in named(line.lstrip(" $>%")):
                if (
                    OPEN.search(one.name)
                    or _PLACEHOLDER.search(one.name)
                    or one.via == "uses"
                    or self._is_made(one.name)
                ):
                    continue
                if one.name.rpartition("/")[2] in self._fetched:
                    continue
                if one.kind == "target":
                    lacks = self._tree.lacks_target(one.name, self._folder, is_loose=True)
                elif one.kind == "module":
                    lacks = self._tree.lacks_module(one.name)
                else:
                    lacks = self._lacks(one.name, is_loose=self._moves) and not self._is_below_the_clone(one.name)
                if lacks and not self._is_told_to_make(one.name):
                    yield _Claim(
                        line=number, says=f"{_SAID.get(one.via, one.via)} {one.name}", has=self._near(one.name)
                    )

    @cached_property
    def _images(self) -> list[tuple[int, int]]:
        """Lines between which a block of the page is a Dockerfile: its commands run in the image, not at the reader's."""
        if "FROM " not in self._page.text:
            return []
        fences = [found.start() for found in _FENCE.finditer(self._page.text)]
        return [
            (self._line(start)[0], self._line(end)[0])
            for start, end in zip(fences[::2], fences[1::2], strict=False)
            if _OF_IMAGE.search(self._page.text, start, end)
        ]

    def _lacks(self, name: str, *, is_loose: bool) -> bool:
        tries = [inside(self._folder, name), inside("", name)]
        if any(self._tree.has(one) or self._tree.hides(one) for one in tries):
            return False
        return not ((is_loose or self._folder) and self._tree.ends_with(name))

    @cached_property
    def _fetched(self) -> set[str]:
        """Last parts of what the page's own commands make or download."""
        return {*made(self._page.text), "setup.py"}

    @cached_property
    def _moves(self) -> bool:
        """Whether the page's commands may be run elsewhere than at the top: it is another page than the top README, says so in words, or some command
        of it changes to a folder of the tree, or to one into which the page copies."""
        if not self._is_readme or _ELSEWHERE.search(self._page.text[:200_000]):
            return True
        folders = re.findall(r"\bcd[ \t]+\"?(?:~/|\$\{?\w{1,40}\}?/)?([\w./-]{1,100})", self._page.text[:200_000])
        lasts = (name.rstrip("/").rpartition("/")[2] for name in folders)  # a clone's own name may stand before it
        filled = folders and shell.filled(self._page.text[:200_000])
        return any(last in ("", ".", "..") or last in filled or self._tree.ends_with(last) for last in lasts)

    def _is_below_the_clone(self, name: str) -> bool:
        """`shop/backend/run.py`, told from where `shop` was cloned."""
        first, _, rest = name.removeprefix("./").partition("/")
        return bool(rest) and not self._tree.has(first) and self._tree.has(rest)

    def _inline(self) -> Iterator[_Claim]:
        for found in _INLINE.finditer(self._page.text):
            name = found[1]
            if found["link"] and self._page.text[found.start() - 1 : found.start()] == "[":
                continue
            if not self._is_own_path(found.start(), name):
                continue
            number, line = self._line(found.start())
            if line.lstrip().startswith("|") and self._is_of_old(number, line.count("|", 0, line.find(name))):
                continue
            said = _sentence(line, name)
            if _PLACEHOLDER.search(name) or _SPOKEN.search(said.replace(name, "")) or self._tree.ends_with(name):
                continue
            if (
                self._is_in_example(number)
                or self._is_made(name)
                or any(self._tree.hides(inside(f, name)) for f in ("", self._folder))
            ):
                continue
            if not self._is_told_to_make(name):
                yield _Claim(line=number, says=name, has=self._near(name))

    def _is_of_old(self, number: int, column: int) -> bool:
        """Whether the head of a table calls a column old: what stands there is gone."""
        lines = self._page.text[: self._starts[number - 1]].splitlines()[-_TABLE:]
        head = ""
        for line in reversed(lines):
            if not line.lstrip().startswith("|"):
                break
            head = line
        cells = head.split("|")
        return column < len(cells) and _OLD.search(cells[column]) is not None

    def _is_in_example(self, number: int) -> bool:
        above = max((line for line, _ in self._page.headings if line <= number), default=0)
        return any(line == above and _EXAMPLE.search(words) for line, words in self._page.headings)

    def _is_own_path(self, at: int, name: str) -> bool:
        """A file below a folder that the tree has, or a single folder to which the words before it point on the top README."""
        bare = name.removeprefix("./")
        if bare.endswith("/") and bare.count("/") == 1:
            # elsewhere a bucket, what a run writes, or another project's
            return self._is_readme and _POINTS.search(self._page.text[max(0, at - 40) : at]) is not None
        return "/" in bare and _CODE.search(bare) is not None and self._tree.ends_with(bare.partition("/")[0])

    def _drawn(self) -> Iterator[_Claim]:
        for drawing in self._drawings():
            known = sum(self._tree.ends_with(name) for _, name in drawing)
            files = [name for _, name in drawing if "." in name]
            if known * 2 < len(drawing) or not any(map(self._tree.ends_with, files)):
                continue  # a guide that shows how a reader's own project, or what a tool writes, may look
            for at, name in drawing:
                if (
                    not _CODE.search(name)
                    or _PLACEHOLDER.search(name)
                    or self._tree.places(name)
                    or self._is_made(name)
                ):
                    continue
                number, line = self._line(at)
                if "gitignore" not in line and not self._tree.hides(name):
                    yield _Claim(line=number, says=f"{name} in its drawing of the tree", has=self._near(name))

    def _drawings(self) -> Iterator[list[tuple[int, str]]]:
        """(where, name) of each drawing: lines of branches that follow one another."""
        drawing: list[tuple[int, str]] = []
        before = 0
        for found in _DRAWN.finditer(self._page.text):
            number = self._line(found.start())[0]
            if drawing and number > before + 3:
                yield drawing
                drawing = []
            drawing.append((found.start(), found[1]))
            before = number
        if drawing:
            yield drawing

    def _is_made(self, name: str) -> bool:
        return self._made is not None and self._made.has(name)

    def _is_told_to_make(self, name: str) -> bool:
        """Whether some line of the page shows the reader how to make the file: `# train.py` above a block, `nano train.py`."""
        self._asked += 1
        if self._asked > _MOST_ASKED:
            return True
        last = re.escape(name.rstrip("/").rpartition("/")[2])
        pattern = rf"(?:touch|nano|vim?|code|cat >|tee|create|Create|save (?:it|this|as))[^\n]{{0,60}}{last}|^(?:#|//)[ \t]*(?:[\w/]{{1,60}}/)?{last}[ \t]*$"
        return re.search(pattern, self._page.text[:200_000], re.MULTILINE) is not None

    def _claim(self, at: int, says: str, name: str) -> _Claim:
        return _Claim(line=self._line(at)[0], says=says, has=self._near(name))

    def _near(self, name: str) -> str:
        """The file of that name whose folders are most like those that are told; of several the one nearest to the top."""
        parts = name.rstrip("/").split("/")
        places = self._tree.places(parts[-1])

        def far(path: str) -> tuple[int, int, str]:
            alike = 0
            for one, other in zip(reversed(path.split("/")), reversed(parts), strict=False):
                if one != other:
                    break
                alike += 1
            return -alike, path.count("/"), path

        return min(places, key=far) if places else ""


def _sentence(line: str, name: str) -> str:
    """The sentence of a long line in which a name stands."""
    return next((part for part in re.split(r"(?<=[.!?])\s+", line) if name in part), line)


def _finding(path: str, claims: list[_Claim]) -> Finding:
    first = next((claim for claim in claims if claim.has), claims[0])
    has = first.has or "nothing of that name"
    more = f", and {len(claims) - 1} more such places" if len(claims) > 1 else ""
    return Finding(
        subject=file_subject(path),
        message=f"{path}:{first.line} {'has' if _is_link(first) else 'says'} {first.says}; the repository has {has}{more}.",
        line=claims[0].line,
        evidence=tuple(
            Evidence(kind="line", path=path, line=c.line, excerpt=c.says, ref=c.has or "nothing of that name")
            for c in claims[:SHOWN]
        ),
        drivers=(_LINKS_ONLY,) if all(_is_link(claim) for claim in claims) else (),
        occurrences=len({claim.says for claim in claims}),  # one command that stands in forty places is replaced once
    )
