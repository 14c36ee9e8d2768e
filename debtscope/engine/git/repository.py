"""Finds a folder's git repository and makes the private copy that git runs on: HEAD, references, nothing else.

Only regular files are copied, no link is followed. What the repository's configuration says is looked at for four
facts (object format, partial clone, reference format, the account that hosts it) and never handed to git.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from debtscope.engine.files import FolderReader, to_text, why
from debtscope.engine.git.gateway import Gateway, find_git, trusted_by_user
from debtscope.engine.git.through_gitpython import ConfigFacts, head_branch, read_config
from debtscope.engine.limits import GIT_LOOSE_REFS, GIT_PACKED_REFS_BYTES, MIB
from debtscope.engine.notes import Notes
from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.model.text import without_credentials

_REF = regex(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})\s*|ref: refs/[^\0\n]{1,1000}\s*")
_LINK = regex(r"gitdir: ([^\0\n]+)\n*")


class NoRepository(Unreadable):
    """There is no git history to be had here, and why."""


@frozen
class Located:
    """Where a repository's parts are, as absolute paths."""

    git_dir: Path
    """Of this work tree: HEAD is here."""
    common: Path
    """Objects and references are here; the same, but in a linked work tree."""
    is_bare: bool


@frozen
class Repository:
    """A repository that git may be asked about."""

    gateway: Gateway
    is_bare: bool
    is_shallow: bool
    is_partial: bool
    is_sparse: bool
    exclude: str
    """The text of `info/exclude`."""
    branch: str | None
    """The branch that HEAD is on; None when detached."""
    references: str
    """Names what the files of all references hold."""
    account: str
    """Who the repository is hosted under, as `ConfigFacts.account`."""


def top_level(path: Path) -> Path | None:
    """The nearest folder at or above `path` that holds a repository."""
    path = path.resolve()
    for folder in (path, *path.parents):
        if os.path.lexists(folder / ".git") or _looks_bare(folder):
            return folder
    return None


def _looks_bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def locate(root: Path, program: str) -> Located:
    """The repository of a folder; raises NoRepository. Folders above are not looked at."""
    reader = FolderReader(root)
    try:
        known = reader.lstat(".git")
        if known is None:
            if _looks_bare(root):
                return Located(git_dir=root, common=root, is_bare=True)
            raise NoRepository("there is no git repository in this folder")
        if known.is_folder:
            git_dir = root / ".git"
            return Located(git_dir=git_dir, common=git_dir, is_bare=False)
        if known.is_file:
            return _linked(root, to_text(reader.read(".git", 4096)), program)
        raise NoRepository(f".git is not read: {known.type_words}")
    finally:
        reader.close()


def _linked(root: Path, text: str, program: str) -> Located:
    """A `.git` file is followed inside the folder, or where the other side names this work tree as its own."""
    found = _LINK.fullmatch(text)
    if found is None:
        raise NoRepository(".git is not read: it names no folder")
    git_dir = (root / found[1].strip()).resolve()
    if not git_dir.is_dir():
        raise NoRepository(".git is not read: the folder it names does not exist")
    reader = FolderReader(git_dir)
    try:
        back = to_text(_small(reader, "gitdir")).strip()
        if back and (git_dir / back).resolve() == root / ".git" and git_dir.parent.name == "worktrees":
            return Located(git_dir=git_dir, common=git_dir.parent.parent, is_bare=False)
        worktree = read_config(_small(reader, "config"), program).worktree
        if git_dir.is_relative_to(root) or (worktree and (git_dir / worktree).resolve() == root):
            return Located(git_dir=git_dir, common=git_dir, is_bare=False)
    finally:
        reader.close()
    raise NoRepository(".git is not read: it names a folder outside that does not name this work tree")


def _small(reader: FolderReader, name: str) -> bytes:
    """A small file of a git folder; empty where there is none. Raises NoRepository for a link, a FIFO and the like."""
    if reader.lstat(name) is None:
        return b""
    try:
        return reader.read(name, MIB)
    except Unreadable as error:
        raise NoRepository(f".git/{name} is {error.message}") from None


def open_repository(root: Path, private: Path, notes: Notes) -> Repository:
    """Makes the private copy of a folder's repository; raises NoRepository with the reason why there is none."""
    program = find_git(root)
    if program is None:
        raise NoRepository("git is not installed")
    located = locate(root, program)
    _check_owner(root, located, program)
    reader = FolderReader(located.common)
    own = FolderReader(located.git_dir)
    try:
        config = read_config(_small(reader, "config"), program)
        if config.ref_format != "files":
            raise NoRepository(f"its references are kept as {config.ref_format!r}, which is not read")
        _check_objects(reader)
        _check_alternates(reader, located.common / "objects", root)
        references = _copy_references(reader, own, private, config, notes)
        exclude = to_text(_small(reader, "info/exclude")) if reader.lstat("info/exclude") else ""
        packs = reader.listing("objects/pack") if reader.lstat("objects/pack") else []
        return Repository(
            gateway=Gateway(program, private, located.common / "objects"),
            is_bare=located.is_bare,
            is_shallow=(private / "shallow").exists(),
            is_partial=config.is_partial or any(one.name.endswith(".promisor") for one in packs),
            is_sparse=config.is_sparse or own.lstat("info/sparse-checkout") is not None,
            exclude=exclude,
            branch=_told(head_branch(private, program)),
            references=references,
            account=_told(config.account) or "",
        )
    except Unreadable as error:
        raise NoRepository(error.message) from None
    except OSError as error:
        raise NoRepository(f"the repository is {why(error)}") from None
    finally:
        reader.close()
        own.close()


def _told(branch: str | None) -> str | None:
    return without_credentials(branch) if branch else branch


def _check_owner(root: Path, located: Located, program: str) -> None:
    """As git does: what belongs to somebody else is not opened, unless the user's own configuration trusts it."""
    allowed = {os.geteuid()}
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdigit():
        allowed.add(int(os.environ["SUDO_UID"]))
    if all(path.stat().st_uid in allowed for path in {root, located.git_dir, located.common}):
        return
    if not trusted_by_user({"*", str(root)}, program):
        raise NoRepository("the repository belongs to another user, and git's safe.directory does not name it")


def _check_objects(reader: FolderReader) -> None:
    """git opens these files by itself: a FIFO or device among them would stop it for good."""
    for folder in ("objects", "objects/info", "objects/pack"):
        known = reader.lstat(folder)
        if known is None and folder != "objects":
            continue
        if known is None or not known.is_folder:
            raise NoRepository(f".git/{folder} is not a folder")
        for one in reader.listing(folder):
            if not one.is_file and not one.is_folder:
                raise NoRepository(f".git/{folder}/{one.name} is {one.type_words}")


def _check_alternates(reader: FolderReader, objects: Path, root: Path) -> None:
    """Objects borrowed from another repository: a path found in data, which must not lead out of what is scanned."""
    for line in to_text(_small(reader, "objects/info/alternates")).splitlines():
        if line and not line.startswith("#") and not (objects / line).resolve().is_relative_to(root):
            raise NoRepository(
                "its objects are borrowed from a repository outside (objects/info/alternates); "
                "git repack -a -d brings them in"
            )


def _copy_references(common: FolderReader, own: FolderReader, private: Path, config: ConfigFacts, notes: Notes) -> str:
    """A digest of what the references say."""
    head = _small(own, "HEAD")
    if not _REF.fullmatch(head):
        raise NoRepository("HEAD is damaged" if head else "there is no HEAD")
    (private / "HEAD").write_bytes(head)
    is_sha1 = config.object_format == "sha1"
    version, extension = (0, "") if is_sha1 else (1, f"[extensions]\n\tobjectformat = {config.object_format}\n")
    if not is_sha1 and config.object_format != "sha256":
        raise NoRepository(f"its object format {config.object_format!r} is not known")
    (private / "config").write_text(f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extension}")
    (private / "objects").mkdir()
    (private / "refs").mkdir()
    told = blake2b(digest_size=16)
    if common.lstat("packed-refs"):
        packed = common.read("packed-refs", GIT_PACKED_REFS_BYTES)
        told.update(packed)
        (private / "packed-refs").write_bytes(packed)
    if shallow := _small(common, "shallow"):
        (private / "shallow").write_bytes(shallow)
    for path, content in _loose(common, notes):
        target = private / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        told.update(b"\0" + os.fsencode(path) + b"\0" + content)
    return told.hexdigest()


def _loose(reader: FolderReader, notes: Notes) -> Iterator[tuple[str, bytes]]:
    """References that are files of their own; what is damaged or no regular file is told and left out."""
    stack, seen = ["refs"], 0
    while stack:
        folder = stack.pop()
        for one in reader.listing(folder):
            path = f"{folder}/{one.name}"
            seen += 1
            if seen > GIT_LOOSE_REFS:
                notes.add(f".git/{folder}", f"not read whole: more than {GIT_LOOSE_REFS} references")
                return
            if one.is_folder:
                if path != "refs/replace":  # never followed, and one that names nothing would cost all references
                    stack.append(path)
            elif not one.is_file:
                notes.add(f".git/{path}", f"not read: {one.type_words}")
            elif _REF.fullmatch(content := reader.read(path, MIB)):
                yield path, content
            else:
                notes.add(f".git/{path}", "not read: a damaged reference")
