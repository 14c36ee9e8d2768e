"""Which files, tables, options and environment variables a file reads and writes."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.facts import ArgumentDefault, DataAccess, Site
from debtscope_collectors.sources.python.index import default_of, parameters
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.symbols import symbol
from debtscope_collectors.sources.python.view import Function, ModuleView

Where = tuple[str | int, ...]
_FIRST: Final[Where] = (0,)
_MODEL_URI: Final[Where] = ("model_uri", 0)
_READS: Final[dict[str, Where]] = {
    "numpy.load": _FIRST, "numpy.loadtxt": _FIRST, "numpy.genfromtxt": _FIRST, "numpy.fromfile": _FIRST,
    "joblib.load": _FIRST, "torch.load": _FIRST, "skops.io.load": _FIRST, "onnxruntime.InferenceSession": _FIRST,
    "keras.models.load_model": _FIRST, "tensorflow.keras.models.load_model": _FIRST, "tensorflow.saved_model.load": _FIRST,
    "keras.saving.load_model": _FIRST, "tensorflow.keras.saving.load_model": _FIRST,
    "torchvision.datasets.ImageFolder": ("root", 0), "torchvision.datasets.DatasetFolder": ("root", 0),
    "tensorflow.keras.utils.image_dataset_from_directory": ("directory", 0), "keras.utils.image_dataset_from_directory": ("directory", 0),
    "tensorflow.keras.preprocessing.image_dataset_from_directory": ("directory", 0), "tensorflow.data.TFRecordDataset": ("filenames", 0),
    "tensorflow.keras.utils.text_dataset_from_directory": ("directory", 0),
    "pyspark.ml.PipelineModel.load": _FIRST, "datasets.load_dataset": _FIRST, "datasets.load_from_disk": _FIRST, "pyarrow.parquet.read_table": _FIRST,
    "pyarrow.csv.read_csv": _FIRST, "pyarrow.feather.read_table": _FIRST, "pyarrow.dataset.dataset": _FIRST,
    "scipy.io.loadmat": _FIRST, "cv2.imread": _FIRST, "imageio.imread": _FIRST, "PIL.Image.open": _FIRST,
    "h5py.File": _FIRST, "zarr.open": _FIRST, "xarray.open_dataset": _FIRST, "netCDF4.Dataset": _FIRST,
    "rasterio.open": _FIRST, "geopandas.read_file": _FIRST, "sqlite3.connect": _FIRST, "duckdb.connect": _FIRST,
    "urllib.request.urlopen": _FIRST, "urllib.request.urlretrieve": _FIRST, "requests.get": _FIRST, "wget.download": _FIRST,
    "sklearn.datasets.load_svmlight_file": _FIRST, "mlflow.pyfunc.load_model": _MODEL_URI, "mlflow.sklearn.load_model": _MODEL_URI,
    "mlflow.xgboost.load_model": _MODEL_URI, "mlflow.lightgbm.load_model": _MODEL_URI, "mlflow.pytorch.load_model": _MODEL_URI,
    "gzip.open": _FIRST, "bz2.open": _FIRST, "lzma.open": _FIRST, "fsspec.open": _FIRST, "smart_open.open": _FIRST,
    "dvc.api.open": _FIRST, "dvc.api.read": _FIRST, "dvc.api.get_url": _FIRST, "lightgbm.Booster": ("model_file",),
    "glob.glob": _FIRST, "pandas.ExcelFile": _FIRST, "gdown.download": _FIRST,
    "huggingface_hub.hf_hub_download": ("repo_id", 0), "huggingface_hub.snapshot_download": ("repo_id", 0),
}  # fmt: skip
_READ_PREFIXES: Final = (
    "pandas.read_",
    "polars.read_",
    "polars.scan_",
    "dask.dataframe.read_",
    "geopandas.read_",
    "awswrangler.s3.read_",
)
_WRITES: Final[dict[str, Where]] = {
    "numpy.save": _FIRST, "numpy.savez": _FIRST, "numpy.savez_compressed": _FIRST, "numpy.savetxt": _FIRST,
    "joblib.dump": (1, "filename"), "torch.save": (1, "f"), "skops.io.dump": (1, "file"), "pyarrow.parquet.write_table": (1,),
    "pyarrow.feather.write_feather": (1,), "cv2.imwrite": _FIRST, "imageio.imwrite": _FIRST,
    "matplotlib.pyplot.savefig": _FIRST, "keras.models.save_model": (1,), "tensorflow.keras.models.save_model": (1,),
    "tensorflow.saved_model.save": (1,), "onnx.save": (1,), "torch.onnx.export": (2, "f"), "torch.jit.save": (1,),
    "mlflow.sklearn.save_model": (1, "path"), "onnx.save_model": (1,), "safetensors.torch.save_file": (1,),
    "safetensors.numpy.save_file": (1,), "pandas.ExcelWriter": _FIRST, "shutil.make_archive": _FIRST,
    "awswrangler.s3.to_parquet": (1, "path"), "awswrangler.s3.to_csv": (1, "path"),
}  # fmt: skip
_FRAME_WRITES: Final[dict[str, Where]] = {
    "to_csv": (0, "path_or_buf"), "to_parquet": (0, "path"), "to_json": (0, "path_or_buf"), "to_pickle": (0, "path"),
    "to_feather": (0, "path"), "to_excel": (0, "excel_writer"), "to_hdf": (0, "path_or_buf"), "to_sql": (0, "name"),
    "to_gbq": (0, "destination_table"), "write_csv": (0, "file"), "write_parquet": (0, "file"), "write_ipc": (0,),
    "write_json": (0,), "to_file": (0,), "to_stata": (0,), "to_html": (0, "buf"), "to_markdown": (0, "buf"),
    "sink_parquet": (0,), "sink_csv": (0,), "saveAsTable": (0, "name"), "insertInto": (0,), "savefig": (0,), "to_zarr": (0,),
    "to_netcdf": (0,), "save_model": (0,), "save_weights": (0,), "save_pretrained": (0,), "write_text": (), "write_bytes": (),
    "tofile": (0,), "save_to_disk": (0,), "write_html": (0,), "write_image": (0,),
}  # fmt: skip
_PATH_READS: Final = frozenset({"read_text", "read_bytes"})
_PATH_WRITES: Final = frozenset({"write_text", "write_bytes"})
_SPARK_FORMATS: Final = frozenset({"csv", "parquet", "json", "orc", "text", "table", "load", "save", "avro", "jdbc"})
_OPENS: Final = frozenset(
    {"open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "fsspec.open", "smart_open.open"}
)


_WORDS: Final = frozenset(name.rpartition(".")[2] for name in (*_OPENS, *_READS, *_WRITES)) | {
    *_FRAME_WRITES, *_PATH_READS, *_PATH_WRITES, *_SPARK_FORMATS,
}  # fmt: skip
"""Last words of every call that may read or write, but for the readers of tables that are known by how they begin."""
_READERS: Final = Vocabulary(("read_", "scan_"), lambda word: word.startswith(("read_", "scan_")))


def data_accesses(view: ModuleView) -> Iterator[DataAccess]:
    """Every read and write of a file, table or uri that a known call makes."""
    calls = view.calls_to(_WORDS, _READERS)
    options = {one.option: one.default for one in view.once(argument_defaults)} if calls else {}
    for call in calls:
        func = call.func
        if isinstance(func, ast.Attribute):
            access = _by_method(view, call, func) or _by_name(view, call)
        elif isinstance(func, ast.Name):
            access = _by_name(view, call)
        else:
            access = None
        if access is not None:
            unsaid = access.target is None and access.param is not None
            yield replace(access, target=options.get(access.param or "")) if unsaid else access


def _by_name(view: ModuleView, call: ast.Call) -> DataAccess | None:
    name = view.name(call.func)
    if name is None:
        return None
    if name in _OPENS:
        return _opened(view, call, name, view.argument(call, "file", "filename", 0), view.argument(call, "mode", 1))
    if name in _READS:
        return _access(view, call, name, _READS[name], "read")
    if name.startswith(_READ_PREFIXES):
        return _access(view, call, name, (0, "filepath_or_buffer", "path", "io", "sql", "source", "table_name"), "read")
    if name in _WRITES:
        return _access(view, call, name, _WRITES[name], "write")
    return None


def _by_method(view: ModuleView, call: ast.Call, func: ast.Attribute) -> DataAccess | None:
    method = func.attr
    if method in _FRAME_WRITES and method not in _PATH_WRITES:
        target = view.argument(call, *_FRAME_WRITES[method])
        imported = method in ("save_model", "to_json", "to_html", "to_markdown") and view.name(func) in _WRITES
        if imported or (target is None and method in ("to_csv", "to_json", "to_html", "to_markdown", "to_file")):
            return None  # returns the text, or is a function of a module that is looked up by name
        known = view.called(call) or method
        return _record(view, call, known, target, "write")
    if method in _PATH_READS or method in _PATH_WRITES:
        return _record(view, call, f"pathlib.Path.{method}", func.value, "read" if method in _PATH_READS else "write")
    if method == "open" and (view.type_of(func.value) or "").startswith("pathlib."):
        return _opened(view, call, "pathlib.Path.open", func.value, view.argument(call, "mode", 0))
    if method in _SPARK_FORMATS and isinstance(func.value, (ast.Attribute, ast.Call)):
        return _spark(view, call, func)
    if method == "save" and (view.type_of(func.value) or "").startswith(("keras", "tensorflow", "tf_keras")):
        return _access(view, call, view.called(call) or "save", (0, "filepath"), "write")
    return None


def _spark(view: ModuleView, call: ast.Call, func: ast.Attribute) -> DataAccess | None:
    """`spark.read.option(…).csv(path)` and `df.write.mode(…).parquet(path)`."""
    inner: ast.AST = func.value
    for _ in range(12):
        if isinstance(inner, ast.Call):
            inner = inner.func
        elif isinstance(inner, ast.Attribute):
            if inner.attr in ("read", "readStream", "write", "writeStream"):
                mode = "read" if inner.attr.startswith("read") else "write"
                return _access(view, call, f"pyspark.sql.{inner.attr}.{func.attr}", (0, "path"), mode)
            inner = inner.value
        else:
            return None
    return None


def _opened(
    view: ModuleView, call: ast.Call, name: str, target: ast.expr | None, mode: ast.expr | None
) -> DataAccess | None:
    flags = view.constant(mode) if mode is not None else "r"
    writes = isinstance(flags, str) and any(flag in flags for flag in "wax")
    return _record(view, call, name, target, "write" if writes else "read")


def _access(view: ModuleView, call: ast.Call, name: str, where: Where, mode: str) -> DataAccess | None:
    target = view.argument(call, *where)
    return _record(view, call, name, target, mode)


def _record(view: ModuleView, call: ast.Call, name: str, target: ast.expr | None, mode: str) -> DataAccess:
    if isinstance(target, ast.Call) and view.name(target.func) in _OPENS:
        target = view.argument(target, "file", 0)
    folded = view.constant(target) if target is not None else None
    text = folded if isinstance(folded, str) else None
    param = carrier(view, target) if target is not None and (text is None or "{}" in text) else None
    if text is None and param is not None and target is not None:
        text = text_or_default(view, target)
    is_open = target is not None and (folded is None or (text is not None and "{}" in text))
    named = symbol(view, target) if is_open and target is not None else ""
    return DataAccess(
        call=name, target=text, param=param, mode=mode, line=call.lineno, scope=view.scope(call),
        symbol=named if named.strip("{}/") else "",
    )  # fmt: skip


def text_or_default(view: ModuleView, target: ast.expr) -> str | None:
    """What a parameter or an environment variable is when nobody says otherwise, or in the file's only use of the function."""
    node: ast.AST = target
    if isinstance(target, ast.Call):
        fallback = view.argument(target, "default", 1)
        name = view.name(target.func) if fallback is not None else None
        value = view.constant(fallback) if fallback is not None and name in ("os.environ.get", "os.getenv") else None
        if isinstance(value, str):
            return value
        node = target.args[0] if target.args else target
    if isinstance(node, ast.Name):
        function = view.function(node)
        default = default_of(function, node.id) if function is not None else None
        if default is None:
            return _handed(view, function, node.id) if function is not None else None
        value = view.constant(default)
        return value if isinstance(value, str) else None
    return None


def _handed(view: ModuleView, function: Function, name: str) -> str | None:
    """The one text that the file's own calls of a function give to a parameter without a default; None where they give several."""
    names = [parameter.arg for parameter in parameters(function)]
    if name not in names:
        return None
    at = names.index(name) - (names[0] in ("self", "cls"))
    values: set[object] = set()
    for call in view.calls_to((function.name,)):
        given = view.argument(call, name, at) if at >= 0 else None
        if given is not None:
            values.add(view.constant(given))
    only = values.pop() if len(values) == 1 else None
    return only if isinstance(only, str) and "{}" not in only else None


def carrier(view: ModuleView, node: ast.AST) -> str | None:
    """What carries a value that is no constant: a parameter, an option (`args.input`), a key (`cfg["data"]["path"]`), a variable."""
    keys: list[str] = []
    for _ in range(12):
        match node:
            case ast.Name(id=name):
                return ".".join(reversed(keys)) if keys else name
            case ast.Attribute(value=value, attr=attr):
                keys.append(attr)
                node = value
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
                keys.append(key)
                node = value
            case ast.BinOp(left=left, right=right):
                node = right if isinstance(left, ast.Constant) else left
            case ast.Call(func=func, args=args) if args:
                node = args[0]
                if isinstance(node, ast.Constant):
                    name = view.name(func) or ""
                    return str(node.value) if name in ("os.environ.get", "os.getenv") else None
            case ast.JoinedStr(values=values):
                held = next((v.value for v in values if isinstance(v, ast.FormattedValue)), None)
                if held is None:
                    return None
                node = held
            case _:
                return None
    return None


def argument_defaults(view: ModuleView) -> Iterator[ArgumentDefault]:
    """Options of argparse, click and typer."""
    for call in view.calls_to(("add_argument", "option", "argument", "Option", "Argument")):
        func = call.func
        attribute = func.attr if isinstance(func, ast.Attribute) else ""
        if attribute == "add_argument":
            names = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        elif attribute in ("option", "argument", "Option", "Argument") or isinstance(func, ast.Name):
            name = view.name(func)
            if name not in ("click.option", "click.argument", "typer.Option", "typer.Argument"):
                continue
            names = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name.startswith("typer."):
                yield from _typer(view, call)
                continue
        else:
            continue
        if names:
            option = next((n for n in names if n.startswith("--")), names[0])
            default = view.argument(call, "default")
            yield ArgumentDefault(option=_plain(option), default=_shown(view, default), line=call.lineno)


def _typer(view: ModuleView, call: ast.Call) -> Iterator[ArgumentDefault]:
    parent = view.parent(call)
    name = next((a.value for a in call.args if isinstance(a, ast.Constant) and str(a.value).startswith("--")), "")
    function = view.parent(parent) if isinstance(parent, ast.arguments) else None
    if not name and isinstance(parent, ast.arguments) and isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        ordered = [*parent.posonlyargs, *parent.args]
        for parameter, default in zip(ordered[len(ordered) - len(parent.defaults) :], parent.defaults, strict=True):
            if default is call:
                name = parameter.arg
    if name:
        default = view.argument(call, 0, "default")
        yield ArgumentDefault(option=_plain(str(name)), default=_shown(view, default), line=call.lineno)


def _plain(option: str) -> str:
    return option.lstrip("-").partition("/")[0].replace("-", "_")


def _shown(view: ModuleView, node: ast.expr | None) -> str | None:
    value = view.constant(node) if node is not None else None
    if node is not None and isinstance(value, str) and value.startswith("{}/"):
        found = _FROM_FILE.match(symbol(view, node))  # `ROOT / "data.csv"`, ROOT being found from the file's own place
        return posixpath.normpath(posixpath.join(found[1], found[2])) if found else value
    return None if value is None else str(value)


_FROM_FILE: Final = regex(r"^\{file:([^{}:]{1,200})\}/([^{}]{1,200})$")


def environment_reads(view: ModuleView) -> Iterator[Site]:
    """`os.environ["X"]`, `os.environ.get("X", d)` and `os.getenv("X", d)`, with the default in `detail`."""
    for node in view.nodes(ast.Subscript) if "environ" in view.words else ():
        if isinstance(node.value, ast.Attribute) and node.value.attr == "environ" and isinstance(node.ctx, ast.Load):
            key = view.constant(node.slice)
            if isinstance(key, str) and view.name(node.value) == "os.environ":
                yield Site(name=key, line=node.lineno, scope=view.scope(node))
    for call in view.calls_to(("get", "getenv", "pop")) if "environ" in view.words or "getenv" in view.words else ():
        if call.args and view.name(call.func) in ("os.environ.get", "os.getenv", "os.environ.pop"):
            key = view.constant(call.args[0])
            if isinstance(key, str):
                detail = _shown(view, view.argument(call, "default", 1)) or ""
                yield Site(name=key, line=call.lineno, scope=view.scope(call), detail=detail)
