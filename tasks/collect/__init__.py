"""From feeds to archived pages: what is due, how to ask, what an answer means."""
