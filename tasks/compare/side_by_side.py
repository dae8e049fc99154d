"""One story side by side: the view of `parallax compare`, from documents and their DayResult.

Pure: text in, plain records out; the command prints them, writes them as JSON or as one page.
Every record that shows text carries the document's key and offsets into that document's text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tasks.claims.records import NumberUse, Span
from tasks.compare.denials import denials
from tasks.compare.number_names import noun_near
from tasks.compare.records import (
    ClaimMemberRow,
    ClaimStatusRow,
    DayResult,
    Document,
    ReprintRow,
)
from tasks.compare.side_by_side_records import (
    Cell,
    ClaimLine,
    Column,
    DivergenceLine,
    Evidence,
    MarkingLine,
    NameLine,
    NumberLine,
    SideBySide,
    VoiceLine,
    WordLine,
)

#: Strongest own-voice commitment first; the order in which a row's cells are read.
STATUS_ORDER = (
    "asserted",
    "endorsed",
    "attributed",
    "distanced",
    "denied",
    "contradicted",
    "omitted",
    "not_observed",
)

#: Rules of reprints that see the same words in two texts, not whose they are.
_BY_WORDS = ("exact", "containment")


def side_by_side(documents: Sequence[Document], result: DayResult, keys: dict[str, str]) -> SideBySide:
    """The view of documents that are one story. `keys`: version_id -> short column key.

    Cells are per outlet; with several documents of one outlet each column repeats its outlet's cell.
    """
    by_version = {d.version_id: d for d in documents}
    return SideBySide(
        columns=tuple(_column(d, keys[d.version_id]) for d in documents),
        claims=tuple(_claims(documents, result, keys, by_version)),
        voices=tuple(line for d in documents for line in _voices(d, keys[d.version_id])),
        names=tuple(_names(documents, keys)),
        numbers=tuple(_numbers(documents, result, keys)),
        markings=tuple(line for d in documents for line in _markings(d, keys[d.version_id])),
        denials=denials(documents, keys),
        words=tuple(_words(documents, result, keys)),
        divergences=tuple(
            DivergenceLine(
                r.level,
                r.aspect,
                r.outlet_a,
                r.outlet_b,
                r.value,
                r.excess,
                r.p_value,
                r.q_value,
                r.reason,
            )
            for r in result.divergences
        ),
        reprints=tuple(_reprint(r, by_version) for r in result.reprints),
    )


def _reprint(row: ReprintRow, by_version: dict[str, Document]) -> str:
    origin = by_version.get(row.origin_version_id or "")
    whose = origin.outlet_id if origin else row.agency
    share = "" if row.containment is None else f", {row.containment:.0%} of its text"
    copy = by_version.get(row.version_id)
    undated = origin is not None and copy is not None and None in (origin.published_at, copy.published_at)
    either = "; or the other way round: not both say when they were published" if undated else ""
    return f"{row.outlet_id} repeats {whose} ({row.rule}{share}{either if row.rule in _BY_WORDS else ''})"


def _column(document: Document, key: str) -> Column:
    return Column(
        key=key,
        outlet=document.outlet_id,
        title=document.title,
        published_at=document.published_at,
        published_precision=document.published_precision,
        words=len(document.text.split()),
        sentences=len(document.claims.sentences),
        language=document.language,
        claims_observed=document.claims.observed,
    )


def sentence_text(document: Document, sentence: int) -> str:
    """One sentence of a document as one line."""
    start, end = document.claims.sentences[sentence].span
    return one_line(document.text[start:end])


def one_line(text: str) -> str:
    """`text` with every run of white space as one blank."""
    return " ".join(text.split())


def _claims(
    documents: Sequence[Document],
    result: DayResult,
    keys: dict[str, str],
    by_version: dict[str, Document],
) -> list[ClaimLine]:
    members: dict[tuple[str, str], list[ClaimMemberRow]] = defaultdict(list)
    for member in result.claim_members:
        members[member.claim_id, member.outlet_id].append(member)
    statuses: dict[str, dict[str, ClaimStatusRow]] = defaultdict(dict)
    for status in result.claim_statuses:
        statuses[status.claim_id][status.outlet_id] = status
    # A surname of one text may stand for a voice that another text names in full.
    elsewhere = {voice.key: voice.name for document in documents for voice in document.claims.voices}
    lines = []
    for claim in result.claims:
        cells = []
        for document in documents:
            cell = statuses[claim.claim_id].get(document.outlet_id)
            own = [
                m for m in members[claim.claim_id, document.outlet_id] if m.version_id == document.version_id
            ]
            cells.append(
                _cell(document, keys[document.version_id], cell, own, by_version, claim.label, elsewhere)
            )
        lines.append(ClaimLine(one_line(claim.label), tuple(cells)))
    return sorted(lines, key=lambda line: (-_carried(line), -_spread(line), _first_told(line)))


def _first_told(line: ClaimLine) -> tuple[int, int]:
    """The first column that tells a claim, and where: claims that are alike otherwise stand as the texts tell them."""
    told = ((number, e.start) for number, cell in enumerate(line.cells) for e in cell.evidence)
    return min(told, default=(len(line.cells), 0))


def _carried(line: ClaimLine) -> int:
    return sum(c.status not in ("omitted", "not_observed") for c in line.cells)


def _spread(line: ClaimLine) -> int:
    return len({c.status for c in line.cells})


def _cell(
    document: Document,
    key: str,
    status: ClaimStatusRow | None,
    members: list[ClaimMemberRow],
    by_version: dict[str, Document],
    label: str,
    elsewhere: Mapping[str, str],
) -> Cell:
    names = {**elsewhere, **{v.key: v.name for v in document.claims.voices}}
    evidence = tuple(
        Evidence(
            key=key,
            start=m.start_char,
            end=m.end_char,
            text=one_line(m.text),
            sentence=sentence_text(document, _told_in(document, m, label)),
            voice=names.get(m.voice, m.voice) if m.voice else None,
            status=m.status,
            note=m.reason,
        )
        for m in sorted(members, key=lambda m: (STATUS_ORDER.index(m.status), m.start_char))
    )
    if status is None:
        return Cell(key, "not_observed", evidence, None, "not compared")
    nearest = None
    if status.status == "omitted" and status.nearest_version_id in by_version:
        near = by_version[status.nearest_version_id]
        nearest = one_line(near.text[status.nearest_start_char : status.nearest_end_char])
    return Cell(key, status.status, evidence, nearest, status.reason)


def _told_in(document: Document, member: ClaimMemberRow, label: str) -> int:
    """Of the sentences that the member's text lies in, the one that shares most words with the label."""
    spans = document.claims.propositions[member.proposition].spans
    wanted = set(label.casefold().split())
    held = [
        number
        for number, sentence in enumerate(document.claims.sentences)
        if any(start < sentence.span[1] and end > sentence.span[0] for start, end in spans)
    ] or [member.sentence]

    def shared(number: int) -> tuple[int, bool, int]:
        found = wanted.intersection(sentence_text(document, number).casefold().split())
        return len(found), number == member.sentence, -number

    return max(held, key=shared)


def _voices(document: Document, key: str) -> list[VoiceLine]:
    quoted: Counter[str] = Counter()
    uses: dict[str, list[int]] = defaultdict(list)
    for index, attribution in enumerate(document.claims.attributions):
        uses[attribution.voice].append(index)
        quoted[attribution.voice] += sum(len(document.text[s:e].split()) for s, e in attribution.content)
    total = sum(quoted.values()) or 1
    lines = []
    for voice in document.claims.voices:
        found = [document.claims.attributions[i] for i in uses.get(voice.key, ())]
        if not found:
            continue
        first = min(a.content[0][0] if a.content else a.cue[0][0] for a in found)
        lines.append(
            VoiceLine(
                key=key,
                voice=voice.name,
                group=voice.group,
                role=voice.role,
                state=voice.state,
                attributions=len(found),
                words=quoted[voice.key],
                share=quoted[voice.key] / total,
                first_position=first / max(1, len(document.text)),
                distanced=sum(a.engagement == "distanced" for a in found),
                endorsed=sum(a.engagement == "endorsed" for a in found),
                denies=sum(a.polarity == "denies" for a in found),
            )
        )
    return sorted(lines, key=lambda line: (-line.words, line.voice))


def _names(documents: Sequence[Document], keys: dict[str, str]) -> list[NameLine]:
    uses: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for document in documents:
        for name in document.claims.names:
            if name.concept and name.variant and not name.quoted:
                uses[name.concept][keys[document.version_id], name.variant] += 1
    lines = []
    for concept, counts in uses.items():
        lines.append(
            NameLine(
                concept,
                tuple((key, variant, n) for (key, variant), n in sorted(counts.items())),
            )
        )
    several = {c.concept: len({v for _, v, _ in c.variants}) for c in lines}
    return sorted(
        lines,
        key=lambda c: (
            -several[c.concept],
            -sum(n for _, _, n in c.variants),
            c.concept,
        ),
    )


def _numbers(documents: Sequence[Document], result: DayResult, keys: dict[str, str]) -> list[NumberLine]:
    groups = {(g.version_id, g.number): g.referent for g in result.number_groups}
    conflicts = {(c.version_id, c.number) for c in result.number_conflicts}
    conflicts |= {(c.other_version_id, c.other_number) for c in result.number_conflicts}
    lines = []
    for document in documents:
        voices = {v.key: v.name for v in document.claims.voices}
        for index, number in enumerate(document.claims.numbers):
            if number.referent is None and (document.version_id, index) not in groups:
                continue
            referent = groups.get((document.version_id, index)) or noun_near(
                document.text, number.span, str(number.referent)
            )
            lines.append(
                _number_line(
                    document,
                    number,
                    referent,
                    (document.version_id, index) in conflicts,
                    keys,
                    voices,
                )
            )
    return sorted(lines, key=lambda n: (n.referent, n.key, n.start))


def _number_line(
    document: Document,
    number: NumberUse,
    referent: str,
    conflict: bool,
    keys: dict[str, str],
    voices: dict[str, str],
) -> NumberLine:
    voice = None
    if number.attribution is not None:
        voice = voices.get(document.claims.attributions[number.attribution].voice)
    return NumberLine(
        key=keys[document.version_id],
        referent=referent,
        text=one_line(document.text[number.span[0] : number.span[1]]),
        low=number.low,
        high=number.high,
        bound=number.bound,
        unit=number.unit,
        voice=voice,
        conflict=conflict,
        start=number.span[0],
        end=number.span[1],
    )


def _markings(document: Document, key: str) -> list[MarkingLine]:
    voices = {v.key: v.name for v in document.claims.voices}
    lines = []
    for marking in document.claims.markings:
        voice = None
        if marking.attribution is not None:
            voice = voices.get(document.claims.attributions[marking.attribution].voice)
        lines.append(
            MarkingLine(
                key=key,
                device=_cut(document, marking.span),
                engagement=marking.engagement,
                target=_cut(document, marking.target),
                voice=voice,
                sentence=sentence_text(document, marking.sentence),
                start=marking.span[0],
                end=marking.span[1],
            )
        )
    return lines


def _cut(document: Document, span: Span) -> str:
    return one_line(document.text[span[0] : span[1]])


def _words(documents: Sequence[Document], result: DayResult, keys: dict[str, str]) -> list[WordLine]:
    columns: dict[str, str] = {}
    for document in documents:
        columns.setdefault(document.outlet_id, keys[document.version_id])
    total: Counter[str] = Counter()
    for row in result.words:
        total[row.term] += row.uses
    lines = [
        WordLine(
            columns[r.outlet_id],
            r.term,
            r.uses,
            total[r.term] - r.uses,
            r.log_odds,
            r.q_value,
        )
        for r in result.words
        if r.uses and r.log_odds != 0.0
    ]
    return sorted(
        lines,
        key=lambda w: (
            w.key,
            -(w.log_odds or 0.0),
            w.uses_elsewhere - w.uses,
            -w.uses,
            w.term,
        ),
    )
