"""Who and what is named where in one text: runs of capitalised words, with role and state."""

from __future__ import annotations

import re
from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import VoiceWords
from tasks.claims.records import Voice, VoiceGroup
from tasks.claims.tokens import Memory

_LETTERS: Final = re.compile(r"[^\W_]+")
_LONGEST_RUN: Final = 12


class Mention:
    """One run of capitalised tokens `low..high-1`, resolved to a voice of this text."""

    __slots__ = ("high", "low", "quoted", "sentence", "voice")

    def __init__(
        self,
        low: int,
        high: int,
        sentence: int,
        quoted: bool,
        voice: Voice,
    ) -> None:
        self.low = low
        self.high = high
        self.sentence = sentence
        self.quoted = quoted
        self.voice = voice


class Register:
    """The voices of one text: by key, persons by surname, bodies by head noun."""

    __slots__ = ("by_head", "by_surname", "gender", "voices", "words")

    def __init__(
        self,
        words: VoiceWords,
    ) -> None:
        self.words = words
        self.voices: dict[str, Voice] = {}
        self.by_surname: dict[str, list[str]] = {}
        self.by_head: dict[str, list[str]] = {}
        self.gender: dict[str, str] = {}

    def keep(self, voice: Voice) -> Voice:
        """Add a voice, or fill in the role and state of the one already known."""
        old = self.voices.get(voice.key)
        if old is not None:
            if (old.role is None and voice.role) or (old.state is None and voice.state):
                voice = Voice(old.key, old.name, old.group, old.role or voice.role, old.state or voice.state)
            else:
                return old
        self.voices[voice.key] = voice
        return voice


def slug(name: str) -> str:
    """Key part of a name: lower case, words joined by hyphens."""
    return _slugs[name]


_slugs: Final = Memory(lambda name: "-".join(_LETTERS.findall(name.lower())))


def capital_runs(doc: Document, words: VoiceWords) -> list[tuple[int, int]]:
    """Token ranges of names: capitalised words, joined by particles ("Ursula von der Leyen").

    A capitalised first word of a sentence counts when it is no closed-class or lower-case word
    elsewhere; titles stay in the run and are told apart later.
    """
    runs: list[tuple[int, int]] = []
    starts = set(doc.first)
    tokens, upper = doc.words, doc.upper
    common = words.common
    k, size = 0, len(tokens)
    for at in doc.capitals:
        if at < k:
            continue
        k, word = at, tokens[at]
        if doc.lows[k] in common and (
            k in starts
            or doc.lows[k] in words.articles
            or k + 1 >= size
            or not doc.upper[k + 1]
            or len(word) < 3
        ):
            k += 1
            continue
        if k in starts and k + 1 < size and doc.upper[k + 1] and doc.lows[k] in words.references.said_first:
            k += 1  # "Said Ellis: ..."
            word = tokens[k]
        begin = k
        k += 1
        while k < size and k - begin < _LONGEST_RUN and k not in starts:
            word = tokens[k]
            if upper[k] and not (
                doc.lows[k] in common
                and doc.lows[k] not in words.particles
                and doc.lows[k] not in words.groups
            ):
                k += 1
            elif (
                word == "."
                and k + 1 < size
                and k + 1 not in starts
                and upper[k + 1]
                and len(tokens[k - 1]) <= 5
            ):
                k += 1
            elif (
                doc.lows[k] == "of"
                and doc.lows[k - 1] in words.groups
                and k + 1 < size
                and (upper[k + 1] and k + 1 not in starts)
            ):
                k += 1
            elif (
                doc.lows[k] in words.particles
                and doc.lows[k] not in ("and", "for", "the", "of")
                and k + 1 < size
                and upper[k + 1]
                and k + 1 not in starts
            ):
                k += 1
            else:
                break
        runs.append((begin, k))
    return runs


def split_name(doc: Document, low: int, high: int, words: VoiceWords) -> tuple[int, str | None]:
    """Where the bare name begins in a run, and the title words before it (None if none)."""
    last = low - 1
    for k in range(low, high - 1):
        word = doc.lows[k]
        if word in words.titles or word in words.roles:
            last = k
        elif word not in words.nations and word != "." and last >= low and k > last + 1:
            break
    if last < low:
        return low, None
    begin = last + 1
    while begin < high - 1 and doc.words[begin] == ".":
        begin += 1
    for k in range(low + 1, last + 1):
        if doc.lows[k] in words.nations and doc.lows[k - 1] not in words.references.before_nations:
            low = k  # what stands before the country is another name, as of a picture's maker
            break
    role = doc.flat[doc.starts[low] : doc.end(last)]
    return begin, role


def group_of(doc: Document, low: int, high: int, words: VoiceWords) -> VoiceGroup | None:
    """Group of a bare name by its words: a body, a state, a document; None for a person's name."""
    if high - low == 1:
        word = doc.lows[low]
        if word in words.metonyms or word in words.nations:
            return "state"
        if word in words.groups or (len(word) > 1 and doc.words[low].isupper()):
            return "organisation"
        if word in words.documents:
            return "document"
        return "anonymous" if word in words.anonymous else None
    lows = doc.lows[low:high]
    text = " ".join(lows)
    if text in words.metonyms or text in words.nations:
        return "state"
    if not words.groups.isdisjoint(lows):
        return "organisation"
    if lows[-1] in words.documents:
        return "document"
    return None


def state_of(doc: Document, low: int, high: int, words: VoiceWords) -> str | None:
    """State's key of the first country, adjective or metonym among tokens `low..high-1`."""
    for k in range(low, high):
        found = words.nations.get(doc.lows[k])
        if found is None and k + 1 < high:
            found = words.nations.get(f"{doc.lows[k]} {doc.lows[k + 1]}")
        if found:
            return found
    return None


def canonical(name: str, words: VoiceWords) -> str:
    """The reviewed form of a written name; middle initials are dropped."""
    alias = words.aliases.get(name.lower())
    if alias or name.isalnum():
        return alias or name
    parts = name.split()
    if "." in name:
        parts = [p for p in parts if not (len(p.rstrip(".")) == 1 and p.endswith("."))]
    plain = " ".join(parts) if len(parts) > 1 else name
    return words.aliases.get(plain.lower(), plain)


def read_mentions(doc: Document, words: VoiceWords) -> tuple[Register, list[Mention]]:
    """Return the register of named voices and all mentions of persons, bodies and states."""
    register = Register(words)
    runs = capital_runs(doc, words)
    full: list[tuple[int, int, int, str | None]] = []
    places: set[str] = set()
    for low, high in runs:
        begin, role = split_name(doc, low, high, words)
        full.append((low, begin, high, role))
        if role is None and _is_place(doc, low, high, words):
            places.add(" ".join(doc.lows[low:high]))
            continue
        if high - begin >= 2 and group_of(doc, begin, high, words) is None:
            name = canonical(doc.flat[doc.starts[begin] : doc.end(high - 1)], words)
            if _longer(register, name, doc.lows[high - 1]) is None:
                _person(register, doc, low, begin, high, role, name)
        elif group_of(doc, low, high, words) == "organisation":
            body(register, doc, low, high, "organisation")
    mentions: list[Mention] = []
    for low, begin, high, role in full:
        if places and " ".join(doc.lows[low:high]) in places:
            continue
        voice = _resolve_run(register, doc, low, begin, high, role)
        if voice:
            mentions.append(Mention(low, high, doc.sentence_of(low), doc.quote_at[low] >= 0, voice))
    return register, mentions


def _is_place(doc: Document, low: int, high: int, words: VoiceWords) -> bool:
    """Is a name of several words told to be a place ("in Puerto Rico", no person and no body)?"""
    if high - low < 2 or low < 2 or doc.lows[low - 1] not in words.references.places:
        return False
    if doc.lows[low] in words.given or (high < len(doc.lows) and doc.lows[high] == "'s"):
        return False
    return group_of(doc, low, high, words) is None and doc.lows[low - 2] not in words.references.felt


def _role_beside(doc: Document, low: int, high: int, words: VoiceWords) -> str | None:
    """The office a name is given beside it: "the author Ada Brint", "the minister, Ada Brint,", "Ada Brint, a baker"."""
    lows = doc.lows
    if low and lows[low - 1] in words.roles:
        return lows[low - 1]
    if low > 1 and lows[low - 1] == "," and lows[low - 2] in words.roles:
        return lows[low - 2]
    if high + 1 < len(lows) and lows[high] == ",":
        for k in range(high + 1, min(high + 9, len(lows))):
            if lows[k] in words.roles and (
                k + 1 >= len(lows)
                or lows[k + 1] in (",", ".", "of", "for", "at", "in", "from", "who", "with", "to")
            ):
                return lows[k]
            if lows[k] in (",", ".", "said", "who", "of", "for"):
                return None
    return None


def _state(key: str) -> Voice:
    return Voice("state/" + key, key.replace("-", " ").title(), "state", None, key)


def _person(
    register: Register, doc: Document, low: int, begin: int, high: int, role: str | None, name: str
) -> Voice:
    words = register.words
    key = "person/" + slug(name)
    role = role or _role_beside(doc, low, high, words)
    state = state_of(doc, low, begin, words)
    if state is None and high + 1 < len(doc.lows) and doc.lows[high] == "of":
        state = state_of(doc, high + 1, min(high + 3, len(doc.lows)), words)
    voice = register.keep(Voice(key, name, "person", role, state))
    surname = doc.lows[high - 1]
    known = register.by_surname.setdefault(surname, [])
    if key not in known:
        known.append(key)
    given = doc.lows[begin]
    title = (role or "").lower().rstrip(".").split()
    for word in (given, *title):
        if word in words.feminine:
            register.gender[key] = "she"
        elif word in words.masculine:
            register.gender.setdefault(key, "he")
    return voice


def _resolve_run(
    register: Register, doc: Document, low: int, begin: int, high: int, role: str | None
) -> Voice | None:
    words = register.words
    text = doc.lows[low] if high - low == 1 else " ".join(doc.lows[low:high])
    if text in words.metonyms:
        return register.keep(
            Voice(
                "state/" + slug(words.aliases.get(text, text)),
                doc.flat[doc.starts[low] : doc.end(high - 1)],
                "state",
                None,
                words.metonyms[text],
            )
        )
    if text in words.nations:
        key = words.nations[text]
        if (
            high < len(doc.lows)
            and text.replace(" ", "-") != key
            and doc.lows[high][0].isalpha()
            and doc.lows[high] not in words.common
            and len(text) > 3
        ):
            return None  # "the Russian leader": an adjective, no state that speaks
        return register.keep(_state(key))
    group = group_of(doc, begin, high, words)
    if group in ("organisation", "document"):
        return body(register, doc, low, high, group)
    if group == "state":
        key = (
            words.nations.get(" ".join(doc.lows[begin:high]))
            or words.metonyms[" ".join(doc.lows[begin:high])]
        )
        return register.keep(_state(key))
    if group == "anonymous":
        return None
    if (
        high - begin == 1
        and doc.lows[begin] not in register.by_surname
        and _named_body(doc, low, high, words)
    ):
        return body(register, doc, low, high, "organisation")
    name = canonical(doc.flat[doc.starts[begin] : doc.end(high - 1)], words)
    if high - begin >= 2:
        return _longer(register, name, doc.lows[high - 1]) or register.voices.get("person/" + slug(name))
    surname = doc.lows[begin]
    keys = register.by_surname.get(surname, [])
    if len(keys) == 1:
        if role:
            _person_role(register, keys[0], doc, low, begin, role)
        return register.voices[keys[0]]
    if len(keys) > 1:
        gender = next(
            (
                g
                for w in (role or "").lower().split()
                for g, names in (("she", words.feminine), ("he", words.masculine))
                if w.rstrip(".") in names
            ),
            None,
        )
        fitting = [k for k in keys if gender is None or register.gender.get(k) == gender]
        return register.voices[fitting[0]] if len(fitting) == 1 else None
    if surname in words.titles or surname in words.roles or surname in words.common:
        return None
    if role:
        key = "surname/" + surname
        for word in role.lower().rstrip(".").split():
            if word in words.feminine:
                register.gender[key] = "she"
            elif word in words.masculine:
                register.gender[key] = "he"
        return register.keep(Voice(key, name, "person", role, state_of(doc, low, begin, words)))
    return None


def _longer(register: Register, name: str, last: str) -> Voice | None:
    """Who alone has a longer name that ends in this one: "Peña Nieto" after "Enrique Peña Nieto"."""
    ending = "-" + slug(name)
    longer = [key for key in register.by_surname.get(last, ()) if key.endswith(ending)]
    return register.voices[longer[0]] if len(longer) == 1 else None


def _named_body(doc: Document, low: int, high: int, words: VoiceWords) -> bool:
    """Is a single name told to be a body's ("the gas company Lethgaz", "Lethgaz, the gas company,")?"""
    lows = doc.lows
    if low and (
        lows[low - 1] in words.groups or (lows[low - 1] == "," and low > 1 and lows[low - 2] in words.groups)
    ):
        return not doc.words[low - 1 if lows[low - 1] != "," else low - 2][0].isupper()
    if high + 2 < len(lows) and lows[high] == "," and lows[high + 1] in ("the", "a", "an", "its"):
        for k in range(high + 2, min(high + 8, len(lows))):
            if lows[k] in (",", "."):
                return lows[k - 1] in words.groups
    return False


def _person_role(register: Register, key: str, doc: Document, low: int, begin: int, role: str) -> None:
    old = register.voices[key]
    if role.lower().rstrip(".") not in ("mr", "mrs", "ms", "miss", "sir"):
        register.keep(Voice(key, old.name, "person", role, state_of(doc, low, begin, register.words)))


def body(register: Register, doc: Document, low: int, high: int, group: VoiceGroup) -> Voice:
    """The voice of an organisation or document named by tokens `low..high-1`."""
    words = register.words
    while low < high - 1 and doc.lows[low] in words.articles:
        low += 1
    if low > 1 and doc.lows[low - 1] == "'s" and doc.lows[low - 2] in words.nations:
        low -= 2
    state = state_of(doc, low, high, words)
    name = doc.text[doc.starts[low] : doc.end(high - 1)]
    kept = [
        w
        for k, w in enumerate(doc.lows[low:high], low)
        if w not in words.nations and w not in ("'s", "'", "the", ".")
    ]
    reduced = " ".join(doc.words[k] for k in range(low, high) if doc.lows[k] in kept)
    alias = words.aliases.get(reduced.lower())
    core = slug(alias) if alias else "-".join(slug(w) for w in kept)
    key = f"{group}/{state + '-' if state else ''}{core}"
    if state is None and (high - low == 1) <= (low > 0 and doc.lows[low - 1] in words.articles):
        longer = [k for k in register.by_head.get(doc.lows[high - 1], ()) if k.endswith("-" + core)]
        if len(longer) == 1:
            return register.voices[longer[0]]
    voice = register.keep(Voice(key, name, group, None, state))
    heads = register.by_head.setdefault(doc.lows[high - 1], [])
    if key not in heads:
        heads.append(key)
    return voice
