"""Tables of the repository that hold data on real people, and what the documents say of keeping, basing and erasing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.docs.topics import speaks_of
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.personal.facts import PersonalColumn
from debtscope_collectors.sources.python.facts import DataAccess, ModuleFacts
from debtscope_collectors.sources.python.lookup import matching

_MADE_UP = regex(
    r"(?:^|/)(?:tests?|testing|test[-_]?data|fixtures?|mocks?|examples?|docs?|tutorials?|demos?|benchmarks?|load[-_]?tests?|synthetic|fake|dummy|sample[-_]?data|"
    r"node_modules|vendor|site-packages|cassettes|snapshots|golden|\.github)(?:/|$)|"
    r"(?:synthetic|faker?|dummy|mock|fictional|example|sample|anonymi[sz]ed|pseudonymi[sz]ed|masked)[^/]*$",
    re.IGNORECASE,
)
_BENCHMARK = regex(
    r"titanic|movielens|ml-\d+[mk]|enron|adult[-_.]|census|german[-_]?credit|iris|mnist|imdb|yelp|amazon[-_]?reviews|lastfm|"
    r"bank[-_]?(?:marketing|full)|northwind|chinook|sakila|conll|20[-_]?newsgroups",
    re.IGNORECASE,
)
_METADATA = regex(
    r"(?:^|/)(?:package(?:-lock)?|composer|contributors?|authors?|\.all-contributorsrc|citation|codemeta|zenodo|\.zenodo|plugin|manifest)[^/]*\.json$",
    re.IGNORECASE,
)
_FAKERS = ("faker", "mimesis", "sdv", "ctgan", "synthcity")


@frozen
class PersonalFile:
    """One file whose columns reach people: one strong column of unreserved values, or several weak ones with names."""

    path: str
    columns: tuple[PersonalColumn, ...]

    @property
    def in_git(self) -> bool:
        """Else it is the working copy of a file that DVC keeps."""
        return self.columns[0].in_git

    @property
    def rows(self) -> int:
        """Of the largest table in it, estimated."""
        return max(column.rows for column in self.columns)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of personal data in it, in words, in order of the columns."""
        return tuple(dict.fromkeys(column.kind for column in self.columns))


@join(PersonalFile)
def personal_files(facts: Facts) -> Iterator[PersonalFile]:
    """Sorted by path; made-up data, public benchmarks and package metadata are left out."""
    reserved_counts = facts.settings.example_values_are_real
    generated = _generated(facts)
    files: dict[str, list[PersonalColumn]] = {}
    for column in facts.all(PersonalColumn):
        files.setdefault(column.path, []).append(column)
    for path, columns in sorted(files.items()):
        if _MADE_UP.search(path) or _BENCHMARK.search(path) or _METADATA.search(path) or path in generated:
            continue
        if _reaches_people(columns, reserved_counts=reserved_counts):
            yield PersonalFile(path=path, columns=tuple(columns))


_MAIL, _PHONE = "e-mail address", "phone number"


def _reaches_people(columns: list[PersonalColumn], *, reserved_counts: bool) -> bool:
    """One strong column of unreserved values, or at least three weak ones, names among them, none beside invented ones."""
    invented = frozenset[str]() if reserved_counts else _invented(columns)
    strong = [column for column in columns if column.is_strong]
    if strong:
        # Accounts, cards and ids count beside a masked address: a checksum or the owner's number still reaches somebody.
        return reserved_counts or any(
            not column.is_reserved and not (column.kind == _PHONE and column.place in invented) for column in strong
        )
    kinds = {column.kind for column in columns if reserved_counts or not column.is_reserved}
    return "name of a person" in kinds and len(kinds) >= 2


def _invented(columns: list[PersonalColumn]) -> frozenset[str]:
    """Tables whose people can all only be written to at addresses kept for examples: their names and phones are made up too."""
    mails = [column for column in columns if column.kind == _MAIL]
    real = {column.place for column in mails if not column.is_reserved}
    return frozenset(column.place for column in mails if column.is_reserved) - real


def _generated(facts: Facts) -> frozenset[str]:
    """Files that code with a generator of invented people writes."""
    return frozenset(
        write.target
        for module in facts.all(ModuleFacts)
        if any(found.module.split(".")[0].lower() in _FAKERS for found in module.imports)
        for write in module.writes
        if write.target
    )


_OPEN: Final = regex(
    r"not (?:yet )?(?:decided|documented|defined|set|recorded|agreed|known|determined|specified)|undecided|undefined|unknown|\bnone\b|\bTBD\b|\bTODO\b|\bto be (?:decided|defined|determined|confirmed)\b|\bmissing\b|\bpending\b|\?\?",
    re.IGNORECASE,
)


@frozen
class Statement:
    """What the documents say of one duty."""

    settled: tuple[str, int] | None
    """(path, line) that states it."""
    open: tuple[str, int, str] | None
    """(path, line, words) that say that it is not settled."""
    searched: str
    """In words."""


def statement(facts: Facts, topic: str, needs: str = "", unless: str = r"(?!)") -> Statement:
    """What the pages say of a topic of `joins.docs`. A mention settles it where its line, or the lines below a heading, have
    `needs` (a linear pattern; an empty one is met by every mention) and its sentence does not say that it is open. Lines that have `unless`, or pages whose path has it, speak of another thing of that name."""
    docs = facts.one(Documentation)
    pages = {page.path: page.text.split("\n") for page in docs.pages} if docs else {}
    settled: tuple[str, int] | None = None
    undecided: tuple[str, int, str] | None = None
    for mention in docs.on(topic) if docs else ():
        line = pages[mention.path][mention.line - 1][:2000]
        below = pages[mention.path][mention.line : mention.line + 6] if mention.in_heading else []
        if re.search(unless, f"{mention.path} {line}", re.IGNORECASE):
            continue
        said = next((part for part in re.split(r"[.;]\s", line) if speaks_of(topic, part)), line)
        is_open = _OPEN.search(said)
        if is_open:
            undecided = undecided or (mention.path, mention.line, said.strip()[:120])
        elif re.search(needs, " ".join([line, *below])[:4000], re.IGNORECASE):
            settled = settled or (mention.path, mention.line)
    searched = f"{len(pages)} pages of documentation" if pages else "no documentation was found"
    return Statement(settled=settled, open=undecided, searched=searched)


_ERASES: Final = regex(
    r"(?:erase|forget|delete|remove|purge)_(?:\w{1,20}_)?(?:subject|person|user|customer|client|patient|member|pii|personal)|gdpr_?(?:delete|erase|forget)|right_to_(?:be_forgotten|erasure)|^erasure",
    re.IGNORECASE,
)
_PURGES: Final = regex(
    r"(?:purge|delete|remove|cleanup|clean_up|expire|prune|drop)_(?:\w{1,20}_)?(?:old|expired|stale|outdated|retention)|apply_retention|enforce_retention|put_bucket_lifecycle",
    re.IGNORECASE,
)
_PURGED: Final = ("old", "expired", "stale", "retention", "outdated", "put_bucket_lifecycle")
"""One of these stands in whatever the pattern finds."""
_SHOWN: Final = 3


def erasing(facts: Facts) -> str | None:
    """A function or file named for erasing a person."""
    for module in facts.all(ModuleFacts):
        if _ERASES.search(module.path.rpartition("/")[2]) or any(_ERASES.search(f.qualname) for f in module.functions):
            return module.path
    return None


def purging(facts: Facts) -> str | None:
    """A function that deletes by age."""
    names = {
        module.path: (*(function.qualname for function in module.functions), *module.called)
        for module in facts.all(ModuleFacts)
    }
    purges = matching(set[str]().union(*names.values()), _PURGED, _PURGES)
    return next((path for path, named in names.items() if not purges.isdisjoint(named)), None) if purges else None


def trained_on(facts: Facts) -> list[tuple[PersonalFile, str, int]]:
    """Files on people that code of training reads, with the path and line that reads them, directly or by way of files that the
    project's own code writes from them. Libraries, tests and notebooks are left out."""
    code = facts.one(CodeBase)
    files = {file.path: file for file in facts.all(PersonalFile)}
    if code is None or not files or code.is_library:
        return []
    ours = [m for m in code.modules.values() if m.is_own and not is_aside(m.path)]
    stages = [stage for project in facts.all(DvcProject) for stage in project.stages]
    if not any(m.facts.training for m in ours):
        return []
    closure = {p for m in ours if m.facts.training for p in code.closure(m.path, 2)}
    makes_features = {m.path for m in ours if m.facts.features}
    found: dict[str, tuple[PersonalFile, str, int]] = {}
    for module in sorted(ours, key=lambda m: m.path):
        is_near = module.path in closure or module.path in makes_features or bool(stages)
        for access in module.facts.reads if is_near else ():
            target = _target(module, access)
            path = next(
                (p for p in files if target and (p == target or p.endswith("/" + target) or target.endswith("/" + p))),
                None,
            )
            if path is not None:
                found.setdefault(path, (files[path], module.path, access.line))
        for argument in module.facts.arguments if is_near else ():
            if argument.default in files and "out" not in argument.option:
                found.setdefault(argument.default, (files[argument.default], module.path, argument.line))
    return [found[path] for path in sorted(found)]


def _target(module: CodeModule, access: DataAccess) -> str | None:
    target = access.target
    if target is None and access.param:
        target = next((a.default for a in module.facts.arguments if a.option == access.param), None)
    if not target or "{}" in target:
        return None
    while target.startswith("../"):
        target = target[3:]
    return target.removeprefix("./") or None


def named_files(files: Sequence[PersonalFile]) -> str:
    """`a.csv holds`, `a.csv, b.csv and 2 more hold`: the beginning of a sentence."""
    return f"{listed([file.path for file in files], _SHOWN)} {'holds' if len(files) == 1 else 'hold'}"
