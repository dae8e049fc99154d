"""Reads outlets.toml into `OutletSpec` records, or says what is wrong, in which file and line."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from tasks.collect.records import FeedKind, FeedSpec, OutletSpec
from tasks.watch.records import AlarmKind, AlarmRule

KEYS = (
    "name",
    "country",
    "language",
    "domains",
    "feeds",
    "expected_articles",
    "collections",
    "spacing_seconds",
)
REQUIRED = ("name", "country", "language", "domains", "feeds")
FEED_KEYS = ("url", "kind")
TOP_KEYS = ("outlet", "alarm")
KINDS: tuple[str, ...] = get_args(FeedKind)
ALARM_KEYS = ("name", "when", "outlet", "least_outlets", "words")
ALARM_KINDS: tuple[str, ...] = get_args(AlarmKind)
#: Names of the alarms that every run raises by itself.
OWN_ALARMS = (
    "outlet_silent",
    "extraction_broken",
    "language_changed",
    "length_changed",
    "accounting_gap",
    "run_degraded",
    "no_new_day",
)
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class OutletsError(ValueError):
    """What is wrong with an outlets file: one line that names file, line and remedy."""


def read_outlets(path: Path) -> tuple[OutletSpec, ...]:
    """The outlets of a TOML file, in file order. Raises OutletsError, also when it is not there."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise OutletsError(f"{path}: not found; name the file with --outlets, or copy outlets.toml") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise OutletsError(f"{path}: cannot be read as UTF-8 text ({problem})") from None
    return parse_outlets(text, str(path))


def parse_outlets(text: str, name: str) -> tuple[OutletSpec, ...]:
    """The outlets written in `text`; `name` is the file's name for messages."""
    outlets = tuple(_outlet(i, table, text, name) for i, table in _tables(text, name).items())
    parse_alarms(text, name, {outlet.outlet_id for outlet in outlets})
    return outlets


def read_alarms(path: Path) -> tuple[AlarmRule, ...]:
    """The editorial alarms of an outlets file, in file order. Raises OutletsError as read_outlets does."""
    known = {outlet.outlet_id for outlet in read_outlets(path)}
    return parse_alarms(path.read_text(encoding="utf-8"), str(path), known)


def parse_alarms(text: str, name: str, outlet_ids: set[str]) -> tuple[AlarmRule, ...]:
    """The [[alarm]] tables written in `text`."""
    tables = _parsed(text, name).get("alarm", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise OutletsError(f"{name}:{_line(text, None, 'alarm')}: write each alarm as a table [[alarm]]")
    rules: list[AlarmRule] = []
    for number, table in enumerate(tables):
        rule = _alarm(table, number, text, name, outlet_ids)
        if any(rule.name == other.name for other in rules):
            line = _alarm_line(text, number, "name")
            raise OutletsError(
                f"{name}:{line}: alarm {rule.name!r} stands twice; give each a name of its own"
            )
        rules.append(rule)
    return tuple(rules)


def _alarm(table: dict[str, Any], number: int, text: str, name: str, outlet_ids: set[str]) -> AlarmRule:
    def wrong(key: str | None, what: str) -> OutletsError:
        return OutletsError(
            f"{name}:{_alarm_line(text, number, key)}: alarm {table.get('name', number + 1)!r}: {what}"
        )

    for key in table:
        if key not in ALARM_KEYS:
            raise wrong(key, f"unknown key {key!r}{_nearest(key, ALARM_KEYS)}")
    for key in ("name", "when"):
        if key not in table:
            raise wrong(None, f"key {key!r} is missing")
    if not isinstance(table["name"], str) or not re.fullmatch(r"\w[\w ,.-]{0,59}", table["name"]):
        raise wrong("name", "name must be 1-60 letters, digits, spaces and hyphens")
    if table["name"] in OWN_ALARMS:
        raise wrong("name", "this name is that of an alarm of our own; choose another")
    when, outlet, least = table["when"], table.get("outlet"), table.get("least_outlets", 2)
    if when not in ALARM_KINDS:
        raise wrong("when", f"unknown kind of alarm {when!r}{_nearest(str(when), ALARM_KINDS)}")
    if outlet is not None and outlet not in outlet_ids:
        raise wrong(
            "outlet", f"there is no outlet {outlet!r}{_nearest(str(outlet), tuple(sorted(outlet_ids)))}"
        )
    if when == "story_omitted" and outlet is None:
        raise wrong(None, "key 'outlet' is missing: whose omission?")
    if type(least) is not int or least < 1:
        raise wrong("least_outlets", "least_outlets must be a whole number from 1 on")
    words = table.get("words", [])
    if not isinstance(words, list) or not all(isinstance(w, str) and len(w.strip()) > 1 for w in words):
        raise wrong("words", "words must be a list of words of two letters or more")
    if (when == "word") != bool(words):
        raise wrong("words", 'words belong to alarms with when = "word", which need some')
    return AlarmRule(table["name"], when, outlet, least, tuple(w.strip() for w in words))


def _alarm_line(text: str, number: int, key: str | None) -> int:
    """Line (from 1) of a key in the alarm table of that number (from 0), or of its head."""
    seen, head = -1, 1
    for at, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            seen += re.match(r"\[\[\s*alarm\s*\]\]", stripped) is not None
            head = at if stripped.startswith("[[") and seen == number and head == 1 else head
            if seen > number:
                break
        elif seen == number and key is not None and re.match(rf'["\']?{re.escape(key)}["\']?\s*=', stripped):
            return at
    return head


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line, what = _plain(str(problem), text)
        raise OutletsError(f"{name}:{line}: {what}") from None


def _tables(text: str, name: str) -> dict[str, dict[str, Any]]:
    data = _parsed(text, name)
    for key in data:
        if key not in TOP_KEYS:
            line = _line(text, None, key)
            raise OutletsError(f"{name}:{line}: unknown key {key!r}{_nearest(key, TOP_KEYS)}")
    tables = data.get("outlet", {})
    if not isinstance(tables, dict) or not tables:
        raise OutletsError(f"{name}: holds no outlet; add a table such as [outlet.example]")
    for outlet_id, table in tables.items():
        if not isinstance(table, dict):
            raise OutletsError(f"{name}: [outlet] holds tables only; write [outlet.{outlet_id}]")
    return tables


def _plain(problem: str, text: str) -> tuple[int, str]:
    """A TOML error as line and plain words, the duplicate named."""
    at = re.search(r"at line (\d+)", problem)
    line = int(at.group(1)) if at else 0
    said = text.splitlines()[line - 1].strip() if 0 < line <= len(text.splitlines()) else ""
    if "Cannot declare" in problem or "Cannot overwrite" in problem:
        return line, f"{said!r} stands twice; keep one of the two"
    return line, f"not valid TOML: {problem}"


def _outlet(outlet_id: str, table: dict[str, Any], text: str, name: str) -> OutletSpec:
    def wrong(key: str | None, what: str) -> OutletsError:
        return OutletsError(f"{name}:{_line(text, outlet_id, key)}: outlet {outlet_id!r}: {what}")

    if not ID.fullmatch(outlet_id):
        raise wrong(None, "an id holds lower-case letters, digits and hyphens only")
    for key in table:
        if key not in KEYS:
            raise wrong(key, f"unknown key {key!r}{_nearest(key, KEYS)}")
    for key in REQUIRED:
        if key not in table:
            raise wrong(None, f"key {key!r} is missing")
    for key, pattern, what in (
        ("country", r"[A-Z]{2}", 'two capital letters, e.g. "GB"'),
        ("language", r"[a-z]{2,3}", 'a code such as "en"'),
        ("name", r"(?s)\S.{0,199}", "a name of 1-200 characters"),
    ):
        if not isinstance(table[key], str) or not re.fullmatch(pattern, table[key]):
            raise wrong(key, f"{key} must be {what}")
    for key in ("domains", "collections"):
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise wrong(key, f"{key} must be a list of words")
    if not table["domains"]:
        raise wrong("domains", "domains must hold at least one domain")
    return OutletSpec(
        outlet_id=outlet_id,
        name=table["name"],
        country=table["country"],
        language=table["language"],
        domains=tuple(d.lower() for d in table["domains"]),
        feeds=_feeds(table["feeds"], wrong),
        collections=tuple(table.get("collections", ())),
        expected_articles=_expected(table.get("expected_articles"), wrong),
        spacing_seconds=_spacing(table.get("spacing_seconds"), wrong),
    )


def _feeds(value: Any, wrong: Any) -> tuple[FeedSpec, ...]:
    if not isinstance(value, list) or not value:
        raise wrong("feeds", "feeds must be a list of addresses, at least one")
    feeds: list[FeedSpec] = []
    for item in value:
        feed = {"url": item} if isinstance(item, str) else item
        if not isinstance(feed, dict):
            raise wrong("feeds", f"a feed is an address or {{ url, kind }}, not {item!r}")
        for key in feed:
            if key not in FEED_KEYS:
                raise wrong("feeds", f"unknown key {key!r} in a feed{_nearest(key, FEED_KEYS)}")
        url, kind = feed.get("url"), feed.get("kind", "auto")
        if not isinstance(url, str) or not _is_web(url):
            raise wrong("feeds", f"{url!r} is not an http(s) address")
        if kind not in KINDS:
            raise wrong("feeds", f"unknown feed kind {kind!r}{_nearest(str(kind), KINDS)}")
        if any(url == other.url for other in feeds):
            raise wrong("feeds", f"feed {url!r} stands twice")
        feeds.append(FeedSpec(url=url, kind=kind))
    return tuple(feeds)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _expected(value: Any, wrong: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(type(v) is int and v >= 0 for v in value)
        or value[0] > value[1]
    ):
        raise wrong("expected_articles", "expected_articles must be [low, high], articles a day")
    return value[0], value[1]


def _spacing(value: Any, wrong: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 120:
        raise wrong("spacing_seconds", "spacing_seconds must be a number above 0, at most 120")
    return float(value)


def _nearest(key: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known keys: {', '.join(known)}"


def _line(text: str, outlet_id: str | None, key: str | None) -> int:
    """Line (from 1) of a key inside the table of an outlet, of the table's head, or of a top key."""
    inside = outlet_id is None
    head = 1
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = stripped.strip("[]").split("#")[0].strip().rstrip("]").strip()
            if outlet_id is not None:
                inside = table.replace('"', "").removeprefix("outlet.") == outlet_id
                head = number if inside else head
            elif key is not None and table.split(".")[0] == key:
                return number
        elif inside and key is not None and re.match(rf'["\']?{re.escape(key)}["\']?\s*=', stripped):
            return number
    return head
