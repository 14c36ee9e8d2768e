"""What a repository or a team may set in `debtscope.toml`. Settings tune and narrow; they never name code or commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Maturity, Severity


@frozen
class ModelSettings:
    """`[models.NAME]`"""

    reports: tuple[str, ...] = ()
    """Globs of monitoring exports that speak of this model."""
    monitoring: str | None = None
    """Where the team watches it elsewhere: a URL or a sentence."""
    owner: str | None = None
    retired: bool = False
    aliases: tuple[str, ...] = ()
    """Other names under which exports, rules and dashboards speak of it."""
    max_age_days: int | None = None
    """How old the served version may grow; None means the rule's own limit."""
    static: bool = False
    """The team says that it is meant never to be trained again."""
    consumers: tuple[str, ...] = ()
    """Programs or teams that the model's owner knows to read its predictions."""


@frozen
class ProfileSettings:
    """`[profile]`: what only the team knows of the law that its system stands under."""

    commercial: bool | None = None
    """Whether what the repository makes is sold or used in a business; None = inferred, at lower confidence."""
    regions: tuple[str, ...] = ()
    """Where its people live: `EU`, `US` …"""
    domain: str | None = None
    """What it decides about: credit, hiring, education, medical …"""
    risk: str | None = None
    """The team's own classification (minimal, limited, high) …"""
    risk_reason: str | None = None
    """… and why."""
    people: bool | None = None
    """Whether its models' outputs affect people; None = inferred."""
    gateway: str | None = None
    """What stands before its services and is declared elsewhere: a company gateway, a mesh of the platform team."""
    sensitive: Mapping[str, str] = field(default_factory=dict[str, str])
    """`[profile.sensitive]`: sensitive feature -> why it may be used."""


@frozen
class RuleSettings:
    """`[rules.SLUG]`"""

    enabled: bool = True
    severity: Severity | None = None
    ignore: tuple[str, ...] = ()
    """Globs of paths where the rule does not speak."""
    reason: str | None = None


@frozen
class MetricsTable:
    """`[[metrics]]`: a table of a model's metrics over time, in CSV or Parquet, and how it is to be read."""

    path: str
    """A glob of files inside the repository or the folders of exports."""
    time: str
    """The column of dates."""
    model: str | None = None
    columns: tuple[str, ...] = ()
    """Columns of metrics; empty = those whose names say that they are."""
    labels: tuple[str, ...] = ()
    """Columns whose values tell series apart, such as a region."""
    dates: str = ""
    """ymd, dmy or mdy: the order in dates like 03/04/2026, which nobody guesses; ISO dates need none."""


@frozen
class HourRate:
    """What an hour of the team costs, as the team says: nothing is assumed."""

    amount: float
    currency: str


@frozen
class InterestSettings:
    """`[interest]`: the team's own numbers; None means the default of the model is used and said."""

    hours_per_fix: float | None = None
    hours_per_touch: float | None = None
    hour_rate: float | None = None
    currency: str = "EUR"
    horizon_weeks: int = 52

    @property
    def rate(self) -> HourRate | None:
        """None where the team gave none: hours are then not told in money."""
        return None if self.hour_rate is None else HourRate(amount=self.hour_rate, currency=self.currency)


@frozen
class BudgetSettings:
    """`[budgets.NAME]`: how much interest the items of a query may cost; `debtscope scan --budgets` enforces it."""

    query: str = ""
    hours_per_month: float | None = None
    """At most; None where only the ratchet counts."""
    ratchet: bool = False
    """It may not cost more than in the ledger compared with."""


@frozen
class Settings:
    """All of `debtscope.toml`, checked; the defaults are what an unconfigured repository gets."""

    maturity: Maturity | None = None
    example_values_are_real: bool = False
    """Demonstrations only: reserved domains, phones and vendors' documentation keys count as real ones."""
    external_ci: bool = False
    """CI runs on another host that this repository does not show."""
    served_aliases: tuple[str, ...] = ("champion", "production", "prod", "live")
    ignore: tuple[str, ...] = ()
    """Globs of paths that are not scanned."""
    production: tuple[str, ...] = ()
    """Globs of paths that are production code whatever their place says."""
    authors: str = "names"
    """names, hashes or none."""
    components: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    models: Mapping[str, ModelSettings] = field(default_factory=dict[str, ModelSettings])
    rules: Mapping[str, RuleSettings] = field(default_factory=dict[str, RuleSettings])
    priors: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    """Overrides of rows of priors.toml, by slug."""
    interest: InterestSettings = InterestSettings()
    profile: ProfileSettings = field(default_factory=ProfileSettings)
    mlflow: tuple[str, ...] = ()
    """Paths of MLflow stores inside the repository, beside those that are found."""
    monitoring: tuple[str, ...] = ()
    """Folders of monitoring exports inside the repository, beside those that are found."""
    metrics: tuple[MetricsTable, ...] = ()
    budgets: Mapping[str, BudgetSettings] = field(default_factory=dict[str, BudgetSettings])
    sarif: tuple[str, ...] = ()
    """Reports of other tools inside the repository."""
    digest: str = ""
    """Of the settings as read; part of the ledger's `config_digest`."""
