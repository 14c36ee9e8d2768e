from collections.abc import Callable

CHAT_MODES: dict[str, Callable[[str], str]] = {}


def add_mode(mode: str, answer: Callable[[str], str]) -> None:
    CHAT_MODES[mode] = answer


add_mode("short", str.strip)
