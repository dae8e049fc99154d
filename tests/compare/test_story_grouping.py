"""Stories: the same happening together, whatever the order; days go on, affairs do not swallow events."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from made_documents import NOON, document, reports

from tasks.compare.article_terms import common_words
from tasks.compare.reprints import find_reprints
from tasks.compare.stories import EarlierStory, StorySettings, earlier_stories, group_stories
from tasks.compare.story_matcher import MatcherSettings, average_link, likeness, term_vectors

FERRY, FIRE, TALKS = reports("ferry"), reports("fire"), reports("talks")


def documents(pieces, prefix, at=NOON, **more):
    return [
        document(f"{prefix}{number}", text, title=title, at=at + timedelta(minutes=20 * number), **more)
        for number, (title, text) in enumerate(pieces)
    ]


def day_of_three():
    return documents(FERRY, "ferry") + documents(FIRE, "fire") + documents(TALKS, "talks")


def groups(grouping):
    found = {}
    for member in grouping.members:
        found.setdefault(member.story_id, set()).add(member.version_id[2:-1])
    return sorted(found.values(), key=sorted)


def test_articles_on_one_happening_are_one_story():
    grouping = group_stories(day_of_three())
    assert groups(grouping) == [{"ferry"}, {"fire"}, {"talks"}]
    assert {row.label for row in grouping.stories} <= {title for title, _ in FERRY + FIRE + TALKS}


def test_every_merge_says_why_and_how_much():
    grouping = group_stories(day_of_three())
    seeds = [member for member in grouping.members if member.reason == "seed"]
    assert len(seeds) == 3
    assert all(member.score is None for member in seeds)
    for member in grouping.members:
        if member.reason != "seed":
            assert member.score >= MatcherSettings().threshold / 2
            assert "shares" in member.reason
            assert "mean likeness" in member.reason


def test_order_of_input_and_reruns_change_nothing():
    expected = group_stories(day_of_three())
    for seed in range(6):
        shuffled = day_of_three()
        random.Random(seed).shuffle(shuffled)
        assert group_stories(shuffled) == expected


def test_a_story_goes_on_the_next_day_under_its_id():
    first_day = group_stories(day_of_three())
    before = earlier_stories(first_day.stories, first_day.members, day_of_three())
    title = "Inspectorate: rudder of Holm ferry was repaired in autumn"
    text = (
        "The rudder of the ferry that ran onto a sandbank near Vessel Bay had been repaired in autumn, the "
        "shipping inspectorate said. All 214 passengers of the Holm ferry get their money back."
    )
    tomorrow = documents([(title, text)], "more", at=NOON + timedelta(days=1))
    second_day = group_stories(tomorrow, before)
    (story,) = second_day.stories
    old = next(row for row in first_day.stories if "erry" in row.label)
    assert (story.story_id, story.label, story.first_day) == (old.story_id, old.label, old.first_day)
    assert story.day == date(2031, 3, 4)
    (member,) = second_day.members
    assert member.reason.startswith("story of 2031-03-03: shares")
    assert group_stories(tomorrow, tuple(reversed(before))) == second_day


def test_a_story_is_rebuilt_from_its_members_when_no_row_is_given():
    first_day = group_stories(day_of_three())
    with_rows = earlier_stories(first_day.stories, first_day.members, day_of_three())
    without = earlier_stories((), first_day.members, day_of_three())
    assert [(s.story_id, s.first_day, s.documents) for s in without] == [
        (s.story_id, s.first_day, s.documents) for s in with_rows
    ]
    assert earlier_stories(first_day.stories, first_day.members, ()) == ()


def test_closed_stories_never_merge():
    first_day = group_stories(day_of_three())
    before = earlier_stories(first_day.stories, first_day.members, day_of_three())
    title = "Ferry aground and mill on fire: a bad day for Holm and Lennbridge"
    text = " ".join(text for _, text in FERRY + FIRE)
    grouping = group_stories([document("both", text, title=title, at=NOON + timedelta(days=1))], before)
    assert len(grouping.members) == 1
    assert grouping.members[0].story_id in {story.story_id for story in before} | {
        grouping.stories[0].story_id
    }


def test_a_new_version_stays_in_its_articles_story():
    first_day = group_stories(day_of_three())
    before = earlier_stories(first_day.stories, first_day.members, day_of_three())
    edited = document(
        "edited", "Correction follows.", title="Correction", article="a-ferry0", day=date(2031, 3, 4)
    )
    grouping = group_stories([edited], before)
    home = next(m.story_id for m in first_day.members if m.version_id == "v-ferry0")
    assert [member.story_id for member in grouping.members] == [home]


def test_versions_of_one_article_are_one_story_on_one_day():
    one = document("one", FERRY[0][1], title=FERRY[0][0], article="a")
    two = document(
        "two", "Entirely other words about something else.", article="a", at=NOON + timedelta(hours=1)
    )
    grouping = group_stories([one, two])
    assert len(grouping.stories) == 1
    assert {member.reason for member in grouping.members} == {"seed", "another version of the same article"}


def test_an_old_affair_starts_a_new_story():
    first_day = group_stories(day_of_three())
    before = [
        EarlierStory(
            s.story_id, s.language, s.label, s.started_at, s.first_day - timedelta(days=30), s.documents
        )
        for s in earlier_stories(first_day.stories, first_day.members, day_of_three())
    ]
    tomorrow = documents(FERRY[:1], "more", at=NOON + timedelta(days=1))
    (story,) = group_stories(tomorrow, before).stories
    assert story.story_id not in {earlier.story_id for earlier in before}
    assert story.first_day == date(2031, 3, 4)


def test_a_running_affair_does_not_swallow_its_later_events():
    stories, members, seen, ids = [], [], [], []
    for number in range(5):
        title, text = FERRY[number % 3]
        today = [document(f"day{number}", text, title=title, at=NOON + timedelta(days=number))]
        grouping = group_stories(today, earlier_stories(stories, members, seen))
        stories.extend(grouping.stories)
        members.extend(grouping.members)
        seen.extend(today)
        ids.append(grouping.stories[0].story_id)
    assert ids[1] == ids[0]
    assert ids[4] != ids[0]


def test_a_chain_of_neighbours_is_not_one_story():
    # Each text shares half its words with the next; the ends share nothing.
    words = [f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    chain = [
        document(f"chain{start}", " ".join(words[start : start + 6]), at=NOON + timedelta(minutes=start))
        for start in range(0, 20, 3)
    ]
    grouping = group_stories(chain)
    largest = max(sum(m.story_id == story.story_id for m in grouping.members) for story in grouping.stories)
    assert largest <= 3


def test_likeness_falls_with_time_and_ends_at_the_window():
    settings = MatcherSettings()
    terms = [{"ferry": 1.0, "sandbank": 1.0}] * 3
    vectors, _ = term_vectors(terms, common_words("en"), settings)
    near = {(i, j): value for i, j, value in likeness(vectors, [0.0, 1.0, 9.0], 3, settings)}
    assert near[0, 1] == pytest.approx(2.718281828 ** (-1 / settings.decay_days), rel=1e-6)
    assert (0, 2) not in near
    undated = {(i, j): value for i, j, value in likeness(vectors, [0.0, None, 900.0], 3, settings)}
    assert undated[0, 1] == pytest.approx(1.0)
    assert (0, 2) not in undated


def test_groups_join_by_the_mean_over_all_their_pairs():
    pairs = [(0, 1, 0.9), (1, 2, 0.5), (0, 2, 0.0)]
    assert average_link([0, 1, 2], frozenset(), pairs, MatcherSettings(threshold=0.3)) == [0, 0, 2]
    assert average_link([0, 1, 2], frozenset(), pairs, MatcherSettings(threshold=0.2)) == [0, 0, 0]
    closed = frozenset({3, 4})
    pairs = [(0, 1, 0.9), (0, 2, 0.8), (1, 2, 1.0)]
    assert average_link([0, 3, 4], closed, pairs, MatcherSettings(threshold=0.3)) == [3, 3, 4]


def test_a_close_group_takes_in_only_what_is_about_as_close():
    close = [(i, j, 0.6) for i in range(3) for j in range(i + 1, 3)]
    newcomer = [(i, 3, 0.3) for i in range(3)]
    assert average_link([0, 1, 2, 3], frozenset(), close + newcomer, MatcherSettings()) == [0, 0, 0, 3]
    loose = [(i, j, 0.4) for i, j, _ in close]
    assert average_link([0, 1, 2, 3], frozenset(), loose + newcomer, MatcherSettings()) == [0, 0, 0, 0]


def test_copies_of_one_text_do_not_keep_other_reports_out():
    copies = [(i, j, 0.95) for i in range(4) for j in range(i + 1, 4)]
    report = [(i, 4, 0.3) for i in range(4)]
    assert average_link([0, 1, 2, 3, 4], frozenset(), copies + report, MatcherSettings()) == [0] * 5


def test_languages_are_grouped_apart():
    english = documents(FERRY[:1], "en")
    german = documents(FERRY[:1], "de", language="de")
    assert len(group_stories(english + german).stories) == 2


def test_other_languages_and_scripts_are_grouped_too():
    german = [
        ("Fähre vor Holm auf Grund gelaufen", "Die Abendfähre nach Holm ist vor der Vesselbucht auf eine Sandbank "
         "gelaufen. An Bord waren 214 Fahrgäste. Schlepper zogen das Schiff bei Flut frei."),
        ("Schlepper ziehen Fähre von Sandbank", "Schlepper haben die Fähre nach Holm bei Flut von der Sandbank vor der "
         "Vesselbucht gezogen. Die 214 Fahrgäste blieben unverletzt."),
        ("Papierfabrik in Lennbrück abgebrannt", "In Lennbrück ist die Papierfabrik abgebrannt. Sechzig "
         "Feuerwehrleute löschten bis zum Morgen. Die Ursache des Brandes ist unklar."),
    ]  # fmt: skip
    ukrainian = [
        ("Пором сів на мілину біля Гольма", "Вечірній пором до Гольма сів на мілину з 214 пасажирами. Буксири "
         "зняли судно з мілини під час припливу."),
        ("Буксири зняли пором з мілини", "Пором, що сів на мілину біля Гольма, зняли буксири. Усі 214 пасажирів "
         "неушкоджені."),
    ]  # fmt: skip
    documents_of = documents(german, "de", language="de") + documents(ukrainian, "uk", language="uk")
    grouping = group_stories(documents_of)
    found = {}
    for member in grouping.members:
        found.setdefault(member.story_id, set()).add(member.version_id)
    assert sorted(map(sorted, found.values())) == [["v-de0", "v-de1"], ["v-de2"], ["v-uk0", "v-uk1"]]


def test_members_carry_the_origin_of_their_reprint_family():
    wire = document("wire", f"VESSEL BAY (AP) — {FERRY[0][1]} {FERRY[1][1]}", title=FERRY[0][0])
    copy = document("copy", f"{FERRY[0][1]} {FERRY[1][1]}", title=FERRY[1][0], at=NOON + timedelta(hours=1))
    rows = find_reprints([wire, copy])
    grouping = group_stories([wire, copy], (), StorySettings(), rows)
    assert len({member.origin_id for member in grouping.members}) == 1
    assert {m.version_id: m.is_reprint for m in grouping.members} == {"v-wire": True, "v-copy": True}


def test_several_days_at_once_are_refused():
    with pytest.raises(ValueError, match="one day"):
        group_stories(documents(FERRY[:1], "a") + documents(FERRY[:1], "b", at=NOON + timedelta(days=1)))


def test_nothing_gives_nothing_and_empty_texts_stay_alone():
    assert group_stories([]).members == ()
    grouping = group_stories([document("one", ""), document("two", ""), *documents(FERRY, "ferry")])
    assert len(grouping.stories) == 3
