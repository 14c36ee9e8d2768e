"""What a file of Airflow asks others whenever the scheduler reads it, which is every half minute. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_ASKS: Final = regex(
    r"^airflow\.(?:models|sdk)\.(?:\w{1,20}\.)?(?:Variable|Connection)\.get\w{0,30}$|^airflow\.hooks\.base\.BaseHook\.get_connection$"
    r"|^mlflow\.(?:create_experiment|set_experiment|get_experiment_by_name|search_\w{2,30}|(?:\w{1,20}\.)?MlflowClient\.\w{3,40})$"
    r"|^requests\.(?:get|post|request)$|^pandas\.read_(?:csv|sql\w{0,10}|parquet|excel)$|^(?:psycopg2?|pymysql|mysql\.connector|snowflake\.connector)\.connect$"
    r"|^boto3\.(?:client|resource)\.\w{3,40}$"
)


@frozen
class ImportWork:
    """One call that runs when the file is imported."""

    call: str
    line: int
    excerpt: str


@facet(ImportWork, cues=("airflow",), tests=False)
def import_work(view: ModuleView) -> Iterator[ImportWork]:
    """Calls at the top of the file, and in functions of the file that the top calls."""
    if "airflow" not in view.roots or view.kind == "notebook":
        return
    started = {
        call.func.id
        for call in view.calls
        if view.scope(call) == "" and isinstance(call.func, ast.Name) and not _is_guarded(view, call)
    }
    flows = {one.name for one in view.functions if one.decorator_list}
    for call in view.calls:
        scope = view.scope(call)
        name = view.called(call) or view.name(call.func) or ""
        if not _ASKS.search(name) or (scope and (scope not in started or scope in flows)):
            continue
        if not _is_guarded(view, call):
            last = name.split(".")
            yield ImportWork(call=".".join(last[-2:]), line=view.place(call), excerpt=view.snippet(call))


def _is_guarded(view: ModuleView, call: ast.Call) -> bool:
    """Below `if __name__ == "__main__":`, or in a lambda that a task runs."""
    return any(
        isinstance(above, ast.Lambda) or (isinstance(above, ast.If) and "__name__" in ast.unparse(above.test))
        for above in view.ancestors(call)
    )
