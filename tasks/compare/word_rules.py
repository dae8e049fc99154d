"""What is known of single word forms: stop, light or content, lemma, opposite, negator, verb form."""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tasks.compare.dictionary_forms import dictionary_form

WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_POSSESSIVE = re.compile(r"['’]s$|['’]$")
_ASKED_TO_END = {"stop", "stopping"}  # "must stop dumping waste", "stop the dumping!": it goes on
_COMPLEMENT = {"to", "from", "any", "having", "of", "being"}

STOP, LIGHT, CONTENT = 0, 1, 2
_MOST_SEEN = 300_000  # word forms remembered, some 100 MB


@dataclass(frozen=True, slots=True)
class WordRules:
    """The lists of one language, as sets, and patterns for texts in lower case."""

    stop: frozenset[str]
    light: frozenset[str]
    negators: frozenset[str]
    idle_next: frozenset[str]
    passes: frozenset[str]
    negates_all: frozenset[str]
    failing_verbs: frozenset[str]
    clause_ends: frozenset[str]
    elsewhere: re.Pattern[str]
    dates: re.Pattern[str]
    first_elsewhere: re.Pattern[str]
    first_words: tuple[frozenset[str], frozenset[str]]  # of dates and of the elsewhere
    predicates: frozenset[str]
    subjects: frozenset[str]
    stands_for: dict[str, tuple[str, int]]


@cache
def word_rules(language: str) -> WordRules | None:
    """The rules of a language, None when there are none."""
    table = tomllib.loads(files("tasks.compare").joinpath("claim_words.toml").read_text("utf-8"))
    if language not in table:
        return None
    part = table[language]
    stands_for: dict[str, tuple[str, int]] = {}
    for line in part["opposites"]:
        here, there = (side.split() for side in line.split("|"))
        for words, sign in ((here, 1), (there, -1)):
            for word in words:
                stands_for[word] = (here[0], sign)
    for line in part["synonyms"]:
        words = line.split()
        head = stands_for.get(words[0], (words[0], 1))
        for word in words:
            stands_for.setdefault(word, head)
    elsewhere = sorted({phrase.split()[0] for phrase in shlex.split(part["elsewhere"])})
    return WordRules(
        frozenset(part["stop"].split()),
        frozenset(part["light"].split()),
        frozenset(part["negators"].split()),
        frozenset(part["negates_nothing_before"].split()),
        frozenset(part["negation_passes"].split()),
        frozenset(part["negates_all"].split()),
        frozenset(part["failing_verbs"].split()),
        frozenset(part["clause_ends"].split()),
        re.compile(r"\b(?:" + "|".join(shlex.split(part["elsewhere"])) + r")\b"),
        re.compile(r"\b(?:" + "|".join(part["dates"].split()) + r"|(?:19|20)\d\d)\b"),
        re.compile(r"\b(?:" + "|".join(elsewhere) + r")\b"),
        (frozenset(part["dates"].split()), frozenset(elsewhere)),
        frozenset(part["predicates"].split()),
        frozenset(part["subjects"].split()),
        stands_for,
    )


class Word:
    """One word form. `lemma` stands for all words that a newsroom swaps for it, `term` is its own lemma.

    `sign` is -1 for the opposite of the word that stands for the pair.

    `failing` turns its complement round ("refused to"), `idle_next` undoes a negator before it ("not
    only"), one that `passes` it on is not what the negator is about ("no evidence of fraud"), and a negator
    of the `whole` denies all that follows ("no troops crossed"). `says` is a verb form by itself; `subject`
    and `to` make one of the next word; `manifold` ends in -s and may be a plural or a verb; `base` is its
    own lemma. In one that is `dated`, or `elsewhere`, what the rules call so may begin.
    """

    __slots__ = (
        "base",
        "complement",
        "dated",
        "elsewhere",
        "ends_clause",
        "failing",
        "idle_next",
        "lemma",
        "manifold",
        "negator",
        "passes",
        "says",
        "sign",
        "stop",
        "subject",
        "term",
        "to",
        "weight",
        "whole",
    )

    def __init__(
        self,
        lemma: str,
        weight: int = STOP,
        sign: int = 1,
        *,
        negator: bool = False,
        failing: bool = False,
        idle_next: bool = False,
        passes: bool = False,
        whole: bool = False,
        complement: bool = False,
        ends_clause: bool = False,
        says: bool = False,
        subject: bool = False,
        to: bool = False,
        manifold: bool = False,
        base: bool = False,
        stop: bool = False,
        term: str = "",
        dated: bool = False,
        elsewhere: bool = False,
    ) -> None:
        self.lemma = lemma
        self.weight = weight
        self.sign = sign
        self.negator = negator
        self.failing = failing
        self.idle_next = idle_next
        self.passes = passes
        self.whole = whole
        self.complement = complement
        self.ends_clause = ends_clause
        self.says = says
        self.subject = subject
        self.to = to
        self.manifold = manifold
        self.base = base
        self.stop = stop
        self.term = term
        self.dated = dated
        self.elsewhere = elsewhere


@cache
def _seen(language: str) -> dict[str, Word]:
    return {}


def forget_words() -> None:
    """Lets go of the forms seen so far."""
    _seen.cache_clear()


def words_of(forms: list[str], language: str) -> list[Word]:
    """What is known of each form; in languages without rules every word is content."""
    seen = _seen(language)
    if len(seen) > _MOST_SEEN:
        seen.clear()
    found: list[Word] = []
    for form in forms:
        word = seen.get(form)
        if word is None:
            word = seen[form] = _word_of(form, language)
        found.append(word)
    return found


def word_of(form: str, language: str) -> Word:
    """The same of one form."""
    return words_of([form], language)[0]


def _word_of(form: str, language: str) -> Word:
    rules = word_rules(language)
    spelled = form.replace("’", "'")
    low = (_POSSESSIVE.sub("", spelled) if "'" in spelled else spelled).casefold()
    if form[:1].isupper() and low.endswith("ans") and len(low) > 5:
        low = low[:-1]  # a people by its adjective: "Norwegians"
    if form in ("US", "U.S.", "USA", "U.S.A."):
        low = "america"
    elif form.endswith("."):
        low = low.replace(".", "")  # "F.B.I." is "FBI"
    if rules is None:
        return Word(low, CONTENT, says=True, term=low)
    says = spelled.casefold() in rules.predicates
    dated, elsewhere = _points(form.lower(), rules)
    if low.endswith("n't") or low in rules.negators:
        return Word(
            low,
            negator=True,
            whole=low in rules.negates_all,
            says=says,
            stop=True,
            dated=dated,
            elsewhere=elsewhere,
        )
    complement = low in _COMPLEMENT or (low.endswith("ing") and len(low) > 4)
    idle, ends = low in rules.idle_next, low in rules.clause_ends
    if low in rules.stop:
        return Word(
            low,
            idle_next=idle,
            complement=complement,
            ends_clause=ends,
            says=says,
            subject=low in rules.subjects,
            to=low == "to",
            stop=True,
            dated=dated,
            elsewhere=elsewhere,
        )
    lemma = low if low[0].isdigit() else dictionary_form(low, language).casefold()
    verb = says or _is_verb_form(spelled, lemma)
    if lemma in rules.stop:
        return Word(
            lemma,
            idle_next=idle,
            complement=complement,
            ends_clause=ends,
            says=verb,
            stop=True,
            dated=dated,
            elsewhere=elsewhere,
        )
    plain = lemma[:-2] if lemma.endswith("ly") and len(lemma) > 5 else lemma
    known = rules.stands_for.get(low) or rules.stands_for.get(lemma) or rules.stands_for.get(plain)
    light = known is None and (lemma in rules.light or low in rules.light)
    stands, sign = known or (_stem(lemma), 1)
    lower = spelled.islower() and spelled.isalpha()
    return Word(
        stands,
        LIGHT if light else CONTENT,
        sign,
        failing=lemma in rules.failing_verbs and low not in _ASKED_TO_END,
        passes=low in rules.passes or (low.endswith("ly") and len(low) > 4),
        idle_next=idle,
        complement=complement,
        ends_clause=ends,
        says=verb,
        manifold=lower and low.endswith("s") and lemma != low,
        base=lower and lemma == low,
        term=lemma,
        dated=dated,
        elsewhere=elsewhere,
    )


def _points(form: str, rules: WordRules) -> tuple[bool, bool]:
    """Whether a date, or what points elsewhere, may begin in a form in lower case."""
    if form.isalpha():
        dates, elsewhere = rules.first_words
        return form in dates, form in elsewhere
    return rules.dates.search(form) is not None, rules.first_elsewhere.search(form) is not None


def _is_verb_form(form: str, lemma: str) -> bool:
    """-ed, -ing, or changed without an -s: "collapsed", "sank"; comparatives are no verbs."""
    if not form.isalpha() or not form.islower():
        return False
    if len(form) > 4 and form.endswith(("ed", "ing")):
        return True
    return lemma != form and not form.endswith(("s", "er", "est"))


def _stem(lemma: str) -> str:
    """Verb and noun of one root together: "resignation" with "resign", "killing" with "kill"."""
    for ending in ("ation", "ing", "ment"):
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 4:
            return lemma[: -len(ending)]
    return lemma.rstrip("e") if len(lemma) > 4 else lemma
