"""Runs the rules over the facts: which may speak (settings, maturity, sources read), and what each found."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from debtscope.engine.facts import FactStore, JoinFailed
from debtscope.engine.guard import Fault, attempt
from debtscope.engine.registry import is_enabled
from debtscope.model.finding import Finding
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Diagnostic, RepositoryMaturity
from debtscope.model.rule import Rule, Unjudged
from debtscope.model.vocabulary import DiagnosticSeverity, Maturity

OnRule = Callable[[str, int, int], None]


@frozen
class Verdicts:
    """What the rules said."""

    findings: tuple[tuple[Rule, tuple[Finding, ...]], ...]
    """Of every rule that ran to its end, also those that found nothing; in order of rule id."""
    maturity: RepositoryMaturity
    diagnostics: tuple[Diagnostic, ...]
    unjudged: frozenset[str] = frozenset()
    """Ids of rules that could not look at everything: what they do not find may be there."""

    @property
    def whole(self) -> tuple[Rule, ...]:
        """The rules whose silence says that there is nothing."""
        return tuple(rule for rule, _ in self.findings if rule.id not in self.unjudged)


def _quiet(name: str, done: int, total: int) -> None:
    """No progress."""


def judge(store: FactStore, rules: Iterable[Rule], on_rule: OnRule = _quiet) -> Verdicts:
    """Runs every rule that may speak, each behind the guard; one that fails counts as not run."""
    maturity = find_maturity(store)
    speaking = [rule for rule in rules if may_speak(rule, store, maturity.value)]
    findings: list[tuple[Rule, tuple[Finding, ...]]] = []
    diagnostics: list[Diagnostic] = []
    unjudged: set[str] = set()
    for done, rule in enumerate(speaking):
        on_rule(rule.slug, done, len(speaking))
        outcome = attempt(lambda rule=rule: tuple(rule.check(store)))
        if isinstance(outcome, Fault):
            if not isinstance(outcome.error, JoinFailed):  # a failed join has its own diagnostic
                diagnostics.append(_fault(rule, f"the rule stopped: {outcome.message}"))
            continue
        found = tuple(one for one in outcome.value if isinstance(one, Finding))
        if gaps := {one.reason for one in outcome.value if isinstance(one, Unjudged)}:
            unjudged.add(rule.id)
            diagnostics.append(_gap(rule, "; ".join(sorted(gaps))))
        kept = tuple(finding for finding in found if finding.evidence)
        if len(kept) < len(found):
            diagnostics.append(_fault(rule, f"findings without evidence left out: {len(found) - len(kept)}"))
        findings.append((rule, kept))
    return Verdicts(
        findings=tuple(findings), maturity=maturity, diagnostics=tuple(diagnostics), unjudged=frozenset(unjudged)
    )


def may_speak(rule: Rule, store: FactStore, maturity: Maturity) -> bool:
    """Enabled, asked for at this maturity, and everything that it needs was read."""
    return (
        is_enabled(rule, store.settings)
        and maturity.rank >= rule.since.rank
        and all(store.read(collector) for collector in rule.needs)
    )


def find_maturity(store: FactStore) -> RepositoryMaturity:
    """The settings' word, else what a join made of the sources, else research."""
    if store.settings.maturity is not None:
        return RepositoryMaturity(value=store.settings.maturity, reason="set in the configuration")
    outcome = attempt(lambda: store.one(RepositoryMaturity))
    found = None if isinstance(outcome, Fault) else outcome.value
    return found or RepositoryMaturity(value=Maturity.RESEARCH, reason="no pipeline, CI or deployed model was found")


def _fault(rule: Rule, message: str) -> Diagnostic:
    return Diagnostic(severity=DiagnosticSeverity.ERROR, collector=f"rule {rule.slug}", path="", message=message)


def _gap(rule: Rule, reasons: str) -> Diagnostic:
    message = f"could not judge everything ({reasons}): what it found before stays"
    return Diagnostic(severity=DiagnosticSeverity.NOTE, collector=f"rule {rule.slug}", path="", message=message)
