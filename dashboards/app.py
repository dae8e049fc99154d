"""The pages that `parallax dashboard` opens, on loopback, over the published copy: read and draw, nothing else."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.views import ask, health, outlets, over_time, story, today

st.set_page_config(page_title="Parallax", layout="wide", initial_sidebar_state="auto")

PAGES = {
    "today": st.Page(today.show, title="Today", default=True),
    "story": st.Page(story.show, title="Story", url_path="story"),
    "outlets": st.Page(outlets.show, title="Outlets", url_path="outlets"),
    "over_time": st.Page(over_time.show, title="Voices, names, numbers", url_path="over-time"),
    "health": st.Page(health.show, title="Health", url_path="health"),
    "ask": st.Page(ask.show, title="SQL", url_path="sql"),
}

frame.open_page()
st.navigation(list(PAGES.values())).run()
