"""Texts of a file that hold only on one machine, in one network or for one server's objects: paths, hosts, buckets, ids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import places
from debtscope_collectors.sources.python.buckets import named_buckets
from debtscope_collectors.sources.python.machine_choices import is_chosen
from debtscope_collectors.sources.python.view import ModuleView


@frozen
class BoundLiteral:
    """One literal that is bound to a place."""

    kind: str
    """home, path, drive, platform (a notebook service's own folder), address, host, bucket, database; neighbour (a service on the
    machine on which the program itself runs, `http://localhost:8000`); or of ids: run, experiment,
    arn, account, endpoint, project, job, deployment …; or tracker (where runs are recorded)."""
    text: str
    """The bound part, user information and credentials removed."""
    line: int
    is_default: bool = False
    """Of an environment variable or a command's option: somebody may say otherwise."""


_CUES: Final = frozenset(
    {"home", "Users", "mnt", "srv", "root", "media", "Volumes", "content", "kaggle", "dbfs", "data", "scratch", "nfs", "gpfs", "s3", "s3a", "gs",
     "abfs", "abfss", "wasb", "wasbs", "adl", "jdbc", "internal", "local", "corp", "lan", "intra", "intranet", "private", "localdomain", "C", "c",
     "D", "d", "E", "e", "F", "G", "http", "https", "Downloads", "Desktop", "Documents", "OneDrive", "Dropbox", "Pictures", "10", "172", "192", "ssh", "scp"}
)  # fmt: skip
"""Words one of which stands in every file with such a place."""
_TRACKERS: Final = frozenset({"set_tracking_uri", "MLFLOW_TRACKING_URI", "dagshub"})
_ID_CUES: Final = ("_id", "runs:/", "arn:aws", "mlruns/", ".dkr.ecr.")
_LONGEST: Final = 2000
_OF_SOMEBODY: Final = regex(
    r"^(?:(?:client|source|src|user|remote|dest(?:ination)?)_?)?ip(?:_?addr(?:ess)?)?$|^remote_addr$", re.IGNORECASE
)
"""Keys of a record under which the address of whoever came by is kept."""
_TALK: Final = frozenset(
    {
        "print",
        "info",
        "debug",
        "warning",
        "error",
        "exception",
        "critical",
        "write",
        "markdown",
        "log",
        "echo",
        "title",
        "header",
        "warn",
        "caption",
    }
)
_ASKS: Final = frozenset(
    {
        "exists",
        "isdir",
        "isfile",
        "startswith",
        "endswith",
        "replace",
        "is_dir",
        "is_file",
        "split",
        "strip",
        "match",
        "search",
    }
)
_WIDGETS: Final = frozenset({"text", "dropdown", "combobox", "multiselect"})
_HEX: Final = regex(r"(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
_RUN: Final = regex(r"(?:runs:/|mlruns/\d{1,20}/|models:/m-)([0-9a-f]{32})\b")
_ARN: Final = regex(
    r"\barn:aws[a-z-]{0,10}:[a-z0-9-]{1,30}:[a-z0-9-]{0,20}:(\d{12}):[^\s\"']{1,100}|\b(\d{12})\.dkr\.ecr\."
)
_SAMPLE_ACCOUNTS: Final = frozenset(
    {"123456789012", "000000000000", "111122223333", "111111111111", "999999999999", "012345678901"}
)
_NAMED: Final = regex(
    r"(?:^|_)(run|experiment|exp|block|deployment|job|endpoint|project|account|subscription|tenant|workspace|pipeline|cluster|flow|warehouse)"
    r"_?(?:id|uuid|guid)$",
    re.IGNORECASE,
)
_NUMERIC: Final = regex(r"\d{9,20}")


_BUCKET_ALONE: Final = regex(r"(?:s3a?|gs)://([a-z][a-z-]{4,60})/?")
_PROSE: Final = regex(r"[a-z]{2}[.,;:]\s+[A-Za-z][a-z]+ [a-z]+ ")
_WORDS: Final = 8
"""Blanks from which on a text with a sentence in it is prose: a prompt or a help text, whatever place it speaks of."""


@facet(BoundLiteral, version=19, tests=False, broken=True)
def bound_literals(view: ModuleView) -> Iterator[BoundLiteral]:
    """Every such literal, but for documentation, messages and mere questions whether a place is there."""
    places_too, ids_too = not view.words.isdisjoint(_CUES), view.mentions(*_ID_CUES)
    if view.kind == "module" and not view.words.isdisjoint(_TRACKERS):
        yield from _trackers(view)
    if "ucket" in view.text or "download_file" in view.words or "upload_file" in view.words:
        for address, node in named_buckets(view):
            if [*places.bound_places(address)]:
                yield BoundLiteral(
                    kind="bucket", text=address[:160], line=view.place(node), is_default=_is_default(view, node)
                )
    if not places_too and not ids_too:
        return
    in_modal = view.mentions("import modal", "from modal")  # its images have the project in /root
    seen: set[tuple[str, int]] = set()
    for node in view.constants:
        value = node.value
        if not isinstance(value, str):
            if not ids_too or not isinstance(value, int) or value <= 10**8:
                continue
            value = str(value)
        may_be_place = "/" in value or "\\" in value or value.count(".") == 3
        if not (may_be_place or (ids_too and _may_be_id(value))) or not 5 < len(value) <= _LONGEST:
            continue
        found = [*_ids(view, node, value)] if ids_too else []
        if places_too and may_be_place and not found:
            found = [one for one in places.bound_places(value) if _is_whole(view, node, value, *one)]
            if not found and (near := _NEIGHBOUR.match(value)) and _is_given(view, node):
                found = [("neighbour", near[0])]
            if not found and _PROGRAM.match(value) and _is_set(view, node):
                found = [("drive", value)]
        if not found or _is_prose(value) or _is_talk(view, node) or _is_sample(view, node):
            continue
        if (alone := _BUCKET_ALONE.fullmatch(value)) and _is_named_so(view, node, alone[1]):
            continue
        for kind, text in found:
            if (text, view.place(node)) not in seen and not (in_modal and text.startswith("/root")):
                seen.add((text, view.place(node)))
                yield BoundLiteral(
                    kind=kind, text=text[:160], line=view.place(node), is_default=_is_default(view, node)
                )


def _is_set(view: ModuleView, node: ast.AST) -> bool:
    """Assigned as it stands, whatever the machine: `tesseract_cmd = "C:\\Program Files\\…"`, under no question and in no list."""
    above = view.parent(node)
    if not isinstance(above, ast.Assign) or above.value is not node:
        return False
    return not any(isinstance(one, ast.If | ast.IfExp | ast.Try | ast.For | ast.Match) for one in view.ancestors(above))


def _is_named_so(view: ModuleView, node: ast.AST, bucket: str) -> bool:
    """Whether a key around a bucket says its name: `{"s3DataSource": {"path": "s3://data-source"}}` fills a form, nobody owns that bucket."""
    inner = node
    for above in view.ancestors(node):
        if isinstance(above, ast.Dict):
            keys = [
                k.value
                for k, v in zip(above.keys, above.values, strict=True)
                if v is inner and isinstance(k, ast.Constant)
            ]
            if any(bucket.replace("-", "") in re.sub(r"[^a-z0-9]", "", str(key).lower()) for key in keys):
                return True
        elif not isinstance(above, ast.Call | ast.List | ast.keyword):
            return False
        inner = above
    return False


def _is_prose(value: str) -> bool:
    return value.count(" ") >= _WORDS and _PROSE.search(value) is not None


def _trackers(view: ModuleView) -> Iterator[BoundLiteral]:
    """The address of a tracking server that is given as it stands; what only fills a variable that is not set is a default."""
    given: list[tuple[ast.AST, ast.expr]] = [
        (call, call.args[0]) for call in view.calls_to(("set_tracking_uri",)) if call.args
    ]
    for node in view.nodes(ast.Assign) if "MLFLOW_TRACKING_URI" in view.words else ():
        match node.targets[0]:
            case ast.Subscript(value=owner, slice=key) if view.name(owner) == "os.environ":
                if view.constant(key) == "MLFLOW_TRACKING_URI":
                    given.append((node, node.value))
            case _:
                continue
    for call in view.calls_to(("init",)) if "dagshub" in view.words else ():
        if view.name(call.func) == "dagshub.init":
            owner, name = (view.argument(call, key, at) for key, at in (("repo_owner", 1), ("repo_name", 0)))
            told = [view.constant(one) if one is not None else None for one in (owner, name)]
            if all(isinstance(one, str) and "{}" not in one for one in told):
                yield BoundLiteral(kind="tracker", text=f"dagshub.com/{told[0]}/{told[1]}"[:160], line=view.place(call))
    for node, value in given:
        text = view.constant(value)
        asked = [one for one in view.ancestors(node) if isinstance(one, ast.If)]
        if not isinstance(text, str) or not text.startswith("http") or "{}" in text or asked:
            continue
        if not [*places.bound_places(text)]:
            yield BoundLiteral(kind="tracker", text=_bare(text)[:160], line=view.place(node))


def _bare(url: str) -> str:
    """Without user and password."""
    scheme, _, rest = url.partition("://")
    host, stroke, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{stroke}{path}"


_FORM: Final = regex(r"#[ \t]{0,4}@param\b")
_PROGRAM: Final = regex(r"[A-Za-z]:[\\/]{1,2}Program Files[^\"'\n*?<>|]{2,120}\.exe$")
"""Where an installer of Windows puts a program: somebody's machine, unless the code asks first which one it runs on."""
_NEIGHBOUR: Final = regex(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0):\d{2,5}(?=/|$)")
_SERVER: Final = regex(r"host|server|broker|endpoint|url|uri|dsn|master|redis|mongo|address$|_db$", re.IGNORECASE)


def _is_whole(view: ModuleView, node: ast.Constant, value: str, kind: str, text: str) -> bool:
    """Not the end of an address that begins with a variable, nor an address that is only a value among data."""
    if kind in ("path", "platform") and value.startswith(text):
        above = view.parent(node)
        if isinstance(above, ast.JoinedStr):
            return above.values[0] is node
        return not (isinstance(above, ast.BinOp) and above.right is node)
    if kind == "address" and text == value:
        return _SERVER.search(_name_of(view, node)) is not None
    return True


def _is_given(view: ModuleView, node: ast.AST) -> bool:
    """Held by a name or handed to a call; not one of a list, which says who may come by."""
    above = view.parent(node)
    if isinstance(above, ast.JoinedStr):
        if above.values[0] is not node:
            return False
        above = view.parent(above)
    call = view.parent(above) if isinstance(above, ast.keyword) else above
    if isinstance(call, ast.Call) and "tracking" in (view.name(call.func) or ""):
        return False  # a tracker, told as such
    if isinstance(above, ast.AnnAssign) and isinstance(view.parent(above), ast.ClassDef):
        return False  # a field's default: who makes the object may say otherwise
    given = isinstance(above, (ast.Assign, ast.AnnAssign, ast.Call, ast.keyword))
    name = _name_of(view, node).lower()
    return given and not any(part in name for part in ("track", "mlflow", "default"))


def _may_be_id(value: str) -> bool:
    """A cheap look at texts, of which a file has hundreds."""
    return ":" in value or "." in value or len(value) in (32, 36) or value.isdigit()


def _ids(view: ModuleView, node: ast.Constant, value: str) -> Iterator[tuple[str, str]]:
    if "runs" in value or "models:/" in value:
        for found in _RUN.finditer(value):
            yield "run", found[1]
    if "arn:" in value or ".dkr." in value:
        for found in _ARN.finditer(value):
            account = found[1] or found[2]
            if account not in _SAMPLE_ACCOUNTS:
                yield ("arn" if found[1] else "account"), found[0]
    if _HEX.fullmatch(value) or _NUMERIC.fullmatch(value):
        named = _NAMED.search(_name_of(view, node))
        if named and len(set(value)) > 4 and value not in _SAMPLE_ACCOUNTS and not value.startswith("123456"):
            yield {"exp": "experiment"}.get(named[1].lower(), named[1].lower()), value


def _name_of(view: ModuleView, node: ast.AST) -> str:
    """The variable, attribute, keyword, key or parameter that a literal is given to."""
    above = view.parent(node)
    match above:
        case ast.keyword(arg=str(name)):
            return name
        case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Attribute(attr=name), *_]):
            return name
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if value is node and isinstance(key, ast.Constant) and isinstance(key.value, str):
                    return key.value
        case ast.arguments(args=args, defaults=defaults):
            for argument, default in zip(args[len(args) - len(defaults) :], defaults, strict=False):
                if default is node:
                    return argument.arg
        case ast.Call():
            function = above.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            return {"get_run": "run_id", "get_experiment": "experiment_id"}.get(name, "")
        case _:
            return ""
    return ""


def _is_talk(view: ModuleView, node: ast.AST) -> bool:
    """Documentation, a message, a help text, or a question."""
    above = view.parent(node)
    if isinstance(view.statement(node), ast.Assert):
        return True  # `assert split(r"c:/dir/file.jpg") == …` tries a function on a name, whose file nobody opens
    if isinstance(above, ast.JoinedStr):
        node, above = above, view.parent(above)
    if isinstance(above, (ast.Expr, ast.Compare, ast.Raise, ast.Assert)):
        return True
    if isinstance(above, ast.keyword):
        return above.arg in (
            "help",
            "description",
            "doc",
            "epilog",
            "example",
            "examples",
            "label",
            "placeholder",
            "title",
            "caption",
        )
    if isinstance(above, ast.BinOp):
        above = view.parent(above)
    if isinstance(above, ast.Call):
        name = above.func.attr if isinstance(above.func, ast.Attribute) else getattr(above.func, "id", "")
        is_route = isinstance(
            view.parent(above), ast.FunctionDef | ast.AsyncFunctionDef
        )  # `@router.post("/media/sync")`
        return is_route or name in _TALK or name in _ASKS or name.endswith(("Error", "Exception"))
    return False


def _is_sample(view: ModuleView, node: ast.AST) -> bool:
    """Inside what a schema shows as an example, or the address in a made-up event: `{"source_ip": "192.168.1.1"}`."""
    match view.parent(node):
        case ast.Dict(keys=keys, values=values) as record:
            named = next(
                (k.value for k, v in zip(keys, values, strict=True) if v is node and isinstance(k, ast.Constant)), ""
            )
            if isinstance(named, str) and _OF_SOMEBODY.search(named) and len(record.keys) > 1:
                return True
        case _:
            pass
    for above in view.ancestors(node):
        if (
            isinstance(above, ast.keyword)
            and above.arg
            and ("example" in above.arg or above.arg == "json_schema_extra")
        ):
            return True
        if isinstance(above, ast.Dict) and any(
            isinstance(k, ast.Constant) and k.value in ("example", "examples") for k in above.keys
        ):
            return True
        if isinstance(above, ast.Assign):
            return any(
                "example" in str(getattr(t, "id", "")).lower() or getattr(t, "id", "") == "schema_extra"
                for t in above.targets
            )
        if isinstance(above, ast.stmt):
            return False
    return False


def _is_default(view: ModuleView, node: ast.AST) -> bool:
    """Whether an environment variable, an option or a notebook's form gives the value unless it is not set, or only who develops has it."""
    if ("@param" in view.text and _is_form(view, node)) or is_chosen(view, node):
        return True
    for above in view.ancestors(node):
        if isinstance(above, ast.stmt):
            return isinstance(above, (ast.Assign, ast.AnnAssign)) and (
                _in_settings(view, above) or _falls_back(view, above) or _is_last_resort(view, above)
            )
        if isinstance(above, ast.Call):
            name = view.name(above.func) or ""
            last = name.rpartition(".")[2] or getattr(above.func, "attr", "")
            if last in (
                "getenv",
                "add_argument",
                "option",
                "Option",
                "add_option",
                "Field",
                "Variable",
            ) or name.startswith("os.environ"):
                return True
            if name.startswith("dbutils.widgets."):
                return last in _WIDGETS  # a notebook's parameter, with what it is where a job gives none
            owner = above.func.value if isinstance(above.func, ast.Attribute) else None
            read = view.name(owner.func) or "" if isinstance(owner, ast.Call) else name
            if last == "get" and any(
                w in read.lower() for w in ("environ", "dotenv", "conf", "cfg", "param", "variable", "setting", "args")
            ):
                return True
        if isinstance(above, ast.BoolOp):
            return any("env" in (view.name(getattr(v, "func", v)) or "").lower() for v in above.values)
    return False


def _is_form(view: ModuleView, node: ast.AST) -> bool:
    """`place = "/content/drive"  # @param {type: "string"}`: who opens the notebook fills it in."""
    at = getattr(node, "lineno", 0)
    return 0 < at <= len(view.lines) and _FORM.search(view.lines[at - 1]) is not None


def _falls_back(view: ModuleView, statement: ast.Assign | ast.AnnAssign) -> bool:
    """`default = "s3://…"; os.getenv("PLACE", default)` beside it."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    if isinstance(target, ast.Name) and _is_missing(view.parent(statement), target.id):
        return any(
            (view.name(getattr(one, "func", one)) or "").startswith("os.") for one in view.values(target.id, target)
        )
    return isinstance(target, ast.Name) and any(
        len(call.args) == 2 and isinstance(call.args[1], ast.Name) and call.args[1].id == target.id
        for call in view.calls_to(("getenv", "get"))
        if (view.name(call.func) or "").startswith("os.")
    )


def _is_last_resort(view: ModuleView, statement: ast.Assign | ast.AnnAssign) -> bool:
    """A constant that every function reads behind `if given: return given`, where `given` came from the environment."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    if not isinstance(target, ast.Name) or view.words.isdisjoint({"environ", "getenv"}):
        return False
    uses = [one for one in view.nodes(ast.Name) if one.id == target.id and isinstance(one.ctx, ast.Load)]
    uses = [use for use in uses if not isinstance(view.parent(use), ast.Compare)]  # `features not in MODELS` takes none
    return bool(uses) and all(_is_behind(view, use) for use in uses)


def _is_behind(view: ModuleView, use: ast.Name) -> bool:
    function = view.function(use)
    for one in function.body if function is not None else ():
        if not isinstance(one, ast.If) or one.lineno >= use.lineno or not isinstance(one.body[-1], ast.Return):
            continue
        given = [name for name in ast.walk(one.test) if isinstance(name, ast.Name)]
        made = [value for name in given for value in view.values(name.id, name)]
        if any(_asks_environment(view, value) for value in (one.test, *made)):
            return True
    return False


def _asks_environment(view: ModuleView, node: ast.AST) -> bool:
    return any(
        (view.name(part) or "").startswith(("os.environ", "os.getenv"))
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute | ast.Name)
    )


def _is_missing(above: ast.AST | None, name: str) -> bool:
    """`if not NAME:` and `if NAME is None:`."""
    match above:
        case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=asked))):
            return asked == name
        case ast.If(test=ast.Compare(left=ast.Name(id=asked), ops=[ast.Is()])):
            return asked == name
        case _:
            return False


def _in_settings(view: ModuleView, statement: ast.AST) -> bool:
    """A field of a settings class, which the environment fills."""
    above = view.parent(statement)
    return isinstance(above, ast.ClassDef) and any(
        (view.name(base) or "").rpartition(".")[2] == "BaseSettings" for base in above.bases
    )
