"""Which words of a comment admit a debt, and what about. Chosen for precision: bare `temp`, `later` and `should` say nothing."""

from __future__ import annotations

import re
from typing import Final

from debtscope.model.regex import regex

_MARK: Final = regex(
    r"^[\s*/!<>@(\[-]{0,6}(?:TODO|FIXME|XXX|KLUDGE|HACK)\b(?!\s*(?:list|el|la|lo|los|las|esto|este|esta|su|en|de|se|queda|debe)\b)|\b(?:TODO|FIXME|KLUDGE)\s{0,2}[:(\]-]|\b(?:HACK|BUG)\s?:"
    r"|^[\s*/!<>@(\[-]{0,6}(?i:todo|fixme|hack|kludge)\s?[:(]"
)
_PHRASE: Final = regex(
    r"(?<!\bto )\bwork[- ]?arounds?\b|\bkludg|\bhacky\b|\bugly\b|(?<!scope )(?<!args )(?<!arguments )(?<!note that )(?<!note that, )\bfor now\b|(?<!if )(?:(?<!\bhas )(?<!\bhave )|(?=for some reason to\b))\bfor some reason\b|(?<![\"'`])\bmagic (?:number|constant)"
    r"|\b(?:quick|temporary|dirty|ugly|nasty|horrible|awful) (?:and dirty|fix|hack|patch|solution|implementation)"
    r"|\btemporarily (?:disabled|commented|hard-?coded|removed|skipped)"
    r"|\bnot sure (?:why|if|whether|how|what|about)\b|\bno idea (?:why|what|how)\b|\bdon'?t (?:really )?know why\b"
    r"|(?<!\bthat )(?<!\bwhich )\bshould (?:probably |really |ideally |eventually )?be (?:removed|refactored|replaced|fixed|cleaned|rewritten|deleted|improved"
    r"|optimi[sz]ed|configurable|parameteri[sz]ed|made configurable|moved to)\b"
    r"|\bneeds? (?:to be |some )?(?:refactor|clean(?:ed|ing)?[- ]?up|rewrit|fixing)"
    r"|\bremove (?:this|it|me) (?:once|when|after|as soon)\b|\bthis is (?:currently )?untested\b|\bnot (?:been )?tested (?:yet|properly)\b"
    r"|\bthis is (?:a bit |kind of |such )?(?:a hack|wrong|broken|horrible)\b"
    r"|\b(?:just )?a dummy (?:value|number|check|threshold|implementation)\b|\b(?:i'?m|i am|we'?re|too) (?:so |just )?lazy\b"
    r"|\bcould ?n[o']t find (?:a|any) (?:proper|better|good|cleaner) way\b|\bintroduces? (?:a |some )?security (?:risk|issue|hole)s?\b"
    r"|\b(?:in|for) (?:a )?real (?:production|use case|deployment)s?\b|\bin production,? (?:please|you should|we should|this should|one should)\b",
    re.IGNORECASE,
)
CUES: Final = (
    "todo", "fixme", "xxx", "kludg", "hack", "bug:", "bug :", "workaround", "work around", "work-around", "ugly", "for now", "some reason",
    "magic ", "quick", "temporar", "dirty", "nasty", "horrible", "awful", "not sure", "no idea", "know why", "should ", "needs ", "need ",
    "remove ", "tested", "is wrong", "is broken", "dummy", "lazy", "proper way", "better way", "good way", "cleaner way", "security",
    "real production", "real use", "real deployment", "in production",
)  # fmt: skip
"""One of these stands in every text that admits anything, in small letters."""
_LINKED: Final = regex(r"#\d{2,7}\b|/(?:issues|pull|browse|merge_requests|tickets?)/|\b[A-Z][A-Z0-9]{1,9}-\d{1,6}\b")
"""It stands in a tracker already."""
_TASK: Final = regex(
    r"\byour\b|^\W{0,6}(?:TODO|FIXME)\b.{0,80}\bplease,? (?:\w{1,20} )?(?:change|replace|set|update|fill|insert|put|edit|use|uncomment)\b|\buncomment (?:this |it |the \w{1,20} )?(?:if|when|while|to)\b"
    r"|(?:n't|\bnot) (?:\w{1,20} ){1,5}for now\b|\bif (?:you|they|someone|a user|users?) (?:want|need|prefer|wish|like)\w{0,2} (?:\w{1,20} ){1,6}for some reason\b|\bfollows? .{1,60}\bfor now\b|^\W{0,6}notes? to (?:the )?(?:developers?|users?|readers?)\b|exercise|homework|students?\b|fill (?:in|this)|\bno (?:need for )?(?:a )?work[- ]?around|workaround is not|not a hack|ugly duckling|\b(?:only|just) (?:us(?:e|es|ing)|need(?:s|ed)?|interested)\b.{0,80}\bfor now\b"
    r"|\b(?:TODO|FIXME)::\s?(?:required|optional)\b",
    re.IGNORECASE,
)
"""Tasks for a reader (the blanks of a template among them, `FIXME::REQUIRED`), and words that deny it."""
_WISH: Final = regex(
    r"^\W{0,6}TODO\b[\s:@-]{0,4}(?:\([^()]{0,30}\))?[\s:@-]{0,4}(?:consider|do we|should we|could we|maybe|perhaps|discuss|decide|ask|confirm|let the user|allow|support|extend|explore"
    r"|i want|(?:would be )?nice to have|rename|better to|add (?:an? |the |in )?(?:support|option|ability|more|other|new|feature|match|run)|could (?:be|also)? ?(?:add|use|valid))\b",
    re.IGNORECASE,
)
"""What would be nice to have is no debt: nothing that stands there is worse than it should be."""
_ADMITS: Final = regex(
    r"hard-?cod|\bhack|\bwrong|\bfix(?:es|ed)?\b|\bbugs?\b|temporar|\bremove\b|work-?around|\bleak|\berrors?\b|\bslow",
    re.IGNORECASE,
)
_NO_MODEL: Final = regex(
    r"\bpydantic\b[\w ]{0,20}?\bmodels?\b|\b(?:pydantic|response|request|data|domain|orm|django|base|view|object|relational)[ -]?models?\b|\bmodels? (?:validation|class(?:es)?|fields?)\b",
    re.IGNORECASE,
)
"""Models of data, in the words of web frameworks."""
_TOPICS: Final = (
    ("defect", regex(r"\bbugs?\b|\bleak(?:s|age|ing)?\b|\bbiased\b|privacy|\bwrong(?:ly)?\b|incorrect|\bbroken\b|\brace\b|insecure|unsafe", re.I)),
    ("test", regex(r"\b(?:unit ?)?tests?\b|\bmock|coverage|\bassert", re.I)),
    ("dependency", regex(r"\b(?:python|package|library|lib|newer|older|old|new|next|latest|future|pinned) versions?\b|\bversions? (?:of \w|\d)|upgrade|\b(?:new|next|latest) (?:\w{1,30} )?releases?\b|upstream|deprecat|compatib|pinned?\b|\b(?:pandas|numpy|torch|sklearn|tensorflow|mlflow|spark) \d", re.I)),
    ("performance", regex(r"\bslow|\bspeed|faster|\bperf|memory|optimi[sz]e|\bcach|paralleli|vectori[sz]|\bbatch(?:ing|ed)\b", re.I)),
    ("config", regex(r"\bconfig|hard-?cod|\benv(?:ironment)?\b|\bsettings?\b|magic (?:number|constant)|parameteri[sz]|\bpaths?\b|credential", re.I)),
    ("data", regex(r"\bdata(?:sets?|frames?)?\b(?![-/.]\w)|\bcolumns?\b|\bfeatures\b|\bfeature (?:eng|stor|col|name|set\b|scal|impor|vect|valu|matri)|\blabels?\b|\bnulls?\b|\bnans?\b|missing|schema|\bjoins?\b|\brows?\b|outlier|duplicat", re.I)),
    ("model", regex(r"\bmodels?\b|\btrain|hyper-?param|\bloss\b|\bmetrics?\b|\bepochs?\b|threshold|predict|embedding|\btun(?:e|ing)\b|gradient|\blearning rate|explain|calibrat", re.I)),
    ("document", regex(r"\bdocs?\b|\bdocument (?:this|it|the|how|why|what)\b|documentation|undocumented|docstring|\breadme\b|explain (?:this|why)|\bcomment(?:s|ing)?\b", re.I)),
)  # fmt: skip
_LONGEST: Final = 400


def topic_of(comment: str) -> str | None:
    """What a comment (without its sign) admits: defect, test, dependency, performance, config, data, model, document or code.

    None where it admits nothing, points to a tracker, or is a task for the reader of a course or template.
    """
    text = comment[:_LONGEST].strip()
    lowered = text.lower()
    if not any(cue in lowered for cue in CUES):
        return None
    if not (_MARK.search(text) or _PHRASE.search(text)) or _LINKED.search(text) or _TASK.search(text):
        return None
    if _WISH.search(text) and not _ADMITS.search(text):
        return None
    text = _NO_MODEL.sub(" ", text)
    return next((topic for topic, pattern in _TOPICS if pattern.search(text)), "code")
