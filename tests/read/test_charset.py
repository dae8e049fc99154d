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


def test_damage_is_measured_not_hidden():
    body = ("<p>" + "Die Brücke über den Fluss. " * 20).encode() + b"\xff\xfe\xff"
    decoded = decode_page(body, None)
    assert decoded.encoding == "utf-8"
    assert 0 < decoded.damaged < 0.02


def test_utf8_cut_off_inside_a_letter_stays_utf8():
    assert decode_page("<p>Fußgänger warten über".encode()[:-3] + "ü".encode()[:1], None).encoding == "utf-8"
