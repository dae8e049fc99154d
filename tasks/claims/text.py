"""Make a text uniform without moving a character, and find its quotations and paragraphs.

Everything here keeps the length: offset k of the flat text is offset k of the text as given. Each
regular expression is one character class or a fixed word, so none can backtrack.
"""

from __future__ import annotations

import re
from typing import Final

from tasks.claims.records import Span, Spans

# One character for one character. Apostrophe-like marks become ', dashes become —, blanks a blank,
# line and page separators a new line. Double marks keep their direction until find_quotes.
_UNIFORM: Final = str.maketrans(
    {
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
            "\u202f\u205f\u3000\u200b\ufeff\t\r\x00",
            " ",
        ),
        **dict.fromkeys("\u2028\u2029\u0085\x0b\x0c", "\n"),
        **dict.fromkeys("–—―−‒", "—"),
        **dict.fromkeys("\u02bc\u00b4`", "'"),
        **dict.fromkeys("‟〝", "“"),
        **dict.fromkeys("〞", "”"),
        **dict.fromkeys("＂", '"'),
        **dict.fromkeys("‹", "‘"),
        **dict.fromkeys("›", "’"),
    }
)
# Few characters of a text are odd: finding them is ten times faster than looking each one up.
_ODD: Final = re.compile(f"[{''.join(map(re.escape, map(chr, _UNIFORM)))}]")
_MARKS: Final = re.compile("[\"“”„«»‘’'\n]")
# A pair of marks that closes what the first opened.
_CLOSERS: Final = {"“": '”"', "„": "“”", "«": "»", "»": "«", '"': '"”', "‘": "’", "'": "'"}
# Longer than this and still open: the mark was a stray one (an inch sign, a lost pair).
_LONGEST_OPEN: Final = 3000
# A quotation in single marks is short or closes within its line.
_LONGEST_SINGLE: Final = 400
_CLIPPED: Final = frozenset({"em", "til", "cause", "tis", "twas", "n", "round", "bout"})


def _plain(found: re.Match[str]) -> str:
    return _UNIFORM[ord(found[0])]


def flatten(text: str) -> tuple[str, Spans]:
    """Return the flat text (same length) and its outermost quotations, marks included.

    Quotations are closed by their own kind of mark; one left open ends with its paragraph, as when
    a speech runs over paragraphs that each open with a mark, unless it is too long to be one.
    """
    flat = _ODD.sub(_plain, text).replace(" - ", " — ").replace("--", "— ")
    if "''" in flat:
        # Two single marks are one double mark; its second character becomes a blank on the inner side.
        flat = _double_singles(flat)
    quotes: list[Span] = []
    changes: list[tuple[int, str]] = []
    opener, start = "", 0
    left_open, line = False, 0  # did the paragraph before end inside a quotation; where this one begins
    size = len(flat)
    for match in _MARKS.finditer(flat):
        mark, at = match.group(), match.start()
        before = flat[at - 1] if at else "\n"
        after = flat[at + 1] if at + 1 < size else "\n"
        if opener and mark == "\n":
            if opener not in "'‘" and at - start <= _LONGEST_OPEN:
                quotes.append((start, at))
                changes.append((start, "“"))
                left_open, line = True, at + 1
            opener = ""
            continue
        if mark == "\n":
            if line < at and flat[line:at].strip():
                left_open = False
            line = at + 1
            continue
        if left_open and not opener and mark in '"”' and not before.isspace() and not after.isalnum():
            # a speech over paragraphs, of which only the first opens with a mark
            while flat[line].isspace():
                line += 1
            quotes.append((line, at + 1))
            changes.append((at, "”"))
            left_open = False
            continue
        if opener == "" and mark in '"“„«»':
            left_open = False
        if opener == "“" and mark == "“" and before in ",.!?" and not after.isalnum():
            mark = "”"  # closed with the wrong mark
        if opener and mark in _CLOSERS[opener]:
            if opener in "'‘" and not _closes_single(flat, start, at, after):
                continue
            if at - start > _LONGEST_OPEN and mark == '"' and before.isspace() and after.isalnum():
                start = at
                continue
            quotes.append((start, at + 1))
            changes.append((start, "“"))
            changes.append((at, "”"))
            opener = ""
            continue
        if mark == "”" and not opener and before == "," and at > 3:
            opener, start = "“", at  # "says,” there are many.”": opened with the wrong mark
            continue
        if mark == "’":
            changes.append((at, "'"))
            continue
        if opener:
            if opener in "'‘" and mark in '“"„«':
                opener, start = mark, at  # the single mark was an apostrophe
            continue
        if mark in "“„«":
            opener, start = mark, at
        elif mark == '"':
            if not (before.isdigit() and not after.isalnum()) and not (
                after.isspace() and not before.isspace() and before not in "\n,"
            ):
                opener, start = mark, at
        elif mark == "»":
            if not before.isalnum() and after.isalnum():
                opener, start = mark, at
        elif mark in "'‘" and after.isalnum() and not before.isalnum():
            if mark == "'" and (after.isdigit() or _word_at(flat, at + 1) in _CLIPPED):
                continue
            if _single_end(flat, at) >= 0:
                opener, start = mark, at
    if opener and opener not in "'‘" and size - start <= _LONGEST_OPEN:
        quotes.append((start, size))
        changes.append((start, "“"))
    flat = _changed(flat, dict(changes))
    if "''" in text:
        quotes = [_with_both_marks(text, start, end) for start, end in quotes]
    return flat, tuple(quotes)


def _changed(flat: str, marks: dict[int, str]) -> str:
    """The text with other marks at some offsets."""
    pieces: list[str] = []
    at = 0
    for place in sorted(marks):
        pieces += (flat[at:place], marks[place])
        at = place + 1
    return "".join((*pieces, flat[at:]))


def _with_both_marks(text: str, start: int, end: int) -> Span:
    """Widen a quotation in doubled single marks by the outer mark on either side."""
    if text[start] == "'" and start and text[start - 1] == "'":
        start -= 1
    if text[end - 1] == "'" and text[end : end + 1] == "'":
        end += 1
    return (start, end)


def _word_at(flat: str, start: int) -> str:
    """The letters that begin at `start`, lower case, up to eight."""
    end = start
    while end < len(flat) and end < start + 8 and flat[end].isalpha():
        end += 1
    return flat[start:end].lower()


def _double_singles(flat: str) -> str:
    """Turn each pair of single marks into one double mark and a blank, keeping the length."""
    flat = flat.replace(" '''", " \x02\x02'").replace("'''", "'\x02\x02").replace("''", "\x02\x02")
    pieces = flat.split("\x02\x02")
    out, inside = [pieces[0]], False
    for piece in pieces[1:]:
        if "\n" in out[-1]:
            inside = False
        inside = not inside
        out.append(' "' if inside else '" ')
        out.append(piece)
    return "".join(out)


def _single_end(flat: str, at: int) -> int:
    """Offset of the single mark that closes the one at `at`, or -1 when it is an apostrophe."""
    stop = min(len(flat), at + _LONGEST_SINGLE)
    line = flat.find("\n", at, stop)
    stop = line if line >= 0 else stop
    k = at + 1
    while k < stop:
        k = min((x for x in (flat.find("'", k, stop), flat.find("’", k, stop)) if x >= 0), default=-1)
        if k < 0:
            return -1
        after = flat[k + 1] if k + 1 < len(flat) else "\n"
        if not after.isalnum() and (
            flat[k - 1] not in "sS" or not after.isspace() or flat[k + 2 : k + 3] in '"“'
        ):
            return k
        if not after.isalnum() and flat[k - 1] in "sS":
            later = min(
                (x for x in (flat.find("'", k + 1, stop), flat.find("’", k + 1, stop)) if x >= 0), default=-1
            )
            nxt = flat[later + 1] if 0 <= later < len(flat) - 1 else "\n"
            if later < 0 or nxt.isalnum():
                return k
        k += 1
    return -1


def _closes_single(flat: str, start: int, at: int, after: str) -> bool:
    return not after.isalnum() and at >= _single_end(flat, start)


def paragraphs_of(flat: str) -> Spans:
    """Lines that hold something, as spans without their outer blanks."""
    out: list[Span] = []
    start, size = 0, len(flat)
    while start < size:
        end = flat.find("\n", start)
        end = size if end < 0 else end
        line = flat[start:end]
        kept = line.strip()
        if kept:
            low = start + len(line) - len(line.lstrip())
            out.append((low, low + len(kept)))
        start = end + 1
    return tuple(out)
