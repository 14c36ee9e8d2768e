"""Where a file takes data from outside the repository: addresses, tables, hubs, sheets, streams, buckets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources import queries
from debtscope_collectors.sources.python.access import text_or_default
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.targets import view_aliases
from debtscope_collectors.sources.python.view import ModuleView

_ROOTS: Final = frozenset(
    {"pandas", "polars", "dask", "modin", "cudf", "geopandas", "pyarrow", "requests", "httpx", "urllib", "wget", "gdown", "datasets",
     "huggingface_hub", "kagglehub", "kaggle", "opendatasets", "tensorflow_datasets", "torchvision", "torchtext", "torchaudio",
     "sklearn", "keras", "tensorflow", "openml", "ucimlrepo", "gspread", "pyspark", "google", "snowflake", "sqlalchemy", "psycopg2",
     "psycopg", "pymysql", "mysql", "pyodbc", "boto3", "awswrangler", "s3fs", "gcsfs", "fsspec", "smart_open", "kafka",
     "confluent_kafka", "yfinance", "pandas_datareader", "kfp", "databricks", "clickhouse_connect", "clickhouse_driver", "trino",
     "airflow", "duckdb", "pymongo", "motor"}
)  # fmt: skip
_REMOTE: Final = regex(r"(s3[an]?|gs|gcs|abfss?|wasbs?|az|adl|hdfs|dbfs|https?|ftp)://([^/?#\s]{1,200})", re.IGNORECASE)
_DATA: Final = regex(
    r"\.(?:csv|tsv|psv|parquet|feather|arrow|orc|avro|jsonl|ndjson|xlsx?|h5|hdf5?|npy|npz|dta|mat|data|zip|tgz|tar)(?:\.(?:gz|bz2|zip|xz|zst))?(?:$|[?#])",
    re.IGNORECASE,
)
_FETCHES: Final = frozenset(
    {
        "requests.get",
        "httpx.get",
        "urllib.request.urlopen",
        "urllib.request.urlretrieve",
        "wget.download",
        "gdown.download",
    }
)
_SQL: Final = frozenset(
    {"read_sql", "read_sql_query", "read_sql_table", "read_gbq", "read_database", "read_database_uri", "execute", "query", "query_df", "sql", "table",
     "get_pandas_df", "get_df"}
)  # fmt: skip
_WAREHOUSE: Final = (
    "google.cloud.bigquery",
    "snowflake",
    "databricks",
    "pandas_gbq",
    "awswrangler.athena",
    "awswrangler.redshift",
    "trino",
)
_SESSION: Final = regex(r"(?:^|[._])(?:session|db)$|\.orm\.(?:[\w.]{0,20}\.)?(?:scoped_)?[Ss]ession$", re.IGNORECASE)
"""What rows are asked of through an object mapper."""
_RECORDS: Final = regex(
    r"user|account|role|task|job|session|token|audit|(?:^|_)log|setting|config|registry|model|run|dataset|upload|import|notification|report|experiment|version",
    re.IGNORECASE,
)
"""Tables of a service's own affairs, by the class that stands for them."""
_SINGLE: Final = frozenset({"first", "one", "one_or_none", "get", "count", "delete", "update", "exists", "scalar"})
_KEEPS: Final = frozenset({"add_all", "commit", "flush", "bulk_save_objects", "bulk_insert_mappings"})
_SERVERS: Final = frozenset({"fastapi", "flask", "starlette", "django", "sanic", "quart", "streamlit", "gradio"})
_LOCAL_BASES: Final = ("sqlite3", "duckdb", "aiosqlite")
_BUILDERS: Final = frozenset(
    {"csv", "json", "parquet", "text", "imagefolder", "audiofolder", "pandas", "arrow", "webdataset", "generator"}
)
_LAST: Final = frozenset(
    {"get", "urlopen", "urlretrieve", "download", "load_dataset", "hf_hub_download", "snapshot_download", "dataset_download",
     "dataset_download_files", "dataset_download_file", "competition_download_files", "dataset_load", "load", "load_data", "get_file",
     "get_dataset", "fetch_ucirepo", "open_by_key", "open_by_url", "download_file", "get_object", "KafkaConsumer", "history",
     "DataReader", "subscribe", "jdbc", "csv", "parquet", "json", "open", "load_data_wide", "download_fileobj", "find"}
) | _SQL  # fmt: skip
_LIBRARY_SETS: Final = ("torchvision.datasets.", "torchaudio.datasets.", "torchtext.datasets.")
_HUGGINGFACE_OWN: Final = "revision"


@frozen
class ExternalRead:
    """One read of data from outside."""

    kind: str
    """url, sql, warehouse, huggingface, kaggle, library, sheet, api, stream, bucket."""
    name: str
    """Address, table, or id of the data set, as the code has it; `{}` stands for what is not constant."""
    line: int
    scope: str
    call: str
    text: str
    """The source line, stripped."""
    pin: str = ""
    """The version, revision or checksum that the call gives, as `revision='…'`."""
    tables: tuple[str, ...] = ()
    """sql and warehouse: all that the query reads."""
    all_columns: bool = False
    bounded: bool = False
    """sql and warehouse: a day, a snapshot or a parameter bounds the query."""


@facet(ExternalRead, version=8, cues=_ROOTS)
def external_reads(view: ModuleView) -> Iterator[ExternalRead]:
    """Files that import nothing that reads from outside give nothing."""
    if _ROOTS.isdisjoint(view.roots):
        return
    renamed = view_aliases(view)
    torch = any("torch" in root.partition(".")[0] for root in view.roots)
    reading = [
        word
        for word in view.call_table.words
        if word.startswith(("read_", "scan_", "fetch_")) or (torch and word[:1].isupper())
    ]
    for call in view.calls_to(_LAST.union(reading)):
        match call.func:
            case ast.Attribute(attr=last) | ast.Name(id=last):
                last = renamed.get(last, last)
            case _:
                continue
        if last in _LAST or last.startswith(("read_", "scan_", "fetch_")) or (torch and last[:1].isupper()):
            found = _read(view, call, last)
            if found is not None:
                yield found
    yield from _defaults(view)


def _read(view: ModuleView, call: ast.Call, last: str) -> ExternalRead | None:
    name = view.name(call.func) or last
    if last == "find":
        return _collection(view, call, name)
    if last in _SQL:
        return _query(view, call, name, last) or (_mapped(view, call, name) if last == "query" else None)
    if last in ("jdbc", "load"):
        return _jdbc(view, call, name, last)
    if (known := _hub(view, call, name, last)) is not None:
        return known
    if last in ("KafkaConsumer", "subscribe") and name.startswith(("kafka.", "confluent_kafka.")):
        topic = _text(view, view.argument(call, 0)) or "a topic"
        return _made(view, call, name, "stream", topic)
    if last in ("download_file", "get_object", "download_fileobj"):
        return _object(view, call, name)
    if name in _FETCHES or last.startswith(("read_", "scan_")) or last in ("csv", "parquet", "json", "open"):
        return _address(view, call, name)
    return None


def _address(view: ModuleView, call: ast.Call, name: str) -> ExternalRead | None:
    target = _text(view, view.argument(call, 0, "filepath_or_buffer", "path", "url", "io", "source", "id"))
    found = _REMOTE.match(target) if target else None
    if target is None or found is None or found[2].startswith("{}"):
        return None
    mode = _text(view, view.argument(call, "mode", 1)) if name.rpartition(".")[2] == "open" else None
    if mode and set(mode) & set("wax"):
        return None
    scheme, host = found[1].lower(), found[2]
    if not scheme.startswith(("http", "ftp")):
        return _made(view, call, name, "bucket", target)
    if host.startswith(("localhost", "127.", "0.0.0.0")):
        return None
    if "docs.google.com/spreadsheets" in target:
        return _made(view, call, name, "sheet", target)
    is_file = bool(_DATA.search(target)) or not name.startswith(("requests", "httpx", "urllib"))
    return _made(view, call, name, "url" if is_file else "api", target)


def _hub(view: ModuleView, call: ast.Call, name: str, last: str) -> ExternalRead | None:
    """A data set of a public place or of a library."""
    head = name.partition(".")[0]
    first = _text(view, view.argument(call, 0, "path", "name", "handle", "repo_id", "dataset"))
    if name == "datasets.load_dataset" or (
        head == "huggingface_hub" and last in ("hf_hub_download", "snapshot_download")
    ):
        kind = _text(view, view.argument(call, "repo_type"))
        if first in _BUILDERS:
            files = _text(view, view.argument(call, "data_files", "data_dir")) or ""
            told = _REMOTE.match(files)
            return (
                _made(view, call, name, "url" if told[1].lower().startswith("http") else "bucket", files)
                if told
                else None
            )
        if first is None or first in _BUILDERS or "{}" in first or first.startswith((".", "/")):
            return None
        if head == "huggingface_hub" and kind != "dataset":
            return None
        return _made(view, call, name, "huggingface", first, pin=_given(view, call, _HUGGINGFACE_OWN))
    if head in ("kagglehub", "kaggle", "opendatasets") or last in (
        "dataset_download_files",
        "competition_download_files",
    ):
        if first is None or last == "model_download":
            return None
        pin = first.rpartition("/")[2] if "/versions/" in first else ""
        return _made(view, call, name, "kaggle", first, pin=pin and f"version {pin}")
    if head == "tensorflow_datasets" and last == "load" and first:
        return _made(view, call, name, "library", first, pin=first.partition(":")[2])
    if name.startswith("sklearn.datasets.fetch_"):
        if last != "fetch_openml":
            return _made(view, call, name, "library", last.removeprefix("fetch_"), pin="the library's checksum")
        pin = _given(view, call, "version", "data_id")
        what = first or pin or "what the caller names"
        return _made(view, call, name, "library", f"openml:{what}", pin="" if "active" in pin else pin)
    if (
        name.startswith(_LIBRARY_SETS)
        and last[:1].isupper()
        and last not in ("ImageFolder", "DatasetFolder", "FakeData")
    ):
        return _made(view, call, name, "library", last, pin="the library's checksum")
    if last == "load_data" and ".datasets." in name and head in ("keras", "tensorflow", "tf_keras"):
        return _made(view, call, name, "library", name.split(".")[-2], pin="the library's checksum")
    if last == "get_file" and "keras" in name:
        target = _text(view, view.argument(call, "origin", 1))
        return (
            _made(view, call, name, "url", target, pin=_given(view, call, "file_hash", "md5_hash")) if target else None
        )
    if head in ("openml", "ucimlrepo") and last in ("get_dataset", "fetch_ucirepo"):
        return _made(view, call, name, "library", f"{head}:{first or _given(view, call, 'id')}", pin="its number")
    if head == "gspread" or last in ("open_by_key", "open_by_url"):
        return _made(view, call, name, "sheet", first or "a sheet") if "open" in last else None
    if head in ("yfinance", "pandas_datareader") and last in ("download", "history", "DataReader"):
        return _made(view, call, name, "api", head, pin=_given(view, call, "end"))
    return None


def _query(view: ModuleView, call: ast.Call, name: str, last: str) -> ExternalRead | None:
    """A read of tables. `execute`, `query`, `sql` and `table` are too common: the first is judged by its words, the others by
    what they are called on."""
    given = view.argument(call, 0, "sql", "query", "table_name", "table")
    text = _text(view, given)
    if text is None:
        return None
    if isinstance(given, ast.JoinedStr) and "{}" in text:
        text = _with_defaults(view, given)
    receiver = view.type_of(call.func.value) if isinstance(call.func, ast.Attribute) else None
    called = receiver or name
    connection = view.argument(call, "con", "conn", "connection", 1)
    base = view.type_of(connection) if connection is not None else None
    if called.startswith("duckdb."):
        return _scanned(view, call, name, text)
    if (base or called).startswith(_LOCAL_BASES) or _is_local(view):
        return None
    is_snowpark = last in ("table", "sql") and _is_snowpark(view, call, called)
    if last in ("table", "sql") and not is_snowpark and not called.startswith(("pyspark", "spark", "awswrangler")):
        return None
    if is_snowpark and not view.roots.isdisjoint(_SERVERS - {"streamlit"}):
        return None  # a service looks rows up
    named = last in ("read_sql_table", "table") or (
        last in ("read_sql", "read_gbq") and re.fullmatch(r"[\w.]{1,120}", text)
    )
    if not named and not queries.is_query(text):
        return None
    tables = (text,) if named else queries.tables(text)
    if not tables:
        return None
    kind = "warehouse" if called.startswith(_WAREHOUSE) or last == "read_gbq" or is_snowpark else "sql"
    every = bool(named) or queries.all_columns(text) is not None
    return _made(
        view, call, name, kind, tables[0], tables=tables, all_columns=every, bounded=not named and queries.is_bounded(text)
    )  # fmt: skip


def _with_defaults(view: ModuleView, given: ast.JoinedStr) -> str:
    """The text of an f-string, parameters as they are when nobody says otherwise."""
    parts: list[str] = []
    for part in given.values:
        node = part.value if isinstance(part, ast.FormattedValue) else part
        value = view.constant(node)
        told = value if value is not None else text_or_default(view, node)
        parts.append("{}" if told is None else str(told))
    return "".join(parts)


_ADDRESS: Final = regex(r"'((?:s3a?|gs|gcs|az|abfss?|https?|hf)://[^'\s]{3,300})'", re.IGNORECASE)


def _scanned(view: ModuleView, call: ast.Call, name: str, text: str) -> ExternalRead | None:
    """`duckdb.sql("select * from 's3://lake/sales/*.parquet'")`: a database of this machine, over files of somebody else."""
    found = _ADDRESS.search(text)
    if found is None or not queries.is_query(text):
        return None
    return _made(view, call, name, "url" if found[1].lower().startswith("http") else "bucket", found[1])


def _collection(view: ModuleView, call: ast.Call, name: str) -> ExternalRead | None:
    """`pd.DataFrame(list(db["orders"].find({})))`: documents of MongoDB that become a table."""
    if view.roots.isdisjoint(("pymongo", "motor")) or not isinstance(call.func, ast.Attribute):
        return None
    if not any(
        isinstance(above, ast.Call)
        and last_name(above.func) in ("DataFrame", "from_records", "json_normalize", "list", "from_dicts")
        for above in view.ancestors(call)
    ):
        return None
    match call.func.value:
        case ast.Subscript(slice=key):
            told = view.constant(key)
            table = told if isinstance(told, str) else ""
        case holder:
            table = last_name(holder)
            values = view.plain_values(table, holder) if isinstance(holder, ast.Name) else ()
            keys = (view.constant(one.slice) for one in values if isinstance(one, ast.Subscript))
            table = next((key for key in keys if isinstance(key, str)), table)
    asked = view.argument(call, 0, "filter")
    is_whole = asked is None or (isinstance(asked, ast.Dict) and not asked.keys)
    if not table or not view.roots.isdisjoint(_SERVERS):
        return None
    return _made(view, call, name, "sql", table, tables=(table,), all_columns=is_whole, bounded=not is_whole)


def _is_snowpark(view: ModuleView, call: ast.Call, called: str) -> bool:
    """`session.table("SALES")` of Snowpark, whose session is made, handed in by its usual name or kept by an object."""
    if called.startswith("snowflake.snowpark"):
        return True
    if "snowpark" not in view.words or not isinstance(call.func, ast.Attribute):
        return False
    return bool(re.search(r"(?:^|_)(?:session|snowpark|sp_session)$", last_name(call.func.value), re.IGNORECASE))


def _mapped(view: ModuleView, call: ast.Call, name: str) -> ExternalRead | None:
    """`session.query(Sale).filter(…).all()`: rows of a table, through an object mapper."""
    if view.words.isdisjoint({"sqlalchemy", "sqlmodel"}) or not isinstance(call.func, ast.Attribute) or not call.args:
        return None
    holder = call.func.value
    if not _SESSION.search(view.type_of(holder) or view.name(holder) or "") or _is_local(view):
        return None
    if not isinstance(call.args[0], ast.Name) or len(call.args) > 1 or _RECORDS.search(call.args[0].id):
        return None  # single columns and counts, and what a service keeps about itself
    asked = {above.attr for above in view.ancestors(call) if isinstance(above, ast.Attribute)}
    if not asked.isdisjoint(_SINGLE) or not view.calls_to(("DataFrame",)) or not view.roots.isdisjoint(_SERVERS):
        return None
    if view.calls_to(_KEEPS):
        return None  # a file that keeps its own rows in step with others
    shown = f"{view.name(holder) or 'session'}.query({call.args[0].id})"
    return _made(view, call, name, "sql", shown, tables=(shown,))


def _jdbc(view: ModuleView, call: ast.Call, name: str, last: str) -> ExternalRead | None:
    """`spark.read.jdbc(url, "sales")`, and `spark.read.format("jdbc").option("dbtable", "sales").load()`."""
    if "pyspark" not in view.words:
        return _address(view, call, name) if last == "load" else None
    asked = spark_table(view, call)
    if asked is None:
        return _address(view, call, name) if last == "load" else None
    is_text = queries.is_query(asked.strip("() "))
    tables = queries.tables(asked) if is_text else (asked.strip(),)
    if not tables:
        return None
    return _made(
        view, call, "pyspark.sql.read.jdbc", "sql", tables[0], tables=tables,
        all_columns=not is_text or queries.all_columns(asked) is not None, bounded=is_text and queries.is_bounded(asked),
    )  # fmt: skip


_SPARK_TABLES: Final = frozenset({"dbtable", "query", "collection", "table"})
"""Options by which connectors of databases (JDBC, MongoDB, Cassandra, BigQuery) are told what to read."""


def spark_table(view: ModuleView, call: ast.Call) -> str | None:
    """The table or query that a reader of Spark asks a database for, as the code has it; None where it asks none, or writes."""
    found = _spark_target(view, call, "read")
    value = view.constant(found) if found is not None else None
    return value if isinstance(value, str) and value.strip() else None


def _spark_target(view: ModuleView, call: ast.Call, verb: str) -> ast.expr | None:
    """What tells the table in a chain that reads from or writes to a database."""
    func = call.func
    found = view.argument(call, 1, "table") if isinstance(func, ast.Attribute) and func.attr == "jdbc" else None
    fits, node = False, func
    for _ in range(20):
        if isinstance(node, ast.Attribute):
            fits = fits or node.attr == verb
            node = node.value
        elif isinstance(node, ast.Call):
            key = view.constant(node.args[0]) if len(node.args) == 2 else None
            if isinstance(node.func, ast.Attribute) and node.func.attr == "option" and key in _SPARK_TABLES:
                found = node.args[1]
            node = node.func
        else:
            break
    return found if fits else None


@frozen
class StoredTable:
    """A table or collection that a writer of Spark fills."""

    name: str
    line: int


@facet(StoredTable, cues=("pyspark",), tests=False)
def stored_tables(view: ModuleView) -> Iterator[StoredTable]:
    """`df.write.format("mongodb").option("collection", name).save()`, the default of a parameter included."""
    for call in view.calls_to({"save", "jdbc"}):
        found = _spark_target(view, call, "write")
        value = view.constant(found) if found is not None else None
        if found is not None and not isinstance(value, str):
            value = text_or_default(view, found)
        if isinstance(value, str) and value.strip():
            yield StoredTable(name=value.strip(), line=view.place(call))


def _is_local(view: ModuleView) -> bool:
    """The file speaks with a database of this machine alone."""
    roots = {alias.name.partition(".")[0] for one in view.nodes(ast.Import) for alias in one.names}
    roots |= {(one.module or "").partition(".")[0] for one in view.nodes(ast.ImportFrom)}
    if roots & set(_LOCAL_BASES):
        return True
    return any("sqlite:/" in line for line in view.lines if len(line) < 400)


def _object(view: ModuleView, call: ast.Call, name: str) -> ExternalRead | None:
    """`s3.download_file(bucket, key, file)` of boto3."""
    bucket = _text(view, view.argument(call, "Bucket", 0)) or "{}"
    key = _text(view, view.argument(call, "Key", 1))
    if key is None or not _DATA.search(key):
        return None
    return _made(view, call, name, "bucket", f"s3://{bucket}/{key}", pin=_given(view, call, "VersionId"))


def _defaults(view: ModuleView) -> Iterator[ExternalRead]:
    """Addresses of data that stand as a parameter's default: `def churn(path: str = "gs://landing/latest.csv")`."""
    for function in view.functions:
        for default in (*function.args.defaults, *function.args.kw_defaults):
            match default:
                case ast.Constant(value=str(text)) if (found := _REMOTE.match(text)) and _DATA.search(text):
                    is_bucket = not found[1].lower().startswith(("http", "ftp"))
                    yield ExternalRead(
                        kind="bucket" if is_bucket else "url", name=text, line=view.place(default), scope=function.name,
                        call="default", text=view.snippet(default),
                    )  # fmt: skip
                case _:
                    pass


def _text(view: ModuleView, node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Call) and (view.name(node.func) or "").endswith(("text", "Request")) and node.args:
        node = node.args[0]
    value = view.constant(node) if node is not None else None
    return value if isinstance(value, str) and value.strip() else None


def _given(view: ModuleView, call: ast.Call, *names: str) -> str:
    """The first of these arguments that is given and is not None."""
    for name in names:
        node = view.argument(call, name)
        if node is not None and not (isinstance(node, ast.Constant) and node.value is None):
            value = view.constant(node)
            return f"{name}={value!r:.40}" if value is not None else name
    return ""


def _made(
    view: ModuleView, call: ast.Call, name: str, kind: str, target: str, *, pin: str = "", tables: tuple[str, ...] = (),
    all_columns: bool = False, bounded: bool = False,
) -> ExternalRead:  # fmt: skip
    return ExternalRead(
        kind=kind, name=target[:300], line=view.place(call), scope=view.scope(call), call=name, text=view.snippet(call),
        pin=pin, tables=tables, all_columns=all_columns, bounded=bounded,
    )  # fmt: skip
