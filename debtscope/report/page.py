"""The review as one HTML page: works offline, loads nothing, prints, and reads on a phone.

A strict content policy lets only the page's own scripts run, named by their hashes; data of the figures stand in blocks
that are no script. Texts from a repository pass `export.html.text` on their way in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

from plotly.offline import (  # pyright: ignore[reportMissingTypeStubs] - plotly ships none
    get_plotlyjs,
    get_plotlyjs_version,
)

from debtscope.analytics.frames import attendees_of
from debtscope.analytics.review import Review
from debtscope.export.html import page, table, text
from debtscope.export.plan import in_money
from debtscope.model.figures import hours, payback
from debtscope.model.ledger import Item
from debtscope.model.review import SECTIONS, TITLES
from debtscope.report import figures, shown
from debtscope.report.figures import Ahead, Figure
from debtscope.report.words import SHOWN, lines, sentences

CDN = "https://cdn.plot.ly"
_DRAW = """
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const figures = [...document.querySelectorAll('script[type="application/json"]')].map(
  (block) => ({into: block.dataset.into, ...JSON.parse(block.textContent)}));
function draw(isDark, size) {
  const ink = isDark ? '#e4e6e8' : '#222222', line = isDark ? '#3a4048' : '#e2e2e2';
  const axis = {gridcolor: line, zerolinecolor: line, linecolor: line};
  for (const one of figures) {
    const layout = {...one.layout, ...size, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
      font: {...one.layout.font, color: ink}, xaxis: {...one.layout.xaxis, ...axis}, yaxis: {...one.layout.yaxis, ...axis}};
    const data = structuredClone(one.data).map((trace) => trace.type === 'heatmap' ? {...trace, textfont: {color: ink}} : trace);
    Plotly.react(one.into, data, layout, {displayModeBar: false, responsive: true});
  }
}
const shown = () => draw(dark.matches, {});
dark.addEventListener('change', shown);
window.addEventListener('beforeprint', () => draw(false, {width: 330}));
window.addEventListener('afterprint', shown);
shown();
"""


def review_page(review: Review, ahead: Ahead, *, cdn: bool = False, authors: bool = False) -> str:
    """The page; `ahead` are the forecast's scenarios (day, value, low, high), `cdn` leaves plotly.js to a server.

    `authors` names those who took debt on; by default the page does not.
    """
    drawn = _drawn(review, ahead)
    return whole_page(f"Debt review of {review.source.after.repository.name}", _body(review, drawn, authors), cdn=cdn)


def whole_page(title: str, body: Sequence[str], *, cdn: bool = False) -> str:
    """A page around its parts; the title is made harmless here, the parts are by then."""
    library = "" if cdn else get_plotlyjs()
    source = f"{CDN}/plotly-{get_plotlyjs_version()}.min.js"
    scripts = [_DRAW] if cdn else [library, _DRAW]
    allowed = " ".join([*(f"'sha256-{_digest(one)}'" for one in scripts), *([source] if cdn else [])])
    load = f'<script src="{source}"></script>' if cdn else f"<script>{library}</script>"
    return page(title, [*body, load, f"<script>{_DRAW}</script>"], f"script-src {allowed}; img-src data: blob:")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _drawn(review: Review, ahead: Ahead) -> list[Figure]:
    made = [
        figures.treemap(review), figures.payback(review), figures.burn_up(review, ahead), figures.aging(review),
        figures.flow(review), figures.watched(review),
    ]  # fmt: skip
    return [figure for figure in made if figure is not None]


def _body(review: Review, drawn: list[Figure], authors: bool) -> list[str]:
    source = review.source
    first, *rest = sentences(review)
    out = [
        f"<h1>Debt review of {text(source.after.repository.name)}</h1>",
        f'<p class="quiet">{text(source.since)} to {text(source.after.as_of)}</p>',
        f'<p class="lead">{text(first)}.</p><p>{" ".join(f"{text(one)}." for one in rest)}</p>',
        '<div class="pair">', _rows(shown.TOTALS_HEAD, shown.totals(review)),
        _rows(shown.SECTIONS_HEAD, shown.sections(review)), "</div>",
        '<div class="figures">', *(block(n, figure) for n, figure in enumerate(drawn)), "</div>",
    ]  # fmt: skip
    for name in SECTIONS:
        out += _section(review, name, authors)
    return [*out, *_minutes(review), *_sums(review), *_taken_on(review, authors), *_plan(review)]


def block(number: int, figure: Figure) -> str:
    """One figure of the page: its title, its place, and its data in a block that is no script."""
    layout = {name: value for name, value in figure["layout"].items() if name != "title"}
    title = figure["layout"]["title"]["text"]
    data = {"data": figure["data"], "layout": layout}
    raw = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<div class="figure"><h3>{text(title)}</h3><div id="figure-{number}"></div></div>'
        f'<script type="application/json" data-into="figure-{number}">{raw}</script>'
    )


def _section(review: Review, name: str, authors: bool) -> list[str]:
    frame = review.section(name)
    if not len(frame):
        return []
    out = [f"<h2>{text(TITLES[name])} ({len(frame)})</h2><ul>"]
    for one in lines(frame, text, authors=authors):
        where = f" <code>{text(one.place)}</code>" if one.place else ""
        out.append(
            f'<li><b>{text(one.id)}</b> {one.message}{where}<br><span class="quiet">{one.price}; {one.owner}</span></li>'
        )
    if len(frame) > SHOWN:
        out.append(f'<li class="quiet">and {len(frame) - SHOWN} more</li>')
    return [*out, "</ul>"]


def _minutes(review: Review) -> list[str]:
    present = attendees_of(review.source)
    out = ["<h2>Minutes</h2>", *([f"<p>Present: {text(', '.join(present))}.</p>"] if present else [])]
    rows = shown.minutes(review)
    if not rows:
        return [*out, '<p class="quiet">Nobody decided anything since.</p>']
    bought = shown.purchase(review)
    return [*out, _rows(shown.MINUTES_HEAD, rows), *([f"<p>{text(bought)}</p>"] if bought else [])]


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of texts."""
    return table(list(head), [[text(cell) for cell in row] for row in rows], shown.columns(head))


def _sums(review: Review) -> list[str]:
    out: list[str] = []
    for title, frame, column in (("Where", review.components, "component"), ("Whose", review.owners, "owner")):
        if rows := shown.groups(frame, column):
            out += [f"<h2>{title}</h2>", _rows((column, *shown.GROUPS_HEAD), rows)]
    return out


def _taken_on(review: Review, authors: bool) -> list[str]:
    rows = [
        [*([text(r["author"])] if authors else []), f"<code>{text(str(r['revision'])[:8])}</code>", str(int(r["items"])),
         hours(r["principal"]), hours(r["interest"])]
        for r in review.taken_on.head(SHOWN).to_dict("records")
    ]  # fmt: skip
    head = [*(["who"] if authors else []), "commit", "items", "fix h", "h/month"]
    first = len(head) - 3
    return ["<h2>Debt taken on</h2>", table(head, rows, {first, first + 1, first + 2})] if rows else []


def _plan(review: Review) -> list[str]:
    plan = review.source.plan
    rows = [
        [text(e.item.id), text(e.item.title) + _place(e.item), text(e.item.triage.owner or "nobody yet"), hours(e.hours),
         hours(e.item.interest.hours_per_month), payback(e.payback_months), text(e.reason)]
        for e in plan.entries
    ]  # fmt: skip
    gain = [f"It saves {hours(plan.saved_per_month)} h a month."]
    gain += [f"{text(told[0].upper() + told[1:])}." for told in [in_money(plan)] if told]
    head = f"<h2>Next: a plan for {plan.budget_hours:g} hours</h2><p>{' '.join(gain)}</p>"
    return [head, table(["item", "what", "owner", "fix h", "h/month", "pays in", "why"], rows, {3, 4, 5})]


def _place(item: Item) -> str:
    """Where an item is, below what it is called: many are called alike."""
    if item.path is None:
        return ""
    return f"<br><code>{text(item.path if item.line is None else f'{item.path}:{item.line}')}</code>"
