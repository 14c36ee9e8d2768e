"""What every HTML page of ours is made of: one style, one strict policy, and texts that are no markup."""

from __future__ import annotations

import html
from collections.abc import Sequence

from debtscope.model.text import printable

_NARROW = 5
"""Columns that fit on a phone; broader tables scroll sideways there."""
_STYLE = """
:root { color-scheme: light dark; --ink: #222; --paper: #fff; --line: #ddd; --quiet: #666; --code: #f2f2f2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e6e8; --paper: #16191d; --line: #3a4048; --quiet: #a0a6ad; --code: #262b31; }
}
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 68rem; padding: 1rem; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.4rem; margin: .5rem 0; } h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; }
h1, h2, h3, p { overflow-wrap: anywhere; }
.lead { font-size: 1.05rem; } .quiet { color: var(--quiet); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2rem; margin: 1rem 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .75rem; }
.figure { min-width: 0; overflow: hidden; border: 1px solid var(--line); border-radius: 6px; padding: .6rem .5rem 0; }
.figure h3 { font-size: .95rem; font-weight: 600; margin: 0 .3rem .2rem; }
ul { padding-left: 1.1rem; } li { margin: .45rem 0; overflow-wrap: anywhere; }
code { font-size: .85em; background: var(--code); padding: 0 .2em; border-radius: 3px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
td code { overflow-wrap: anywhere; } th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; white-space: nowrap; } td.id { white-space: nowrap; }
@media (max-width: 40rem) { body { padding: .75rem; } .wide table.broad { min-width: 44rem; } }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --line: #ccc; --quiet: #444; --code: #f2f2f2; }
  :root { font-size: 11px; } body { max-width: none; padding: 0; font-size: 1rem; } .figures { grid-template-columns: 1fr 1fr; }
  .figure, tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; }
  .wide table.broad { min-width: 0; } td.id { white-space: normal; }
}
"""


def text(value: object) -> str:
    """Repository text as HTML text."""
    return html.escape(printable(str(value)), quote=True)


def page(title: str, body: Sequence[str], policy: str = "") -> str:
    """A page around its parts; the title is made harmless here, the parts are by then. Nothing is loaded or run but by `policy`."""
    allowed = "; ".join(
        [
            "default-src 'none'",
            *([policy] if policy else []),
            "style-src 'unsafe-inline'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return "\n".join([
        "<!doctype html>", '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{allowed}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
        f"<title>{text(title)}</title><style>{_STYLE}</style></head><body>", *body, "</body></html>", "",
    ])  # fmt: skip


def table(head: list[str], rows: list[list[str]], numbers: set[int]) -> str:
    """Cells that are harmless already; `numbers` are the columns that stand to the right."""

    def cells(row: list[str], tag: str) -> str:
        return "".join(f"<{tag}{' class=n' if n in numbers else ''}>{cell}</{tag}>" for n, cell in enumerate(row))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    kind = ' class="broad"' if len(head) > _NARROW else ""
    return (
        f'<div class="wide"><table{kind}><thead><tr>{cells(head, "th")}</tr></thead><tbody>{body}</tbody></table></div>'
    )
