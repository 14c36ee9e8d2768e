"""Reads `debtscope.toml` or `[tool.debtscope]` into Settings. Unknown keys and wrong values are UsageErrors that name the file."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TypeVar, cast

import tomli

from debtscope.model.errors import UsageError
from debtscope.model.regex import regex
from debtscope.model.settings import (
    BudgetSettings,
    InterestSettings,
    MetricsTable,
    ModelSettings,
    ProfileSettings,
    RuleSettings,
    Settings,
)
from debtscope.model.text import printable
from debtscope.model.vocabulary import Maturity, Severity

FILES = ("debtscope.toml", "pyproject.toml")
AUTHORS = ("names", "hashes", "none")

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

TOP_KEYS = (
    "maturity", "example_values_are_real", "external_ci", "served_aliases", "ignore", "production", "privacy",
    "components", "models", "rules", "priors", "interest", "budgets", "mlflow", "monitoring", "metrics", "sarif", "profile",
)  # fmt: skip
MODEL_KEYS = ("reports", "monitoring", "owner", "retired", "aliases", "max_age_days", "static", "consumers")
PROFILE_KEYS = ("commercial", "regions", "domain", "risk", "risk_reason", "people", "gateway", "sensitive")
METRICS_KEYS = ("path", "time", "model", "columns", "labels", "dates")
DATES = ("ymd", "dmy", "mdy")
RISKS = ("minimal", "limited", "high")
RULE_KEYS = ("enabled", "severity", "ignore", "reason")
_CURRENCY = regex(r"[A-Z]{3}")
INTEREST_KEYS = ("hours_per_fix", "hours_per_touch", "hour_rate", "currency", "horizon_weeks")
PRIVACY_KEYS = ("authors",)
BUDGET_KEYS = ("query", "hours_per_month", "ratchet")


def load_settings(read: Callable[[str], bytes | None], *, slugs: Iterable[str] = ()) -> Settings:
    """The settings of a repository whose files `read` gives by name (None where there is none).

    `slugs` are the names under which rules may be set; without them any name is taken. Raises UsageError.
    """
    known = tuple(slugs)
    own = read(FILES[0])
    if own is not None:
        return parse_settings(own, FILES[0], slugs=known)
    project = read(FILES[1])
    if project is None or b"debtscope" not in project:
        return Settings()
    document = _toml(project, FILES[1])
    tool = document.get("tool")
    table = cast("Mapping[str, object]", tool).get("debtscope") if isinstance(tool, Mapping) else None
    if table is None:
        return Settings()
    where = f"{FILES[1]}: tool.debtscope"
    if not isinstance(table, Mapping):
        raise UsageError(f"{where} must be a table")
    return _settings(_Table(cast("Mapping[str, object]", table), where, ""), known)


def parse_settings(raw: bytes, name: str = FILES[0], *, slugs: Iterable[str] = ()) -> Settings:
    """The settings written in one `debtscope.toml`. Raises UsageError naming the file and the key."""
    return _settings(_Table(_toml(raw, name), name, ""), tuple(slugs))


def _toml(raw: bytes, name: str) -> Mapping[str, object]:
    try:
        return tomli.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text") from None
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and numbers beyond Python's digit limit
        raise UsageError(f"{name} is not TOML: {printable(str(error), limit=200)}") from None


class _Table:
    """One table of the document; every question names file and key when the answer is wrong."""

    def __init__(self, values: Mapping[str, object], file: str, prefix: str) -> None:
        self.values = values
        self._file = file
        self._prefix = prefix

    def key(self, name: str) -> str:
        return printable(f"{self._prefix}.{name}" if self._prefix else name, limit=120)

    def wrong(self, name: str, wanted: str) -> UsageError:
        return UsageError(f"{self._file}: {self.key(name)} must be {wanted}")

    def only(self, known: Iterable[str]) -> None:
        options = tuple(known)
        for name in self.values:
            if name not in options:
                raise UsageError(f"{self._file}: unknown key '{self.key(name)}'", _nearest(name, options))

    def table(self, name: str) -> _Table:
        value = self.values.get(name, {})
        if not isinstance(value, Mapping):
            raise self.wrong(name, "a table")
        return _Table(cast("Mapping[str, object]", value), self._file, self.key(name))

    def tables(self) -> Iterable[tuple[str, _Table]]:
        return [(name, self.table(name)) for name in self.values]

    def list_of_tables(self, name: str) -> list[_Table]:
        value = self.values.get(name, [])
        entries = cast("list[object]", value) if isinstance(value, list) else [value]
        if not all(isinstance(entry, Mapping) for entry in entries):
            raise self.wrong(name, f"a list of tables, [[{name}]]")
        return [
            _Table(cast("Mapping[str, object]", e), self._file, f"{self.key(name)}[{n}]") for n, e in enumerate(entries)
        ]

    def flag(self, name: str, default: bool) -> bool:
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def maybe(self, name: str) -> bool | None:
        return self.flag(name, False) if name in self.values else None

    def days(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 36_500:
            raise self.wrong(name, "a whole number of days, 1 to 36500")
        return value

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, "a text")
        return value

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.values.get(name)
        if value is None:
            return default
        entries = cast("list[object]", value) if isinstance(value, list) else None
        if entries is None or not all(isinstance(entry, str) for entry in entries):
            raise self.wrong(name, "a list of texts")
        return tuple(cast("list[str]", entries))

    def inside(self, name: str, paths: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Paths that stay inside the repository: a scanned tree cannot point elsewhere."""
        paths = self.texts(name) if paths is None else paths
        for path in paths:
            parts = PurePosixPath(path).parts
            if path.startswith(("/", "~")) or ".." in parts or "\\" in path or "://" in path or "\x00" in path:
                raise UsageError(
                    f"{self._file}: {self.key(name)} names '{printable(path, limit=80)}', which is not inside the repository",
                    f"give it on the command line instead: --{name} PATH"
                    if name in ("mlflow", "monitoring", "sarif")
                    else "",
                )
        return paths

    def word(self, name: str, kind: type[E]) -> E | None:
        value = self.values.get(name)
        if value is None:
            return None
        words = [member.value for member in kind]
        if value not in words:
            raise self.wrong(name, f"one of {', '.join(words)}")
        return kind(value)

    def number(self, name: str, low: float = 0.0) -> float | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low < value < 1e9:
            raise self.wrong(name, f"a number above {low:g}")
        return float(value)


def _nearest(name: str, options: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name[:64], options, n=1, cutoff=0.5)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known: {', '.join(options)}" if len(options) <= 20 else "`debtscope rules` lists the rules"


def _settings(top: _Table, slugs: tuple[str, ...]) -> Settings:
    top.only(TOP_KEYS)
    defaults = Settings()
    privacy = top.table("privacy")
    privacy.only(PRIVACY_KEYS)
    authors = privacy.text("authors") or defaults.authors
    if authors not in AUTHORS:
        raise privacy.wrong("authors", f"one of {', '.join(AUTHORS)}")
    components = top.table("components")
    found = Settings(
        maturity=top.word("maturity", Maturity),
        example_values_are_real=top.flag("example_values_are_real", False),
        external_ci=top.flag("external_ci", False),
        served_aliases=top.texts("served_aliases", defaults.served_aliases),
        ignore=top.texts("ignore"),
        production=top.texts("production"),
        authors=authors,
        components={name: components.texts(name) for name in components.values},
        models={name: _model(table) for name, table in top.table("models").tables()},
        rules=_rules(top.table("rules"), slugs),
        priors=_priors(top.table("priors"), slugs),
        interest=_interest(top.table("interest")),
        budgets={name: _budget(table) for name, table in top.table("budgets").tables()},
        profile=_profile(top.table("profile")),
        mlflow=top.inside("mlflow"),
        monitoring=top.inside("monitoring"),
        metrics=tuple(_metrics(table) for table in top.list_of_tables("metrics")),
        sarif=top.inside("sarif"),
    )
    return replace(found, digest=_digest(top.values))


def _model(table: _Table) -> ModelSettings:
    table.only(MODEL_KEYS)
    return ModelSettings(
        reports=table.inside("reports"),
        monitoring=table.text("monitoring"),
        owner=table.text("owner"),
        retired=table.flag("retired", False),
        aliases=table.texts("aliases"),
        max_age_days=table.days("max_age_days"),
        static=table.flag("static", False),
        consumers=table.texts("consumers"),
    )


def _metrics(table: _Table) -> MetricsTable:
    table.only(METRICS_KEYS)
    path, time = table.text("path"), table.text("time")
    if not path or not time:
        raise table.wrong(
            "time" if path else "path", "a text: every table of metrics needs a path and its column of dates"
        )
    dates = table.text("dates") or ""
    if dates and dates not in DATES:
        raise table.wrong("dates", f"one of {', '.join(DATES)}")
    return MetricsTable(
        path=table.inside("path", (path,))[0], time=time, model=table.text("model"), columns=table.texts("columns"),
        labels=table.texts("labels"), dates=dates,
    )  # fmt: skip


def _profile(table: _Table) -> ProfileSettings:
    table.only(PROFILE_KEYS)
    risk, reason = table.text("risk"), table.text("risk_reason")
    if risk is not None and risk not in RISKS:
        raise table.wrong("risk", f"one of {', '.join(RISKS)}")
    if risk is not None and not reason:
        raise table.wrong("risk_reason", "given where `risk` is: a classification needs its reason")
    sensitive = table.table("sensitive")
    return ProfileSettings(
        commercial=table.maybe("commercial"),
        regions=table.texts("regions"),
        domain=table.text("domain"),
        risk=risk,
        risk_reason=reason,
        people=table.maybe("people"),
        gateway=table.text("gateway"),
        sensitive={name: sensitive.text(name) or "" for name in sensitive.values},
    )


def _rules(rules: _Table, slugs: tuple[str, ...]) -> Mapping[str, RuleSettings]:
    if slugs:
        rules.only(slugs)
    found: dict[str, RuleSettings] = {}
    for name, table in rules.tables():
        table.only(RULE_KEYS)
        found[name] = RuleSettings(
            enabled=table.flag("enabled", True),
            severity=table.word("severity", Severity),
            ignore=table.texts("ignore"),
            reason=table.text("reason"),
        )
    return found


def _priors(priors: _Table, slugs: tuple[str, ...]) -> Mapping[str, Mapping[str, object]]:
    if slugs:
        priors.only(slugs)
    return {name: table.values for name, table in priors.tables()}


def _interest(table: _Table) -> InterestSettings:
    table.only(INTEREST_KEYS)
    defaults = InterestSettings()
    weeks = table.values.get("horizon_weeks", defaults.horizon_weeks)
    if isinstance(weeks, bool) or not isinstance(weeks, int) or not 1 <= weeks <= 520:
        raise table.wrong("horizon_weeks", "a whole number of weeks, 1 to 520")
    currency = table.text("currency") or defaults.currency
    if _CURRENCY.fullmatch(currency) is None:
        raise table.wrong("currency", "three letters, as in EUR")
    return InterestSettings(
        hours_per_fix=table.number("hours_per_fix"),
        hours_per_touch=table.number("hours_per_touch"),
        hour_rate=table.number("hour_rate"),
        currency=currency,
        horizon_weeks=weeks,
    )


def _budget(table: _Table) -> BudgetSettings:
    table.only(BUDGET_KEYS)
    limit, ratchet = table.number("hours_per_month"), table.flag("ratchet", False)
    if limit is None and not ratchet:
        raise table.wrong("hours_per_month", "a number of hours, or `ratchet` true")
    return BudgetSettings(query=table.text("query") or "", hours_per_month=limit, ratchet=ratchet)


def _digest(values: Mapping[str, object]) -> str:
    """Of the meaning, not of the layout: comments and the order of keys do not count."""

    def plain(value: object) -> str:
        return value.isoformat() if isinstance(value, (date, datetime, time)) else repr(value)

    try:
        text = json.dumps(values, sort_keys=True, default=plain, ensure_ascii=True)
    except RecursionError:
        raise UsageError("the configuration is nested too deep") from None
    return hashlib.sha256(text.encode()).hexdigest()[:16]
