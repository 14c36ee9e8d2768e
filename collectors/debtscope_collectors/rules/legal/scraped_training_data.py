"""Training data is scraped without recorded terms

Detects
-------
A module that uses a scraper's library (Scrapy, Beautiful Soup, Selenium, Playwright) and writes a file that training code reads,
itself or through files made from it, while no page of the documentation speaks of robots.txt, of the site's terms or of a
permission. Files are followed by name, since folders differ between scripts; where a name is made up at run time nothing is said.
Tests and scrapers of local addresses are clean. Three and more scrapers are one item.

Why it is debt
--------------
Sites forbid it in their terms, change them, or ask for data to be taken out again; people whose words were taken may object. A
model cannot give back what it learned, so that the question comes back with every release.

How to pay it down
------------------
For each site, write down its terms and robots.txt as they were, what was decided and by whom, the rate at which it is asked, and
how a request to be left out reaches the data. Prefer an API with terms.

Example
-------
Debt: `BeautifulSoup(page)` to `reviews.csv`, which train.py reads

Clean: the same, with a section on terms of use and robots.txt in the README

References
----------
RFC 9309, Robots Exclusion Protocol. Directive (EU) 2019/790, article 4 (text and data mining).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.accounts import own_accounts
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.python.view import ModuleView

_ROLES = frozenset({"production", "script", "notebook", "experiment"})
_LIBRARIES = frozenset({"scrapy", "bs4", "selenium", "playwright", "requests_html", "mechanize", "snscrape"})
_HOST = regex(r"^https?://(?:www\.)?((?!localhost|127\.|0\.0\.0\.0)[\w-]+(?:\.[\w-]+)+)")
_ANYBODY = frozenset(
    {"www", "docs", "doc", "the", "data", "project", "team", "labs", "lab", "github", "com", "org", "blog"}
)
_HOPS = 4
_MANY = 3
_SEARCHED = "searched: pages on robots.txt, terms of use or service, permission to scrape"


@frozen
class ScrapedHost:
    """One address in a module that scrapes."""

    host: str
    line: int


@facet(ScrapedHost, version=1, cues=_LIBRARIES)
def scraped_hosts(view: ModuleView) -> Iterator[ScrapedHost]:
    """Hosts among the texts of a module that imports a scraper's library, each once."""
    if "http" not in view.text:
        return
    if not any(_library(node) in _LIBRARIES for node in view.imports):
        return
    seen: set[str] = set()
    for node in view.constants:
        found = _HOST.match(node.value[:200]) if isinstance(node.value, str) else None
        if found and found[1] not in seen:
            seen.add(found[1])
            yield ScrapedHost(host=found[1], line=view.place(node))


def _library(node: ast.Import | ast.ImportFrom) -> str:
    name = (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
    return name.split(".")[0]


@rule(
    id="LEG-015",
    category=Category.LEGAL,
    debt_type="data rights debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("docs",),
    facets=(scraped_hosts,),
)
def check(facts: Facts) -> Iterator[Finding]:
    code = facts.one(CodeBase)
    docs = facts.one(Documentation)
    if code is None or (docs is not None and docs.on("terms")):
        return
    trained, own = _trained_on(code), own_accounts(facts)
    found: list[tuple[CodeModule, ScrapedHost, str, int]] = []
    for path, hosts in sorted(facts.rows(scraped_hosts).items()):
        module = code.modules.get(path)
        host = next((one for one in hosts if not _is_own(one.host, own)), None)
        if module is None or module.role not in _ROLES or host is None:
            continue
        written = next((one for one in module.facts.writes if _file(one.target) in trained), None)
        if written is not None:
            found.append((module, host, _file(written.target), written.line))
    if len(found) >= _MANY:
        yield _folded(found)
        return
    for module, host, name, line in found:
        yield Finding(
            subject=file_subject(module.path),
            title="Training data is scraped without terms",
            message=f"{name} comes from scraping {host.host} ({module.path}), and training rests on it; no permission or terms were found.",
            line=host.line,
            evidence=(*_evidence(module, host, name, line), _searched()),
            exposure=_exposure(host.host),
        )


def _is_own(host: str, accounts: frozenset[str]) -> bool:
    """`docs.ray.io` for `ray-project`: who scrapes a site of their own knows its terms."""
    named = {word for account in accounts for word in account.replace("_", "-").split("-") if len(word) > 2} - _ANYBODY
    return bool(named & set(host.lower().split(".")[:-1]))


def _file(target: str | None) -> str:
    """The name of a file that is known; `` for others."""
    name = (target or "").replace("\\", "/").rpartition("/")[2]
    return name if "." in name and "{}" not in name else ""


def _trained_on(code: CodeBase) -> frozenset[str]:
    """Names of files that training reads, and of those that they were made from."""
    modules = [module for module in code.modules.values() if module.role in _ROLES]
    names = {
        _file(access.target)
        for module in modules
        if module.facts.training
        for near in code.closure(module.path, 1)
        if near in code.modules
        for access in code.modules[near].facts.reads
    }
    for _ in range(_HOPS):
        more = {
            _file(access.target)
            for module in modules
            if any(_file(one.target) in names for one in module.facts.writes)
            for access in module.facts.reads
        }
        if more <= names:
            break
        names |= more
    return frozenset(names - {""})


def _evidence(module: CodeModule, host: ScrapedHost, name: str, line: int) -> tuple[Evidence, ...]:
    return (
        Evidence(kind="line", path=module.path, line=host.line, ref="host", value=host.host),
        Evidence(kind="line", path=module.path, line=line, ref="written", value=name),
    )


def _searched() -> Evidence:
    return Evidence(kind="searched", ref="terms", excerpt=_SEARCHED)


def _folded(found: list[tuple[CodeModule, ScrapedHost, str, int]]) -> Finding:
    hosts = ", ".join(dict.fromkeys(host.host for _, host, _, _ in found))
    return Finding(
        subject=Subject(kind="repo", name="scraped data"),
        title="Training data is scraped without terms",
        message=f"{len(found)} scrapers ({hosts[:120]}) write files that training rests on; no permission or terms were found.",
        evidence=(*(one for each in found for one in _evidence(*each)), _searched()),
        occurrences=float(len(found)),
        exposure=_exposure("these sites"),
    )


def _exposure(what: str) -> Exposure:
    return Exposure(kind="rights", note=f"whether {what} may be used for training is not on record")
