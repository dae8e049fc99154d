"""Show a text with everything that was found in it: for a reader's eye, in a terminal or as a page.

Both views print the text once, with spans marked, then a list: each attribution with its rule,
voice, engagement, polarity and certainty. The text is data: it is escaped, never interpreted.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tasks.claims.records import Attribution, Span, TextClaims

if TYPE_CHECKING:
    from rich.text import Text

# Later names are laid over earlier ones where spans overlap.
_STYLES = {
    "content": ("green", "#dff3e0"),
    "source": ("bold blue", "#d6e6fb"),
    "cue": ("bold magenta", "#f3dcf5"),
    "distanced": ("bold red", "#fbd7d4"),
    "endorsed": ("bold cyan", "#cdeff2"),
    "number": ("yellow", "#fbf1c7"),
}


def _marks(claims: TextClaims) -> list[tuple[Span, str, str]]:
    """Span, style and label of all that is shown, in the order in which it is laid over the text."""
    out: list[tuple[Span, str, str]] = []
    for kind in ("content", "source", "cue"):
        for i, a in enumerate(claims.attributions):
            out += [(span, kind, f"{i + 1} {kind}") for span in getattr(a, kind)]
    out += [(n.span, "number", f"number {n.low}..{n.high} {n.unit or ''}".rstrip()) for n in claims.numbers]
    out += [
        (m.span, m.engagement, f"{m.engagement} by {m.device}")
        for m in claims.markings
        if m.engagement != "acknowledged" and m.device != "cue"
    ]
    return out


def _summary(text: str, claims: TextClaims, number: int, a: Attribution) -> list[tuple[str, str]]:
    """The fields of one attribution as name and value."""
    names = {voice.key: voice.name for voice in claims.voices}

    def quote(spans: tuple[Span, ...]) -> str:
        return " … ".join(text[start:end] for start, end in spans)

    fields = [
        ("source", quote(a.source) or "(none)"),
        ("voice", f"{names.get(a.voice) or a.voice} [{a.voice}]"),
        ("cue", quote(a.cue) or "(none)"),
        ("content", quote(a.content)),
        ("kind", a.kind),
        ("engagement", f"{a.engagement} ({quote(a.engagement_cue)})" if a.engagement_cue else a.engagement),
        ("polarity", a.polarity),
        ("certainty", a.certainty),
        ("rule", a.rule),
    ]
    if a.relays:
        fields.append(("relayed by", ", ".join(names.get(key, key) for key in a.relays)))
    return fields


def explain_text(text: str, claims: TextClaims) -> Text:
    """Return the text in colour for a terminal, followed by what each attribution says."""
    from rich.text import Text

    out = Text(text)
    for (start, end), style, _ in _marks(claims):
        out.stylize(_STYLES[style][0], start, end)
    out.append("\n\n")
    for style, (colour, _) in _STYLES.items():
        out.append(style, colour)
        out.append("  ")
    if not claims.observed:
        out.append(f"\n\nNo pack for language {claims.language!r}: claims are not observed.", "bold red")
    for number, a in enumerate(claims.attributions, 1):
        out.append(f"\n\n{number}", "bold")
        for name, value in _summary(text, claims, number, a):
            out.append(f"\n  {name:<11}", "dim")
            out.append(
                value,
                _STYLES[name][0]
                if name in _STYLES
                else _STYLES.get(a.engagement, ("",))[0]
                if name == "engagement"
                else "",
            )
    own = [m for m in claims.markings if m.attribution is None]
    if own:
        out.append("\n\nIn the outlet's own voice", "bold")
        for m in own:
            out.append(
                f"\n  {m.engagement} by {m.device}: {text[slice(*m.span)]!r} about {text[slice(*m.target)]!r}"
            )
    out.append("\n")
    return out


def explain_html(text: str, claims: TextClaims) -> str:
    """Return a self-contained page (no script, nothing loaded) with the text and its attributions."""
    style = "".join(f".{name}{{background:{colour}}}" for name, (_, colour) in _STYLES.items())
    legend = " ".join(f'<span class="{name}">{name}</span>' for name in _STYLES)
    rows = []
    for number, a in enumerate(claims.attributions, 1):
        cells = "".join(
            f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
            for name, value in _summary(text, claims, number, a)
        )
        rows.append(f"<li><dl>{cells}</dl></li>")
    own = "".join(
        f"<li>{m.engagement} by {m.device}: <q>{escape(text[slice(*m.span)])}</q> about "
        f"<q>{escape(text[slice(*m.target)])}</q></li>"
        for m in claims.markings
        if m.attribution is None
    )
    note = (
        ""
        if claims.observed
        else f"<p>No pack for language {escape(claims.language)}: claims are not observed.</p>"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Claims</title><style>'
        "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
        "p.text{white-space:pre-wrap}dl{display:grid;grid-template-columns:8rem 1fr;margin:0}"
        "dt{color:#666}dd{margin:0}li{margin:.7rem 0}"
        f'{style}</style></head><body><p>{legend}</p>{note}<p class="text">{_marked(text, claims)}</p>'
        f"<h2>Attributions</h2><ol>{''.join(rows)}</ol>"
        + (f"<h2>In the outlet's own voice</h2><ul>{own}</ul>" if own else "")
        + "</body></html>"
    )


def _marked(text: str, claims: TextClaims) -> str:
    """The escaped text with one span element for each run of characters of the same style."""
    styles: list[tuple[str, str] | None] = [None] * len(text)
    for (start, end), style, label in _marks(claims):
        styles[start:end] = [(style, label)] * (end - start)
    pieces = []
    start = 0
    for k in range(1, len(text) + 1):
        if k == len(text) or styles[k] != styles[start]:
            piece = escape(text[start:k])
            mark = styles[start]
            pieces.append(
                f'<span class="{mark[0]}" title="{escape(mark[1])}">{piece}</span>' if mark else piece
            )
            start = k
    return "".join(pieces) if text else ""
