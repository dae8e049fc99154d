import pytest

from tasks.read.charset import decode_page, known_codec
from tests.read.texts import DECLARED, TEXTS, page


def words(text: str) -> str:
    return " ".join(text.replace("</p>\n<p>", " ").split())


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_letters_come_out_right_whatever_the_page_claims(language):
    codec, text = TEXTS[language]
    wrong = []
    for true in (codec, "utf-8", "utf-16"):
        for declared in DECLARED:
            for header in (None, declared):
                content_type = f"text/html; charset={header}" if header else "text/html"
                body = page(text, declared, true)
                sent = body.decode(true)  # latin-1 has no dash or euro sign: what was sent is what is wanted
                decoded = decode_page(body, content_type)
                if words(sent).lstrip("\ufeff") != words(decoded.text):
                    wrong.append((true, declared, header, decoded.encoding))
    assert not wrong


@pytest.mark.parametrize(
    "label", ["utf-7", "unicode_escape", "raw_unicode_escape", "hz", "idna", "rot13", "zlib", "punycode"]
)
def test_a_codec_that_can_make_markup_is_never_believed(label):
    assert known_codec(label) is None
    body = f'<meta charset="{label}"><p>+ADw-script+AD4- \\u003cscript\\u003e</p>'.encode()
    decoded = decode_page(body, f"text/html; charset={label}")
    assert "<script" not in decoded.text
    assert "+ADw-" in decoded.text


def test_a_byte_order_mark_wins_over_header_and_meta():
    decoded = decode_page(
        "<meta charset=koi8-r><p>größer".encode("utf-8-sig"), "text/html; charset=windows-1251"
    )
    assert (decoded.encoding, decoded.source) == ("utf-8", "bom")
    assert decoded.text.endswith("größer")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
@pytest.mark.parametrize(
    ("language", "codec"), [("russian", "cp1251"), ("russian", "utf-8"), ("german", "cp1252")]
)
def test_a_byte_order_mark_that_the_bytes_belie_is_passed_over(mark, language, codec):
    text = TEXTS[language][1]
    assert words(text) in words(decode_page(mark + page(text, None, codec), None).text)


@pytest.mark.parametrize(
    "codec", ["iso2022_jp", "euc_jp", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("header", [None, "utf-8", "iso-8859-1"])
def test_wide_and_shifted_codecs_are_known_without_a_mark(codec, header):
    text = TEXTS["japanese"][1]
    body = f"<html><title>A</title><p>{text}</p></html>".encode(codec)
    assert text in decode_page(body, f"text/html; charset={header}" if header else None).text


def test_damage_is_measured_not_hidden():
    body = ("<p>" + "Die Brücke über den Fluss. " * 20).encode() + b"\xff\xfe\xff"
    decoded = decode_page(body, None)
    assert decoded.encoding == "utf-8"
    assert 0 < decoded.damaged < 0.02


def test_utf8_cut_off_inside_a_letter_stays_utf8():
    assert decode_page("<p>Fußgänger warten über".encode()[:-3] + "ü".encode()[:1], None).encoding == "utf-8"


def test_old_and_shifted_codecs_come_out_right_or_are_flagged():
    cases = [
        ("russian", "mac-cyrillic", None), ("russian", "cp866", None), ("russian", "cp855", "ibm855"),
        ("ukrainian", "cp1125", None), ("ukrainian", "koi8-u", "koi8-u"), ("polish", "cp852", "ibm852"),
        ("czech", "cp852", None), ("polish", "iso8859-16", "iso-8859-16"), ("german", "cp850", None),
        ("russian", "gb18030", "gb2312"), ("russian", "euc_jp", None), ("french", "gb18030", None),
        ("arabic", "gb18030", "utf-8"),
        ("spanish", "cp850", None), ("polish", "cp1257", "windows-1257"),
        ("korean", "johab", "johab"), ("korean", "iso2022_kr", "iso-2022-kr"), ("japanese", "iso2022_jp_2", None),
    ]  # fmt: skip
    wrong = []
    for language, codec, declared in cases:
        text = TEXTS[language][1].encode(codec, "ignore").decode(codec)
        for body in (page(text, declared, codec), text.encode(codec)):
            decoded = decode_page(body, f"text/html; charset={declared}" if declared else None)
            if words(body.decode(codec)) != words(decoded.text):
                wrong.append((language, codec, decoded.encoding))
    assert not wrong
    for codec, language in (("utf-7", "german"), ("hz", "chinese")):
        for declared in (None, codec):
            assert decode_page(page(TEXTS[language][1], declared, codec), None).damaged > 0.05


def test_letters_that_look_like_no_alphabet_count_as_damage():
    assert decode_page(b"<p>" + b"na\x9b\x8d\xa1ve wo\xb9\xbdrds " * 50 + b"</p>", None).damaged > 0.05
    names = (
        "<meta charset=windows-1252><p>"
        + "The council of the island voted on it today. " * 20
        + "Žela Rënt and Šmid stayed away."
    )
    assert decode_page(names.encode("cp1252"), None).damaged == 0


@pytest.mark.parametrize("language", ["russian", "arabic", "chinese", "japanese", "korean", "german"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_plain_text_in_utf16_without_a_mark(language, codec):
    text = TEXTS[language][1]
    assert decode_page(text.encode(codec), None).text == text


@pytest.mark.parametrize("language", ["english", "german", "french", "polish", "russian"])
def test_text_that_was_encoded_twice_is_mended(language):
    text = TEXTS[language][1]
    twice = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    assert words(text) in words(decode_page(page(twice, "utf-8", "utf-8"), None).text)
    half = f"<p>{twice}</p>" + f"<p>{TEXTS['spanish'][1]}</p>" * 3
    if language in ("english", "german", "french"):
        assert text in decode_page(half.encode(), None).text


def test_what_only_looks_like_halves_of_letters_is_left():
    for text in (
        "„Spaß“ und „Süß“ und „Maß“, sagt er zu „Fuß“.",
        "Ð er íslenskur stafur, og þeir ÐÞ líka.",
        "IRMÃ “SÃO”",
    ):
        assert decode_page(f"<p>{text}</p>".encode(), None).text == f"<p>{text}</p>"


def test_a_windows_part_in_a_utf8_page_is_put_right_and_other_bytes_are_flagged():
    german = TEXTS["german"][1]
    mixed = f"<p>{german}</p><p>".encode() + "„Die Straße“ – größer als schön, sagte Müller.</p>".encode(
        "cp1252"
    )
    decoded = decode_page(mixed, None)
    assert decoded.text.endswith("„Die Straße“ – größer als schön, sagte Müller.</p>") and not decoded.damaged
    odd = decode_page(f"<p>{german * 2}</p><p>".encode() + b"\x81\x8f\xff\xfe\x90\x9d</p>", None)
    assert german in odd.text and odd.damaged > 0


def test_one_letter_in_a_declared_codec_is_that_letter():
    body = b'<meta charset="iso-8859-2"><p>The mayor, Pawe' + b"\xb3 Nowak, said no.</p>"
    assert "Paweł Nowak" in decode_page(body, None).text


@pytest.mark.parametrize("bytes_", [b"\xff", b"\xc3\xbc\xff", b"<p>hello ", "Ã¼ber alles ".encode()])
def test_a_page_of_ten_million_bytes_fills_no_memory(bytes_):
    import tracemalloc

    body = bytes_ * (3_000_000 // len(bytes_))
    decode_page(body[:3000], None)
    tracemalloc.start()
    decode_page(body, None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000 + 4 * len(body)  # the samples that are looked at, and the text itself
