"""[[alarm]] tables of the outlets file: read in order, or refused with line and nearest key."""

from __future__ import annotations

import pytest

from flows.outlets import OutletsError, parse_alarms, parse_outlets

OUTLETS = """[outlet.post]
name = "Harbour Post"
country = "XA"
language = "en"
domains = ["harbourpost.example"]
feeds = ["https://harbourpost.example/rss"]

"""


def rules(text: str) -> tuple[object, ...]:
    return parse_alarms(OUTLETS + text, "outlets.toml", {"post"})


def test_every_kind_of_alarm_is_read() -> None:
    text = """
[[alarm]]
name = "we left it out"
when = "story_omitted"
outlet = "post"
least_outlets = 5

[[alarm]]
name = "denials"
when = "claim_denied"

[[alarm]]
name = "numbers"
when = "number_conflict"

[[alarm]]
name = "edits"
when = "claim_removed"
outlet = "post"

[[alarm]]
name = "strikes"
when = "word"
words = ["strike", "walkout"]
"""
    found = rules(text)
    assert [(r.name, r.when, r.outlet, r.least_outlets, r.words) for r in found] == [  # type: ignore[attr-defined]
        ("we left it out", "story_omitted", "post", 5, ()),
        ("denials", "claim_denied", None, 2, ()),
        ("numbers", "number_conflict", None, 2, ()),
        ("edits", "claim_removed", "post", 2, ()),
        ("strikes", "word", None, 2, ("strike", "walkout")),
    ]
    assert len(parse_outlets(OUTLETS + text, "outlets.toml")) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[alarm]]\nname = "a"\nwhenn = "word"', r"outlets.toml:10: alarm 'a': unknown key 'whenn'.*'when'"),
        ('[[alarm]]\nname = "a"\nwhen = "wrd"', r":10: alarm 'a': unknown kind of alarm 'wrd'.*'word'"),
        ('[[alarm]]\nname = "a"', r":8: alarm 'a': key 'when' is missing"),
        ('[[alarm]]\nname = "a"\nwhen = "word"', "words"),
        ('[[alarm]]\nname = "a"\nwhen = "claim_denied"\nwords = ["x y"]', r":11: .*words belong"),
        ('[[alarm]]\nname = "a"\nwhen = "story_omitted"', "whose omission"),
        ('[[alarm]]\nname = "a"\nwhen = "claim_denied"\noutlet = "pst"', r":11: .*no outlet 'pst'.*'post'"),
        ('[[alarm]]\nname = "a"\nwhen = "claim_denied"\nleast_outlets = 0', r":11: .*least_outlets"),
        ('[[alarm]]\nname = "no_new_day"\nwhen = "claim_denied"', "choose another"),
        (
            '[[alarm]]\nname = "a"\nwhen = "claim_denied"\n[[alarm]]\nname = "a"\nwhen = "claim_denied"',
            ":12: .*twice",
        ),
        ('[alarm]\nname = "a"', r"\[\[alarm\]\]"),
    ],
)
def test_mistakes_are_named_with_their_line(text: str, says: str) -> None:
    with pytest.raises(OutletsError, match=says):
        parse_outlets(OUTLETS + text, "outlets.toml")
