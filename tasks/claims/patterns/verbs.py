"""Active verbs: S cue C; C, S cue; C, cue S; split contents; participles and infinitives."""

from __future__ import annotations

from tasks.claims.pack import Cue
from tasks.claims.patterns.contents import after_adjunct, clause_end, complement, opening, quote_end, trim
from tasks.claims.patterns.reader import BASE, ING, PARTICIPLE, PAST, THIRD, Draft, Range, Reader, Subject
from tasks.claims.patterns.words import (
    ADV, AUX, CC, DET, FINITE, MARK, MOD, NEG, NUMBER, OBJ, OPEN, POSS, PREP, PRO, REL, SUB, THAT, TIME, TO, word_list,
)

_FINITE_FORMS = BASE | THIRD | PAST
_TELLING = frozenset({"C", "Q", "A"})


def tails(r: Reader, cues: list[int]) -> None:
    """Post-posed tags of the sentence at hand: "C, S said.", "C, said S.", "C1, S said, C2"."""
    for v in cues:
        if r.taken[v]:
            continue
        entry = r.forms[r.lows[v]]
        cue = _telling(entry, _FINITE_FORMS)
        if cue is None:
            if "quoted" in r.lows[v] or r.lows[v] == "cited":
                _quoted_as_saying(r, v, entry[0][0]) or _inverted(r, v, entry[0][0])
            continue
        if not _inverted(r, v, cue):
            _post_posed(r, v, cue)


def _telling(entry: tuple[tuple[Cue, int], ...], places: int) -> Cue | None:
    for cue, place in entry:
        if cue.kind == "verb" and place & places and cue.frames & _TELLING:
            return cue
    return None


def _crossing(r: Reader, low: int) -> bool:
    """Does the sentence begin with a tag to the quotation that ended the one before ("...?” S asked.")?"""
    k = low - 1
    nested = k > 1 and r.lows[k - 1] in "’'" and r.lows[k - 2] in ("?", "!", ".")
    return (
        low == r.a and k > 0 and r.lows[k] == "”" and r.quote_at[k] >= 0 and (nested or r.lows[k - 1] in ("?", "!", ".", "…", "—"))
        and r.sentence > 0 and r.doc.sentences[r.sentence - 1].paragraph == r.doc.sentences[r.sentence].paragraph
        and not r.taken[k]
    )


def _before_tag(r: Reader, low: int) -> Range | None:
    """The content that ends right before a tag beginning at token `low`, or None."""
    k = low - 1
    if _crossing(r, low):
        first = r.doc.first[r.sentence - 1]
        while k > first and r.quote_at[k - 1] == r.quote_at[low - 1] and not r.taken[k - 1]:
            k -= 1
        return (k, low)
    if k < r.a:
        return None
    if r.quote_at[k] >= 0 and r.lows[k] in "”":
        end = low
    elif r.lows[k] in (",", "—", "?", "!"):
        end = k if r.lows[k] in ",—" else low
    else:
        return None
    start = r.a
    j = end - 1
    while j >= r.a and not r.taken[j]:
        if r.lows[j] == ";" and r.quote_at[j] < 0:
            break
        j -= 1
    start = j + 1
    while start < end and (r.tags[start] == MARK and r.quote_at[start] < 0 or (r.tags[start] == CC and start == r.a)):
        start += 1
    if end - start < 1:
        return None
    return (start, end)


def _quote_before(r: Reader, low: int) -> bool:
    k = low - 1
    if _crossing(r, low):
        return True
    if k >= r.a and r.lows[k] == "," and r.quote_at[k] < 0:
        k -= 1
    return k >= 0 and r.quote_at[k] >= 0 and r.lows[k] == "”"


def _widen(r: Reader, content: Range) -> Range:
    """Take in the sentences of the same quotation that come before this one."""
    low, high = content
    if r.quote_at[low] >= 0:
        number = r.quote_at[low]
        while low > 0 and r.quote_at[low - 1] == number and not r.taken[low - 1]:
            low -= 1
    return (low, high)


def _inverted(r: Reader, v: int, cue: Cue) -> bool:
    """ "C," said S."""
    k = v - 1
    if k < 0:
        return False
    if r.tags[k] == ADV and k > r.a:
        k -= 1
    if k < r.a and not _crossing(r, v):
        return False
    if not (r.lows[k] in (",", "—") and r.quote_at[k] < 0 or r.quote_at[k] >= 0 and r.lows[k] == "”"):
        return False
    if not r.place(v) & (PAST | THIRD) or v + 1 >= r.b:
        return False
    quoted = _quote_before(r, k + 1)
    n = v + 1
    if not quoted and not (cue.frames & {"Q", "C", "tag"} and cue.group in ("say", "claim", "establish")):
        return False
    if r.tags[n] in (MARK, PREP, THAT, SUB, TO, AUX, MOD, CC, TIME, NEG) or (r.tags[n] == OBJ):
        return False
    if r.tags[n] == ADV and r.tags[n + 1 if n + 1 < r.b else n] in (MARK, PREP):
        return False
    end = r.np_right(n)
    if end <= n:
        return False
    content = _before_tag(r, k + 1)
    if content is None:
        return False
    rest = end
    if not quoted:
        # "Smith, the mayor, said the plan works": the words after the verb are its content
        if not cue.frames & {"C", "tag"}:
            return False
        closing = end >= r.b or (r.lows[end] in ".," and end >= r.b - 1)
        if _more_clause(r, end) or (r.subject(r.group(v).low) is not None and not (closing and _speakerly(r, n, end))):
            return False
    elif r.tags[n] in (OPEN, DET) and _more_clause(r, end) and r.tags[n] != PRO and not r.capital(n):
        return False
    cue_end = v + 1
    relayed = None if quoted else _inner_speaker(r, content)
    if relayed:
        subject, verb, inner = relayed
        entry = r.reporting(verb)
        r.add(Draft([(subject.low, subject.high)], [(verb, verb + 1)], [inner], entry, "relayed", relay=[(n, end)]))
        for k in range(v, end):
            r.taken[k] = 1
        return True
    contents = [_widen(r, content)]
    after = _continuation(r, rest)
    if after:
        contents.append(after)
    r.add(Draft([(n, end)], [(v, cue_end)], contents, cue, "inverted", direct=quoted))
    return True


SET_CUES = {"put": "it", "puts": "it", "went": "on", "goes": "on", "chimed": "in", "chimes": "in", "weighed": "in"}


def set_cues(r: Reader) -> None:
    """ "As S put it, “...”"; "“...,” she went on": set phrases with a quotation beside them."""
    for v in range(r.a + 1, r.b - 1):
        if SET_CUES.get(r.lows[v]) != r.lows[v + 1] or r.quote_at[v] >= 0 or r.taken[v]:
            continue
        subject = r.subject(r.group(v).low)
        if subject is None or r.taken[subject.low]:
            continue
        n = v + 2
        content: Range | None = None
        if n + 1 < r.b and r.lows[n] in (",", ":") and r.quote_at[n + 1] >= 0:
            content = (n + 1, clause_end(r, n + 1))
        elif _quote_before(r, subject.low) or (subject.low - 1 >= r.a and r.lows[subject.low - 1] == "as" and _quote_before(r, subject.low - 1)):
            content = _before_tag(r, subject.low if _quote_before(r, subject.low) else subject.low - 1)
        else:
            k = after_adjunct(r, frozenset({"Q"}), n) if n < r.b and r.tags[n] in (PREP, TIME) else None
            if k is not None and r.quote_at[k] >= 0:
                content = (k, clause_end(r, k))
        if content:
            contents = [_widen(r, content)]
            after = _continuation(r, n) if content[1] <= subject.low else None
            r.add(Draft([(subject.low, subject.high)], [(v, n)], contents + ([after] if after else []), None, "set phrase", direct=True))


def _inner_speaker(r: Reader, content: Range) -> tuple[Subject, int, Range] | None:
    """ "S said C1, reported R": the clause of S inside the content of R."""
    low, high = content
    for v in range(low + 1, min(high - 2, low + 16)):
        if r.quote_at[v] >= 0 or r.lows[v] == ",":
            return None
        if r.reporting(v, frozenset({"C"})) and r.lows[v] in ("said", "says", "told", "claimed", "announced", "stated", "insisted", "added"):
            subject = r.subject(r.group(v).low)
            if subject is None or subject.low != low:
                return None
            return subject, v, (v + 1, high)
        if r.finite(v):
            return None
    return None


def _quoted_as_saying(r: Reader, v: int, cue: Cue) -> bool:
    """ "C," S was quoted as saying by R: S speaks, R relays."""
    if r.lows[v + 1 : v + 3] != ["as", "saying"]:
        return False
    group = r.group(v)
    subject = r.subject(group.low) if group.be else None
    content = _before_tag(r, subject.low) if subject else None
    if subject is None or content is None:
        return False
    end, relay = v + 3, []
    if end + 1 < r.b and r.lows[end] == "by":
        stop = r.np_right(end + 1)
        if stop > end + 1:
            relay = [(end + 1, stop)]
    r.add(
        Draft([(subject.low, subject.high)], [(group.low, v + 3)], [_widen(r, content)], cue, "quoted as saying",
              relay=relay, direct=_quote_before(r, subject.low))
    )
    return True


def _speakerly(r: Reader, low: int, high: int) -> bool:
    """Does a noun phrase after the verb look like one who speaks: a name, "an official who ..."?"""
    if r.capital(high - 1):
        return True
    people = word_list("nouns", "people")
    return any(r.tags[k] == REL and r.lows[k] == "who" or r.lows[k] in people or r.lows[k] + "s" in people for k in range(low, min(high, low + 9)))


def _more_clause(r: Reader, k: int) -> bool:
    """Does a finite verb follow at k (then what stood before it was its subject)?"""
    return k < r.b and r.quote_at[k] < 0 and (r.tags[k] in (AUX, MOD, FINITE) or r.finite(k))


def _continuation(r: Reader, k: int) -> Range | None:
    """The second half of a split content after the tag: `, “...”`, `: “...”`, `, that ...`."""
    j = k
    while j < r.b and r.quote_at[j] < 0 and r.lows[j] not in (",", ":", ";", "—") and j < k + 25:
        if r.tags[j] in (AUX, MOD) or r.lows[j] == "that":
            return None
        j += 1
    if j < r.b and r.quote_at[j] >= 0 and not r.taken[j]:
        return (j, clause_end(r, j)) if j == k or quote_end(r, j) - j > 8 else None
    while j + 1 < r.b and r.lows[j] in (",", ":", ";", "—") and j < k + 30:
        n = j + 1
        if r.quote_at[n] >= 0:
            return (n, clause_end(r, n)) if not r.taken[n] else None
        m = n
        while m < r.b and r.lows[m] not in (",", ":", ";", "—") and r.quote_at[m] < 0:
            m += 1
        if r.tags[n] in (REL, PREP, SUB, TIME, ADV, DET, NUMBER, OPEN) and m < r.b:
            if r.quote_at[m] >= 0:
                return None
            j = m
            continue
        return None
    return None


def _post_posed(r: Reader, v: int, cue: Cue) -> bool:
    """ "C, S said" with nothing but adjuncts after it."""
    group = r.group(v)
    if group.be or group.infinitive or (group.modal and not group.have):
        return False
    subject = r.subject(group.low)
    if subject is None or r.tags[subject.low] in (REL, THAT):
        return False
    if not r.place(v) & (PAST | THIRD) and group.low == v and not _plural(r, subject):
        return False
    if _ambiguous(r, v, group.low, subject):
        return False
    quoted = _quote_before(r, subject.low)
    content = _before_tag(r, subject.low)
    conjunction = False
    if content is None:
        low = subject.low
        if low - 1 >= r.a and r.lows[low - 1] == "as" and cue.lemma not in _NO_TAG:
            content = _before_tag(r, low - 1)
            conjunction = content is not None
        if content is None:
            return False
    n = v + 1
    while n < r.b and r.tags[n] == ADV and r.quote_at[n] < 0:
        n += 1
    told = "A" in cue.frames and "C" not in cue.frames
    closed = n >= r.b or (r.tags[n] == MARK and r.quote_at[n] < 0 and r.lows[n] in ".,;—:?!)")
    rest: int | None = None
    if closed:
        rest = n
        if told and not quoted:
            return False
        if n < r.b and r.lows[n] in (",", ":", "—") and not quoted:
            # "In Ohio, he said, jobs left": the clause goes on after the tag
            if n + 1 < r.b and (r.quote_at[n + 1] >= 0 or r.lows[n] == ":"):
                if not _is_clause(r, content):
                    return False
    else:
        if r.quote_at[n] >= 0 and not quoted:
            return False
        if told or "A" in cue.frames:
            end = r.np_right(n)
            if end > n and r.tags[n] not in (THAT, SUB, PREP) and not _more_clause(r, end):
                if not quoted and complement(r, cue, v) is not None:
                    return False
                rest = end
        if rest is None and (r.tags[n] in (PREP, TIME, SUB, TO) or r.lows[n] in ("this", "last", "that")):
            if not quoted and r.tags[n] == PREP and _parenthesis(r, n):
                pass
            elif not quoted:
                if after_adjunct(r, cue.frames, n) is not None or opening(r, cue.frames, n) is not None:
                    return False
            elif r.lows[n] == "that" or (opening(r, cue.frames, n) is not None):
                return False
            rest = n
            if not quoted and r.tags[n] == PREP and _parenthesis(r, n):
                while r.lows[rest] != ",":
                    rest += 1
        if rest is None and quoted and not r.finite(n) and opening(r, cue.frames, n) is None and r.tags[n] == OPEN and r.place(n) & ING:
            rest = n
        if rest is None:
            return False
    if not quoted and not _is_clause(r, content) and not _clause_follows(r, rest):
        return False
    contents = [_widen(r, content)]
    after = _continuation(r, rest)
    if after is None and not quoted and rest < r.b and r.lows[rest] in (",", "—") and not conjunction:
        after = _resumed(r, rest, content)
    if after:
        contents.append(after)
    rule = "as-tag" if conjunction else "post-posed"
    r.add(Draft([(subject.low, subject.high)], [(group.low, v + 1)], contents, cue, rule, negated=group.negated, direct=quoted))
    return True


def _parenthesis(r: Reader, n: int) -> bool:
    """Do a few words and a comma close a tag set inside its content ("X claimed without proof,")?"""
    for k in range(n, min(r.b - 1, n + 7)):
        if r.quote_at[k] >= 0 or r.tags[k] in (THAT, PRO, AUX, MOD, FINITE):
            return False
        if r.lows[k] == ",":
            return r.finite(k + 1)
    return False


def _is_clause(r: Reader, content: Range) -> bool:
    """Has the text before the tag a finite verb of its own, outside a subordinate opening?"""
    low, high = content
    if r.tags[low] in (SUB,) and r.lows[low] not in ("what", "how", "why"):
        commas = [k for k in range(low, high) if r.lows[k] == ","]
        if not commas:
            return False
        low = commas[-1] + 1
    if r.tags[low] == OPEN and r.place(low) & (ING | PARTICIPLE) and r.lows[low] in ("asked", "speaking", "writing", "responding", "pressed", "citing", "referring"):
        return False
    if r.quote_at[low] >= 0:
        return True
    return any(r.finite(k) or r.quote_at[k] >= 0 for k in range(low, high))


def _clause_follows(r: Reader, k: int) -> bool:
    if k + 1 >= r.b or r.lows[k] != ",":
        return False
    return any(r.finite(j) for j in range(k + 1, min(r.b, k + 16)))


def _resumed(r: Reader, k: int, content: Range) -> Range | None:
    """The clause resumed after a parenthetic tag: "Instead, he said, the ships turned back"."""
    n = k + 1
    if n >= r.b or r.quote_at[n] >= 0:
        return None
    if r.tags[n] == CC or r.place(n) & ING or r.tags[n] == REL or r.tags[n] in (SUB,):
        if r.tags[n] == SUB and r.lows[n] in ("because", "if", "since", "unless", "so"):
            return (n, clause_end(r, n))
        if r.tags[n] == CC and not r.reporting(n + 1 if n + 1 < r.b else n):
            return (n, clause_end(r, n))
        return None
    if r.lows[n] == "according":
        return None
    return (n, clause_end(r, n))


def actives(r: Reader, v: int, entry: tuple[tuple[Cue, int], ...]) -> bool:
    """One active verb cue at v with its content to the right; True if something was added."""
    for cue, place in entry:
        if cue.kind == "verb" and _active(r, v, cue, place):
            return True
    return False


_NOUNS_TOO = frozenset(
    {"state", "states", "like", "likes", "rate", "rates", "rank", "ranks", "report", "reports", "plan", "plans", "claim", "claims", "call", "calls", "view", "views",
     "post", "posts", "question", "questions", "charge", "charges", "challenge", "challenges", "contest", "contests", "project", "projects", "value", "values",
     "desire", "desires", "attack", "attacks", "press", "demand", "demands", "promise", "promises", "threat", "support", "supports", "comment", "comments", "remark", "remarks",
     "answer", "answers", "back", "backs", "love", "hope", "hopes", "fear", "fears", "worry", "worries", "doubt", "doubts", "dispute", "disputes", "debate", "debates",
     "vote", "votes", "show", "shows", "forecast", "estimate", "estimates", "order", "orders", "command", "commands", "request", "requests", "answer", "pledge", "pledges",
     "vow", "vows", "quote", "quotes", "cheer", "cheers", "praise", "blame", "fault", "faults", "regret", "regrets", "boast", "object", "objects", "offer", "offers", "cause",
     "cast", "frame", "frames", "label", "labels", "brand", "brands", "title", "titles", "detail", "details", "outline", "document", "documents", "respect", "trust", "dream", "dreams",
     "cry", "cries", "shout", "shouts", "joke", "jokes", "signal", "signals", "hint", "hints", "guess", "sense", "care", "tweet", "tweets", "email", "emails", "text", "texts", "present", "presents"}
)


def _ambiguous(r: Reader, v: int, low: int, subject: Subject) -> bool:
    """Is the word at v rather a noun ("swing states", "players like her", "the jobs report")?"""
    word = r.lows[v]
    if word not in _NOUNS_TOO or low < v or r.tags[subject.high - 1] in (PRO, REL, THAT):
        return False
    if v - 1 >= r.a and (r.past(v - 1) or r.tags[v - 1] == FINITE):
        return True
    if v - 1 >= r.a and r.lows[v - 1] == ",":
        return False
    if word in ("like", "likes", "state", "states", "rate", "rates", "post", "posts", "present"):
        return True
    if v + 1 >= r.b:
        return False
    after = r.tags[v + 1]
    if after in (THAT, DET, PRO, OBJ, TO) or r.quote_at[v + 1] >= 0 or r.capital(v + 1) or r.place(v + 1) & ING:
        return False
    return after in (PREP, FINITE, AUX, MOD, CC) or (after == MARK and not r.lows[v].endswith("s")) or not (r.capital(v - 1) or r.lows[v - 1].endswith("s"))


def _parenthesised(r: Reader, comma: int) -> bool:
    """Does the comma close a parenthesis after a conjunction ("and, after a pause, said")?"""
    for k in range(comma - 1, max(r.a, comma - 14), -1):
        if r.lows[k] == ",":
            return r.tags[k - 1] == CC
    return False


_NO_TAG = frozenset({"speak", "talk", "continue", "begin", "respond", "promise", "agree", "object", "protest", "vote"})


def _noun_before(r: Reader, v: int) -> bool:
    """Is the word at v a noun or adjective here ("the claims", "his plans", "in support")?"""
    if v == r.a:
        return False
    tag = r.tags[v - 1]
    if tag in (DET, NUMBER) or (tag == POSS and r.tags[v - 2] != PRO):
        return not (tag == DET and r.lows[v - 1] in ("all", "both", "many", "some", "most", "few", "several", "others", "one", "another", "those", "that", "this", "these"))
    return tag == PREP and not r.lows[v].endswith("ing")


def _active(r: Reader, v: int, cue: Cue, place: int) -> bool:
    if _noun_before(r, v):
        return False
    group = r.group(v)
    if group.be and place & PARTICIPLE and not place & ING:
        return False
    if v > r.a and r.capital(v):
        return False
    source: Subject | None
    rule = "pre-posed"
    if place & ING:
        if group.be:
            source = r.subject(group.low)
        else:
            if v > r.a and r.tags[v - 1] in (OPEN, DET, POSS, NUMBER) and not (r.lows[v - 1] == "."):
                if r.tags[v - 1] != OPEN or not frames_say(cue):
                    return False
                if v + 1 < r.b and r.tags[v + 1] == OPEN and not r.capital(v + 1):
                    return False
            if v > r.a and r.tags[v - 1] == PREP and v + 1 < r.b and r.tags[v + 1] == OPEN and not r.capital(v + 1) and r.lows[v + 1].endswith("s") and not frames_say(cue):
                return False
            source = _noun_subject(r, v) or r.main_subject(v)
            if source is None:
                source = _following_subject(r, v)
            rule = "participle"
    elif group.infinitive:
        if not frames_say(cue):
            return False
        source = r.main_subject(group.low)
        rule = "infinitive"
        if source is None:
            return False
    elif place & _FINITE_FORMS:
        if v > r.a and r.lows[v - 1] in (",", "”") and place & PARTICIPLE and r.subject(group.low) is None and not _parenthesised(r, v - 1):
            return False
        source = r.subject(group.low)
        if source is None and group.low > r.a and r.tags[group.low - 1] in (CC,) or (
            source is None and group.low - 1 > r.a and r.lows[group.low - 1] == "," and r.tags[group.low - 2] in (CC, TIME, OPEN, ADV)
        ):
            source = r.nearest_subject(group.low - 1) or r.main_subject(group.low - 1)
            rule = "coordinated"
            if place & BASE and not place & PAST and not group.modal and (source is None or not _plural(r, source) or not frames_say(cue)):
                source = None
        if source is None:
            return False
        if _ambiguous(r, v, group.low, source):
            return False
        if r.lows[v] == "called" and group.low == v and r.lows[source.low] in ("a", "an") and v + 1 < r.b and (r.quote_at[v + 1] >= 0 or r.capital(v + 1)):
            return False
        if place == BASE or (place & BASE and not place & PAST):
            if not (group.modal or group.low < v or _plural(r, source)):
                return False
    else:
        return False
    if "it" in cue.frames:
        return _appearance(r, v, cue, group.low, source)
    inner = source is not None and (r.tags[source.low] in (REL, THAT) or (source.low > r.a and r.tags[source.low - 1] == SUB))
    found = complement(r, cue, v, inner)
    if found is not None and rule == "infinitive" and not (found.frame == "A" or r.tags[found.content[0]] == THAT or r.quote_at[found.content[0]] >= 0):
        return False
    if found is None or found.content[1] <= found.content[0] or r.taken[found.content[0]]:
        return False
    if source is not None and rule == "pre-posed" and r.taken[source.low]:
        low = source.low
        while low < source.high and (r.taken[low] or r.tags[low] == CC):
            low += 1
        if low >= source.high:
            return False
        source = Subject(low, source.high, source.antecedent)
    ranges = [(source.low, source.high)] if source else []
    r.add(
        Draft(
            ranges,
            [(group.low, found.cue_end)],
            [found.content],
            cue,
            f"{rule} {found.frame}",
            negated=group.negated,
            antecedent=source.antecedent if source else None,
            direct=r.quote_at[found.content[0]] >= 0,
        )
    )
    return True


def _noun_subject(r: Reader, v: int) -> Subject | None:
    """The noun phrase a participle hangs on without a comma: "polls showing", "staff suggesting"."""
    k = v - 1
    if k <= r.a or r.tags[k] != OPEN or r.quote_at[k] >= 0 or r.finite(k) or r.capital(k):
        return None
    if not r.lows[k].endswith("s") and r.lows[k] not in word_list("nouns", "occasions"):
        return None
    if any(cue.kind == "noun" for cue, _ in r.forms.get(r.lows[k], ())) and r.lows[k] not in ("message", "report", "letter"):
        return None
    low = r.np_left(k)
    return Subject(low, v) if low <= k and not r.taken[low] else None


def as_clause(r: Reader) -> bool:
    """ "As S reported on Monday, C": the clause after the comma is the content."""
    start = r.a
    while start < min(r.b, r.a + 5) and r.lows[start] != "as":
        start += 1
    if start >= r.b or r.lows[start] != "as" or r.quote_at[start] >= 0 or (start > r.a and r.lows[start - 1] != ","):
        return False
    for v in range(start + 2, min(r.b, start + 18)):
        if r.quote_at[v] >= 0 or r.lows[v] == "that":
            return False
        cue = r.reporting(v, frozenset({"C", "Q", "A"}))
        if cue is None:
            if r.tags[v] in (FINITE, MOD):
                return False
            continue
        if cue.lemma in _NO_TAG or (v + 1 < r.b and r.tags[v + 1] == TO):
            return False
        group = r.group(v)
        subject = r.subject(group.low)
        if subject is None or subject.low != start + 1:
            return False
        k = v + 1
        while k < min(r.b, v + 14) and r.lows[k] != ",":
            if r.tags[k] in (PRO, AUX, MOD, FINITE, THAT) or r.quote_at[k] >= 0 or (r.tags[k] in (OPEN, DET) and k == v + 1 and "A" not in cue.frames):
                return False
            k += 1
        if k + 2 >= r.b or r.lows[k] != ",":
            return False
        r.add(Draft([(subject.low, subject.high)], [(group.low, v + 1)], [(k + 1, clause_end(r, k + 1))], cue, "as-clause"))
        return True
    return False


def frames_say(cue: Cue) -> bool:
    """Does the cue take clauses or quotations?"""
    return bool(cue.frames & _TELLING)


def _plural(r: Reader, subject: Subject) -> bool:
    """May the subject govern a base form ("critics argue", "they say", "who think")?"""
    last = r.lows[subject.high - 1]
    if r.tags[subject.high - 1] in (PRO, REL, THAT):
        return last not in ("he", "she", "it")
    if any(r.lows[k] == "and" for k in range(subject.low, subject.high)):
        return True
    return last.endswith("s") or last in ("people", "police", "men", "women", "many", "some", "few", "most", "others", "officials") or any(
        r.lows[k].endswith("s") or r.lows[k] in ("people", "many", "some", "most") for k in range(subject.low, subject.high)
    )


def _appearance(r: Reader, v: int, cue: Cue, low: int, subject: Subject | None) -> bool:
    """ "It appears that C": no source of its own."""
    n = v + 1
    if subject is None or n >= r.b:
        return False
    if r.lows[subject.high - 1] == "it" and r.lows[n] in ("that", "as"):
        start = n if r.lows[n] == "that" else n + 1
        r.add(Draft([], [(low, v + 1)], [(start, clause_end(r, start))], cue, "appearance"))
        return True
    if r.tags[n] == TO and n + 1 < r.b and r.place(n + 1) & BASE:
        return False
    if r.tags[n] == TO and r.tags[subject.low] not in (REL, THAT):
        from tasks.claims.patterns.contents import phrase_end

        r.add(Draft([], [(low, v + 1)], [(subject.low, subject.high), (n, phrase_end(r, n))], cue, "appearance"))
        return True
    return False


def _following_subject(r: Reader, v: int) -> Subject | None:
    """A participle opens the sentence: its subject is that of the clause after the comma."""
    for k in range(v + 1, min(r.b, v + 45)):
        if r.lows[k] == "," and r.quote_at[k] < 0 and k + 1 < r.b and r.tags[k + 1] in (OPEN, DET, PRO, NUMBER):
            end = r.np_right(k + 1)
            if end > k + 1 and end < r.b and (r.finite(end) or r.tags[end] in (ADV, MOD, AUX)):
                return Subject(k + 1, end)
    return None


__all__ = ["SET_CUES", "actives", "quote_end", "set_cues", "tails", "trim", "word_list"]
