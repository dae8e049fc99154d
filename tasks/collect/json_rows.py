"""Objects in JSON files of any layout: one a line, one array, or printed over several lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from tasks.collect.unpacked import Unpacked, lines_of

#: A file that is no line-by-line one is read as a whole, up to this.
_MOST_WHOLE = 256 * 1024 * 1024
_BETWEEN = re.compile(r"[\s,]*")
_MARK = b"\xef\xbb\xbf"

#: Number of the line or item, and the object or what is wrong with it.
Row = tuple[str, dict[str, Any] | str]


def json_rows(file: Unpacked, most: int) -> Iterator[Row]:
    """The objects of a file, each with its place; what is no object of at most `most` bytes gives its fault.

    Raises BrokenOff where the packing is damaged.
    """
    lines = enumerate(lines_of(file, most), 1)
    first: list[tuple[int, bytes | int]] = []
    for number, line in lines:
        line = line.removeprefix(_MARK) if number == 1 and isinstance(line, bytes) else line
        if isinstance(line, int) or line.strip():
            first.append((number, line))
            break
    if not first:
        return
    begin = first[0][1]
    if isinstance(begin, bytes) and not _is_row(begin):
        if begin.lstrip().startswith(b"["):
            yield from _whole(_joined(chain(first, lines)), array=True)
            return
        if begin.strip() == b"{":
            yield from _whole(_joined(chain(first, lines)), array=False)
            return
    for number, one in chain(first, lines):
        if isinstance(one, int):
            yield f"{number}", f"a line of {one:,} bytes; at most {most:,} are read"
        elif one.strip():
            yield f"{number}", _row(one)


def _is_row(line: bytes) -> bool:
    return isinstance(_row(line), dict)


def _row(line: bytes) -> dict[str, Any] | str:
    try:
        row = json.loads(line)
    except UnicodeDecodeError as problem:
        return f"not UTF-8 ({problem.reason} at byte {problem.start}); save the file as UTF-8"
    except (ValueError, RecursionError) as problem:
        return f"not JSON: {problem}; give one object a line, or one array of objects"
    return row if isinstance(row, dict) else "not a JSON object"


def _joined(lines: Iterator[tuple[int, bytes | int]]) -> bytes | None:
    parts, size = [], 0
    for _, line in lines:
        size += line if isinstance(line, int) else len(line) + 1
        if isinstance(line, int) or size > _MOST_WHOLE:
            return None
        parts.append(line)
    return b"\n".join(parts)


def _whole(data: bytes | None, *, array: bool) -> Iterator[Row]:
    """The objects of a text that holds them one after another, in brackets or not."""
    if data is None:
        yield "1", "a line or an array too large to be read at once; give one object a line"
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        yield "1", f"not UTF-8 ({problem.reason} at byte {problem.start}); save the file as UTF-8"
        return
    at = text.index("[") + 1 if array else 0
    decoder = json.JSONDecoder()
    number = 0
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        if array and text[at : at + 1] == "]":
            if text[at + 1 :].strip():
                yield f"item {number + 1}", "more text behind the array's end"
            return
        if at >= len(text):
            if array:
                yield f"item {number + 1}", "the array breaks off"
            return
        number += 1
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as problem:
            yield f"item {number}", f"not JSON, and what follows it is not read: {problem}"
            return
        yield f"item {number}", row if isinstance(row, dict) else "not a JSON object"
