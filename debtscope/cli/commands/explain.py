"""`debtscope explain`: one rule in full, or one item's interest opened to its factors."""

from __future__ import annotations

import argparse
import re

from debtscope.cli import common
from debtscope.cli.exits import Exit
from debtscope.model.errors import UsageError
from debtscope.model.regex import regex

_ITEM = regex(r"[^-]+-[^-]+-[a-z2-7]{1,8}", re.IGNORECASE)
"""An item's id or its beginning: a rule's id, a dash and base32."""
_SURE = regex(r"[A-Z]{3}-\d{3}-[a-z2-7]{1,8}", re.IGNORECASE)
"""No rule is called so, and to look for one would load them all."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("what", metavar="RULE-or-ITEM", help="a rule's id or slug, or an item's id")


def run(args: argparse.Namespace) -> int:
    """Prints a rule's page or an item's factors."""
    word = args.what.strip()
    is_item = _SURE.fullmatch(word) is not None
    if (is_item and _told_item(args, word)) or _told_rule(args, word) or (not is_item and _told_item(args, word)):
        return Exit.OK
    import difflib

    from debtscope.services import catalogue

    near = difflib.get_close_matches(word, [n for r in catalogue.rules() for n in (r.id, r.slug)], n=1)
    hint = f"did you mean '{near[0]}'?" if near else "debtscope rules and debtscope list show what there is"
    raise UsageError(f"there is no rule and no item '{word}'", hint)


def _told_rule(args: argparse.Namespace, word: str) -> bool:
    from debtscope.cli.output import emit
    from debtscope.export.catalogue import rule_text
    from debtscope.services import catalogue

    found = catalogue.rule(word)
    if found is not None:
        emit(rule_text(found), ascii_only=args.ascii)
    return found is not None


def _told_item(args: argparse.Namespace, word: str) -> bool:
    """Raises UsageError where several items begin so, or there is no ledger to look in."""
    ledger = common.last_book(args).ledger if _ITEM.fullmatch(word) else None
    items = [i for i in ledger.items if i.id.lower().startswith(word.lower())] if ledger else []
    if len(items) > 1:
        raise UsageError(f"'{word}' begins {len(items)} ids", ", ".join(i.id for i in items[:5]))
    if items:
        from debtscope.cli.output import emit, terminal_columns
        from debtscope.export.explain import item_text

        emit(item_text(items[0], ledger, terminal_columns()), ascii_only=args.ascii)
    return bool(items)
