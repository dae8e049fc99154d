"""One page being made: what was asked for in its address, what is drawn, and the rows of every drawing.

The address holds the whole view. A page is a function of the published copy and its address, and nothing
else, so the same address gives the same page, and the CSV beside a drawing is the drawing's own rows.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dashboards.published import Edition, ask, days, edition
from dashboards.static import fragment
from warehouse.place import Place

Row = Mapping[str, Any]
#: A daily copy that is older than this missed a run.
STALE = timedelta(hours=36)
#: Options of one choice; more would make the page heavy and nobody finds one among them.
MOST_OPTIONS = 400
TYPED_CHARS = 1500


@dataclass(frozen=True, slots=True)
class Control:
    """A choice (`options` as value and words) or a field to type in, under its name in the address."""

    label: str
    key: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    long: bool = False
    default: str = ""


class NothingToDraw(Exception):
    """The copy holds nothing for this page; the notice is drawn already."""


class Page:
    """A page in the making; views call its methods from top to bottom."""

    def __init__(
        self, name: str, published: Place, asked: Mapping[str, str], now: datetime, reports: Path
    ) -> None:
        self.name = name
        self.published = published
        self.asked = dict(asked)
        self.now = now
        self.reports = reports
        self.tables: dict[str, Sequence[Row]] = {}
        self.parts: list[str | tuple[str, ...]] = []
        self.controls: dict[str, Control] = {}
        self.anchors: list[tuple[str, str]] = []
        self.warning: tuple[str, str] | None = None
        self._ids = itertools.count(1)

    # -- what is read

    def open(self) -> tuple[Edition, list[date]]:
        """The published copy and its days; a plain message and the end of the page when it holds none."""
        found = edition(self.published)
        known = days(found)
        if not known:
            self.head("Nothing to show yet")
            self.notice(
                "The published copy holds no day yet.",
                "Run `parallax run`, `parallax import` or `parallax demo`.",
            )
            raise NothingToDraw
        return found, known

    def age(self, of: Edition) -> None:
        """When the copy was published; said loudly when that is long ago, or when it lacks the day asked for."""
        if self.warning is not None:
            self.notice(*self.warning)
        said = f"as of {of.as_of:%Y-%m-%d %H:%M} UTC"
        if self.now - of.as_of > STALE:
            self.notice(
                f"These pages are {said}.", "No run has been published since; `parallax doctor` says why."
            )
        else:
            self.draw("line.html.j2", words=said)

    # -- what is asked for

    def choose(
        self,
        label: str,
        key: str,
        options: Sequence[str],
        default: str | None = None,
        show: Callable[[str], str] = str,
    ) -> str | None:
        """The choice of the address under `key`; what it asks for and is not there becomes the default.

        None when there is nothing to choose from.
        """
        if not options:
            return None
        fallback = default if default is not None and default in options else options[0]
        asked = self.asked.get(key)
        value = asked if asked is not None and asked in options else fallback
        shown = [o for n, o in enumerate(options) if n < MOST_OPTIONS or o == value]
        listed = tuple((o, show(o)) for o in shown)
        self.controls[key] = Control(label, key, value, listed, default=fallback)
        return value

    def type_in(self, label: str, key: str, hint: str = "", start: str = "", long: bool = False) -> str:
        """The text of the address under `key`."""
        value = self.asked.get(key, start)[: 20_000 if long else TYPED_CHARS]
        self.controls[key] = Control(label, key, value, hint=hint, long=long)
        return value

    def pick_day(self, known: Sequence[date], label: str = "Day") -> date:
        """The day of the address, or the newest; with the ones before and after it a click away."""
        texts = [f"{day}" for day in reversed(known)]
        day = (
            self.choose(label, "day", texts, show=lambda d: f"{date.fromisoformat(d):%a %d %b %Y}")
            or texts[0]
        )
        asked = self.asked.get("day")
        if asked and asked != day:
            self.warning = (f"There are no tables of {asked[:20]}.", f"Shown instead: {day}, the newest.")
        return date.fromisoformat(day)

    def window(self, known: Sequence[date], weeks: Sequence[str], default: str) -> tuple[date, date]:
        """The first and last day of the weeks asked for."""
        last = self.pick_day(known, "Up to")
        count = int(self.choose("Weeks", "weeks", weeks, default) or default)
        return max(known[0], last - timedelta(weeks=count) + timedelta(days=1)), last

    def wants(self, key: str) -> bool:
        """Whether the address asks for more of something; the key starts with `all-`."""
        return self.asked.get(key) == "yes"

    def link(self, page: str | None = None, anchor: str = "", **changes: str | None) -> str:
        """The address of this view with some changes (None takes one out), or of another page."""
        kept = self._state() if page is None else {}
        wanted = {k: v for k, v in {**kept, **changes}.items() if v}
        return f"/{page or self.name}?{urlencode(wanted)}" + (f"#{anchor}" if anchor else "")

    def _state(self) -> dict[str, str]:
        chosen = {k: c.value for k, c in self.controls.items() if c.value and c.value != c.default}
        day = {"day": self.controls["day"].value} if "day" in self.controls else {}
        others = {k: v for k, v in self.asked.items() if k == "open" or k.startswith("all-")}
        return {**others, **chosen, **day}

    # -- what is drawn

    def draw(self, template: str, **values: Any) -> None:
        """A part of the page from a template; everything scraped is escaped there."""
        self.parts.append(fragment(template, fresh=self.fresh, page=self, **values))

    def fresh(self) -> str:
        """An identifier that no other element of the page has."""
        return f"e{next(self._ids)}"

    def head(self, title: str, lead: str = "") -> None:
        """The page's heading and its first sentence."""
        self.draw("head.html.j2", title=title, lead=lead)

    def section(self, title: str, note: str = "", anchor: str = "") -> None:
        """A heading inside the page; with an `anchor` it stands in the list of the page's parts."""
        if anchor:
            self.anchors.append((anchor, title))
        self.draw("section.html.j2", title=title, note=note, anchor=anchor)

    def say(self, words: str) -> None:
        """One quiet line of text."""
        self.draw("line.html.j2", words=words)

    def notice(self, what: str, remedy: str = "") -> None:
        """A plain message where a part of the page would be."""
        self.draw("notice.html.j2", what=what, remedy=remedy)

    def form(self, *keys: str, button: str = "Show") -> None:
        """Here stand the choices of these names; what they hold is known when the page is done."""
        self.parts.append(("form", button, *keys))

    def jump(self) -> None:
        """Here stands the list of the page's parts."""
        self.parts.append(("jump",))

    def more(self, words: str, key: str) -> None:
        """A link to the same view with more of something."""
        self.draw("more.html.j2", words=words, href=self.link(**{key: "yes"}))

    def csv(self, rows: Sequence[Row], name: str) -> None:
        """The rows drawn, as CSV that no spreadsheet executes."""
        if rows:
            self.tables[name] = rows
            href = self.link(f"{self.name}.csv", **self._state(), part=name)
            self.draw("csv.html.j2", href=href, words="CSV of what is drawn")

    def table(self, name: str, rows: Any) -> None:
        """An Arrow table as CSV, of which only the first rows may be drawn."""
        self.tables[name] = rows
        self.draw(
            "csv.html.j2",
            href=self.link(f"{self.name}.csv", **self._state(), part=name),
            words="CSV of all rows",
        )

    def how(self, text: str) -> None:
        """The note on how something is computed."""
        self.draw("how.html.j2", words=" ".join(text.split()))

    def body(self) -> str:
        """All parts, the forms and the list of parts filled in."""
        return "".join(p if isinstance(p, str) else self._late(p) for p in self.parts)

    def _late(self, part: tuple[str, ...]) -> str:
        if part[0] == "jump":
            return fragment("jump.html.j2", parts=self.anchors)
        return self._form(part[1], part[2:])

    def _form(self, button: str, keys: Sequence[str]) -> str:
        shown = [self.controls[k] for k in keys if k in self.controls]
        hidden = {k: v for k, v in self._state().items() if k not in keys and k != "open"}
        return fragment(
            "form.html.j2",
            controls=shown,
            hidden=hidden,
            action=f"/{self.name}",
            button=button,
            fresh=self.fresh,
        )


def outlet_names(of: Edition) -> dict[str, str]:
    """Names for people by outlet id; ids of outlets that have no name stand for themselves."""
    return {row["outlet_id"]: row["name"] or row["outlet_id"] for row in ask(of, "outlet_list")}


def short(names: Mapping[str, str], outlet_id: str, most: int = 40) -> str:
    """An outlet's name, cut where a sentence could not hold it."""
    name = names.get(outlet_id, outlet_id)
    return name if len(name) <= most else f"{name[:most]}…"


def told_apart(voices: Mapping[str, str]) -> dict[str, str]:
    """Names of voices by key; where texts call two of them alike, with the part of the key that tells them apart."""
    alike = Counter(voices.values())
    kinds = Counter((name, _kind(key)) for key, name in voices.items())
    found = {}
    for key, name in voices.items():
        part = _kind(key) if kinds[name, _kind(key)] == 1 else key
        found[key] = f"{name} ({part})" if alike[name] > 1 else name
    return found


def _kind(voice: str) -> str:
    """`person`, `surname`, `organisation` ...: how the key of a voice begins."""
    return voice.partition("/")[0]


def utc_now() -> datetime:
    """The time by which a copy is called old."""
    return datetime.now(UTC)
