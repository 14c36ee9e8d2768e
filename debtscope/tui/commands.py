"""Every action of the screen and of the application, in the command palette, with its key: it teaches the keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

KEY_NAMES = {
    "question_mark": "?", "colon": ":", "exclamation_mark": "!", "full_stop": ".", "slash": "/", "asterisk": "*",
    "left_curly_bracket": "{", "right_curly_bracket": "}", "minus": "-", "plus": "+", "equals_sign": "=",
    "less_than_sign": "<", "greater_than_sign": ">", "pagedown": "PgDn", "pageup": "PgUp", "delete": "del",
    "left_square_bracket": "[", "right_square_bracket": "]", "comma": ",",
}  # fmt: skip


OURS = "debtscope."


def shown_key(key: str) -> str:
    """A key as people write it: `?`, not `question_mark`."""
    return KEY_NAMES.get(key, key)


def own_actions(node: DOMNode) -> frozenset[str]:
    """The actions that this project's classes bind on a node; what Textual brings along is not listed."""
    found: set[str] = set()
    for kind in type(node).__mro__:
        if kind.__module__.startswith(OURS):
            bindings: list[BindingType] = kind.__dict__.get("BINDINGS", [])
            found.update(b.action for b in bindings if isinstance(b, Binding))
    return frozenset(found)


class Commands(Provider):
    """What the keys do, found by words."""

    def _all(self) -> Iterator[tuple[str, str, DOMNode, str]]:
        seen: set[tuple[str, str]] = set()
        for key, active in sorted(self.screen.active_bindings.items(), key=lambda pair: _rank(pair[1].node)):
            binding = active.binding
            if not active.enabled or (binding.action, binding.description) in seen:
                continue
            if binding.action == "command_palette" or binding.action not in own_actions(active.node):
                continue
            seen.add((binding.action, binding.description))
            yield binding.description, shown_key(key), active.node, binding.action

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, key, node, action in self._all():
            yield DiscoveryHit(
                Content.assemble((f"{words}", ""), ("  ", ""), (key, "bold $footer-key-foreground")),
                partial(_run, self.app, action, node), text=words,
            )  # fmt: skip

    async def search(self, query: str) -> Hits:
        """Those that match, best first."""
        matcher = self.matcher(query)
        for words, key, node, action in self._all():
            score = matcher.match(words)
            if score > 0:
                yield Hit(
                    score,
                    Content.assemble(matcher.highlight(words), ("  ", ""), (key, "bold $footer-key-foreground")),
                    partial(_run, self.app, action, node),
                    text=words,
                )


def _rank(node: DOMNode) -> int:
    """Verdicts of the screen before places before moving about."""
    return 0 if isinstance(node, Screen) else 1 if isinstance(node, App) else 2


async def _run(app: App[object], action: str, node: DOMNode) -> None:
    await app.run_action(action, node)
