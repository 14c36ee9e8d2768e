"""Colours: two calm themes of our own, one of high contrast, and the terminal's own sixteen colours.

Severity and status never speak by colour alone; these only help the eye.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="debtscope-dark",
    primary="#7aa2c9",
    secondary="#5f87a8",
    accent="#8fb8d8",
    warning="#d9a95b",
    error="#e06c75",
    success="#8fb573",
    foreground="#d3d7de",
    background="#15181d",
    surface="#15181d",
    panel="#1e232a",
    variables={
        "severity-critical": "#ff6b6b",
        "severity-high": "#e8975a",
        "severity-medium": "#d8bf6a",
        "severity-low": "#8a94a3",
        "quiet": "#8a94a3",
        "cursor-row": "#2a3543",
        "cursor-row-blurred": "#222a34",
        "hit": "#4d4320",
        "footer-key-foreground": "#8fb8d8",
        "input-selection-background": "#7aa2c9 35%",
    },
)

LIGHT = Theme(
    name="debtscope-light",
    primary="#2f6690",
    secondary="#3a7ca5",
    accent="#205f8f",
    warning="#8f5d00",
    error="#b3261e",
    success="#3b7a2a",
    foreground="#24292f",
    background="#fbfbf9",
    surface="#fbfbf9",
    panel="#eceeef",
    dark=False,
    variables={
        "severity-critical": "#b3001b",
        "severity-high": "#a84300",
        "severity-medium": "#7a5c00",
        "severity-low": "#5c6672",
        "quiet": "#5c6672",
        "cursor-row": "#d5e4f1",
        "cursor-row-blurred": "#e4ebf1",
        "hit": "#f6e3a1",
        "footer-key-foreground": "#205f8f",
    },
)

CONTRAST = Theme(
    name="debtscope-contrast",
    primary="#ffffff",
    secondary="#ffff00",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    text_alpha=1.0,
    variables={
        "severity-critical": "#ff8080",
        "severity-high": "#ffb060",
        "severity-medium": "#ffff60",
        "severity-low": "#ffffff",
        "quiet": "#d0d0d0",
        "cursor-row": "#00408a",
        "cursor-row-blurred": "#303030",
        "hit": "#605000",
        "footer-key-foreground": "#00ffff",
    },
)

ANSI_VARIABLES = {
    "severity-critical": "ansi_bright_red",
    "severity-high": "ansi_red",
    "severity-medium": "ansi_yellow",
    "severity-low": "ansi_default",
    "quiet": "ansi_bright_black",
    "cursor-row": "ansi_blue",
    "cursor-row-blurred": "ansi_bright_black",
    "hit": "ansi_yellow",
}
"""For the themes that Textual brings: they lack our own variables."""

OURS = (DARK, LIGHT, CONTRAST)
CYCLE = (DARK.name, LIGHT.name, CONTRAST.name, "ansi-dark", "ansi-light")
