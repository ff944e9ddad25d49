from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.budget import bounded_work

from rapport.channels.email import quotes


def shown(text: str, subject: str = "") -> str:
    return "".join(piece.text for piece in quotes.split(text, subject) if piece.kind == "visible").strip()


def of(kind: str, text: str) -> str:
    return "".join(piece.text for piece in quotes.split(text) if piece.kind == kind)


QUOTED = "> Dear Cleo,\n> when can you come?\n>\n> Ada\n"

GMAIL = {
    "en": "On Mon, Mar 2, 2026 at 9:05 AM Ada of Acme <ada@acme.example> wrote:",
    "en wrapped": "On Mon, Mar 2, 2026 at 9:05 AM Ada of Acme <\nada@acme.example> wrote:",
    "de": "Am Mo., 2. März 2026 um 09:05 Uhr schrieb Ada of Acme <\nada@acme.example>:",
    "fr": "Le lun. 2 mars 2026 à 09:05, Ada of Acme <ada@acme.example> a écrit :",
    "es": "El lun, 2 mar 2026 a las 9:05, Ada of Acme (<ada@acme.example>) escribió:",
    "nl": "Op ma 2 mrt 2026 om 09:05 schreef Ada of Acme <ada@acme.example>:",
    "ar": "في الاثنين، ٢ مارس ٢٠٢٦ في ٩:٠٥ ص تمت كتابة ما يلي بواسطة Ada كتب Ada <ada@acme.example>:",
    "ar marks": "\u200fفي الاثنين، 2 مارس 2026 في 9:05 ص كتبت \u202aAda\u202c <\u202aada@acme.example\u202c>:\u200f",
    "it": "Il giorno lun 2 mar 2026 alle ore 09:05 Ada <ada@acme.example> ha scritto:",
    "pt": "Em seg., 2 de mar. de 2026 às 09:05, Ada <ada@acme.example> escreveu:",
    "pl": "W dniu pon., 2 mar 2026 o 09:05 Ada <ada@acme.example> napisał(a):",
    "sv": "Den mån 2 mars 2026 kl 09:05 skrev Ada <ada@acme.example>:",
}
APPLE = {
    "en": "> On 2 Mar 2026, at 09:05, Ada <ada@acme.example> wrote:\n> ",
    "de": "> Am 02.03.2026 um 09:05 schrieb Ada <ada@acme.example>:\n> ",
    "fr": "> Le 2 mars 2026 à 09:05, Ada <ada@acme.example> a écrit :\n> ",
    "es": "> El 2 mar 2026, a las 9:05, Ada <ada@acme.example> escribió:\n> ",
    "nl": "> Op 2 mrt 2026, om 09:05 heeft Ada <ada@acme.example> het volgende geschreven:\n> ",
    "ar": "> في ٢ مارس ٢٠٢٦، الساعة ٩:٠٥ ص، كتب Ada <ada@acme.example>:\n> ",
}
OUTLOOK = {
    "en": "From: Ada <ada@acme.example>\nSent: Monday, March 2, 2026 9:05 AM\nTo: Cleo\nSubject: Interview\n",
    "de": "Von: Ada <ada@acme.example>\nGesendet: Montag, 2. März 2026 09:05\nAn: Cleo\nBetreff: Interview\n",
    "fr": "De : Ada <ada@acme.example>\nEnvoyé : lundi 2 mars 2026 09:05\nÀ : Cleo\nObjet : Entretien\n",
    "es": "De: Ada <ada@acme.example>\nEnviado el: lunes, 2 de marzo de 2026 9:05\nPara: Cleo\nAsunto: Entrevista\n",
    "nl": "Van: Ada <ada@acme.example>\nVerzonden: maandag 2 maart 2026 09:05\nAan: Cleo\nOnderwerp: Gesprek\n",
    "ar": "من: Ada <ada@acme.example>\nتم الإرسال: الاثنين 2 مارس 2026\nإلى: Cleo\nالموضوع: مقابلة\n",
}


@pytest.mark.parametrize("intro", GMAIL.values(), ids=GMAIL)
def test_edge_43_gmail(intro):
    assert shown(f"Yes, Tuesday is fine.\n\nCleo\n\n{intro}\n\n{QUOTED}") == "Yes, Tuesday is fine.\n\nCleo"


@pytest.mark.parametrize("intro", APPLE.values(), ids=APPLE)
def test_edge_43_apple(intro):
    assert shown(f"Yes, Tuesday is fine.\n\n{intro}\n{QUOTED}") == "Yes, Tuesday is fine."


@pytest.mark.parametrize("block", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----Original Message-----\n", "\n"])
def test_edge_43_outlook(block, rule):
    assert shown(f"Yes, Tuesday is fine.\n\n{rule}{block}\nDear Cleo,\nwhen?\n") == "Yes, Tuesday is fine."


@pytest.mark.parametrize(
    "text",
    [
        f"{GMAIL['en']}\n\n> When?\nTuesday.\n> Where?\nBerlin.\n",
        f"Hello Ada,\n\n{GMAIL['en']}\n\n> When?\n\nTuesday.\n\n> Where?\n\nBerlin.\n",
        f"{GMAIL['de']}\n\n{QUOTED}\nUnter dem Zitat: Ja.\n",
        "> When?\nTuesday.\n",
        f"Ada,\nmy answers are below in red.\n\n{OUTLOOK['en']}\nWhen? Tuesday.\n",
        f"siehe unten\n\n{OUTLOOK['de']}\nWann? Dienstag.\n",
        f"Voir ci-dessous.\n\n{OUTLOOK['fr']}\nQuand ? Mardi.\n",
        f"الإجابة أدناه\n\n{OUTLOOK['ar']}\nمتى؟ الثلاثاء\n",
    ],
)
def test_edge_43_interleaved_answers_stay_visible(text):
    assert shown(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "FYI\n\n---------- Forwarded message ---------\nFrom: Cleo <c@x.y>\nDate: Mon\n"
            "Subject: CV\nTo: Ada\n\nHello",
            "",
        ),
        ("FYI\n\nBegin forwarded message:\n\nFrom: Cleo <c@x.y>\nDate: Mon\nSubject: CV\nTo: Ada\n\nHello", ""),
        (f"FYI\n\n{OUTLOOK['en']}\nmy CV", "FW: my CV"),
        (f"Bitte prüfen\n\n{OUTLOOK['de']}\nLebenslauf", "WG: Lebenslauf"),
        (f"{OUTLOOK['en']}\nnothing above", ""),
    ],
)
def test_edge_25_what_is_forwarded_is_shown(text, subject):
    assert shown(text, subject) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote:\nplease call me.\n",
        "From: my point of view this is fine.\nTo: be honest.\n",
        "I am free\n- Monday\n- Tuesday\n\n-- \n" + "line\n" * 30,
        "a > b and b > c\n",
        "",
        "\n\n",
        "--\n",
    ],
)
def test_edge_43_when_in_doubt_all_is_shown(text):
    assert shown(text) == text.strip()


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Verstuurd vanaf mijn iPhone",
        "أُرسلت من الـ iPhone",
        "-- \nCleo\n+49 30 123",
        "--\nCleo",
    ],
)
def test_edge_43_signatures(line):
    text = f"Yes.\n\n{line}\n\n{GMAIL['en']}\n\n{QUOTED}"
    assert shown(text) == "Yes."
    assert of("signature", text).strip() == line
    assert of("quoted", text).startswith("On Mon")


def test_edge_43_a_signature_under_the_quote():
    text = f"Yes.\n\n{GMAIL['en']}\n\n{QUOTED}\n-- \nCleo\n"
    assert shown(text) == "Yes."
    assert of("signature", text) == "-- \nCleo\n"


ALPHABET = st.sampled_from(
    [
        "> ",
        "On 2 Mar",
        " wrote:",
        "\n",
        "\n\n",
        "-- \n",
        "From: a\n",
        "To: b\n",
        "Subject: c\n",
        "x",
        "\r\n",
        "\u2028",
        "\x0b",
    ]
)


@given(st.lists(ALPHABET, max_size=60).map("".join))
@settings(max_examples=200, deadline=None)
def test_nothing_is_ever_deleted(text):
    assert "".join(piece.text for piece in quotes.split(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "> " * 100_000,
        "On 1 x\n" * 20_000,
        "From: a\n" * 20_000,
        "x\n" * 100_000,
        "On 1 " + "schrieb " * 9000,
        "x\nOn 2 Mar Ada wrote:\n--\n" + "y\n" * 30 + "> z",
        "x\n> y\n-- \n" + "z" * 90_000,
    ],
)
def test_in_17_hostile_text_is_read_in_bounded_time(text):
    with bounded_work():
        assert "".join(piece.text for piece in quotes.split(text)) == text
