"""Read a cue lexicon file once: every form of every lemma, with what the lemma governs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tasks.claims.pack import Cue, DeviceWords, VoiceWords
from tasks.claims.records import Certainty, Engagement
from tasks.claims.wordsets import CallingWords, ClauseWords, QuoteWords, ReferenceWords, read_words

FOLDER = Path(__file__).parent / "lexicons"
_VOWELS = "aeiou"


@cache
def read_toml(name: str) -> Mapping[str, Any]:
    """Return a data file of the lexicons folder as nested tables; read once per process."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def regular_forms(lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, participle and -ing form of a regular English verb."""
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    if lemma.endswith("e"):
        past, ing = lemma + "d", lemma[:-1] + "ing" if not lemma.endswith("ee") else lemma + "ing"
    elif lemma.endswith("y") and lemma[-2] not in _VOWELS:
        past, ing = lemma[:-1] + "ied", lemma + "ing"
    else:
        past, ing = lemma + "ed", lemma + "ing"
    return third, past, past, ing


def read_cues(name: str) -> dict[str, tuple[Cue, ...]]:
    """Return every lower-case form -> its cues (a form may be a verb and a noun).

    The form's place in the paradigm is not kept here: patterns ask `english_forms`.
    """
    data = read_toml(name)
    out: dict[str, tuple[Cue, ...]] = {}
    for cue in _cues(data):
        if cue.kind == "verb":
            forms: tuple[str, ...] = (cue.lemma, *verb_forms(data, cue.lemma))
        elif cue.kind == "noun":
            forms = (cue.lemma, regular_forms(cue.lemma)[0])
        else:
            forms = (cue.lemma,)
        for form in dict.fromkeys(forms):
            out[form] = (*out.get(form, ()), cue)
    return out


def verb_forms(data: Mapping[str, Any], lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, participle, -ing of a lemma, irregular where the file says so."""
    given = data.get("forms", {}).get(lemma)
    if given:
        third, past, participle, ing = given.split()
        return third, past, participle, ing
    return regular_forms(lemma)


def _cues(data: Mapping[str, Any]) -> list[Cue]:
    out = []
    for section, kind in (("verbs", "verb"), ("nouns", "noun"), ("adjectives", "adjective")):
        for group, table in data.get(section, {}).items():
            for lemma, frames in table["cues"].items():
                out.append(
                    Cue(
                        lemma=lemma,
                        kind=kind,
                        group=group,
                        frames=frozenset(frames.split()),
                        engagement=table.get("engagement", "acknowledged"),
                        polarity=table.get("polarity", "affirms"),
                        certainty=table.get("certainty", "unstated"),
                    )
                )
    return out


def read_devices(
    name: str,
    stops: frozenset[str] = frozenset(),
    agents: frozenset[str] = frozenset(),
    finite: frozenset[str] = frozenset(),
) -> DeviceWords:
    """Return the distancing and endorsing devices and the words of certainty of a lexicon file.

    Its lists for quotation marks and clauses lie beside it, in `devices_` and its name.
    `stops` are the words at which the noun a device is aimed at has ended; `agents` and `finite` as
    in `DeviceWords`.
    """
    data, lists = read_toml(name), read_toml("devices_" + name)
    devices, grades = data["devices"], data["certainty"]

    def engaged(table: Mapping[str, list[str]]) -> dict[str, Engagement]:
        return {
            word: engagement for engagement in ("distanced", "endorsed") for word in table.get(engagement, [])
        }

    adjectives, adverbs = engaged(devices["adjectives"]), engaged(devices["adverbs"])
    of_sayings = engaged(devices.get("of_sayings", {}))
    phrases = {tuple(phrase.split()): how for phrase, how in engaged(devices["phrases"]).items()}
    heads: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        heads[phrase[0]] = (*heads.get(phrase[0], ()), phrase)
    return DeviceWords(
        adjectives=adjectives,
        adverbs=adverbs,
        of_sayings=of_sayings,
        phrases=phrases,
        heads=heads,
        marked=frozenset((*adjectives, *adverbs, *of_sayings)),
        possible=frozenset(grades["possible"]),
        probable=frozenset(grades["probable"]),
        certain=frozenset(grades["certain"]),
        negations=frozenset(grades["negations"]),
        deverbal=frozenset(devices["deverbal"]["words"]),
        naming=frozenset(devices.get("naming", {}).get("words", [])),
        quoting=frozenset(devices.get("quoting", {}).get("words", [])),
        remarks=frozenset(devices.get("remarks", {}).get("verbs", [])),
        missing=frozenset(devices.get("remarks", {}).get("missing", [])),
        missed=frozenset(devices.get("remarks", {}).get("missed", [])),
        stops=stops,
        open_verbs=frozenset(grades.get("open_verbs", [])),
        agents=agents | frozenset(grades.get("agents", [])),
        graded=_graded(grades.get("phrases", {})),
        softening=frozenset(grades.get("softening", [])),
        predicative=frozenset(grades.get("predicative", [])),
        linking=frozenset(grades.get("linking", [])),
        finite=finite,
        quotes=read_words(QuoteWords, lists.get("quotes", {})),
        clauses=read_words(ClauseWords, lists.get("clauses", {})),
        calling=read_words(CallingWords, lists.get("calling", {})),
    )


def _graded(table: Mapping[str, list[str]]) -> dict[str, tuple[tuple[tuple[str, ...], Certainty], ...]]:
    """First word -> the runs of words that begin with it and their grade, longest first."""
    grades: tuple[Certainty, ...] = ("possible", "probable", "certain")
    out: dict[str, list[tuple[tuple[str, ...], Certainty]]] = {}
    for grade in grades:
        for written in table.get(grade, []):
            phrase = tuple(written.replace("'m", " 'm").replace("'re", " 're").replace("'s", " 's").split())
            out.setdefault(phrase[0], []).append((phrase, grade))
    return {head: tuple(sorted(phrases, key=lambda one: -len(one[0]))) for head, phrases in out.items()}


def read_voice_words(name: str, common: frozenset[str]) -> VoiceWords:
    """Return the word lists of a voices file; `common` are the language's closed-class words."""
    data = read_toml(name)
    words, gender = data["words"], data["gender"]
    feminine, masculine = frozenset(gender["feminine"]), frozenset(gender["masculine"])
    titles, roles = frozenset(words["titles"]), frozenset(words["roles"])
    return VoiceWords(
        pronouns={form: person for person, forms in data["pronouns"].items() for form in forms},
        titles=titles,
        roles=roles,
        groups=frozenset(words["groups"]),
        documents=frozenset(words["documents"]),
        anonymous=frozenset(words["anonymous"]),
        metonyms=data["metonyms"],
        aliases={row["written"].lower(): row["name"] for row in data.get("aliases", [])},
        nations={form: state for state, forms in data["nations"].items() for form in forms},
        articles=frozenset(words["articles"]),
        particles=frozenset(words["particles"]),
        given=(feminine | masculine) - titles - roles,
        common=common,
        feminine=feminine,
        masculine=masculine,
        references=read_words(ReferenceWords, data.get("references", {})),
    )
