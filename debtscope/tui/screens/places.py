"""The places that a number key opens, by name; each module is imported when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debtscope.tui.place import Place


def make(name: str) -> Place:
    """A fresh screen."""
    match name:
        case "plan":
            from debtscope.tui.screens.plan import PlanScreen

            return PlanScreen()
        case "triage":
            from debtscope.tui.screens.triage import TriageScreen

            return TriageScreen()
        case "trends":
            from debtscope.tui.screens.trends import TrendsScreen

            return TrendsScreen()
        case "decisions":
            from debtscope.tui.screens.decisions import DecisionsScreen

            return DecisionsScreen()
        case "rules":
            from debtscope.tui.screens.rules import RulesScreen

            return RulesScreen()
        case "models":
            from debtscope.tui.screens.models import ModelsScreen

            return ModelsScreen()
        case "score":
            from debtscope.tui.screens.score import ScoreScreen

            return ScoreScreen()
        case "messages":
            from debtscope.tui.screens.messages import MessagesScreen

            return MessagesScreen()
        case _:
            from debtscope.tui.screens.scan import ScanScreen

            return ScanScreen()
