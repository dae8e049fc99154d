"""How far the outlet stands off: which span shows it, and what it is aimed at."""

from __future__ import annotations

import pytest

from tasks.claims.extract import extract_claims

MARKED = [
    ("Two villages held the alleged killers.", "alleged", "killers", "distanced", "adjective"),
    ("The so-called reform cost millions.", "so-called", "reform", "distanced", "adjective"),
    ("The council rejected the purported deal.", "purported", "deal", "distanced", "adjective"),
    (
        "The town laughed at his seemingly absurd claim.",
        "seemingly absurd",
        "claim",
        "distanced",
        "adjective",
    ),
    ("Their bizarre allegations spread fast.", "bizarre", "allegations", "distanced", "adjective"),
    (
        "The “liberation” of the town cost forty lives.",
        "“liberation”",
        "liberation",
        "distanced",
        "scare_quote",
    ),
]


@pytest.mark.parametrize(
    ("text", "span", "target", "engagement", "device"), MARKED, ids=[m[1] for m in MARKED]
)
def test_own_voice_devices(text: str, span: str, target: str, engagement: str, device: str) -> None:
    marks = [
        (text[slice(*m.span)], text[slice(*m.target)], m.engagement, m.device)
        for m in extract_claims(text).markings
    ]
    assert (span, target, engagement, device) in marks


@pytest.mark.parametrize(
    ("text", "engagement", "shown_by"),
    [
        ("Hale said the dam broke.", "acknowledged", ()),
        ("Hale claimed the dam broke.", "distanced", ("claimed",)),
        ("Hale claimed without evidence that the dam broke.", "distanced", ("claimed", "without evidence")),
        ("Hale falsely said the dam broke.", "distanced", ("falsely",)),
        ("The inquiry confirmed that the dam broke.", "endorsed", ("confirmed",)),
        ("The inquiry did not confirm that the dam broke.", "acknowledged", ()),
    ],
)
def test_engagement_of_attributions(text: str, engagement: str, shown_by: tuple[str, ...]) -> None:
    attribution = extract_claims(text).attributions[0]
    assert attribution.engagement == engagement
    assert tuple(text[slice(*s)] for s in attribution.engagement_cue) == shown_by


@pytest.mark.parametrize(
    "text",
    [
        "Hale called the plan “reckless” on Monday.",  # the source's own words
        "“Reckless,” Hale said.",
        "She wrote a novel called “The Quiet Dam” in 1990.",  # a title
        "The bizarre hat won a prize.",  # no noun of saying
        "“The alleged killers fled,” Hale said.",  # inside a quotation
    ],
)
def test_what_is_no_device(text: str) -> None:
    marks = [m for m in extract_claims(text).markings if m.device in ("scare_quote", "adjective")]
    assert marks == []
