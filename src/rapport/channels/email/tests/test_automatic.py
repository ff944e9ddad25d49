from __future__ import annotations

import pytest

from rapport.channels.email import subjects
from rapport.channels.email.incoming import Kind
from rapport.channels.email.parse import parse
from rapport.channels.email.tests.test_parse import mail

HEADERS = [
    ("Auto-Submitted: auto-replied", "auto-submitted"),
    ("Auto-Submitted: auto-generated; x=y", "auto-submitted"),
    ("auto-submitted: Auto-Replied (vacation)", "auto-submitted"),
    ("Return-Path: <>", "null-return-path"),
    ("Precedence: bulk", "precedence"),
    ("Precedence: list", "precedence"),
    ("Precedence: junk", "precedence"),
    ("Precedence: auto_reply", "precedence"),
    ("X-Autoreply: yes", "autoreply-header"),
    ("X-Autorespond: vacation", "autoreply-header"),
    ("X-Mail-Autoreply: x", "autoreply-header"),
    ("Delivered-To: Autoresponder", "autoreply-header"),
    ("List-Id: <jobs.example.org>", "list"),
    ('Content-Type: multipart/report; boundary="b"', "report"),
]
SUBJECTS = """
Automatic reply: Interview
Auto-Reply: Interview
Out of Office: back on Monday
Out of the office
Re: Out of Office: Interview
Automatische Antwort: Gespräch
Abwesenheitsnotiz: Gespräch
AW: Abwesenheit: Gespräch
Nicht im Büro
Réponse automatique : Entretien
Absence du bureau: Entretien
Message d'absence
Respuesta automática: Entrevista
Fuera de la oficina
Ausente: vuelvo el lunes
Risposta automatica: Colloquio
Fuori sede: Colloquio
Resposta automática: Entrevista
Fora do escritório
Automatisch antwoord: Gesprek
Afwezig: Gesprek
Afwezigheidsbericht
رد تلقائي: مقابلة
الرد التلقائي: مقابلة
خارج المكتب
Autosvar: Intervju
Automatiskt svar: Intervju
Automatyczna odpowiedź: Rozmowa
Автоответ: Собеседование
自动回复: 面试
自動応答: 面接
""".strip().splitlines()
PEOPLE = """
Re: Interview
Automatic testing engineer
Abwesenheit im April geht leider nicht
Absence de réponse
Ausente mañana, ¿otro día?
Office manager position
Out of office hours are fine for me
Re: automatic reply feature in my portfolio
""".strip().splitlines()


@pytest.mark.parametrize(("head", "reason"), HEADERS)
def test_in_10_headers_speak_first(head, reason):
    incoming = parse(mail(head + "\nIn-Reply-To: <1@acme.example>", Subject="Re: Interview"))
    assert incoming.automatic == reason
    assert incoming.kind is Kind.AUTO_REPLY


@pytest.mark.parametrize("subject", SUBJECTS)
def test_in_10_words_of_eight_languages_and_more(subject):
    incoming = parse(mail(Subject=subject))
    assert (incoming.automatic, incoming.kind) == ("subject", Kind.AUTO_REPLY)


@pytest.mark.parametrize("subject", PEOPLE)
def test_in_10_people_are_no_machines(subject):
    incoming = parse(mail("Auto-Submitted: no\nReturn-Path: <cleo@example.org>\nPrecedence: normal", Subject=subject))
    assert (incoming.automatic, incoming.kind) == ("", Kind.NEW)


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: Interview", "Interview"),
        ("RE: re: Fwd: Interview", "Interview"),
        ("Re[2]: Interview", "Interview"),
        ("Re (3): Interview", "Interview"),
        ("[jobs] Re: Interview", "Interview"),
        ("Re: [jobs] Re: Interview (fwd)", "Interview"),
        ("[Fwd: Re: Interview]", "Interview"),
        ("AW: WG: SV: TR: RV: Antw: Gespräch", "Gespräch"),
        ("رد: مقابلة", "مقابلة"),
        ("回复：面试", "面试"),
        ("Re:", ""),
        ("[jobs]", "[jobs]"),
        ("Regarding: the role", "Regarding: the role"),
        ("  a \t b ", "a b"),
    ],
)
def test_in_02_base_subject(subject, base):
    assert subjects.base(subject) == base
