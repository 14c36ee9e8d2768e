"""Every action of the screen and of the application, in the command palette, with its key: it teaches the keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode

KEY_NAMES = {
    "question_mark": "?", "colon": ":", "exclamation_mark": "!", "full_stop": ".", "slash": "/", "asterisk": "*",
    "left_curly_bracket": "{", "right_curly_bracket": "}", "minus": "-", "plus": "+", "equals_sign": "=",
    "less_than_sign": "<", "greater_than_sign": ">", "pagedown": "PgDn", "pageup": "PgUp", "delete": "del",
    "left_square_bracket": "[", "right_square_bracket": "]", "comma": ",",
}  # fmt: skip


def shown_key(key: str) -> str:
    """A key as people write it: `?`, not `question_mark`."""
    return KEY_NAMES.get(key, key)


class Commands(Provider):
    """What the keys do, found by words."""

    def _all(self) -> Iterator[tuple[str, str, DOMNode, str]]:
        seen: set[tuple[str, str]] = set()
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if not binding.description or not active.enabled or (binding.action, binding.description) in seen:
                continue
            if binding.action == "command_palette":
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


async def _run(app: App[object], action: str, node: DOMNode) -> None:
    await app.run_action(action, node)
