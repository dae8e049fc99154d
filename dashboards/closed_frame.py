"""A foreign page inside ours, in a frame without an origin: it runs, but reaches neither us nor the network."""

from __future__ import annotations

import html

import streamlit as st

#: What the foreign page may load: only what it carries itself.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; style-src 'unsafe-inline' data:; "
    "img-src data: blob:; font-src data:; worker-src blob:; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
HEIGHT = 800


def closed_frame(page: str, title: str) -> None:
    """Draws `page` (HTML that is not trusted) in a sandboxed frame with a policy that stands before all of it."""
    inner = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">{page}'
    st.iframe(outer_page(inner, title), height=HEIGHT, alt=title)


def outer_page(inner: str, title: str) -> str:
    """A page that holds nothing but the frame; the inner page is an attribute, escaped."""
    return (
        "<!doctype html><html lang='en'><head><style>html,body,iframe{margin:0;border:0;width:100%;height:100%}"
        f"</style></head><body><iframe sandbox='allow-scripts' title=\"{html.escape(title)}\" "
        f'srcdoc="{html.escape(inner)}"></iframe></body></html>'
    )
