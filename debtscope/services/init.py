"""What `debtscope init` writes: a commented `debtscope.toml` with what a scan could not decide by itself."""

from __future__ import annotations

import json

from debtscope.model.ledger import Ledger, ModelRecord
from debtscope.model.text import printable
from debtscope.model.vocabulary import SourceStatus

_HEAD = """\
# debtscope.toml: what debtscope could not find out by itself. Unknown keys are errors, so a typo is never silent.
# Uncomment what is true; delete the rest.
"""

_KEYS = """\
# CI runs on a host that this repository does not show:
# external_ci = true

# Paths that are not scanned, and paths that are production code whatever their place says:
# ignore = ["third_party/**"]
# production = ["jobs/**"]
"""

_TABLES = """\
# Components for owners and totals (default: the first two parts of the path):
# [components]
# features = ["src/features/**"]

# The team's own numbers; without them the defaults of the interest model are used and said:
# [interest]
# hours_per_fix = 4.0      # a corrective commit, from report to release
# hours_per_touch = 2.0    # an ordinary change
# hour_rate = 90.0         # what an hour costs: plans then tell money too, in this currency
# currency = "EUR"
# horizon_weeks = 52       # over which saved interest counts in plans, unless --horizon says otherwise

# Author names in the ledger: names, hashes or none.
# [privacy]
# authors = "names"

# Turn a rule off, or off for some paths; it is shown as suppressed, with the reason:
# [rules.fixed-decision-threshold]
# enabled = false
# reason = "thresholds are set by contract"
"""


def _quoted(text: str) -> str:
    return json.dumps(printable(text), ensure_ascii=False)


def _model(model: ModelRecord) -> list[str]:
    served = f"served: {printable(model.served)}" if model.served else "not served, as far as the sources tell"
    watched = ", ".join(printable(w) for w in model.watched_by) or "nothing"
    return [
        f"# [models.{_quoted(model.name)}]    # {served}; watched by {watched}",
        '# reports = ["monitoring/**"]            # exports that speak of it',
        '# aliases = ["its metrics\' prefix"]       # other names under which it is known',
        '# monitoring = "https://…"               # where it is watched, if not in this repository',
        '# owner = "a person or a team"',
        "# retired = false",
        "",
    ]


def settings_text(ledger: Ledger) -> str:
    """The file's text for one repository. Keys stand before tables, as TOML wants it."""
    reason = printable(ledger.maturity_reason)
    lines = [_HEAD, f"# Maturity was taken for {ledger.maturity.value}: {reason}."]
    lines += [f'# maturity = "{ledger.maturity.value}"', ""]
    absent = {s.collector for s in ledger.sources if s.status is SourceStatus.ABSENT}
    if "mlflow" in absent:
        lines += ["# MLflow stores inside this repository, if they are not found by themselves:"]
        lines += ['# mlflow = ["path/to/mlflow.db"]', ""]
    if "monitoring" in absent:
        lines += ["# Folders of monitoring exports inside this repository:", '# monitoring = ["path/to/reports"]', ""]
    lines.append(_KEYS)
    if ledger.models:
        lines.append("# The models that were found. Reports that name no model are mapped to theirs here.")
        lines += [line for model in ledger.models for line in _model(model)]
    else:
        lines.append("# No model was found in a registry, a manifest or serving code. Name what runs elsewhere:")
        lines += ['# [models."name"]', '# monitoring = "https://…"', ""]
    return "\n".join([*lines, _TABLES])
