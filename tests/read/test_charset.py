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
