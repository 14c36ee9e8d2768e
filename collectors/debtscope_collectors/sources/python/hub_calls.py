"""Every fetch of a model or dataset of a hub that fixes no commit. One file at a time: names that another file tells are holes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import hub_lines
from debtscope_collectors.sources.python.hubs import ASKING, asked, given_name, is_told_elsewhere
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.symbols import symbol
from debtscope_collectors.sources.python.view import ModuleView

_SETTING: Final = regex(r"(?:^|[._])(?:settings|config|cfg|conf)\.|[A-Z]{3,}_")
"""How a name from the configuration is written."""
_COMMIT: Final = regex(r"^[0-9a-f]{40}$")
_OPTIONS: Final = ("model_kwargs", "hub_kwargs", "model_args")
"""Arguments of wrappers that are handed on to the hub's own call."""
_SMALL: Final = regex(r"(?:Tokenizer(?:Fast)?|Config|Processor|FeatureExtractor)\.from_pretrained$")
"""Fetches of files that hold neither weights nor code."""
_PICKLED: Final = regex(r"\.(?:pt|pth|bin|pkl|pickle|ckpt|joblib|th)$", 2)


_TAKE_NONE: Final = frozenset(
    {"fastembed.TextEmbedding", "fastembed.SparseTextEmbedding", "langchain_qdrant.FastEmbedSparse"}
)
"""Calls that have no place for a revision: the library's own version tells which files a name means."""


@frozen
class HubCall:
    """One fetch of a named asset without a fixed commit."""

    name: str
    """`` where only `symbol` tells it."""
    line: int
    scope: str
    call: str
    revision: str
    """The tag or branch that is named, `` for none."""
    runs_code: bool
    """trust_remote_code=True."""
    trusted_by: str = ""
    """The field of a settings object that decides it: `trust_remote_code=settings.trust_remote_code`."""
    excerpt: str
    symbol: str = ""
    """A name that other files tell, as text with holes (`symbols`); `` where it is constant."""
    shown: str = ""
    """The expression that gives such a name, where it is one of the configuration; `` elsewhere."""
    is_data: bool = False
    is_small: bool = False
    """A tokenizer, a configuration: neither weights nor data."""
    is_pickled: bool = False
    """A file whose loading can run what it holds, or a hub's own program (`torch.hub.load`)."""


@facet(HubCall, version=7, tests=False)
def hub_calls(view: ModuleView) -> Iterator[HubCall]:
    """Fetches whose revision is absent, a tag or a branch, of libraries that take one and by the address of a file."""
    yield from _addresses(view)
    for call in view.calls_to(ASKING):
        if (view.name(call.func) or "") in _TAKE_NONE:
            continue
        found = asked(view, call)
        name, tag = found or ("", "")
        told = "" if found else _told_elsewhere(view, call)
        if not found and (default := _class_default(view, call)):
            found, name, told = (default, ""), default, f"{{opt:{default}}}"
        if (not found and not told) or view.has_star(call):
            continue
        options = _options(view, call)
        revision = view.argument(call, "revision", "code_revision") or options.get("revision")
        if revision is not None:
            value = view.constant(revision)
            if value is None and not (isinstance(revision, ast.Constant) and revision.value is None):
                continue  # from configuration
            tag = value if isinstance(value, str) else tag
        if _COMMIT.match(tag):
            continue
        trust = view.argument(call, "trust_remote_code") or options.get("trust_remote_code")
        full = view.name(call.func) or "from_pretrained"
        yield HubCall(
            name=name, line=view.place(call), scope=view.scope(call), call=full.rpartition(".")[2], revision=tag[:60],
            runs_code=trust is not None and view.constant(trust) is True, excerpt=view.snippet(call), symbol=told,
            trusted_by=trust.attr if isinstance(trust, ast.Attribute) else "",
            shown="" if found else _shown(view, call), is_data=full == "datasets.load_dataset",
            is_small=_SMALL.search(full) is not None, is_pickled=_is_pickled(view, call, full),
        )  # fmt: skip


def _addresses(view: ModuleView) -> Iterator[HubCall]:
    """`urlretrieve("https://huggingface.co/owner/name/resolve/main/model.bin")`, and clones that a program starts."""
    if hub_lines.HUB not in view.text:
        return
    seen: set[str] = set()
    for node in (*view.constants, *view.nodes(ast.JoinedStr)):
        value = view.constant(node)
        if not isinstance(value, str) or hub_lines.HUB not in value or "\n" in value.strip():
            continue
        if not value.startswith("http") and not any(isinstance(above, ast.Call) for above in view.ancestors(node)):
            continue  # words about it
        for name, revision, file in hub_lines.in_line(value.strip()):
            if name not in seen:
                seen.add(name)
                yield HubCall(
                    name=name, line=view.place(node), scope=view.scope(node), call="download", revision=revision,
                    runs_code=False, excerpt=value.strip()[:160], is_pickled=bool(_PICKLED.search(file)),
                )  # fmt: skip


def _is_pickled(view: ModuleView, call: ast.Call, full: str) -> bool:
    if full == "torch.hub.load":
        return True
    file = view.argument(call, "filename", 1) if full.endswith("hf_hub_download") else None
    return file is not None and bool(_PICKLED.search(str(view.constant(file) or "")))


def _class_default(view: ModuleView, call: ast.Call) -> str:
    """`dataset_name: str = field(default="owner/name")` of `load_dataset(script_args.dataset_name)`: a parser fills such a class, so
    that the name is the default of one field of the file's only class that has it."""
    given = given_name(view, call)
    if not isinstance(given, ast.Attribute) or not isinstance(given.value, ast.Name) or given.value.id == "self":
        return ""
    found = [
        part.value
        for node in view.classes
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and part.target.id == given.attr
    ]
    if len(found) != 1 or not isinstance(found[0], ast.Call) or last_name(found[0].func) not in ("field", "Field"):
        return ""
    default = view.argument(found[0], "default", 0 if last_name(found[0].func) == "Field" else "default")
    value = view.constant(default) if default is not None else None
    return value if isinstance(value, str) and is_told_elsewhere(value) else ""


def _told_elsewhere(view: ModuleView, call: ast.Call) -> str:
    """The name as a text with one hole, for expressions that nothing of the file completes."""
    given = given_name(view, call)
    if not isinstance(given, ast.Attribute | ast.Name | ast.Subscript | ast.Call) or view.constant(given) is not None:
        return ""
    return symbol(view, given)


def _shown(view: ModuleView, call: ast.Call) -> str:
    given = given_name(view, call)
    name = (view.name(given) or "") if isinstance(given, ast.Attribute | ast.Name) else ""
    # `config.base_model_name_or_path` is what an adapter's own file says, no setting of the project
    return name[:80] if _SETTING.search(name) and not name.endswith("name_or_path") else ""


def _options(view: ModuleView, call: ast.Call) -> dict[str, ast.expr]:
    """What a wrapper hands on: `model_kwargs={"trust_remote_code": True}`."""
    found: dict[str, ast.expr] = {}
    for name in _OPTIONS:
        given = view.argument(call, name)
        if isinstance(given, ast.Dict):
            for key, value in zip(given.keys, given.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    found[key.value] = value
    return found
