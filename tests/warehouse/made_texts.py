"""Invented articles for the warehouse tests: a few outlets tell the same storms in different words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any

from tasks.claims.records import (
    Attribution,
    Marking,
    NameUse,
    NumberUse,
    Proposition,
    Sentence,
    TextClaims,
    Voice,
)
from tasks.read.records import PageText, StatedTime
from tasks.read.rows import VersionRow, version_rows

DAY = date(2031, 3, 4)
OUTLETS = ("harbour_post", "veldra_wire", "night_mail")
RUN = "20310304T060000Z-0001"
NAMES = {"harbour_post": "Veldra", "veldra_wire": "Veldra", "night_mail": "Weldra"}
CUES = {"harbour_post": "said", "veldra_wire": "said", "night_mail": "claimed"}
ENGAGEMENT = {"harbour_post": "acknowledged", "veldra_wire": "acknowledged", "night_mail": "distanced"}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def text_of(outlet: str, story: int, softened: bool = False) -> str:
    boats = 10 + story + OUTLETS.index(outlet)
    cue = "may have been" if softened else "were"
    return (
        f"Harbour master Ines Kotal {CUES[outlet]} that at least {boats} boats {cue} lost off "
        f"{NAMES[outlet]} in storm {story}.\n\n"
        f"“Nobody warned us,” 😀 the fishers’ union {CUES[outlet]}. The ministry denied it.\n\n"
        f"Repairs at pier {story} began at noon."
    )


def claims_of(outlet: str, text: str) -> TextClaims:
    def span(part: str) -> tuple[int, int]:
        start = text.index(part)
        return start, start + len(part)

    starts = ["Harbour", "“Nobody", "The ministry", "Repairs"]
    edges = [text.index(start) for start in starts] + [len(text)]
    sentences = tuple(
        Sentence((a, a + len(text[a:b].rstrip())), (0, 1, 1, 2)[i], 0.25 if i == 1 else 0.0)
        for i, (a, b) in enumerate(pairwise(edges))
    )
    cue = span(f" {CUES[outlet]} that")
    content = (text.index("at least"), sentences[0].span[1] - 1)
    engagement: Any = ENGAGEMENT[outlet]
    second = text.index(CUES[outlet], sentences[1].span[0])
    attributions = (
        Attribution(
            source=(span("Harbour master Ines Kotal"),),
            cue=((cue[0] + 1, cue[0] + 1 + len(CUES[outlet])),),
            content=(content,),
            kind="indirect",
            engagement=engagement,
            engagement_cue=((cue[0] + 1, cue[0] + 1 + len(CUES[outlet])),)
            if engagement == "distanced"
            else (),
            polarity="affirms",
            certainty="certain",
            voice="ines kotal",
            rule="cue-clause",
            sentence=0,
        ),
        Attribution(
            source=(span("the fishers’ union"),),
            cue=((second, second + len(CUES[outlet])),),
            content=(span("Nobody warned"), span("us")),
            kind="direct",
            engagement=engagement,
            engagement_cue=(),
            polarity="affirms",
            certainty="unstated",
            voice="fishers union",
            rule="quote",
            sentence=1,
            relays=("veldra wire",),
        ),
        Attribution(
            source=(span("The ministry"),),
            cue=(span("denied"),),
            content=((sentences[2].span[1] - 3, sentences[2].span[1] - 1),),
            kind="indirect",
            engagement="acknowledged",
            engagement_cue=(),
            polarity="denies",
            certainty="certain",
            voice="ministry",
            rule="denial",
            sentence=2,
        ),
    )
    number = span("at least 1")
    number = (number[0], number[1] + 1)
    return TextClaims(
        language="en",
        observed=True,
        sentences=sentences,
        attributions=attributions,
        voices=(
            Voice("ines kotal", "Ines Kotal", "person", "harbour master"),
            Voice("fishers union", "fishers’ union", "organisation"),
            Voice("ministry", "the ministry", "state", None, "veldra"),
        ),
        markings=(
            (Marking(attributions[0].cue[0], content, "distanced", "cue", 0, 0),)
            if engagement == "distanced"
            else ()
        ),
        numbers=(
            NumberUse(
                number, float(text[number[1] - 2 : number[1]]), None, "at_least", None, "boat", 0, 0, False
            ),
        ),
        names=(
            NameUse(span(NAMES[outlet]), NAMES[outlet], "place", "veldra", NAMES[outlet], 0, False),
            NameUse(span("Ines Kotal"), "Ines Kotal", "person", None, None, 0, False),
        ),
        propositions=(
            Proposition(content, (content,), 0, 0, engagement, "affirms", "certain", "ines kotal"),
            Proposition(
                sentences[3].span, (sentences[3].span,), 3, None, "acknowledged", "affirms", "certain", None
            ),
        ),
    )


def version_of(outlet: str, story: int, day: date = DAY, softened: bool = False) -> VersionRow:
    seen = at(day, 8 + OUTLETS.index(outlet) + (4 if softened else 0))
    page = PageText(
        text=text_of(outlet, story, softened),
        title=f"Storm {story} takes boats, {outlet}",
        authors=("Desk",),
        published=StatedTime("stated", at(day, 7 + OUTLETS.index(outlet)), "minute", "Z", None),
        modified=None,
        language="en",
        section=None,
        canonical_url=f"https://{outlet}.example/{day}/storm-{story}",
        kind="article",
        free_access=None,
        encoding="utf-8",
        damaged=0.0,
        methods=(),
    )
    return version_rows(
        page,
        outlet_id=outlet,
        url=page.canonical_url or "",
        fetched_at=seen,
        fetch_id=f"f-{outlet}-{day}-{story}-{softened}",
        run_id=RUN,
    )[1]
