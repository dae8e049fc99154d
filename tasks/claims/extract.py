"""One text in, all its claims out: cut, find, resolve, weigh. Pure; one pass a stage, linear in length."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.claims.devices import first_token, spans_of
from tasks.claims.document import Document, cut, sentences_of
from tasks.claims.engagement import read_distance
from tasks.claims.pack import Found, Pack, load_pack
from tasks.claims.propositions import read_propositions
from tasks.claims.records import Attribution, Kind, NumberUse, Span, TextClaims, Voice
from tasks.claims.stance import certainty_of, polarity_of
from tasks.claims.voices import UNRESOLVED, Resolver

# Shares of content characters inside quotation marks at which a content is direct, or not mixed.
_DIRECT = 0.9
_INDIRECT = 0.0


def extract_claims(
    text: str, *, title: str | None = None, outlet: str | None = None, language: str = "en"
) -> TextClaims:
    """Return who claims what in a text, at which distance, with every span an offset into `text`.

    `title` and `outlet` help to resolve voices; their own words are never searched for claims. A
    language without a pack gives `observed=False` and sentences only. Never raises on any text.
    """
    pack = load_pack(language)
    if pack is None:
        return TextClaims(language, False, sentences_of(text), (), (), (), (), (), ())
    doc = cut(text, pack.abbreviations, pack.openers, pack.kinds)
    founds = outermost(doc, pack.find_attributions(doc))
    shares = [_quoted_share(doc, found.content) for found in founds]
    distances, markings = read_distance(doc, founds, [share >= _DIRECT for share in shares], pack.devices)
    resolver = Resolver(doc, pack.voices, title)
    order = sorted(
        range(len(founds)), key=lambda i: founds[i].source[0][0] if founds[i].source else founds[i].anchor
    )
    voices = dict(zip(order, [resolver.resolve(founds[i]) for i in order], strict=True))
    attributions = []
    for i, found in enumerate(founds):
        low = first_token(doc.starts, found.content[0][0])
        attributions.append(
            Attribution(
                source=found.source,
                cue=found.cue,
                content=found.content,
                kind=_kind(shares[i]),
                engagement=distances[i].engagement,
                engagement_cue=spans_of(distances[i].spans),
                polarity=polarity_of(doc, found, low, pack.devices),
                certainty=certainty_of(doc, found, low, pack.devices),
                voice=voices[i].key,
                rule=found.rule,
                sentence=doc.sentence_at(found.cue[0][0] if found.cue else found.content[0][0]),
                relays=resolver.relay(found.relay),
            )
        )
    return TextClaims(
        language=language,
        observed=True,
        sentences=doc.sentences,
        attributions=tuple(attributions),
        voices=_voices(resolver, [voices[i] for i in range(len(founds))], attributions),
        markings=tuple(markings),
        numbers=_numbers(doc, pack, attributions),
        names=pack.find_names(doc),
        propositions=read_propositions(doc, attributions, markings, pack.devices),
    )


def outermost(doc: Document, founds: Sequence[Found]) -> list[Found]:
    """Drop an attribution whose cue stands inside another's content, and those without content."""
    cover = bytearray(len(doc.text))
    for found in founds:
        for start, end in found.content:
            cover[start:end] = b"\x01" * (end - start)
    own = [found for found in founds if found.content]
    kept = []
    for found in own:
        inside = (
            found.cue
            and cover[found.cue[0][0]]
            and not any(s <= found.cue[0][0] < e for s, e in found.content)
        )
        if not inside:
            kept.append(found)
    return kept


def _quoted_share(doc: Document, content: Sequence[Span]) -> float:
    """Share of the content's word tokens inside quotation marks."""
    inside = words = 0
    ranges = [(first_token(doc.starts, start), first_token(doc.starts, end)) for start, end in content]
    if all(max(doc.quote_at[low:high], default=-1) < 0 for low, high in ranges):
        return 0.0
    for low, high in ranges:
        quoted = [doc.quote_at[k] >= 0 for k in range(low, high) if doc.words[k][0].isalnum()]
        words += len(quoted)
        inside += sum(quoted)
    return inside / words if words else 0.0


def _kind(share: float) -> Kind:
    return "direct" if share >= _DIRECT else "mixed" if share > _INDIRECT else "indirect"


def _voices(
    resolver: Resolver, resolved: Sequence[Voice], attributions: Sequence[Attribution]
) -> tuple[Voice, ...]:
    """The voices that speak or relay, in order of first appearance, each with all that is known."""
    keys: dict[str, Voice] = {}
    for voice, attribution in zip(resolved, attributions, strict=True):
        for key in (voice.key, *attribution.relays):
            if key not in keys:
                keys[key] = resolver.register.voices.get(key, UNRESOLVED if key == UNRESOLVED.key else voice)
    return tuple(keys.values())


def _numbers(doc: Document, pack: Pack, attributions: Sequence[Attribution]) -> tuple[NumberUse, ...]:
    """The numbers, each with the attribution whose content holds it."""
    numbers = pack.find_numbers(doc)
    spans = sorted((start, end, i) for i, a in enumerate(attributions) for start, end in a.content)
    out, k = [], 0
    for number in numbers:
        while k < len(spans) and spans[k][1] <= number.span[0]:
            k += 1
        holder = spans[k][2] if k < len(spans) and spans[k][0] <= number.span[0] < spans[k][1] else None
        out.append(number if holder is None else number._replace(attribution=holder))
    return tuple(out)
