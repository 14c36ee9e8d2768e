"""Where the value of an expression comes from: a download, a request, an argument, the environment, a path."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_STEPS: Final = 60
_OPENERS: Final = frozenset(
    {
        "open",
        "io.open",
        "gzip.open",
        "bz2.open",
        "lzma.open",
        "fsspec.open",
        "smart_open.open",
        "pathlib.Path",
        "os.path.join",
    }
)
"""Their first argument is the file; the others are modes."""
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})
_HOLES: Final = regex(r"[{}/.\\]")
_URL: Final = regex(r"^(?:https?|ftp|s3|gs|gcs|abfss?|wasbs?|az|hdfs|r2|hf)://")
_DOWNLOADS: Final = (
    "requests.", "httpx.", "urllib.request.", "urllib2.", "aiohttp.", "wget.", "gdown.", "boto3.", "huggingface_hub.",
    "google.cloud.storage", "azure.storage", "s3fs.", "gcsfs.", "torch.hub.",
    "tensorflow.keras.utils.get_file", "keras.utils.get_file", "pooch.", "modelscope.",
)  # fmt: skip
_BUCKETS: Final = ("boto3.", "google.cloud.storage", "azure.storage", "s3fs.", "gcsfs.")
_BUCKET_WORDS: Final = frozenset(
    {"download_fileobj", "get_object", "download_to_filename", "download_as_bytes", "download_as_string", "download_blob"}
)  # fmt: skip
_BUCKET_URL: Final = regex(r"^(?:s3|gs|gcs|abfss?|wasbs?|az|hdfs|r2)://")
_HUBS: Final = ("huggingface_hub.", "modelscope.")
_HUB_WORDS: Final = frozenset({"hf_hub_download", "snapshot_download", "cached_download", "cached_file"})
_HUB_URL: Final = regex(r"^(?:hf://|https?://(?:[\w-]{1,40}\.)?(?:huggingface\.co|hf\.co)/)")
_REGISTRIES: Final = frozenset(
    {
        "azureml.core.Model",
        "azureml.core.model.Model",
        "azureml.core.Model.list",
        "azureml.core.model.Model.list",
        "azureml.core.Model.get_model_path",
        "azureml.core.model.Model.get_model_path",
    }
)
"""Models of the project's own registry: what they give is a file that somebody registered there."""
PLATFORM_DIRS: Final = frozenset({"AZUREML_MODEL_DIR", "AIP_STORAGE_URI", "SM_MODEL_DIR"})
"""Variables that name the folder which a platform fills with the version that its own registry names."""
_COMMIT: Final = regex(r"^[0-9a-f]{40}$")
_DOWNLOAD_WORDS: Final = frozenset(
    {"hf_hub_download", "snapshot_download", "cached_download", "urlretrieve", "urlopen", "download_file", "download_fileobj",
     "get_object", "download_to_filename", "download_as_bytes", "download_as_string", "load_state_dict_from_url",
     "cached_path", "cached_file", "download_url", "download_from_url", "download_blob"}
)  # fmt: skip
_REQUEST_TYPES: Final = (
    "fastapi.UploadFile", "starlette.datastructures.UploadFile", "fastapi.Request", "starlette.requests.Request",
    "flask.request", "flask.Request", "werkzeug.", "bottle.request", "streamlit.file_uploader", "gradio.File",
)  # fmt: skip
_ENVIRONMENT: Final = ("os.environ", "os.getenv", "os.environ.get")
_MEMORY: Final = (
    "pickle.dumps", "cloudpickle.dumps", "dill.dumps", "copy.", "io.BytesIO", "base64.", "zlib.", "lzma.", "gzip.decompress",
)  # fmt: skip


@frozen(kw_only=False)
class Origin:
    """Where a value comes from."""

    kind: str
    """remote, hub (of models), pinned (a commit of one), bucket (of the project's own cloud), registry (of its models), request, argument, environment, parameter, attribute (of self), path, memory (made in this process) or
    unknown."""
    text: str = ""
    """The folded path, the host, or the name of the argument, variable or parameter."""
    path: str = ""
    """The folded path, whatever the kind."""


def origin_of(view: ModuleView, node: ast.AST) -> Origin:
    """The most exposed origin found along what the expression is made of, within the file; a bounded search."""
    best, path = Origin("unknown"), ""
    folded = view.constant(node)
    if isinstance(folded, str):
        if (url := _of_url(folded)) is not None:
            return url
        if _HOLES.sub("", folded):
            best, path = Origin("path", folded), folded
    stack: list[ast.AST] = [node]
    seen: set[int] = set()
    while stack and len(seen) < _STEPS:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        found = _own(view, current)
        if not path and isinstance(opened := _opened(view, current), str) and _HOLES.sub("", opened):
            path = opened
            best = max(best, Origin("path", opened), key=lambda origin: _RANK[origin.kind])
        if found is not None and _RANK[found.kind] > _RANK[best.kind]:
            best = found
        if found is None or found.kind in ("parameter", "attribute"):
            stack.extend(_made_of(view, current))
    return replace(best, path=path)


_RANK: Final = {
    "unknown": 0, "pinned": 8, "attribute": 1, "parameter": 1, "path": 2, "environment": 3, "argument": 4, "memory": 5, "request": 6, "registry": 7, "bucket": 7, "hub": 8,
    "remote": 9,
}  # fmt: skip


def _of_url(text: str) -> Origin | None:
    """A constant url of another machine."""
    if not _URL.match(text):
        return None
    host = urlsplit(text).hostname or text.partition("://")[0]
    if host in _LOOPBACK:
        return None
    return Origin("bucket" if _BUCKET_URL.match(text) else "hub" if _HUB_URL.match(text) else "remote", host)


def _opened(view: ModuleView, node: ast.AST) -> object:
    """The folded path of an `open`."""
    if isinstance(node, ast.Call) and node.args and view.name(node.func) in _OPENERS:
        return view.constant(node.args[0])
    return None


def _own(view: ModuleView, node: ast.AST) -> Origin | None:
    """What one node says by itself."""
    if isinstance(node, ast.Call):
        return _of_call(view, node)
    name = view.name(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if isinstance(node, ast.Subscript):
        name = view.name(node.value)
        if name == "os.environ":
            return _of_variable(view.constant(node.slice))
    if isinstance(node, ast.Subscript) and name == "sys.argv":
        index = view.constant(node.slice)
        return Origin("argument", f"sys.argv[{index}]" if isinstance(index, int) else "sys.argv")
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _of_url(node.value)
    if isinstance(node, ast.Attribute) and _is_parsed(view, node.value):
        return Origin("argument", f"--{node.attr.replace('_', '-')}")
    kind = view.type_of(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if kind and kind.startswith(_REQUEST_TYPES):
        return Origin("request")
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return Origin("attribute", f"{node.value.id}.{node.attr}")
    if isinstance(node, ast.Name) and node.id in ("self", "cls"):
        return None
    if isinstance(node, ast.Name) and any(isinstance(value, ast.arg) for value in view.values(node.id, node)):
        return Origin("parameter", node.id)
    return None


def _of_call(view: ModuleView, call: ast.Call) -> Origin | None:
    name = view.called(call) or view.name(call.func) or ""
    if name.rpartition(".")[2] in _DOWNLOAD_WORDS or name.startswith(_DOWNLOADS):
        return _downloaded(view, call, name)
    if name in _REGISTRIES:
        return Origin("registry", _named(view, call))
    if name.startswith(_ENVIRONMENT):
        return _of_variable(view.constant(call.args[0]) if call.args else None)
    if name.startswith(_MEMORY) and not name.startswith("io.BytesIO"):
        return Origin("memory")
    if name.startswith(_REQUEST_TYPES):
        return Origin("request")
    return None


def _of_variable(key: object) -> Origin:
    name = key if isinstance(key, str) else ""
    return Origin("registry" if name in PLATFORM_DIRS else "environment", name)


def _downloaded(view: ModuleView, call: ast.Call, name: str) -> Origin | None:
    """From a hub, a bucket or anywhere. What a hub gives for a commit is what its author has looked at."""
    last, named = name.rpartition(".")[2], _named(view, call)
    if last in _HUB_WORDS or name.startswith(_HUBS):
        given = view.argument(call, "revision")
        revision = view.constant(given) if given is not None else None
        if isinstance(revision, str) and _COMMIT.match(revision):
            return Origin("pinned", named)
        return Origin("hub", named)
    if last in _BUCKET_WORDS or name.startswith(_BUCKETS):
        return Origin("bucket", named)
    return Origin("remote", named)


def _named(view: ModuleView, call: ast.Call) -> str:
    """What a download names: its first text."""
    for argument in (*call.args[:2], *(k.value for k in call.keywords[:3])):
        value = view.constant(argument)
        if isinstance(value, str) and len(value) <= 120:
            return (urlsplit(value).hostname or value) if _URL.match(value) else value
    return ""


def _is_parsed(view: ModuleView, node: ast.AST) -> bool:
    """`args` of `args = parser.parse_args()`."""
    if not isinstance(node, ast.Name):
        return False
    return any(
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in ("parse_args", "parse_known_args")
        for value in view.values(node.id, node)
    )


def _entered(view: ModuleView, node: ast.Name) -> ast.expr | None:
    """What `with … as f` around a name binds it to: another `f` of the scope is another file."""
    for above in view.ancestors(node):
        if isinstance(above, ast.With | ast.AsyncWith):
            for item in above.items:
                if isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == node.id:
                    return item.context_expr
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return None
    return None


def _is_other_arm(view: ModuleView, value: ast.AST, node: ast.AST) -> bool:
    """Whether a value is made in the other arm of an `if` in which a node stands: it is never the node's."""
    arms = _arms(view, node)
    return bool(arms) and any(arms.get(branch, arm) is not arm for branch, arm in _arms(view, value).items())


def _arms(view: ModuleView, node: ast.AST) -> dict[ast.If, bool]:
    """Each `if` around a node -> whether it stands in its body; those of a test are left out."""
    found: dict[ast.If, bool] = {}
    below = node
    for above in view.ancestors(node):
        if isinstance(above, ast.If) and below is not above.test:
            found[above] = any(below is one for one in above.body)
        below = above
    return found


def _made_of(view: ModuleView, node: ast.AST) -> list[ast.AST]:
    """The expressions that a node's value is made of."""
    match node:
        case ast.Name() if (opened := _entered(view, node)) is not None:
            return [opened]
        case ast.Name():
            values = (value for value in view.values(node.id, node) if not isinstance(value, ast.arg))
            return [value for value in values if not _is_other_arm(view, value, node)][:6]
        case ast.Call():
            if view.name(node.func) in _OPENERS - {"os.path.join"}:
                return [*node.args[:1], *(k.value for k in node.keywords if k.arg in ("file", "filename"))]
            receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
            return [*receiver, *node.args[:4], *(k.value for k in node.keywords[:4])]
        case ast.Attribute(value=value) | ast.Await(value=value) | ast.NamedExpr(value=value):
            return [value]
        case ast.Subscript(value=value):
            return [value]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.BoolOp(values=values):
            return [*values]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.JoinedStr(values=values):
            return [v.value for v in values if isinstance(v, ast.FormattedValue)]
        case ast.For(iter=source) | ast.comprehension(iter=source):
            return [source]
        case (
            ast.ListComp(elt=ast.Name(id=one), generators=[ast.comprehension(target=ast.Name(id=each), iter=source)])
            | ast.GeneratorExp(
                elt=ast.Name(id=one), generators=[ast.comprehension(target=ast.Name(id=each), iter=source)]
            )
        ) if one == each:  # `[path for path in folder.glob("*") if path.is_file()]`
            return [source]
        case _:
            return []
