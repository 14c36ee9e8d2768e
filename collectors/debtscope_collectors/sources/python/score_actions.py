"""Actions that follow a score: orders, blocks, mails, prices; and what bounds them. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import Function, ModuleView

_THINGS: Final = r"users?|accounts?|cards?|customers?|clients?|transactions?|payments?|orders?|loans?|applications?|claims?|credits?|devices?|members?|sellers?|posts?|ips?|offers?"
_ACTS: Final = regex(
    rf"^(?:auto_?)?(?:(?:block|ban|suspend|freeze|deactivate|terminate|decline|refund|charge|debit|approve|reject|deny|flag_and_block|close|cancel|delete)_(?:the_)?(?:{_THINGS})"
    r"|block|ban|suspend|freeze"
    r"|(?:place|submit|create|execute|send|cancel)_(?:(?:market|limit|buy|sell)_)*(?:orders?|bids?|trades?|buy|sell)"
    r"|create_(?:market|limit)_(?:buy|sell)_order|market_(?:buy|sell)"
    r"|(?:send|issue|give)_(?:\w{1,20}_)?(?:e?mails?|sms|offers?|coupons?|discounts?|vouchers?|payments?|refunds?)"
    r"|(?:set|update|change|adjust)_(?:\w{1,20}_)?(?:prices?|bids?|credit_limits?|premiums?|rates?)|reprice\w{0,20}|bid)$",
    re.IGNORECASE,
)
_HEADS: Final = (
    "block", "ban", "suspend", "freeze", "deactivate", "terminate", "decline", "refund", "charge", "debit", "approve", "reject", "deny", "flag", "close",
    "cancel", "delete", "place", "submit", "create", "execute", "send", "issue", "give", "set", "update", "change", "adjust", "reprice", "bid",
    "market", "auto",
)  # fmt: skip
_SCORE: Final = regex(
    r"(?:^|_)(?:scores?|preds?|predictions?|predicted|probas?|probabilit(?:y|ies)|risk|fraud\w*|churn\w*|y_?hat|y_pred|signals?|anomal\w+|is_fraud)(?:_|$)",
    re.IGNORECASE,
)
_PREDICTS: Final = regex(r"(?:^|[._])(?:predict\w*|score|infer\w*|classify)$")
_BOUNDED: Final = regex(
    r"limit|(?:^|_)cap(?:_|$|ped)|(?:^|_)max(?:imum)?(?:_|$)|budget|quota|throttl|kill_?switch|feature_?flag|(?:is_)?enabled|dry_?run|approv|manual|"
    r"confirm|circuit|halt|paused|allowed|permission|human|review|nlargest|head$|top_?[nk]|stop_?loss|position_?size|exposure|cooldown|paper|simulat|backtest|demo|mock",
    re.IGNORECASE,
)


@frozen
class ScoreAction:
    """One act that a score decides on."""

    action: str
    line: int
    scope: str
    score: str
    """What the condition or loop asks."""
    score_line: int


@facet(
    ScoreAction,
    cues={
        "predict",
        "predict_proba",
        "score",
        "scores",
        "proba",
        "probability",
        "prediction",
        "predictions",
        "fraud",
        "risk",
        "signal",
    },
)
def score_actions(view: ModuleView) -> Iterator[ScoreAction]:
    """Calls named as acts inside a condition or loop over a score, in functions that nothing bounds."""
    acting = [word for word in view.call_table.words if word.lower().startswith(_HEADS) and _ACTS.match(word)]
    for call in view.calls_to(acting) if acting else ():
        name = (
            call.func.attr
            if isinstance(call.func, ast.Attribute)
            else call.func.id
            if isinstance(call.func, ast.Name)
            else ""
        )
        function = view.function(call)
        if function is None or _ACTS.match(function.name):
            continue
        asked = _asked(view, call, function)
        if asked is not None and not is_bounded(view, function):
            words, line = asked
            yield ScoreAction(action=name, line=call.lineno, scope=view.scope(call), score=words, score_line=line)


def _asked(view: ModuleView, call: ast.Call, function: Function) -> tuple[str, int] | None:
    """The condition or loop around the act that speaks of a score."""
    for above in view.ancestors(call):
        if above is function:
            return None
        test = (
            above.test
            if isinstance(above, ast.If | ast.While)
            else above.iter
            if isinstance(above, ast.For | ast.AsyncFor)
            else None
        )
        if test is None:
            continue
        for node in ast.walk(test):
            word = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
            if word is None and isinstance(node, ast.Constant) and isinstance(node.value, str):
                word = node.value
            if word and len(word) < 60 and (_SCORE.search(word) or _PREDICTS.search(word)):
                return ast.unparse(test)[:80], test.lineno
    return None


def is_bounded(view: ModuleView, function: Function) -> bool:
    """Some name in it speaks of a limit, a switch or somebody's approval."""
    first, last = function.lineno, view.end(function)
    for node in (*view.nodes(ast.Name), *view.nodes(ast.Attribute), *view.nodes(ast.arg), *view.nodes(ast.keyword)):
        line = getattr(node, "lineno", 0)
        if first <= line <= last:
            word = (
                node.id
                if isinstance(node, ast.Name)
                else node.attr
                if isinstance(node, ast.Attribute)
                else node.arg or ""
            )
            if _BOUNDED.search(word):
                return True
    return any(_BOUNDED.search(decorator) for decorator in (ast.unparse(d)[:100] for d in function.decorator_list))
