"""English words by what they do in a clause, as one small number a token."""

from __future__ import annotations

from functools import cache
from typing import Final

from tasks.claims.lexicon import read_cues, read_toml, verb_forms
from tasks.claims.pack import Cue

# Tags. OPEN is any word of an open class.
OPEN: Final = 1
DET: Final = 2
PRO: Final = 3
OBJ: Final = 4
REL: Final = 5
PREP: Final = 6
CC: Final = 7
SUB: Final = 8
AUX: Final = 9
MOD: Final = 10
NEG: Final = 11
ADV: Final = 12
TIME: Final = 13
THAT: Final = 14
TO: Final = 15
POSS: Final = 16
FINITE: Final = 17
MARK: Final = 18
NUMBER: Final = 19

_ORDER: Final = (
    ("det", DET),
    ("prep", PREP),
    ("sub", SUB),
    ("adv", ADV),
    ("cc", CC),
    ("obj", OBJ),
    ("pro", PRO),
    ("rel", REL),
    ("aux", AUX),
    ("mod", MOD),
    ("neg", NEG),
    ("time", TIME),
)


@cache
def word_list(section: str, name: str) -> frozenset[str]:
    """One list of en_words.toml as a set."""
    return frozenset(read_toml("en_words.toml")[section][name])


@cache
def tag_table() -> dict[str, int]:
    """Lower-case word -> tag, for all closed classes and frequent finite verbs."""
    table: dict[str, int] = dict.fromkeys(word_list("verbs", "finite"), FINITE)
    for name, tag in _ORDER:
        for word in word_list("tags", name):
            table[word] = tag
    table.update({"that": THAT, "to": TO, "'s": POSS, "her": DET, "as": SUB})
    table.update(dict.fromkeys(",;:—“”‘’.?!()[]…/", MARK))
    return table


def tag(word: str) -> int:
    """Tag of a lower-case word; words in -ly count as adverbs, figures as numbers."""
    closed = tag_table().get(word, OPEN)
    if closed != OPEN:
        return closed
    if word.endswith("ly") and len(word) > 4 and word not in word_list("tags", "not_adverbs"):
        return ADV
    if word[0].isdigit():
        return NUMBER
    return MARK if not word[0].isalpha() and len(word) == 1 else OPEN


# Places of a form in its paradigm.
BASE: Final = 1
THIRD: Final = 2
PAST: Final = 4
PARTICIPLE: Final = 8
ING: Final = 16
PLURAL: Final = 32


@cache
def cue_forms() -> dict[str, tuple[tuple[Cue, int], ...]]:
    """Lower-case form -> (cue, its places in the paradigm) for every cue of the lexicon."""
    data = read_toml("en.toml")
    out: dict[str, dict[tuple[str, str, str], tuple[Cue, int]]] = {}
    for cues in read_cues("en.toml").values():
        for cue in cues:
            if cue.kind == "verb":
                third, past, participle, ing = verb_forms(data, cue.lemma)
                places: tuple[tuple[str, int], ...] = (
                    (cue.lemma, BASE),
                    (third, THIRD),
                    (past, PAST),
                    (participle, PARTICIPLE),
                    (ing, ING),
                )
            elif cue.kind == "noun":
                third = verb_forms({}, cue.lemma)[0]
                places = ((cue.lemma, BASE), (third, PLURAL))
            else:
                places = ((cue.lemma, BASE),)
            for form, place in places:
                slot = out.setdefault(form, {})
                key = (cue.kind, cue.group, cue.lemma)
                slot[key] = (cue, slot[key][1] | place if key in slot else place)
    return {form: tuple(slot.values()) for form, slot in out.items()}


@cache
def verb_places() -> dict[str, int]:
    """Lower-case form -> all places it has in the paradigms of verb cues."""
    out: dict[str, int] = {}
    for form, cues in cue_forms().items():
        for cue, place in cues:
            if cue.kind == "verb":
                out[form] = out.get(form, 0) | place
    return out
