"""Where a file trains, makes features or serves: the TRAIN, FEATURE and SERVE words of the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.facts import Site
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.libraries import (
    SERVING,
    TRAIN_FUNCTIONS,
    role_of,
    trains,
)
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_LOADERS: Final = frozenset(
    {
        "pickle.load", "joblib.load", "torch.load", "mlflow.pyfunc.load_model", "mlflow.sklearn.load_model", "cloudpickle.load",
        "dill.load", "skops.io.load", "keras.models.load_model", "tensorflow.keras.models.load_model", "pickle.loads",
        "onnxruntime.InferenceSession", "transformers.pipeline", "sentence_transformers.SentenceTransformer",
        "mlflow.xgboost.load_model", "mlflow.lightgbm.load_model", "mlflow.pytorch.load_model", "mlflow.catboost.load_model",
    }
)  # fmt: skip
_PREDICTS: Final = frozenset(
    {"predict", "predict_proba", "predict_log_proba", "decision_function", "generate", "score_samples"}
)
_RESPONSES: Final = frozenset({"JsonResponse", "HttpResponse", "StreamingHttpResponse", "render"})
ROUTES: Final = frozenset(
    {"get", "post", "put", "patch", "delete", "route", "websocket", "api_route", "add_url_rule", "on_event"}
)


def imported_roots(view: ModuleView) -> frozenset[str]:
    """See ModuleView.roots."""
    return view.roots


def training_sites(view: ModuleView, roots: frozenset[str]) -> Iterator[Site]:
    """TRAIN: fits of models whose type is known from an import, trainers, boosters, gradient steps."""
    compiled: set[str] = set()
    backward: list[ast.Call] = []
    stepping: set[str] = set()
    torch = bool({"torch", "accelerate", "deepspeed", "jax"} & roots)
    keras = bool({"keras", "tensorflow", "tf_keras"} & roots)
    for call in view.calls_to(_TRAINING):
        func = call.func
        attribute = func.attr if isinstance(func, ast.Attribute) else ""
        if attribute in _INTERESTING or not attribute:
            if (site := _training(view, call, attribute)) is not None:
                yield site
            elif torch and attribute == "backward":
                backward.append(call)
            elif torch and attribute == "step":
                stepping.add(view.scope(call))
            elif keras and attribute == "compile" and any(k.arg in ("optimizer", "loss") for k in call.keywords):
                compiled.add(dotted(func.value) or "" if isinstance(func, ast.Attribute) else "")
            elif attribute in ("fit", "fit_generator") and isinstance(func, ast.Attribute):
                written = dotted(func.value)
                if written and (written in compiled or (keras and _has_epochs(call))):
                    yield Site(name="keras.Model.fit", line=call.lineno, scope=view.scope(call), detail="model")
                elif written and view.name(func) == f"{written}.{attribute}" and _is_supervised(view, call, written):
                    yield Site(name=f"{written}.fit", line=call.lineno, scope=view.scope(call), detail="model")
    owners = {scope.partition(".")[0] for scope in stepping}
    for call in backward:
        if view.scope(call).partition(".")[0] in owners:
            yield Site(name="torch.Tensor.backward", line=call.lineno, scope=view.scope(call), detail="loop")


_INTERESTING: Final = frozenset(
    {"fit", "partial_fit", "train", "fit_one_cycle", "fine_tune", "fit_generator", "train_on_batch", "fit_predict"}
    | {"fit_resample", "backward", "step", "compile", "create_model", "compare_models", "auto_arima", "cv"}
    | {"train_supervised", "train_unsupervised", "create"}
)
_TRAINING: Final = _INTERESTING | {name.rpartition(".")[2] for name in TRAIN_FUNCTIONS}


_SAMPLES: Final = regex(r"^(?:[xX]|[xX]_?\w{0,20}|x?_?train\w{0,20}|features)$")
_MODELS: Final = regex(
    r"model|clf|classif|regress|estim|pipe|boost|learner|grid|search|xgb|lgb|cat_?b|forest|(?:^|_)(?:net|rf|lr|svm|svc|gs|nn|mlp|reg)$"
    r"|ensemble|automl|algo|predictor",
    re.IGNORECASE,
)
_TARGETS: Final = regex(r"^(?:[yY]|[yY]_?\w{0,20}|labels?|targets?|\w{0,20}_labels?)$")
_PREPARES: Final = regex(
    r"scal|encod|imput|select|vector|pca|transform|smote|sampl|binar|self$|normaliz|tokeniz|preproc", re.IGNORECASE
)


def _is_supervised(view: ModuleView, call: ast.Call, receiver: str) -> bool:
    """`model.fit(X_train, y_train)` on an object that came from elsewhere: name and two such arguments leave no doubt."""
    last = receiver.rpartition(".")[2]
    if len(call.args) < 2 or _PREPARES.search(last) or not _MODELS.search(last):
        return False
    if view.type_of(call.func.value) is not None if isinstance(call.func, ast.Attribute) else True:
        return False
    return bool(_SAMPLES.match(_root_name(call.args[0])) and _TARGETS.match(_root_name(call.args[1])))


def _root_name(node: ast.AST) -> str:
    """`X_train` of `X_train[cols]`, `X_train.values` and itself; `y` of `df["y"]`."""
    for _ in range(6):
        match node:
            case ast.Name(id=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
                return name
            case ast.Subscript(value=value):
                node = value
            case ast.Attribute(attr="values" | "ravel" | "to_numpy", value=value) | ast.Call(func=value):
                node = value
            case ast.Attribute(attr=name):
                return name
            case _:
                return ""
    return ""


def _has_epochs(call: ast.Call) -> bool:
    return any(k.arg in ("epochs", "validation_data", "steps_per_epoch", "callbacks") for k in call.keywords)


def _training(view: ModuleView, call: ast.Call, attribute: str) -> Site | None:
    if not attribute and not isinstance(call.func, ast.Name):
        return None
    method = view.method(call)
    if method is not None:
        role = trains(*method)
        if role == "pipeline" and not ends_in_model(view, call):
            role = None
        name = f"{method[0]}.{method[1]}"
    else:
        name = view.name(call.func) or ""
        role = "model" if name in TRAIN_FUNCTIONS else None
    if role is None:
        return None
    return Site(name=name, line=call.lineno, scope=view.scope(call), detail=role)


def ends_in_model(view: ModuleView, call: ast.Call) -> bool:
    """Whether the pipeline on which a method is called ends in a model; true where its steps are not seen."""
    made = construction(view, call.func.value) if isinstance(call.func, ast.Attribute) else None
    if made is None:
        return True
    steps = view.argument(made, "steps", 0)
    last: ast.AST | None = steps
    if (view.name(made.func) or "").endswith("make_pipeline"):
        last = made.args[-1] if made.args else None
    elif isinstance(steps, ast.List) and steps.elts:
        last = steps.elts[-1]
        if isinstance(last, ast.Tuple) and len(last.elts) == 2:
            last = last.elts[1]
    kind = view.type_of(last) if last is not None else None
    return kind is None or role_of(kind) != "transformer"


def construction(view: ModuleView, node: ast.AST, depth: int = 4) -> ast.Call | None:
    """The call that made the object that an expression stands for, where one place in the file did."""
    for _ in range(depth):
        if isinstance(node, ast.Call):
            method = view.method(node)
            if method is None or not isinstance(node.func, ast.Attribute):
                return node
            node = node.func.value
        elif isinstance(node, ast.Name):
            values = view.values(node.id, node)
            if len(values) != 1:
                return None
            node = values[0]
        else:
            return None
    return None


def serving_sites(view: ModuleView, roots: frozenset[str]) -> Iterator[Site]:
    """SERVE: routes, handlers and deployments of serving frameworks, and batch jobs that predict and write."""
    frameworks = {name: kind for name, kind in SERVING.items() if name in roots}
    found = False
    if frameworks:
        for site in _served(view, frameworks):
            found = True
            yield site
        if not found:
            for name, kind in frameworks.items():
                if kind in ("ui", "deployment"):
                    found = True
                    yield Site(name=name, line=1, scope="", detail=kind)
    if not found and (hosted := _hosted(view)) is not None:
        found = True
        yield hosted
    if not found and (invoked := _invoked(view)) is not None:
        found = True
        yield invoked
    if not found and (consumer := _consumer(view)) is not None:
        found = True
        yield consumer
    if not found and (batch := _batch(view)) is not None:
        yield batch


HOSTED: Final = ("predict_fn", "transform_fn", "input_fn", "output_fn")
"""What SageMaker's inference containers call for one request, the one that predicts first."""


def _hosted(view: ModuleView) -> Site | None:
    """The functions that hosted endpoints call by their names: SageMaker's `model_fn` and one for requests, Azure ML's `init` and `run`."""
    if "model_fn" in view.words and not view.words.isdisjoint(HOSTED):
        own = {function.name: function for function in view.tree.body if isinstance(function, ast.FunctionDef)}
        name = next((name for name in HOSTED if name in own), None)
        if "model_fn" in own and name is not None:
            return Site(name="sagemaker.model_fn", line=own[name].lineno, scope=name, detail="handler")
    return _scored(view) if {"init", "run", "AZUREML_MODEL_DIR"} <= view.words else None


def _scored(view: ModuleView) -> Site | None:
    """A scoring script of Azure ML, which loads in `init` what it finds below AZUREML_MODEL_DIR; a `mini_batch` is of files, whose
    answers the platform keeps."""
    own = {function.name: function for function in view.tree.body if isinstance(function, ast.FunctionDef)}
    given = own["run"].args.args if {"init", "run"} <= own.keys() else []
    if len(given) != 1 or own["init"].args.args:
        return None
    kind = "batch" if "batch" in given[0].arg else "handler"
    return Site(name="azureml.run", line=own["run"].lineno, scope="run", detail=kind)


def _invoked(view: ModuleView) -> Site | None:
    """`lambda_handler(event, context)`: what AWS Lambda calls for each request, by the name of its templates; what an Azure function is called by; or what RunPod is handed."""
    if view.kind == "notebook":
        return None
    if "runpod" in view.roots:
        for call in view.calls_to({"start"}):
            if view.name(call.func) == "runpod.serverless.start":
                return Site(name="runpod.serverless.start", line=call.lineno, scope="", detail="handler")
    if "HttpRequest" in view.words and (asked := _triggered(view)) is not None:
        return asked
    if view.words.isdisjoint(("lambda_handler", "event")):
        return None
    found = [one for one in view.tree.body if isinstance(one, ast.FunctionDef) and _is_invoked(one)]
    first = min(found, key=lambda one: not one.name.endswith("handler"), default=None)
    if first is None:
        return None
    return Site(name="aws_lambda.handler", line=first.lineno, scope=first.name, detail="handler")


def _triggered(view: ModuleView) -> Site | None:
    """`main(req: func.HttpRequest)` of an Azure function whose trigger a `function.json` beside it tells."""
    for one in view.tree.body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name == "main":
            kinds = [view.name(given.annotation) for given in one.args.args if given.annotation is not None]
            if "azure.functions.HttpRequest" in kinds:
                return Site(name="azure.functions.main", line=one.lineno, scope="main", detail="handler")
    return None


def _is_invoked(function: ast.FunctionDef) -> bool:
    """By the name of AWS's templates, or by the two arguments that are all that such a function is given."""
    given = [argument.arg for argument in function.args.args]
    if len(given) != 2:
        return False
    is_told = given[0].strip("_") == "event" and given[1] in ("context", "_context", "_", "ctx")
    return function.name == "lambda_handler" or (is_told and not function.name.startswith("_"))


_CONSUMERS: Final = frozenset(
    {
        "KafkaConsumer",
        "AIOKafkaConsumer",
        "Consumer",
        "basic_consume",
        "receive_message",
        "receive_messages",
        "xreadgroup",
        "blpop",
        "brpop",
    }
)
_BROKERS: Final = frozenset(
    {"kafka", "aiokafka", "confluent_kafka", "pika", "boto3", "aioboto3", "aiobotocore", "azure", "redis"}
)


def _consumer(view: ModuleView) -> Site | None:
    """A program that takes messages of a broker, one after the other, and predicts for them."""
    if view.roots.isdisjoint(_BROKERS) or not view.calls_to(_CONSUMERS) or view.calls_to({"fit"}):
        return None
    predicts = next(iter(view.calls_to(_PREDICTS)), None)
    if predicts is None or view.kind == "notebook":
        return None
    return Site(
        name=view.called(predicts) or "predict", line=predicts.lineno, scope=view.scope(predicts), detail="handler"
    )


_OF_FUNCTIONS: Final = frozenset(
    {"functions_framework.http", "functions_framework.cloud_event", "functions_framework.typed"}
)


def _served(view: ModuleView, frameworks: dict[str, str]) -> Iterator[Site]:
    roots = tuple(f"{name}." for name in frameworks)
    for function in view.functions:
        for decorator in function.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            name = (view.called(call) if call is not None else view.name(decorator)) or ""
            last = name.rpartition(".")[2]
            of_framework = name.startswith(roots)
            if (last in ROUTES and (of_framework or call is not None)) or (
                of_framework and last in ("deployment", "api")
            ):
                route = view.argument(call, 0, "path", "rule", "route") if call is not None else None
                shown = view.constant(route) if route is not None else None
                detail = f"route {shown}" if isinstance(shown, str) else "route"
                yield Site(name=name, line=function.lineno, scope=view.qualname(function), detail=detail)
                break
            if of_framework and name in _OF_FUNCTIONS:
                detail = "route" if last == "http" else "handler"
                yield Site(name=name, line=function.lineno, scope=view.qualname(function), detail=detail)
                break
            if last == "agent" and name.startswith("faust.") and of_framework:  # it is handed what a topic brings
                yield Site(name=name, line=function.lineno, scope=view.qualname(function), detail="handler")
                break
    if "django.http" in frameworks:
        yield from _views_of_django(view)
    for node in view.classes:
        bases = [view.name(base) or "" for base in node.bases]
        bases += [(view.name(d.func if isinstance(d, ast.Call) else d) or "") for d in node.decorator_list]
        for base in bases:
            if base.startswith(roots) and base != "faust.Record":  # the shape of a message
                kind = next(k for n, k in frameworks.items() if base.startswith(f"{n}."))
                if kind != "route" or base.rpartition(".")[2] in (
                    "APIView",
                    "ViewSet",
                    "View",
                    "MethodView",
                    "HTTPEndpoint",
                ):
                    detail = f"handler {route}" if (route := _class_route(view, node)) else "handler"
                    yield Site(name=base, line=node.lineno, scope=view.qualname(node), detail=detail)
                break


def _views_of_django(view: ModuleView) -> Iterator[Site]:
    """Functions that are given a request and make a response; the addresses at which they answer stand in another file."""
    answering = {view.scope(call) for call in view.calls_to(_RESPONSES)}
    for function in view.tree.body:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name in answering:
            given = [argument.arg for argument in function.args.args]
            if given[:1] == ["request"]:
                yield Site(
                    name="django.view", line=function.lineno, scope=function.name, detail=f"route {function.name}"
                )


def _class_route(view: ModuleView, node: ast.ClassDef) -> str:
    """The path at which a class answers: of its decorator (`@api.route("/predict")`) or of what adds it (`add_resource(Predict, "/predict")`)."""
    given = [
        (call, 0) for call in node.decorator_list if isinstance(call, ast.Call) and last_name(call.func) == "route"
    ]
    added = (call for call in view.calls_to({"add_resource"}) if call.args)
    given += [(call, 1) for call in added if isinstance(first := call.args[0], ast.Name) and first.id == node.name]
    for call, at in given:
        shown = view.constant(path) if (path := view.argument(call, at)) is not None else None
        if isinstance(shown, str):
            return shown
    return ""


_SPARK_MODEL: Final = regex(r"^pyspark\.ml\.(?:[\w.]{1,60}\.)?\w{1,60}Model\.load$")
_SPARK_WRITES: Final = frozenset({"save", "saveAsTable", "parquet", "insertInto", "csv", "json"})


def _batch(view: ModuleView) -> Site | None:
    """A job that loads a model, predicts and writes what it predicted to a file, table or topic."""
    if "PipelineModel" in view.words and (scored := _of_spark(view)) is not None:
        return scored
    if not view.calls_to(_PREDICTS):
        return None
    loads = predicts = None
    writes = trains_here = False
    for call in view.calls:
        func = call.func
        attribute = func.attr if isinstance(func, ast.Attribute) else ""
        if attribute in _PREDICTS:
            predicts = predicts or call
        elif attribute in (
            "to_csv",
            "to_parquet",
            "to_sql",
            "to_json",
            "saveAsTable",
            "to_gbq",
            "send",
            "produce",
            "insert_many",
        ):
            writes = True
        elif attribute == "fit":
            trains_here = True
        elif _loads_model(view, call, attribute):
            loads = loads or call
    if predicts is None or loads is None or not writes or trains_here:
        return None
    return Site(
        name=view.called(predicts) or "predict", line=predicts.lineno, scope=view.scope(predicts), detail="batch"
    )


def _loads_model(view: ModuleView, call: ast.Call, attribute: str) -> bool:
    """`joblib.load(path)`, `lgb.Booster(model_file=path)`, and `booster.load_model(path)` of what was made empty."""
    if attribute == "Booster":
        return any(keyword.arg == "model_file" for keyword in call.keywords)
    if attribute == "load_model" and not view.roots.isdisjoint(("xgboost", "catboost")):
        return True
    is_loader = attribute.startswith("load") or attribute in ("InferenceSession", "pipeline")
    return is_loader and view.name(call.func) in _LOADERS


def _of_spark(view: ModuleView) -> Site | None:
    """The same of Spark: `PipelineModel.load(path).transform(rows)`, and a writer of Spark."""
    loads = any(_SPARK_MODEL.search(view.name(call.func) or "") for call in view.calls_to(("load",)))
    scores = next((c for c in view.calls_to(("transform",)) if isinstance(c.func, ast.Attribute)), None)
    if (
        not loads
        or scores is None
        or view.calls_to(("fit",))
        or not view.calls_to(_SPARK_WRITES)
        or "write" not in view.words
    ):
        return None
    return Site(name="pyspark.ml.PipelineModel.transform", line=scores.lineno, scope=view.scope(scores), detail="batch")
