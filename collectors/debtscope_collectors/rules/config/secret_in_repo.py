"""Credentials in the repository

Detects
-------
Keys, tokens and passwords in any text file: code, notebooks with their outputs, settings, manifests and `.env` files.
Providers' own forms are known (AWS, Azure, Google, GitHub, GitLab, Hugging Face, OpenAI, Anthropic, Slack, Databricks,
Weights & Biases, Stripe, SendGrid, npm, PyPI, private key blocks, passwords in urls); other literals count where they
are assigned to a name such as `api_key` or `DB_PASSWORD` and look random (entropy above 3.5 bits a character),
or are handed to a known client as its key (`cohere.Client("…")`). In settings files a session token (JWT or JWE of more than 100 characters) counts
under a name that ends in token, session or key, also as an entry of a list below it; keys of the anonymous role, which web clients bear, do not.
Placeholders, references to variables, tests, documentation, vendors' published examples and templates of settings are
silent, and so is what only a name tells in the settings of a run of tests (`.env.test`, `.env.ci`). A key of no provider beside an address of the machine itself (`http://localhost:8080`), or in what developers start on theirs (`devtools/`, `local-dev/`, `build-local.sh`, a Tiltfile), is medium;
any other of which only the name tells is high. Keys that AWS gives to a session are low once the file has rested for longer than a session lasts. A key that Firebase hands to every browser, and the defaults of charts that lie in another chart, are silent. The value is never shown or kept: only its kind, its place, at most four characters and its length.

Why it is debt
--------------
Whoever can read the repository, now or in any clone ever made, can use the key. In machine-learning systems it usually
opens the training data, the model registry or a paid interface. Deleting the line does not help: history keeps it.

How to pay it down
------------------
1. Revoke the credential first, whatever else you do.
2. Put the new one into a secret store or the CI's secrets and read it from the environment.
3. If the repository is or was public, purge it from history as well.

Example
-------
Debt: a notebook cell with `OPENAI_API_KEY = "sk-…"`.

Clean: `os.environ["OPENAI_API_KEY"]`, or `password: changeme` in a template.

References
----------
- Sculley et al., Hidden Technical Debt in Machine Learning Systems (2015), configuration debt
- se-ml.github.io, practice 27
- OWASP Secrets Management Cheat Sheet
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.figures import some
from debtscope.model.regex import regex
from debtscope_collectors.sources.secrets.facts import NAMED_ONLY, SESSION_DAYS, SESSION_KEY, SecretFinding

_COPIED = regex(r"(?:^|/)[\w-]{0,40}charts/[^/]{1,80}/charts/")


@rule(
    id="CFG-001",
    category=Category.CONFIG,
    debt_type="security debt",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("secrets",),
    uses=("git",),
    must_do=True,
)
def check(facts: Facts) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[SecretFinding]] = {}
    for secret in facts.all(SecretFinding):
        if _COPIED.search(secret.path):
            continue  # the default of somebody else's chart, which all who install it have
        if not secret.is_example or facts.settings.example_values_are_real:
            groups.setdefault((secret.path, secret.kind), []).append(secret)
    history = facts.one(GitHistory)
    same: dict[tuple[str, frozenset[str]], list[SecretFinding]] = {}
    for (_, kind), found in sorted(groups.items()):  # one value in several files is taken back once
        same.setdefault((kind, frozenset(secret.fingerprint for secret in found)), []).extend(found)
    for (kind, _), found in same.items():
        first = found[0]
        path = first.path
        distinct = len({secret.fingerprint for secret in found})
        yield Finding(
            subject=Subject(kind="secret", name=path, path=path, symbol=kind),
            title=f"{kind} in the repository",
            message=_message(kind, first, distinct, _since(history, first)),
            severity=_severity(facts, history, kind, found),
            evidence=tuple(
                Evidence(
                    kind="line",
                    path=secret.path,
                    line=secret.line,
                    ref=f"{kind} {secret.fingerprint}",
                    value=secret.shape,
                )
                for secret in found[:20]
            ),
            line=first.line,
            occurrences=distinct,
            tags=("credential",),
        )


def _severity(facts: Facts, history: GitHistory | None, kind: str, found: Sequence[SecretFinding]) -> Severity | None:
    if kind == SESSION_KEY and all(_has_ended(facts, history, secret) for secret in found):
        return Severity.LOW
    if any(secret.is_local for secret in found):
        return Severity.MEDIUM
    return Severity.HIGH if kind in NAMED_ONLY else None


def _has_ended(facts: Facts, history: GitHistory | None, secret: SecretFinding) -> bool:
    """Whether nobody has touched the file for longer than a session lasts."""
    last = history.last_touch(secret.path) if history and secret.is_tracked else None
    return last is not None and (facts.as_of - last.at.date()).days > SESSION_DAYS


def _message(kind: str, first: SecretFinding, distinct: int, since: str | None) -> str:
    what = f"{distinct} different values of the kind {kind} stand" if distinct > 1 else f"{some(kind)} stands"
    where = f"{what} in {first.path}:{first.line}"
    if first.is_tracked is False:
        return f"{where}; the file is not in git yet."
    if since:
        return f"{where}; the file is in git since {since}, and every clone keeps it."
    return f"{where}."


def _since(history: GitHistory | None, secret: SecretFinding) -> str | None:
    """The file's first commit: the line itself may be younger, and we do not say otherwise."""
    touched = history.touches.get(secret.path) if history else None
    if not history or not touched or history.is_shallow:
        return None
    return history.commits[touched[-1]].at.date().isoformat()
