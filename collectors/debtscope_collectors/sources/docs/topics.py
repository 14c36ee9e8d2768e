"""What a page speaks of, topic by topic: the lines, found by words alone."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Final

from debtscope.model.regex import regex

_EACH: Final = 20
"""Places kept of one topic on one page."""
_LONGEST: Final = 2_000

_TOPICS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "retention": (("retention", "retain", "deleted after", "delete after", "purge", "within"),
                  r"\bretention\b|\bretain(?:ed|s)?\b.{0,40}\b(?:days|months|years)\b|\b(?:deleted?|purged?|erased?) (?:after|within)\b"),
    "privacy": (("privacy", "gdpr", "dsgvo", "ccpa", "hipaa", "personal data", "pii", "nonymi"),
                r"\bprivacy\b|\bGDPR\b|\bDSGVO\b|\bCCPA\b|\bHIPAA\b|\bpersonal data\b|\bPII\b|\banonymi[sz]|\bpseudonymi[sz]"),
    "access": (("access", "who may", "who can", "iam", "least privilege"),
               r"\baccess (?:control|polic|request|is restricted)|\bwho (?:may|can) (?:read|access)\b|\bIAM\b|\bleast privilege"),
    "lawful-basis": (("basis", "interest", "consent", "opt"),
                     r"\blawful basis|\blegal basis|\blegitimate interest|\bconsent\b|\bopt[- ]?(?:in|out)\b"),
    "purpose": (("purpose", "intended use"),
                r"\bpurpose limitation|\bpurpose of (?:the )?(?:processing|collection|data)|\bintended use"),
    "erasure": (("erasure", "forgotten", "deletion request", "delete request", "data subject"),
                r"\bright to (?:be forgotten|erasure)|\berasure request|\bdelet(?:e|ion) requests?\b|\bdata subject"),
    "fairness": (("fairness", "bias", "disparate", "odds", "protected"),
                 r"\bfairness\b|\bbias (?:analysis|audit|assessment|evaluation|mitigation|test)|\bdisparate impact|\bequali[sz]ed odds|\bprotected (?:group|attribute)"),
    "incident": (("run book", "runbook", "play book", "playbook", "on-call", "on call", "oncall", "incident", "mortem", "escalat"),
                 r"\brun ?books?\b|\bplay ?books?\b|\bon[- ]?call\b|\bincident(?:s| response| management| process)?\b|\bpost[- ]?mortems?\b|\bescalat(?:e|ion)\b"),
    "rollback": (("roll", "revert"), r"\broll(?:ing|ed)?[- ]?back\b|\brevert(?:ing)? (?:to )?(?:the )?(?:previous|last|old) (?:model|version)"),
    "canary": (("canar", "shadow", "blue", "staging"),
               r"\bcanar(?:y|ies)\b|\bshadow (?:mode|traffic|deploy)|\bblue[/-]green\b|\bstaging (?:environment|cluster|deployment)"),
    "slices": (("slice", "segment", "subgroup", "cohort", "region", "country", "language", "class"),
               r"\b(?:metrics?|accuracy|performance|quality|evaluat\w*|results?|errors?|auc|f1|recall)\b.{0,60}\b(?:per|by|each|across|on) (?:data )?(?:slice|segment|subgroup|cohort|region|country|language|class)|\bslice(?:d)? (?:metrics|evaluation|analysis)|\bsubgroup (?:metrics|performance|analysis)"),
    "baseline": (("baseline", "naive", "majority class", "heuristic model"),
                 r"\bbaseline (?:model|comparison|classifier|regressor|forecast)|\b(?:compar\w+|against|versus|vs\.?|over) (?:a |the |our |simple )*baselines?\b|\bsimple baseline|\bnaive (?:model|forecast)|\bmajority class\b|\bheuristic model\b"),
    "ab-test": (("a/b", "online", "uplift"), r"\bA/B[- ]test|\bonline experiment|\bonline (?:metric|evaluation)|\buplift measured"),
    "staleness": (("staleness", "backtest", "retrain"),
                  r"\b(?:model )?staleness\b|\bbacktest(?:s|ing|ed)?\b|\bretrain(?:s|ed|ing)? (?:every|weekly|monthly|daily|nightly|quarterly|when)"),
    "tuning": (("param", "search", "optuna", "hyperopt"),
               r"\bhyper-?parameter (?:search|tuning|optimi[sz]ation|sweep)|\bgrid search|\brandom search|\boptuna\b|\bhyperopt\b"),
    "cost": (("latency", "cost", "price", "memory"),
             r"\b(?:latency|cost|price|memory) (?:of|per) (?:a |each |the )?(?:feature|prediction|request)|\bfeature cost"),
    "latency": (("latency", "throughput", "requests per", "p95", "p99"), r"\blatency\b|\bthroughput\b|\brequests? per second\b|\bp9[59]\b"),
    "feature-policy": (("feature",),
                       r"\bfeature (?:registry|catalog(?:ue)?|policy|owner)|\b(?:forbidden|prohibited|allowed|deny ?list(?:ed)?) features?\b"),
    "owners": (("owned by", "owner", "contact", "maintainer", "contract"), r"\bowned by\b|\bowners?:|\bcontacts?:|\bmaintainers?:|\bdata contracts?\b"),
    "explain": (("explainab", "shap", "lime", "importance", "reason code", "interpretab"),
                r"\bexplainab|\bSHAP\b|\bLIME\b|\bfeature importance|\breason codes?\b|\binterpretab"),
    "terms": (("robots.txt", "terms of", "scraping", "permission"),
              r"\brobots\.txt|\bterms of (?:service|use)|\bscraping (?:policy|is allowed|permission)|\bpermission to (?:scrape|crawl)"),
    "risk-class": (("risk", "ai act", "annex iii"),
                   r"\brisk (?:class(?:ification)?|categor|level|register|management|assessment)|\bhigh[- ]risk\b|\bAI Act\b|\bAnnex III\b"),
    "oversight": (("human", "manual"), r"\bhuman (?:oversight|in the loop|review)|\bmanual (?:review|approval|override)"),
    "abuse": (("red-team", "red team", "adversarial", "abuse", "injection", "misuse", "threat model"),
              r"\bred[- ]team|\badversarial\b|\babuse\b|\bprompt injection|\bmisuse\b|\bthreat model"),
    "labelling": (("label", "annotation"), r"\b(?:label(?:l)?ing|annotation) (?:guide(?:line)?s?|instructions?|handbook|process|protocol)"),
    "monitored-elsewhere": (("monitored", "alert", "dashboard"),
                            r"\b(?:monitored|alerts?|dashboards?) (?:in|on|live in|are in) (?:https?://|datadog|grafana|new relic|arize|whylabs|fiddler|cloudwatch)"),
}  # fmt: skip
"""Topic -> (what it cannot be without, in small letters; its words). The first is looked for in the whole page at once."""
_COMPILED: Final = {topic: (cues, regex(pattern, re.IGNORECASE)) for topic, (cues, pattern) in _TOPICS.items()}
FORM: Final = zlib.crc32(repr(_TOPICS).encode())
"""Changes with the topics: what was found by other words is found anew."""


def speaks_of(topic: str, text: str) -> bool:
    """Whether a line, or a sentence of one, speaks of a topic."""
    return _COMPILED[topic][1].search(text) is not None


def topics(text: str) -> Iterator[tuple[str, int]]:
    """(topic, line), topic by topic, the first places of each."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is longer: places must agree
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for topic, (cues, pattern) in _COMPILED.items():
        for number in islice(_lines(text, lowered, starts, cues, pattern), _EACH):
            yield topic, number


def _lines(
    text: str, lowered: str, starts: list[int], cues: tuple[str, ...], pattern: re.Pattern[str]
) -> Iterator[int]:
    """Numbers of the lines that speak of one topic, each once, in order."""
    candidates: set[int] = set()
    for cue in cues:
        at = lowered.find(cue)
        while at >= 0:
            line = bisect_right(starts, at)
            candidates.add(line)
            at = lowered.find(cue, starts[line]) if line < len(starts) else -1
    for line in sorted(candidates):
        if pattern.search(text, starts[line - 1], min(_end(text, starts, line), starts[line - 1] + _LONGEST)):
            yield line


def _end(text: str, starts: list[int], line: int) -> int:
    return starts[line] if line < len(starts) else len(text)
