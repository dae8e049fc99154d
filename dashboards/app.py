"""The pages that `parallax dashboard` opens, on loopback, over the published copy: read and draw, nothing else."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.views import ask, health, names, numbers, outlets, story, today, voices
from warehouse.errors import WarehouseError

st.set_page_config(page_title="Parallax", layout="wide", initial_sidebar_state="auto")

PAGES = [
    st.Page(today.show, title="Today", url_path="today", default=True),
    st.Page(story.show, title="Story", url_path="story"),
    st.Page(outlets.show, title="Outlets", url_path="outlets"),
    st.Page(voices.show, title="Voices", url_path="voices"),
    st.Page(names.show, title="Names & words", url_path="names"),
    st.Page(numbers.show, title="Numbers", url_path="numbers"),
    st.Page(health.show, title="Health", url_path="health"),
    st.Page(ask.show, title="SQL", url_path="sql"),
]

chosen = st.navigation(PAGES, position="top")
try:
    chosen.run()
except WarehouseError as problem:
    frame.trouble(problem)
