"""Request handlers of serving code: by what they are given their input, how it is checked, what they load. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import SERVING
from debtscope_collectors.sources.python.raw_input import INVOKED, raw_input
from debtscope_collectors.sources.python.sites import serving_sites
from debtscope_collectors.sources.python.view import Function, ModuleView
from debtscope_collectors.sources.python.within import calls_within

_MAPPINGS: Final = frozenset(
    {"dict", "Dict", "Mapping", "MutableMapping", "Any", "object", "OrderedDict", "defaultdict", "JSON", "JsonDict"}
)
_SEQUENCES: Final = frozenset({"list", "List", "Sequence", "Iterable", "tuple", "Tuple"})
_WRAPPERS: Final = frozenset({"Optional", "Annotated", "Union"})
_REQUESTS: Final = frozenset({"Request", "HttpRequest", "WebSocket"})
_VALIDATES: Final = regex(
    r"(?:^|[._])(?:model_validate(?:_json)?|parse_obj|parse_raw|validate\w*|validator|is_valid|check_(?:input|schema|request|payload|data)\w*"
    r"|\w+_validat\w+|from_dict|structure|decode_json|type_adapter|expect|use_kwargs|use_args|jsonschema\.\w+|from_json)$",
    re.IGNORECASE,
)
_SCHEMA_LOAD: Final = regex(r"schema", re.IGNORECASE)
_VALIDATING_DECORATOR: Final = regex(r"expect|use_args|use_kwargs|validate|schema|arguments|body|input", re.IGNORECASE)
_DEPENDENCY: Final = regex(r"^\w{0,40}(?:Dep|Dependency|Depends)$")
"""Names of annotated dependencies that another file makes."""
_CALLER: Final = regex(
    r"^(?:Current|Authenticated|Authorized|Verified)(?:Active|Admin|Super)?(?:User|Account|Principal|Client|Token|Tenant)(?:Dep)?$|^(?:Auth|ApiKey|APIKey|Token|User)Dep$"
)
"""The same, that say who asks."""
_ANONYMOUS: Final = regex(r"auth_level=[\w.]{0,80}ANONYMOUS\b")
"""What an Azure function says that asks nobody."""
_CASTS: Final = frozenset({"float", "int", "bool", "str"})
_METHODS: Final = frozenset(
    {"predict", "infer", "inference", "__call__", "post", "handle", "preprocess", "decode_request"}
)
"""Methods of a handler class that are run for each request."""
_LOADS: Final = regex(
    r"^(?:joblib|pickle|cloudpickle|dill|torch|torch\.jit|skops\.io)\.load$|^mlflow\.[\w.]{0,60}load_model$|(?:^|\.)from_pretrained$"
    r"|^(?:tensorflow\.)?keras\.(?:[\w.]{0,40}\.)?load_model$|^tensorflow\.saved_model\.load$|^onnxruntime\.InferenceSession$"
    r"|^transformers\.pipeline$|^sentence_transformers\.SentenceTransformer$|^bentoml\.[\w.]{0,40}load_model$|^spacy\.load$"
)
_ELSEWHERE: Final = regex(r"^vertexai\.")
"""Handles of models that run in somebody's cloud: nothing is loaded."""
_FILLS: Final = regex(
    r"^(?:xgboost|catboost|lightgbm)\.(?:[\w.]{1,60}\.)?\w{1,60}\.load_model$|^lightgbm\.(?:basic\.)?Booster$"
)
"""Loads into an object that was made empty before, and LightGBM's of a file."""
_LOADING: Final = frozenset(
    {"load", "load_model", "from_pretrained", "InferenceSession", "pipeline", "SentenceTransformer", "Booster"}
)
"""Last words of what the pattern above matches."""
_FRAMEWORKS: Final = frozenset(name.partition(".")[0] for name in SERVING)
_CALLED: Final = INVOKED | {"event", "model_fn", "AZUREML_MODEL_DIR"}
"""Words of files whose functions a platform calls by their names."""
_CUES: Final = _FRAMEWORKS | _CALLED
_PLATFORMS: Final = frozenset(
    {"aws_lambda.handler", "sagemaker.model_fn", "azureml.run", "functions_framework.cloud_event"}
)
"""Sites of functions that a platform calls, which lets in whom it is told."""
_VERBS: Final = frozenset({"post", "put", "patch"})
_VIEWS: Final = ("flask", "rest_framework.", "django.", "starlette.", "aiohttp.")
"""Frameworks whose classes answer by one method a verb, as functions under a route do."""
_NUMBERS: Final = frozenset(
    {"features", "feature", "inputs", "input", "data", "values", "instances", "row", "rows", "x", "X"}
)
_NUMBER_LIST: Final = regex(
    r"^(?:typing\.)?(?:[Ll]ist|[Ss]equence)\[(?:(?:typing\.)?(?:[Ll]ist|[Ss]equence)\[)?(?:float|int|Any)\]{1,2}$"
)
_MEMO: Final = regex(r"cache|memo|singleton", re.IGNORECASE)


@frozen
class RequestHandler:
    """One function that answers requests."""

    scope: str
    line: int
    route: str
    """As written; `` where it is not told (methods of handler classes)."""
    verb: str
    """Last word of the decorator (post, get, route …), `handler`, or `invoked` where AWS Lambda calls it."""
    input: str
    """mapping (a dictionary or anything at all), request (read raw), form, file, typed, simple or none."""
    given: str
    """How the input comes, as shown: `row: dict`, `request.get_json()`."""
    input_line: int
    is_validated: bool
    """Something in it validates what it was given, or builds a declared type of it."""
    is_cast: bool
    """It takes fields by name and casts each."""
    has_response: bool
    """A response model or a return type that is one."""
    has_auth: bool
    """A dependency, security scheme or login decorator."""

    @property
    def is_invoked(self) -> bool:
        """A platform calls it by its name: who may, for how long, and how often it fails is the platform's to say."""
        return self.verb == "invoked"


@frozen
class ModelLoad:
    """One load of a model that answering a request runs each time."""

    handler: str
    """Scope of the handler."""
    scope: str
    """Where the load stands: the handler, or a function of the file that it calls."""
    line: int
    call: str


@frozen
class Built:
    """One object that answering a request makes anew."""

    handler: str
    line: int
    kind: str
    """Its class, as the file names it."""


@facet(RequestHandler, version=7, cues=_CUES)
def request_handlers(view: ModuleView) -> Iterator[RequestHandler]:
    """Routes of web frameworks, the per-request methods of handler and deployment classes, and functions that platforms call."""
    roots = view.roots
    if roots.isdisjoint(SERVING) and view.words.isdisjoint(_CALLED):
        return
    sites = {site.scope: site for site in serving_sites(view, roots) if site.scope}
    if not sites:
        return
    for function in view.functions:
        scope = view.qualname(function)
        owner, _, last = scope.rpartition(".")
        site = sites.get(scope)
        if site is not None and site.detail.startswith("route"):
            yield _handler(view, function, site.detail.partition(" ")[2], site.name.rpartition(".")[2])
        elif site is None and last in _VERBS and owner in sites and sites[owner].name.startswith(_VIEWS):
            yield _handler(view, function, sites[owner].detail.partition(" ")[2], last)
        elif (site is not None and not site.detail.startswith("batch")) or (last in _METHODS and owner in sites):
            is_invoked = site is not None and site.name in _PLATFORMS
            yield _handler(view, function, "", "invoked" if is_invoked else "handler")


def _handler(view: ModuleView, function: Function, route: str, verb: str) -> RequestHandler:
    calls = _inside(view, function)
    kind, given, line = _input(view, function, calls)
    return RequestHandler(
        scope=view.qualname(function), line=function.lineno, route=route, verb=verb, input=kind, given=given,
        input_line=line, is_validated=_is_validated(view, function, calls), is_cast=_is_cast(calls),
        has_response=_has_response(view, function), has_auth=_has_auth(view, function),
    )  # fmt: skip


def _inside(view: ModuleView, function: Function) -> list[ast.Call]:
    return calls_within(view, function.lineno, view.end(function))


def _input(view: ModuleView, function: Function, calls: list[ast.Call]) -> tuple[str, str, int]:
    """The least typed way in which a request's content reaches the function: (kind, as shown, line)."""
    found: list[tuple[str, str, int]] = []
    requests: set[str] = set()
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    for argument in arguments:
        if argument.annotation is None:
            if argument.arg in ("request", "event"):
                requests.add(argument.arg)
            continue
        kind = annotation_kind(view, argument.annotation)
        if kind == "request":
            requests.add(argument.arg)
        elif not _is_provided(view, function, argument):
            shown = f"{argument.arg}: {ast.unparse(argument.annotation)[:60]}"
            bag = _bag(view, argument.annotation) if kind == "typed" else ""
            found.append(("mapping", f"{shown} ({bag})", argument.lineno) if bag else (kind, shown, argument.lineno))
    found += raw_input(view, function, calls, requests)
    order = ("mapping", "request", "form", "file", "typed", "simple")
    return min(found, key=lambda one: order.index(one[0]), default=("none", "", function.lineno))


def annotation_kind(view: ModuleView, node: ast.expr) -> str:
    """mapping, request, file, simple or typed: what a parameter's annotation promises."""
    for _ in range(6):
        if isinstance(node, ast.BinOp):  # X | None
            node = node.left
        elif isinstance(node, ast.Subscript):
            head = (view.name(node.value) or "").rpartition(".")[2]
            inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
            if head in _MAPPINGS:
                return "mapping"
            if head not in _WRAPPERS and head not in _SEQUENCES:
                return "typed"
            if head in _SEQUENCES and annotation_kind_of_name(view, inner) != "mapping":
                return "typed"
            node = inner
        else:
            break
    return annotation_kind_of_name(view, node)


def _bag(view: ModuleView, annotation: ast.expr) -> str:
    """The only field of a request model of this file that says nothing of what is in it: `data: List[Dict]`; `` for others."""
    wanted = view.name(annotation)
    node = next((node for node in view.classes if node.name == wanted), None) if wanted else None
    return _loose_field(view, node) if node is not None else ""


def _loose_field(view: ModuleView, node: ast.ClassDef) -> str:
    if not any((view.name(base) or "").endswith("BaseModel") for base in node.bases):
        return ""
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
    if len(fields) != 1 or any(isinstance(part, (ast.FunctionDef, ast.Assign)) for part in node.body):
        return ""  # it validates, or is configured
    field = fields[0]
    if isinstance(field.value, ast.Call) and any((k.arg or "")[:3] in ("min", "max") for k in field.value.keywords):
        return ""
    name = field.target.id if isinstance(field.target, ast.Name) else ""
    is_loose = annotation_kind(view, field.annotation) == "mapping"
    if is_loose or (name in _NUMBERS and _NUMBER_LIST.match(ast.unparse(field.annotation))):
        return f"{name}: {ast.unparse(field.annotation)[:40]}"
    return ""


@frozen
class LooseModel:
    """One request model whose only field says nothing of what is in it."""

    name: str
    field: str


@facet(LooseModel, cues=("BaseModel",), tests=False)
def loose_models(view: ModuleView) -> Iterator[LooseModel]:
    """Those of a file, for the handlers of others."""
    for node in view.classes:
        if field := _loose_field(view, node):
            yield LooseModel(name=node.name, field=field)


def annotation_kind_of_name(view: ModuleView, node: ast.expr) -> str:
    """The same for a plain name."""
    if isinstance(node, ast.Subscript):
        node = node.value
    name = (view.name(node) or "").rpartition(".")[2]
    if name in _MAPPINGS:
        return "mapping"
    if name in _REQUESTS:
        return "request"
    if name in ("UploadFile", "bytes", "File"):
        return "file"
    return "simple" if name in ("int", "float", "str", "bool", "date", "datetime", "UUID") else "typed"


def _is_provided(view: ModuleView, function: Function, argument: ast.arg) -> bool:
    """Given by the framework: a dependency, background tasks, the response, KServe's headers."""
    if argument.arg in ("self", "cls", "headers", "context", "background_tasks", "response"):
        return True
    told = _annotated(view, argument)
    if (
        _DEPENDENCY.search(told)
        or _CALLER.search(told)
        or re.search(r"Depends|Security|BackgroundTasks|Response|Header|Query|Path\b|Session", told)
    ):
        return True
    default = _default(function, argument)
    name = (view.name(default.func) or "") if isinstance(default, ast.Call) else ""
    return name.rpartition(".")[2] in ("Depends", "Security", "Header", "Query", "Path", "Cookie")


def _annotated(view: ModuleView, argument: ast.arg) -> str:
    """The annotation as written; of a name that stands for another in the file (`User = Annotated[…, Depends(…)]`) what it stands for."""
    node = argument.annotation
    if node is None:
        return ""
    text = ast.unparse(node)[:400]
    known = view.values(node.id, node) if isinstance(node, ast.Name) and "Annotated" in view.words else []
    return " ".join([text, *(ast.unparse(value)[:400] for value in known[:1] if isinstance(value, ast.Subscript))])


def _default(function: Function, argument: ast.arg) -> ast.expr | None:
    plain = [*function.args.posonlyargs, *function.args.args]
    if argument in plain:
        at = plain.index(argument) - (len(plain) - len(function.args.defaults))
        return function.args.defaults[at] if at >= 0 else None
    if argument in function.args.kwonlyargs:
        return function.args.kw_defaults[function.args.kwonlyargs.index(argument)]
    return None


def _is_validated(view: ModuleView, function: Function, calls: list[ast.Call]) -> bool:
    for decorator in function.decorator_list:
        name = (view.name(decorator.func if isinstance(decorator, ast.Call) else decorator) or "").rpartition(".")[2]
        if _VALIDATING_DECORATOR.search(name):
            return True
    for call in calls:
        name = view.called(call) or (call.func.attr if isinstance(call.func, ast.Attribute) else "")
        last = name.rpartition(".")[2]
        if _VALIDATES.search(name) or (last == "load" and _SCHEMA_LOAD.search(ast.unparse(call.func)[:200])):
            return True
        # `Features(**data)`: a declared type is built of what was sent.
        if last[:1].isupper() and last != "DataFrame" and any(k.arg is None for k in call.keywords):
            return True
    return False


def _is_cast(calls: list[ast.Call]) -> bool:
    """At least two `float(data["age"])`."""
    cast = 0
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id in _CASTS and call.args:
            first = call.args[0]
            taken = isinstance(first, ast.Subscript) or (
                isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute) and first.func.attr == "get"
            )
            cast += taken
    return cast > 1


def _has_response(view: ModuleView, function: Function) -> bool:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and any(
            k.arg in ("response_model", "responses") for k in decorator.keywords
        ):
            return True
    return function.returns is not None and annotation_kind(view, function.returns) == "typed"


def _has_auth(view: ModuleView, function: Function) -> bool:
    """`Depends(get_api_key)`, `Security(…)`, `dependencies=[…]`, `@login_required`."""
    for call in view.calls_to(("Depends", "Security")):
        name = (view.name(call.func) or "").rpartition(".")[2]
        first = min((d.lineno for d in function.decorator_list), default=function.lineno)
        if name in ("Depends", "Security") and first <= call.lineno <= view.end(function):
            asked = ast.unparse(call)[:200]
            if name == "Security" or re.search(r"auth|key|user|token|secur|verify|cred|login", asked, re.IGNORECASE):
                return True
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    for told in (_annotated(view, argument) for argument in arguments):
        if _CALLER.search(told) or (
            "Depends(" in told and re.search(r"auth|key|user|token|secur|verify|cred|login", told, re.IGNORECASE)
        ):
            return True
    names = [_ANONYMOUS.sub("", ast.unparse(d)[:200]) for d in function.decorator_list]
    return any(re.search(r"auth|login|token|jwt|api_key|require", name, re.IGNORECASE) for name in names)


def _load(view: ModuleView, call: ast.Call) -> str:
    """The name of a call that loads a model; `` for others."""
    name = view.name(call.func) or ""
    if _LOADS.search(name):
        return name
    name = view.called(call) or ""
    if not _FILLS.search(name) or (name.endswith("Booster") and view.argument(call, "model_file", 1) is None):
        return ""
    return name


@facet(ModelLoad, version=6, cues=_CUES)
def loads_per_request(view: ModuleView) -> Iterator[ModelLoad]:
    """Loads in a handler, or in a function of its file that it calls outright, whose result nobody keeps."""
    loads = [(call, name) for call in view.calls_to(_LOADING) if (name := _load(view, call))]
    if not loads:
        return
    handlers = {row.scope for row in view.once(request_handlers.extract)}
    functions = {view.qualname(function): function for function in view.functions}
    for handler in sorted(handlers & functions.keys()):
        for call, name in loads:
            inside = view.function(call)
            if inside is None or inside.name in ("__init__", "setup") or is_kept(view, inside, call):
                continue
            scope = view.qualname(inside)
            if scope == handler or _calls_outright(view, functions[handler], inside):
                yield ModelLoad(handler=handler, scope=scope, line=call.lineno, call=name)


@facet(ModelLoad, version=3, cues=_LOADING, tests=False)
def unkept_loads(view: ModuleView) -> Iterator[ModelLoad]:
    """Loads in functions of any file whose result the function does not keep; whether a request runs them is for others to say."""
    for call in view.calls_to(_LOADING):
        name, function = _load(view, call), view.function(call)
        if function is None or function.name in ("__init__", "setup", "main") or not name:
            continue
        if _ELSEWHERE.search(name):
            continue
        if not is_kept(view, function, call):
            yield ModelLoad(handler="", scope=view.qualname(function), line=call.lineno, call=name)


def _calls_outright(view: ModuleView, handler: Function, inside: Function) -> bool:
    """By its name, as a method of its own object or of one of that class, or as what the framework runs before (`Depends(get_model)`)."""
    owner = view.qualname(inside).rpartition(".")[0]
    for call in _inside(view, handler):
        func = call.func
        if isinstance(func, ast.Name):
            first = call.args[0] if func.id == "Depends" and call.args else None
            is_it = (isinstance(first, ast.Name) and first.id == inside.name) or (func.id == inside.name and not owner)
        elif isinstance(func, ast.Attribute) and func.attr == inside.name:
            is_it = ast.unparse(func.value) == "self" or bool(owner and view.type_of(func.value) == owner)
        else:
            is_it = False
        if is_it and not is_kept(view, handler, call):
            return True
    return False


def is_kept(view: ModuleView, function: Function, call: ast.Call) -> bool:
    """Memoised, bound to a global or an object's attribute, put into a table that was there before, or done only when something is missing."""
    if any(_MEMO.search(ast.unparse(d)[:200]) for d in function.decorator_list):
        return True
    declared = (node for kind in (ast.Global, ast.Nonlocal) for node in view.nodes(kind))
    names = {name for node in declared if view.function(node) is function for name in node.names}
    if names and any(_binds(view, function, name) for name in names):
        return True
    if isinstance(call.func, ast.Attribute) and isinstance(view.parent(call), ast.Expr):
        return not _is_made_here(view, function, call.func.value)
    for above in view.ancestors(call):
        if isinstance(above, ast.Assign):
            if any(isinstance(target, ast.Attribute | ast.Subscript) for target in above.targets):
                return True
            if any(isinstance(target, ast.Name) and _is_stored(view, function, target.id) for target in above.targets):
                return True
        elif isinstance(above, ast.If) and "method" not in ast.unparse(
            above.test
        ):  # `if request.method == "POST"` asks for nothing
            return True
        if above is function:
            break
    return False


def _is_made_here(view: ModuleView, function: Function, node: ast.expr) -> bool:
    """Whether what a statement fills (`booster.load_model(…)`) is a name that its function made and does not keep either."""
    return (
        isinstance(node, ast.Name)
        and bool(view.local_values(function, node.id))
        and not _is_stored(view, function, node.id)
    )


def _is_stored(view: ModuleView, function: Function, name: str) -> bool:
    """`self._client = client`, `clients[key] = client`, `clients[key] = {"client": client}`: no table that the function makes itself."""
    for node in view.nodes(ast.Assign):
        if view.function(node) is not function:
            continue
        held = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
        if not any(isinstance(one, ast.Name) and one.id == name for one in held):
            continue
        match node.targets[0]:
            case ast.Attribute(value=ast.Name(id="self" | "cls")) | ast.Subscript(value=ast.Attribute()):
                return True
            case ast.Subscript(value=ast.Name(id=table)):
                made = view.local_values(function, table)
                return not any(
                    isinstance(one, ast.Dict) or (isinstance(one, ast.Call) and view.name(one.func) == "dict")
                    for one in made
                )
            case _:
                continue
    return False


def _binds(view: ModuleView, function: Function, name: str) -> bool:
    """Whether a function sets a name, and does not only declare it."""
    return any(
        node.id == name and not isinstance(node.ctx, ast.Load) and view.function(node) is function
        for node in view.nodes(ast.Name)
    )


@facet(Built, version=5, cues=_CUES, tests=False)
def built_per_request(view: ModuleView) -> Iterator[Built]:
    """Objects of imported or own classes that a handler makes and nobody keeps."""
    handlers = {row.scope for row in view.once(request_handlers.extract)}
    own = {node.name for node in view.classes}
    for function in view.functions if handlers else ():
        scope = view.qualname(function)
        for call in _inside(view, function) if scope in handlers else ():
            name = view.name(call.func) or ""
            last = name.rpartition(".")[2]
            if last[:1].isupper() and ("." in name or name in own) and not is_kept(view, function, call):
                yield Built(handler=scope, line=call.lineno, kind=name)


def loads_model(call: str) -> bool:
    """Whether a call, by its resolved name, loads a model."""
    return _LOADS.search(call) is not None
