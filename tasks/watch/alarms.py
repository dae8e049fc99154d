"""Which conditions of a day are alarms, and which of them are new: each is told once, as long as it lasts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tasks.watch.newest_day import NOTHING_NEW, why_no_new_day
from tasks.watch.records import Alarm, AlarmRule, Condition, DriftRow
from tasks.watch.shares import KINDS

#: A condition that was away for longer than this is a new one when it comes back.
GAP = timedelta(days=3)
#: Stories and claims go on under their id: their alarms are not repeated within this time.
EDITORIAL_GAP = timedelta(days=14)
#: Deliveries that fail are tried again by later runs, so often.
MOST_TRIES = 5
#: A story's label or a title in a message.
LABEL_CHARS = 120
#: Alarms of one rule on one day; the rest is counted in the last one.
MOST_PER_RULE = 20

_KIND_RULES = {
    "extraction": ("extraction_broken", "extraction looks broken"),
    "language": ("language_changed", "language changed"),
    "length": ("length_changed", "length of texts changed"),
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
#: Chat systems read these as markup, links or calls to people; texts of outlets must do none of it.
_MARKUP = str.maketrans({"<": "‹", ">": "›", "@": "＠", "`": "'", "|": "¦", "[": "(", "]": ")", "&": "＆"})


def plain(text: str, most: int = LABEL_CHARS) -> str:
    """Scraped text as one line without markup, cut at `most` characters."""
    line = " ".join(_CONTROL.sub(" ", text).split()).translate(_MARKUP)
    return line if len(line) <= most else line[: most - 1] + "…"


def page(pages_url: str, name: str, **query: str) -> str:
    """Link to one of the pages."""
    return f"{pages_url.rstrip('/')}/{name}?{urlencode(query)}"


def outlet_conditions(
    day: date,
    silent: Mapping[str, str],
    drift: Sequence[DriftRow],
    held: frozenset[str],
    names: Mapping[str, str],
    pages_url: str,
) -> list[Condition]:
    """Silent outlets (with the reason), and those of the `held` ones that drifted on this day."""
    found = []
    for outlet_id, reason in sorted(silent.items()):
        name = plain(names.get(outlet_id, outlet_id))
        found.append(
            Condition(
                "outlet_silent",
                outlet_id,
                outlet_id,
                f"{name} is silent",
                f"Its feeds answer, but: {reason}. What it left out meanwhile is not counted.",
                page(pages_url, "health", day=f"{day}", outlet=outlet_id),
            )
        )
    kinds: dict[str, dict[str, list[str]]] = {}
    for row in drift:
        if row.verdict == "drift" and row.outlet_id in held:
            of_outlet = kinds.setdefault(row.outlet_id or "", {})
            of_outlet.setdefault(KINDS[row.measure], []).append(row.reason or row.measure)
    for outlet_id, by_kind in sorted(kinds.items()):
        for kind, reasons in sorted(by_kind.items()):
            rule, says = _KIND_RULES[kind]
            name = plain(names.get(outlet_id, outlet_id))
            found.append(
                Condition(
                    rule,
                    outlet_id,
                    outlet_id,
                    f"{name}: {says}",
                    f"{'; '.join(reasons)}. Its rows are held back from comparison until"
                    f" `parallax outlets clear {outlet_id}`.",
                    page(pages_url, "health", day=f"{day}", outlet=outlet_id),
                )
            )
    return found


def run_conditions(
    day: date, gaps: Sequence[str], degraded: str | None, newest: date | None, pages_url: str
) -> list[Condition]:
    """What is wrong with the run itself: accounts that do not close, a degraded end, no new day."""
    evidence = page(pages_url, "health", day=f"{day}")
    found = []
    if gaps:
        found.append(
            Condition(
                "accounting_gap",
                None,
                "run",
                "The accounts of a run do not close",
                plain("; ".join(gaps), 400),
                evidence,
            )
        )
    nothing_new = why_no_new_day(newest, day)
    # A run that is degraded for want of articles is the same trouble told once.
    if degraded and not (nothing_new and NOTHING_NEW in degraded):
        found.append(
            Condition("run_degraded", None, "run", "A run ended degraded", plain(degraded, 400), evidence)
        )
    if nothing_new:
        found.append(
            Condition(
                "no_new_day",
                None,
                "run",
                "No new day",
                f"{nothing_new[0].upper()}{nothing_new[1:]}.",
                evidence,
            )
        )
    return found


def editorial_conditions(
    day: date, rules: Sequence[AlarmRule], facts: Mapping[str, Sequence[Mapping[str, Any]]], pages_url: str
) -> list[Condition]:
    """Conditions of the user's rules. `facts` are rows by kind of rule, as the warehouse gives them."""
    found: list[Condition] = []
    for rule in rules:
        mine = [c for row in facts.get(rule.when, ()) if (c := _TELL[rule.when](day, rule, row, pages_url))]
        if len(mine) > MOST_PER_RULE:
            rest = len(mine) - MOST_PER_RULE + 1
            last = mine[MOST_PER_RULE - 1]
            more = replace(
                last,
                subject=f"{day}",
                title=f"{rule.name}: {rest} more",
                body=f"{rest} more on {day}.",
                evidence=page(pages_url, "", day=f"{day}"),
            )
            mine = [*mine[: MOST_PER_RULE - 1], more]
        found += mine
    return found


def decide_alarms(
    day: date,
    now: datetime,
    conditions: Iterable[Condition],
    known: Sequence[Alarm],
    editorial: frozenset[str] = frozenset(),
    held: frozenset[str] = frozenset(),
) -> tuple[Alarm, ...]:
    """Alarms to store: new ones, old ones whose condition goes on, and those still to be delivered.

    Those without `delivered_at` are to be delivered. `editorial` are the names of the user's rules; outlets
    `held` back go on being so until they are cleared, whether or not the day shows the drift again.
    """
    latest: dict[tuple[str, str | None, str], Alarm] = {}
    for alarm in sorted(known, key=lambda a: a.last_day):
        latest[alarm.rule, alarm.outlet_id, alarm.subject] = alarm
    stored: dict[str, Alarm] = {}
    for condition in conditions:
        before = latest.get((condition.rule, condition.outlet_id, condition.subject))
        gap = EDITORIAL_GAP if condition.rule in editorial else GAP
        if before is not None and before.first_day - gap <= day <= before.last_day + gap:
            stored[before.alarm_id] = replace(
                before, first_day=min(before.first_day, day), last_day=max(before.last_day, day)
            )
        else:
            fresh = _raise(day, now, condition)
            stored[fresh.alarm_id] = fresh
    drifts = {rule for rule, _ in _KIND_RULES.values()}
    for alarm in latest.values():
        lasting = alarm.rule in drifts and alarm.outlet_id in held and alarm.first_day <= day
        if lasting and alarm.last_day >= day - GAP:
            stored.setdefault(alarm.alarm_id, replace(alarm, last_day=max(alarm.last_day, day)))
    for alarm in known:
        if alarm.delivered_at is None and alarm.tries < MOST_TRIES:
            stored.setdefault(alarm.alarm_id, alarm)
    return tuple(stored.values())


def _raise(day: date, now: datetime, condition: Condition) -> Alarm:
    key = "\x1f".join((condition.rule, condition.outlet_id or "", condition.subject, f"{day}"))
    return Alarm(
        alarm_id=hashlib.sha256(key.encode()).hexdigest()[:24],
        rule=condition.rule,
        outlet_id=condition.outlet_id,
        subject=condition.subject,
        first_day=day,
        last_day=day,
        title=condition.title,
        body=condition.body,
        evidence=condition.evidence,
        raised_at=now,
        delivered_at=None,
        delivered_to=(),
        tries=0,
    )


def _story_omitted(day: date, rule: AlarmRule, row: Mapping[str, Any], pages_url: str) -> Condition | None:
    if len(row["outlets"]) < rule.least_outlets or rule.outlet not in row["omitted_by"]:
        return None
    return Condition(
        rule.name,
        rule.outlet,
        row["story_id"],
        f"{rule.name}: {plain(row['label'])}",
        f"{len(row['outlets'])} outlets have it ({', '.join(row['outlets'][:12])}), {rule.outlet} has no article of it.",
        page(pages_url, "story", day=f"{day}", story=row["story_id"]),
    )


def _claim_denied(day: date, rule: AlarmRule, row: Mapping[str, Any], pages_url: str) -> Condition | None:
    if rule.outlet is not None and rule.outlet not in row["outlets"]:
        return None
    return Condition(
        rule.name,
        rule.outlet,
        row["claim_id"],
        f"{rule.name}: {plain(row['label'])}",
        f"Denied for the first time in {', '.join(row['outlets'][:12])}.",
        page(pages_url, "story", day=f"{day}", story=row["story_id"]),
    )


def _number_conflict(day: date, rule: AlarmRule, row: Mapping[str, Any], pages_url: str) -> Condition | None:
    if rule.outlet is not None and rule.outlet not in row["outlets"]:
        return None
    numbers = ", ".join(plain(text, 40) for text in row["texts"][:6])
    return Condition(
        rule.name,
        rule.outlet,
        f"{row['story_id']} {plain(row['referent'])}",
        f"{rule.name}: {plain(row['referent'])}",
        f"Numbers that cannot all be true: {numbers} ({', '.join(row['outlets'][:12])}).",
        page(pages_url, "story", day=f"{day}", story=row["story_id"]),
    )


def _claim_removed(day: date, rule: AlarmRule, row: Mapping[str, Any], pages_url: str) -> Condition | None:
    if rule.outlet is not None and rule.outlet != row["outlet_id"]:
        return None
    gone = f" Before: {plain(row['before_text'], 200)}" if row["before_text"] else ""
    return Condition(
        rule.name,
        row["outlet_id"],
        row["to_version"],
        f"{rule.name}: {plain(row['title'])}",
        f"{row['outlet_id']} took {row['claims_removed']} claims out of an article.{gone}",
        page(pages_url, "outlets", day=f"{day}", outlet=row["outlet_id"]),
    )


def _word(day: date, rule: AlarmRule, row: Mapping[str, Any], pages_url: str) -> Condition | None:
    if row["word"] not in rule.words or (rule.outlet is not None and rule.outlet != row["outlet_id"]):
        return None
    return Condition(
        rule.name,
        row["outlet_id"],
        f"{row['article_id']} {row['word']}",
        f"{rule.name}: {plain(row['title'])}",
        f"{row['outlet_id']} uses {row['word']!r}.",
        page(pages_url, "outlets", day=f"{day}", outlet=row["outlet_id"]),
    )


_TELL = {
    "story_omitted": _story_omitted,
    "claim_denied": _claim_denied,
    "number_conflict": _number_conflict,
    "claim_removed": _claim_removed,
    "word": _word,
}
