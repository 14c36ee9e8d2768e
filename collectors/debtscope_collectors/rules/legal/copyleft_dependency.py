"""Copyleft package in a served or distributed product

Detects
-------
Packages under the AGPL that serving or deployed code needs, and packages under the GPL or AGPL in an image or a published
package, where the repository's own licence is no GPL or AGPL. Declared and locked packages count, development, test and
documentation groups do not, and neither does what no program of the repository imports or has loaded by another library
(`PyMuPDFLoader`): such a package is taken out of the requirements, and no licence question remains. The licences come from a small
bundled table with a date that holds well-known packages alone. Where the team says `[profile] commercial = false` the
rule is silent; under an open licence of its own the item is medium, and so it is where no licence is stated and nothing tells of a
commercial use. The file of requirements that an image installs is named before others; where there is no image, only
lists where the package is made count: that of a demo beside it is handed to nobody.

Why it is debt
--------------
The AGPL asks whoever offers the program over a network for the source of the whole; the GPL asks whoever hands it on. A closed
product cannot follow, and the package is often the model itself (YOLO), which takes weeks to replace.

How to pay it down
------------------
Replace the package, buy the commercial licence that several of them offer, or keep it apart in a service of its own after legal
advice, and write down what was decided. Whether the licence reaches your code is for a lawyer.

Example
-------
Debt: `ultralytics` in requirements.txt, `from ultralytics import YOLO` in the API, LICENSE says proprietary

Clean: the same package in requirements-dev.txt alone

References
----------
GNU Affero General Public License 3, section 13. GNU General Public License 3, sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.known_rights import AS_OF, of_package
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.rights import OwnRights
from debtscope_collectors.sources.cards.terms import Terms
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile

_ASIDE = frozenset({"test", "docs", "example", "vendored", "generated"})
_DEVELOPMENT = regex(
    r"(?:^|[-_./])(?:dev|devel|develop|development|tests?|testing|docs?|lint|ci|style|typing|benchmarks?|notebooks?|jupyter)(?:[-_.]|$)"
)
_MODULES = {
    "pymupdf": ("fitz", "pymupdf"), "python-igraph": ("igraph",), "python-levenshtein": ("Levenshtein",), "levenshtein": ("Levenshtein",),
    "pyqt5": ("PyQt5",), "pyqt6": ("PyQt6",), "marker-pdf": ("marker",), "surya-ocr": ("surya",), "mysqlclient": ("MySQLdb",),
    "praat-parselmouth": ("parselmouth",), "scikit-survival": ("sksurv",), "extract-msg": ("extract_msg",),
}  # fmt: skip
"""Distribution -> the modules that are imported, where the names differ."""
_LOADERS = {
    "pymupdf": {"PyMuPDFLoader", "PyMuPDFParser", "PyMuPDFReader"}, "pymupdf4llm": {"PyMuPDF4LLMLoader", "LlamaMarkdownReader"},
    "html2text": {"Html2TextTransformer"}, "marker-pdf": {"MarkerLoader"}, "ultralytics": {"UltralyticsDetectionModel"},
}  # fmt: skip
"""Distribution -> classes of other libraries that import it when they are called."""


@frozen(kw_only=False)
class _Declared:
    name: str
    path: str
    line: int | None


@rule(
    id="LEG-006",
    category=Category.LEGAL,
    debt_type="licence debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("dependencies",),
    uses=("python", "cards", "containers", "docs"),
)
def check(facts: Facts) -> Iterator[Finding]:
    own = facts.one(OwnRights)
    code = facts.one(CodeBase)
    if own is None or code is None or own.commercial is False or own.terms is Terms.SHARE_ALIKE:
        return
    is_served = any(module.in_production and module.facts.serving for module in code.modules.values())
    has_image, homes = bool(facts.all(ContainerSpec)), _packaged(facts)
    seen: dict[str, str] = {}
    for one in _declared(facts):
        licence = of_package(one.name)
        if licence is None or _is_told(one.name, licence, seen):
            continue
        users = list(_users(code, one.name))
        if not users:
            continue
        is_handed_on = has_image or (code.is_library and _is_of_package(one.path, homes))
        reason = _reason(licence, is_served=is_served or bool(own.commercial), is_handed_on=is_handed_on)
        if reason:
            seen[one.name] = licence
            yield _finding(own, one, licence, users, reason)


def _is_told(name: str, licence: str, seen: Mapping[str, str]) -> bool:
    """The package itself, or one of the same house that it brings or that brings it (`pymupdf4llm`): one decision answers both."""
    return any(licence == told and (name.startswith(other) or other.startswith(name)) for other, told in seen.items())


def _reason(licence: str, *, is_served: bool, is_handed_on: bool) -> str:
    if licence.startswith("AGPL") and is_served:
        return "the repository serves"
    return "the repository is handed on (image or package)" if is_handed_on else ""


def _packaged(facts: Facts) -> set[str]:
    """Folders from which packages are made; the top among them, whose lists a build may read."""
    files = (one for one in facts.all(DependencyFile) if one.is_library or one.kind == "setup.py")
    return {"", *(one.path.rpartition("/")[0] for one in files)}


def _is_of_package(path: str, homes: set[str]) -> bool:
    """Whether a list lies where a package is made: the list of a demo beside it is handed to nobody with the package."""
    folder = path.rpartition("/")[0]
    above, _, last = folder.rpartition("/")
    return folder in homes or ("requirements" in last and above in homes)


def _declared(facts: Facts) -> Iterator[_Declared]:
    """Direct ones first, and of these what an image installs."""
    installed = (
        " ".join(text for spec in facts.all(ContainerSpec) for text, _ in spec.installs).replace("/", " ").split()
    )
    ordered = sorted(facts.all(DependencyFile), key=lambda f: (f.path.rpartition("/")[2] not in installed, f.path))
    for file in ordered:
        if role_by_path(file.path) in _ASIDE or file.kind == "notebook" or _DEVELOPMENT.search(file.path.lower()):
            continue
        for requirement in file.requirements:
            if not (requirement.group and _DEVELOPMENT.search(requirement.group.lower())):
                yield _Declared(requirement.name, file.path, requirement.line)
    for lock in sorted(facts.all(LockFile), key=lambda lock: lock.path):
        if role_by_path(lock.path) not in _ASIDE and not _DEVELOPMENT.search(lock.path.lower()):
            for name, _ in lock.packages:
                yield _Declared(name, lock.path, None)


def _users(code: CodeBase, name: str) -> Iterator[tuple[CodeModule, int]]:
    modules, loaders = _MODULES.get(name, (name.replace("-", "_"),)), _LOADERS.get(name, frozenset[str]())
    for _, module in sorted(code.modules.items()):
        if module.is_own:
            line = next(
                (
                    one.line
                    for one in module.facts.imports
                    if one.module.split(".")[0] in modules or not loaders.isdisjoint((*one.names, one.module))
                ),
                None,
            )
            if line is not None:
                yield module, line


def _finding(own: OwnRights, one: _Declared, licence: str, users: list[tuple[CodeModule, int]], reason: str) -> Finding:
    is_open = own.terms is Terms.PERMISSIVE
    is_unsaid = not own.declarations and not own.commercial  # nobody was given any right that could conflict
    return Finding(
        subject=Subject(kind="package", name=one.name),
        title=f"{one.name} is under the {licence.split('-')[0]}"[:48],
        message=f"{one.path} needs {one.name} ({licence} by the bundled table of {AS_OF}), and {users[0][0].path}:{users[0][1]} imports it; {reason}.",
        severity=Severity.MEDIUM if is_open or is_unsaid else None,
        evidence=(
            Evidence(kind="line", path=one.path, line=one.line, ref=one.name, value=licence),
            *(Evidence(kind="line", path=module.path, line=line, ref=one.name) for module, line in users[:3]),
        ),
        exposure=Exposure(kind="rights", note=f"what {licence} asks of the whole program has to be checked"),
    )
