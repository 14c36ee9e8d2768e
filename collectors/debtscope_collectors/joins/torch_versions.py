"""Which PyTorch a project is held to: from 2.6 on its loads run no code unless they are told to."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from debtscope.api import Facts
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile

_KEYWORD_TORCH, _SAFE_TORCH = Version("1.13"), Version("2.6")
_OLD_TORCH = ("1.0", "1.13.1", "2.0.0", "2.2.0", "2.4.0", "2.5.1")
_NEW_TORCH = ("2.6.0", "2.7.0", "2.8.0", "2.9.0", "2.10.0", "2.12.0", "3.0.0")


def torch_held(facts: Facts) -> str:
    """safe where every lock, or else every declaration, allows torch 2.6 and later only; old where one holds it below, ancient below 1.13; else open."""
    locked = [v for lock in facts.all(LockFile) for name, v in lock.packages if name == "torch"]
    if locked:
        if all(_at_least(version, _SAFE_TORCH) for version in locked):
            return "safe"
        return "old" if all(_at_least(version, _KEYWORD_TORCH) for version in locked) else "ancient"
    told = [
        (file.path.count("/"), r.spec)
        for file in facts.all(DependencyFile)
        for r in file.requirements
        if r.name == "torch"
    ]
    specs = [
        spec for depth, spec in told if depth == min(told)[0]
    ]  # what lies deeper is for a part, often a copied one
    if any(_excludes(spec, (*_OLD_TORCH[1:], *_NEW_TORCH)) for spec in specs):
        return "ancient"
    if any(_excludes(spec, _NEW_TORCH) for spec in specs):
        return "old"
    return "safe" if specs and all(_excludes(spec, _OLD_TORCH) for spec in specs) else "open"


def _at_least(version: str, least: Version) -> bool:
    try:
        return Version(version) >= least
    except InvalidVersion:
        return False


def _excludes(spec: str, versions: tuple[str, ...]) -> bool:
    try:
        given = SpecifierSet(spec)
    except InvalidSpecifier:
        return False
    return bool(spec) and not any(given.contains(one) for one in versions)
