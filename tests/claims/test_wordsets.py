"""The word lists of a language are data: a new list is a line in a file, a misspelt one says so."""

from __future__ import annotations

import pytest

from tasks.claims.extract import extract_claims
from tasks.claims.pack import PACKS, load_pack
from tasks.claims.wordsets import QuoteWords, read_words


def test_a_list_that_nothing_asks_for_is_an_error_that_names_it():
    with pytest.raises(ValueError, match="'spokn'"):
        read_words(QuoteWords, {"spokn": ["i"]})


def test_a_list_left_out_is_empty():
    assert read_words(QuoteWords, {"spoken": ["i"]}) == QuoteWords(spoken=frozenset({"i"}))


@pytest.mark.parametrize("language", sorted(PACKS))
def test_every_pack_brings_its_own_lists(language):
    pack = load_pack(language)
    assert pack.devices.quotes.spoken and pack.devices.clauses.modals and pack.devices.calling.calling
    assert pack.voices.references.generic and pack.voices.references.prepositions


@pytest.mark.parametrize(
    ("text", "language", "quoted"),
    [
        ("The “liberation” of the town cost forty lives.", "en", ["“liberation”"]),
        ("Die „sichere“ Zone wurde am Abend beschossen.", "de", ["„sichere“"]),
        ("Das Lied trägt den Titel „Roter Mond“.", "de", []),
        ("Er war „mit dem Kopf dabei“.", "de", []),
    ],
)
def test_scare_quotes_are_told_apart_in_each_language(text, language, quoted):
    markings = extract_claims(text, language=language).markings
    assert [text[slice(*m.span)] for m in markings if m.device == "scare_quote"] == quoted
