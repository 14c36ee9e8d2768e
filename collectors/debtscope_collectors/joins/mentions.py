"""Every name by which something other than an import statement may reach code: the ground on which code is called unused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from debtscope.api import Facts, join
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.unread import unread_code
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.named.facts import NamedCode
from debtscope_collectors.sources.python.dynamic import dynamic_imports, named_files

_WORD = regex(r"[A-Za-z_]\w{0,80}")


@dataclass(frozen=True)
class Mentions:
    """Names that settings, commands, documents, imports and texts of importing code hold."""

    names: frozenset[str]
    """Of settings, manifests, commands, of texts in code that imports by name, and of paths in code."""
    pages: tuple[str, ...]
    """Texts of the documentation, without what tells of the past."""
    open_folders: tuple[str, ...]
    """Folders of files that import whatever they find there, with what lies below."""
    open_names: frozenset[str]
    """Words of the texts of such files: among them may be the folder that they search."""
    imported: frozenset[str]
    """Every name and module part that any import statement holds, resolved or not."""
    called: frozenset[str]
    """Last words of everything that code calls."""
    is_whole: bool
    """Every file of the project's own code was read; else nothing can be called unused."""

    @cached_property
    def _told(self) -> frozenset[str]:
        return frozenset(word for text in self.pages for word in _WORD.findall(text))

    def reaches_module(self, path: str) -> bool:
        """Whether anything may reach a file by its name or its place."""
        stem = path.rpartition("/")[2].partition(".")[0]
        if not self.is_whole or stem in self.names or stem in self.imported or stem in self._told:
            return True
        if not self.open_names.isdisjoint(path.split("/")[:-1]):
            return True
        return any(not folder or path.startswith(f"{folder}/") for folder in self.open_folders)

    def reaches_name(self, name: str) -> bool:
        """Whether anything may use a function or class by its name."""
        if not self.is_whole or name in self.imported or name in self.called:
            return True
        return name in self.names or name in self._told


@join(Mentions, facets=(dynamic_imports, named_files))
def mentions(facts: Facts) -> Iterator[Mentions]:
    """One, also of an empty repository."""
    names: set[str] = set()
    for one in facts.all(NamedCode):
        names |= one.names
    for text in _commands(facts):
        names.update(_WORD.findall(text[:20_000]))
    folders: set[str] = set()
    searched: set[str] = set()
    for path, rows in facts.rows(dynamic_imports).items():
        for row in rows:
            names.update(row.names)
            if row.is_open:
                folders.add(path.rpartition("/")[0])
                searched.update(row.names)
    for found in facts.rows(named_files).values():
        names.update(name for row in found for name in row.names)
    imported: set[str] = set()
    called: set[str] = set()
    for base in facts.all(CodeBase):
        for module in base.modules.values():
            for one in module.facts.imports:
                imported.update(one.names)
                imported.update(one.module.rsplit(".", 1)[-1:])
            called.update(name.rpartition(".")[2] for name in module.facts.called)
            for command in module.facts.commands:
                names.update(_WORD.findall(command.name))
    yield Mentions(
        names=frozenset(names),
        pages=tuple(page.text for page in facts.all(DocPage) if page.kind != "changelog"),
        open_folders=tuple(sorted(folders)),
        open_names=frozenset(searched),
        imported=frozenset(imported),
        called=frozenset(called),
        is_whole=unread_code(facts) is None,
    )


def _commands(facts: Facts) -> Iterator[str]:
    yield from said_in_ci(facts)
    for spec in facts.all(ContainerSpec):
        yield " ".join(spec.command)
    for project in facts.all(DvcProject):
        for stage in project.stages:
            yield from stage.cmd
            yield from stage.deps
