"""URLs: one parser, one written rule of normalising, one written rule of what is not wanted.

The rule of normalising, in order: white space at the ends and control characters go; scheme and host to
lower case, host to its ASCII form, numbers to a dotted address; default port, user name and fragment go;
dot segments are resolved, session ids go; percent escapes of unreserved characters are decoded, other escapes get
upper-case digits, bytes outside ASCII are escaped; an empty path becomes "/"; tracking parameters
(urls.toml) go, as do those that ask for the page's form for print or telephones; the others keep their order. Scheme
and "www." stay part of the URL.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import tldextract

MAX_URL_CHARS = 2_048
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
_EDGES = "".join(chr(c) for c in range(0x21)) + "\x7f\u00a0\u2028\u2029\ufeff"
_BRACKETS = re.compile(r"\[[0-9A-Fa-f:.]+\](?::\d*)?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_NO_HOST = re.compile(r"https?:///", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_JOINS = re.compile(r"[-_+]|%20")
_SESSION = re.compile(r"[0-9A-Za-z.!_-]{16,}")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PORTS = {"http": 80, "https": 443}

# The bundled list of public suffixes, never the network; no cache folder is written.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)


class BadUrl(ValueError):
    """A link that cannot be fetched; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a checked URL that are dialled: `host` ASCII without brackets, `port` explicit."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port, as robots.txt files are kept by."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{shown}:{self.port}"


@dataclass(frozen=True, slots=True)
class _Rules:
    tracking_names: frozenset[str]
    tracking_prefixes: tuple[str, ...]
    tracking_words: frozenset[str]
    sessions: frozenset[str]
    forms: frozenset[str]
    form_on: frozenset[str]
    form_names: frozenset[str]
    form_values: frozenset[str]
    never_segments: frozenset[str]
    listing_segments: frozenset[str]
    unwanted_suffixes: tuple[str, ...]
    unwanted_hosts: frozenset[str]
    forwarders: tuple[str, ...]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    table = tomllib.loads(files("tasks.collect").joinpath("urls.toml").read_text("utf-8"))
    return _Rules(
        tracking_names=frozenset(table["tracking"]["names"]),
        tracking_prefixes=tuple(table["tracking"]["prefixes"]),
        tracking_words=frozenset(table["tracking"]["words"]),
        sessions=frozenset(table["tracking"]["sessions"]),
        forms=frozenset(table["tracking"]["forms"]),
        form_on=frozenset(table["tracking"]["form_on"]),
        form_names=frozenset(table["tracking"]["form_names"]),
        form_values=frozenset(table["tracking"]["form_values"]),
        never_segments=frozenset(table["unwanted"]["never"]),
        listing_segments=frozenset(table["unwanted"]["listings"]),
        unwanted_suffixes=tuple(table["unwanted"]["suffixes"]),
        unwanted_hosts=frozenset(table["unwanted"]["host_labels"]),
        forwarders=tuple(table["forwarders"]["domains"]),
    )


def normalise(link: str, base: str | None = None) -> str:
    """Return the one spelling of a link (resolved against `base`); raises BadUrl with the reason.

    Idempotent. User names and passwords are refused, not dropped: no news link has one.
    """
    text = link.strip(_EDGES)
    if not text:
        raise BadUrl("empty")
    if len(text) > MAX_URL_CHARS:
        raise BadUrl("too long")
    text = text.replace("\t", "").replace("\n", "").replace("\r", "")
    if _NO_HOST.match(text):
        raise BadUrl("no host")
    try:
        joined = urljoin(base, text) if base else text
        parts = urlsplit(joined)
        port = parts.port
    except ValueError as error:
        raise BadUrl(f"unreadable: {error}") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise BadUrl(f"scheme {scheme[:20]!r}")
    if "@" in parts.netloc:
        raise BadUrl("user name in the address")
    if "\\" in joined:
        raise BadUrl("backslash")
    if ("[" in parts.netloc or "]" in parts.netloc) and not _BRACKETS.fullmatch(parts.netloc):
        raise BadUrl("address")
    host = _host(parts.hostname or "")
    if port is not None and not 0 < port < 65_536:
        raise BadUrl("port")
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None or port == _PORTS[scheme] else f"{shown}:{port}"
    path = _dots(_SESSION_IN_PATH.sub("", _escape(parts.path))) or "/"
    query = "&".join(kept for kept in _escape(parts.query).split("&") if kept and not _tracking(kept))
    url = urlunsplit((scheme, netloc, path, query, ""))
    if len(url) > MAX_URL_CHARS * 3:
        raise BadUrl("too long")
    return url


def target(url: str) -> Target:
    """Return what has to be dialled for a normalised URL."""
    parts = urlsplit(url)
    return Target(parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme])


def entry_id(outlet_id: str, normal_url: str) -> str:
    """Return the identity of an entry: hash of outlet and normalised URL."""
    return sha256(f"{outlet_id}\n{normal_url}".encode()).hexdigest()[:24]


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """Return the domain under a public suffix that somebody registered; for addresses the address itself.

    Private suffixes (blog hosts) count, so that two blogs on one platform never trust each other.
    """
    return _domain(host, private=True)


@lru_cache(maxsize=4096)
def pacing_domain(host: str) -> str:
    """Return the domain whose operator feels our requests: private suffixes do not count here."""
    return _domain(host, private=False)


def same_site(url: str, other: str) -> bool:
    """Say whether two URLs lie under one registrable domain."""
    return registrable_domain(target(url).host) == registrable_domain(target(other).host)


def unwanted(normal_url: str, domains: tuple[str, ...]) -> str | None:
    """Return why a link is no article of the outlet (a word for counting), or None when it may be one.

    `domains` are the outlet's; empty means any. Forwarding hosts (urls.toml) are let through: where they
    lead is checked at the redirect.
    """
    rules = _rules()
    parts = urlsplit(normal_url)
    host = parts.hostname or ""
    if domains and not _belongs(host, domains) and not _belongs(host, rules.forwarders):
        return "other_site"
    if host.split(".", 1)[0] in rules.unwanted_hosts:
        return "host_" + host.split(".", 1)[0]
    path = parts.path.lower()
    if path == "/" and not parts.query:
        return "front_page"
    if path.endswith(rules.unwanted_suffixes):
        return "file_" + path.rsplit(".", 1)[-1]
    segments = [segment for segment in path.split("/") if segment]
    for segment in segments[:2]:
        if segment in rules.never_segments:
            return "section_" + segment
    if segments and segments[0] in rules.listing_segments and not looks_like_article(normal_url):
        return "section_" + segments[0]
    return None


def belongs(url: str, domains: tuple[str, ...]) -> bool:
    """Say whether a URL lies on one of the outlet's domains or below it; empty domains own everything."""
    return not domains or _belongs(target(url).host, domains)


def is_forwarder(url: str) -> bool:
    """Say whether a URL lies on a known link forwarder (feed proxies, shorteners)."""
    return _belongs(target(url).host, _rules().forwarders)


def looks_like_article(normal_url: str) -> bool:
    """Say whether a link on a section page has the shape of an article's address: a date or a long name."""
    path = urlsplit(normal_url).path.lower()
    last = path.rstrip("/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.[a-z]{3,5}$", "", last)
    dated = re.search(r"/(19|20)\d\d[/-]?(0?[1-9]|1[0-2])([/-]|\d\d)", path)
    numbered = re.search(r"\d{5,}", stem)
    return bool(stem) and (stem.count("-") >= 3 or bool(dated) or bool(numbered) or stem.count("_") >= 3)


def shown(url: str) -> str:
    """Return a URL as it may stand in logs and details: no user name, no query values, one short line."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rsplit("@", 1)[-1]
    except ValueError:
        return "(unreadable URL)"
    names = "&".join(pair.split("=", 1)[0] + "=..." for pair in parts.query.split("&") if pair)
    text = urlunsplit((parts.scheme, netloc, parts.path, names, ""))
    return _CONTROL.sub("?", text)[:300]


def _domain(host: str, *, private: bool) -> str:
    found = _SUFFIXES(host, include_psl_private_domains=private)
    if found.suffix or found.ipv4 or ":" in host:
        return found.top_domain_under_public_suffix or host
    # The list's default rule: under an unknown suffix, the last label is public.
    return ".".join(host.split(".")[-2:])


def _host(name: str) -> str:
    if not name:
        raise BadUrl("no host")
    if "%" in name or _CONTROL.search(name):
        raise BadUrl("escape or space in the host")
    if ":" in name:
        try:
            return ipaddress.IPv6Address(name).compressed
        except ValueError:
            raise BadUrl("address") from None
    try:
        # IDNA 2003 of the standard library, as urllib and the tests' servers see names.
        ascii_name = name.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        raise BadUrl("host name") from None
    labels = ascii_name.split(".")
    if len(ascii_name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadUrl("host name")
    if _NUMBER.fullmatch(labels[-1]):
        return _dotted(ascii_name)
    return ascii_name


def _dotted(name: str) -> str:
    """Return a host that ends in a number as what it is for every dialler: an IPv4 address, in four decimals."""
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        raise BadUrl("address") from None


def _escape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        byte = int(match[1], 16)
        return chr(byte) if byte in _UNRESERVED else match[0].upper()

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    quoted = quote(text.encode("utf-8", "surrogatepass"), safe="!$&'()*+,;=:@/?%-._~")
    return _ESCAPE.sub(one, quoted)


def _dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    rules = _rules()
    if name in rules.sessions:
        return _SESSION.fullmatch(value) is not None
    if name in rules.tracking_words:
        return not any(c.isdigit() for c in value)
    if _JOINS.sub("", name) in rules.forms:
        return value.lower() in rules.form_on
    if name in rules.form_names and _JOINS.sub("", value.lower()) in rules.form_values:
        return True
    return name in rules.tracking_names or name.startswith(rules.tracking_prefixes)


def _belongs(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)
