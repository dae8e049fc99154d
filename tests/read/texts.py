# ruff: noqa: E501 - pages stand here as a server would send them
"""Invented texts in twelve languages, each with the codec its country's older sites use."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "english": (
        "cp1252",
        "The harbour board said on Monday that the new ferry, the “Grey Heron”, would cost £4.2 million — twice the "
        "first estimate. “We can’t build it for less,” the chair told reporters at the café on the quay. Residents "
        "don’t agree: they’ve gathered 3,000 names against the plan.",
    ),
    "german": (
        "cp1252",
        "Die Stadträte beschlossen am Dienstag, die Brücke über den Fluss für Fußgänger zu öffnen. „Das wäre früher "
        "undenkbar gewesen“, sagte die Bürgermeisterin. Die Kosten dürften bei zwölf Millionen Euro liegen, größer als geplant.",
    ),
    "french": (
        "latin-1",
        "Le conseil régional a annoncé que la ligne de chemin de fer serait fermée dès l'été. La présidente a déclaré que "
        "les travaux, évalués à trente millions, étaient nécessaires à la sécurité des voyageurs, même si les élus s'y opposaient.",
    ),
    "spanish": (
        "iso8859-15",
        "El ayuntamiento anunció que la próxima semana comenzarán las obras en la plaza mayor. Según la alcaldesa, el año "
        "pasado se registraron daños en más de cuarenta viviendas y los vecinos pidieron una solución rápida.",
    ),
    "polish": (
        "cp1250",
        "Rada miasta ogłosiła, że nowa linia tramwajowa zostanie otwarta później niż zakładano. Prezydent powiedział, że "
        "opóźnienie wynika z błędów wykonawcy, który nie dostarczył części. Mieszkańcy żądają wyjaśnień i niższych opłat.",
    ),
    "czech": (
        "iso8859-2",
        "Zastupitelé rozhodli, že se nová škola začne stavět příští rok. Starostka uvedla, že náklady přesáhnou původní "
        "odhad, protože ceny materiálů vzrostly. Opozice tvrdí, že smlouva měla být zveřejněna dříve.",
    ),
    "russian": (
        "cp1251",
        "Городской совет объявил, что новый мост откроют не раньше осени. По словам мэра, подрядчик нарушил сроки и должен "
        "выплатить неустойку. Жители района считают, что проект следовало обсудить заранее, и собирают подписи.",
    ),
    "ukrainian": (
        "koi8-u",
        "Міська рада повідомила, що новий міст відкриють не раніше осені. За словами міського голови, підрядник порушив "
        "терміни і має сплатити штраф. Мешканці району вважають, що проєкт слід було обговорити заздалегідь, їхні підписи вже зібрано.",
    ),
    "arabic": (
        "cp1256",
        "أعلن المجلس البلدي أن الجسر الجديد لن يفتح قبل الخريف. وقال رئيس البلدية إن المقاول تأخر في التسليم وعليه أن يدفع "
        "غرامة. ويرى سكان الحي أن المشروع كان يجب أن يناقش مسبقا، وهم يجمعون التوقيعات الآن.",
    ),
    "chinese": (
        "gb18030",
        "市议会星期一宣布，新桥要到秋天才能开放。市长说，承包商没有按时交付，必须支付罚款。当地居民认为，这个项目应该提前讨论，"
        "他们正在收集签名，希望政府重新考虑这个决定，并且公布所有的合同。",
    ),
    "japanese": (
        "shift_jis",
        "市議会は月曜日、新しい橋の開通が秋以降になると発表した。市長は、工事を請け負った会社が期限を守らなかったため、違約金を"
        "支払う必要があると述べた。地元の住民は、計画について事前に話し合うべきだったと考え、署名を集めている。",
    ),
    "korean": (
        "euc_kr",
        "시의회는 월요일 새 다리가 가을 이후에야 개통될 것이라고 발표했다. 시장은 시공사가 기한을 지키지 않았기 때문에 위약금을 "
        "내야 한다고 말했다. 지역 주민들은 이 사업을 미리 논의했어야 한다고 생각하며 서명을 모으고 있다.",
    ),
}

#: Charsets a page may claim, rightly or not; None means that it claims nothing.
DECLARED = (
    None, "utf-8", "windows-1252", "iso-8859-1", "windows-1251", "windows-1250", "windows-1256", "koi8-r",
    "gb2312", "shift_jis", "euc-kr", "utf-16",
)  # fmt: skip


def page(text: str, charset: str | None, codec: str) -> bytes:
    """A page with the text, claiming one charset and encoded in another."""
    meta = f'<meta charset="{charset}">' if charset else ""
    sentences = text.replace(". ", ".</p>\n<p>").replace("。", "。</p>\n<p>")
    html = (
        f"<!doctype html><html><head>{meta}<title>Bridge</title><script>var a='x';</script></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>Bridge</h1><p>{sentences}</p></article></body></html>"
    )
    return html.encode(codec, "replace" if codec == "latin-1" else "strict")
