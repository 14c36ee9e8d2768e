"""Findings to drafts (what one fix pays is one item), and priced drafts to items. Pure but for asking lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from debtscope.engine.draft import Draft
from debtscope.engine.globs import compile_glob, has_magic
from debtscope.model.finding import Evidence, Finding, Subject
from debtscope.model.frozen import frozen
from debtscope.model.history import GitHistory
from debtscope.model.ids import evidence_fingerprint, item_id
from debtscope.model.ledger import Interest, Introduced, Item, Principal, RuleRef, Suppressed
from debtscope.model.owners import OwnerLookup, ProposedOwner
from debtscope.model.regex import regex
from debtscope.model.rule import Rule
from debtscope.model.settings import RuleSettings, Settings
from debtscope.model.vocabulary import Origin, Severity

_PLACES = 8
MOST_EVIDENCE = 50
"""Pieces of evidence that an item shows; the rest is one line with their number."""

_INLINE = regex(r"debtscope:\s{0,8}ignore\[([^\]\n]{1,400})\]([^\n]{0,400})")

Line = Callable[[str, int], str | None]
"""The text of a line (from 1) of a file, or None."""


@frozen
class Sorted:
    """Findings as drafts, and what was silenced."""

    drafts: tuple[Draft, ...]
    """Sorted by id."""
    suppressed: tuple[Suppressed, ...]
    suppressed_ids: frozenset[str]
    """Items of which settings or comments silenced a finding and left none."""
    used_marks: frozenset[tuple[str, int]] = frozenset()
    """(path, line) of the comments that silenced something."""


def path_matcher(globs: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path matches one of the settings' globs: one without `/` names files, a plain folder all that is in it."""
    given = tuple(globs)
    paths = [compile_glob(glob) for glob in given if "/" in glob]
    names = [compile_glob(glob) for glob in given if "/" not in glob]
    folders = tuple(f"{glob.rstrip('/')}/" for glob in given if not has_magic(glob))

    def matches(path: str) -> bool:
        name = path.rpartition("/")[2]
        return (
            path.startswith(folders)
            or any(glob.fullmatch(path) for glob in paths)
            or any(glob.fullmatch(name) for glob in names)
        )

    return matches


def rule_ref(rule: Rule) -> RuleRef:
    """The rule as an item names it."""
    return RuleRef(id=rule.id, slug=rule.slug, version=rule.version, origin=rule.origin)


def settings_of(rule: Rule, settings: Settings) -> RuleSettings | None:
    """What the settings say of a rule, under its slug or its id."""
    return settings.rules.get(rule.slug) or settings.rules.get(rule.id)


def sort_findings(
    found: Iterable[tuple[Rule, Sequence[Finding]]], *, settings: Settings, history: GitHistory | None, line: Line
) -> Sorted:
    """Merges the findings of one rule with one subject, and puts aside what settings and comments silence."""
    groups: dict[str, tuple[Rule, list[Finding]]] = {}
    suppressed: list[Suppressed] = []
    silenced: set[str] = set()
    used: set[tuple[str, int]] = set()
    place = component_of(settings)
    for rule, findings in found:
        quiet = _Quiet(rule, settings, line)
        for finding in findings:
            number = _id(rule, finding.subject, history)
            reason = quiet.why(finding)
            if reason is not None:
                suppressed.append(reason)
                silenced.add(number)
                used.update(quiet.places(finding) if reason.by == "inline" else ())
            else:
                groups.setdefault(number, (rule, []))[1].append(finding)
    drafts = [
        Draft(id=number, rule=rule, subject=_in_order(members)[0].subject, findings=tuple(_in_order(members)),
              component=place(_in_order(members)[0].subject))
        for number, (rule, members) in groups.items()
    ]  # fmt: skip
    return Sorted(
        drafts=tuple(sorted(drafts, key=lambda d: d.id)),
        suppressed=tuple(sorted(set(suppressed), key=lambda s: (s.rule, s.path, s.line or 0, s.by, s.reason))),
        suppressed_ids=frozenset(silenced - groups.keys()),
        used_marks=frozenset(used),
    )


def _id(rule: Rule, subject: Subject, history: GitHistory | None) -> str:
    path = subject.path
    return item_id(rule.id, subject, history.origin(path) if history and path else path)


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: (f.subject.path or "", f.line or 0, f.message))


class _Quiet:
    """What keeps one rule silent at a place."""

    def __init__(self, rule: Rule, settings: Settings, line: Line) -> None:
        self._rule = rule
        self._line = line
        own = settings_of(rule, settings)
        self._reason = (own.reason if own else None) or "ignored in the configuration"
        self._ignored = path_matcher(own.ignore if own else ())

    def why(self, finding: Finding) -> Suppressed | None:
        path = finding.subject.path or finding.evidence[0].path
        if path is None:
            return None
        if self._ignored(path):
            return Suppressed(rule=self._rule.slug, path=path, line=finding.line, by="config", reason=self._reason)
        places = self.places(finding)
        comments = [self._comment(*place) for place in places]
        if not comments or any(comment is None for comment in comments):
            return None
        return Suppressed(
            rule=self._rule.slug, path=path, line=finding.line or places[0][1], by="inline", reason=comments[0] or ""
        )

    @staticmethod
    def places(finding: Finding) -> list[tuple[str, int]]:
        """The finding's own line; without one, every line that it rests on has to carry the comment."""
        path = finding.subject.path or finding.evidence[0].path
        if finding.line is not None and path is not None:
            return [(path, finding.line)]
        return [(one.path, one.line) for one in finding.evidence if one.path is not None and one.line is not None]

    def _comment(self, path: str, number: int) -> str | None:
        text = self._line(path, number)
        found = _INLINE.search(text[:2000]) if text else None
        if found is None:
            return None
        named = {word.strip() for word in found[1].split(",")}
        return found[2].strip(" \t#*/->:\"',") if named & {self._rule.slug, self._rule.id} else None


def component_of(settings: Settings) -> Callable[[Subject], str]:
    """Names a subject's component: the settings' first match, else the first two folders, else the model."""
    named = [(name, path_matcher(globs)) for name, globs in settings.components.items()]

    def component(subject: Subject) -> str:
        path = subject.path
        if path is None:
            return subject.name if subject.kind in ("model", "folder") else "."
        for name, matches in named:
            if matches(path):
                return name
        return "/".join(path.split("/")[:-1][:2]) or "."

    return component


def make_item(
    draft: Draft,
    price: tuple[Principal, Interest],
    *,
    settings: Settings,
    history: GitHistory | None,
    sources: tuple[str, ...],
    owners: OwnerLookup | None = None,
) -> Item:
    """The item of a priced draft, not yet compared with what was known before."""
    rule, first = draft.rule, draft.findings[0]
    own = settings_of(rule, settings)
    worst = max(draft.findings, key=lambda f: (f.severity or rule.severity).rank)
    return Item(
        id=draft.id,
        rule=rule_ref(rule),
        title=first.title or rule.title,
        category=rule.category,
        debt_type=rule.debt_type,
        severity=(own.severity if own else None) or _severity(worst, rule, sources),
        confidence=rule.sure(worst.confidence, sources),
        component=draft.component,
        subject=draft.subject,
        path=draft.path,
        line=first.line,
        end_line=first.end_line,
        symbol=draft.subject.symbol,
        message=first.message,
        why=rule.page.why,
        remediation=first.remediation or rule.page.pay_down,
        evidence=_evidence(rule.id, draft.findings),
        principal=price[0],
        interest=price[1],
        exposure=next((f.exposure for f in draft.findings if f.exposure), None),
        introduced=introduced(draft.path, history, settings),
        cause=next((f.cause for f in draft.findings if f.cause), None),
        must_do=rule.must_do,
        sources=sources,
        tags=tuple(dict.fromkeys(tag for f in draft.findings for tag in f.tags)),
        proposed_owner=_proposed(draft, owners),
    )


def _severity(worst: Finding, rule: Rule, sources: tuple[str, ...]) -> Severity:
    """No worse than what its confidence can bear; what another tool says stands as that tool says it."""
    said = worst.severity or rule.severity
    if rule.origin is Origin.SARIF:
        return said
    return min(said, rule.sure(worst.confidence, sources).most, key=lambda one: one.rank)


def _proposed(draft: Draft, owners: OwnerLookup | None) -> ProposedOwner | None:
    """By the place of the fix, else by the files that it rests on."""
    if owners is None:
        return None
    places = (draft.path, *(one.path for finding in draft.findings for one in finding.evidence))
    inside = dict.fromkeys(path for path in places if path and not path.startswith("outside:"))
    return owners.find(tuple(inside)[:_PLACES]) if inside else None


def _evidence(rule_id: str, findings: Sequence[Finding]) -> tuple[Evidence, ...]:
    told = dict.fromkeys(
        replace(one, fingerprint=evidence_fingerprint(rule_id, finding, one))
        for finding in findings
        for one in finding.evidence
    )
    kept = tuple(told)[:MOST_EVIDENCE]
    rest = len(told) - len(kept)
    return (*kept, Evidence(kind="more", value=rest, fingerprint="")) if rest else kept


def introduced(path: str | None, history: GitHistory | None, settings: Settings) -> Introduced | None:
    """The commit that brought a file, as the settings want authors told."""
    commit = history.first_touch(path) if history and path else None
    if commit is None:
        return None
    author = {"names": commit.author, "hashes": commit.author_key}.get(settings.authors)
    return Introduced(revision=commit.sha, date=commit.at.date().isoformat(), author=author)


def line_reader(text: Callable[[str], str | None]) -> Line:
    """Lines of files, each file split once."""
    known: dict[str, Mapping[int, str]] = {}

    def line(path: str, number: int) -> str | None:
        if path not in known:
            content = text(path)
            # Only lines that can matter are kept: most files hold no such comment at all.
            marked = "debtscope:" in content if content else False
            lines = content.split("\n") if content and marked else []
            known[path] = {i: one for i, one in enumerate(lines, start=1) if "debtscope:" in one}
        return known[path].get(number)

    return line
