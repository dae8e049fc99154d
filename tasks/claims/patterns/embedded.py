"""Posts that stand in a text as they were embedded, given to who signed them."""

from __future__ import annotations

from tasks.claims.devices import first_token
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft


def signed_posts(r: Reader) -> None:
    """Give each post to the name that signs it, before its words are read as anybody else's."""
    starts = r.doc.starts
    for post in r.doc.posts:
        low, high = (first_token(starts, at) for at in post.words)
        dash = first_token(starts, post.dash)
        name = (first_token(starts, post.name[0]), first_token(starts, post.name[1]))
        if low < high and name[0] < name[1]:
            r.enter(r.doc.sentence_of(dash))
            r.add(Draft([name], [(dash, dash + 1)], [(low, high)], None, "signed", direct=True))
