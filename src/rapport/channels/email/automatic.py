"""Is a mail written by a machine in answer to ours (RFC 3834)? Headers speak first, the words of a subject last."""

from __future__ import annotations

import re

from rapport.channels.email import headers, subjects
from rapport.channels.email.parts import Part

_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-ms-exchange-generated-message-source",
    "x-amazon-auto-reply",
)
_DAEMON = re.compile(r"(mailer-?daemon|postmaster|mail-?daemon|maildaemon)(@|\Z)", re.IGNORECASE)
# A subject begins with one of these and goes on with a colon, a dash, a bracket or nothing.
_WORDS = (
    # English
    "automatic reply|auto(?:matic)?[ -]?(?:reply|response|responder)|"
    "out[ -]of[ -](?:the )?office|away from (?:the )?office",
    # German
    "automatische (?:antwort|rückantwort)|abwesenheit(?:snotiz|smeldung|sbenachrichtigung)?|nicht im büro|außer haus",
    # French
    "réponse automatique|réponse d.absence|message d.absence|absen(?:ce|te?) du bureau|absence",
    # Spanish
    "respuesta automática|fuera de (?:la )?oficina|mensaje automático|ausente",
    # Italian
    "risposta automatica|fuori (?:sede|ufficio)|messaggio automatico|assente",
    # Portuguese
    "resposta automática|fora do escritório|ausência temporária|ausente do escritório",
    # Dutch
    "automatisch(?:e)? (?:antwoord|beantwoording)|afwezig(?:heid|heidsbericht)?|niet aanwezig|niet op kantoor",
    # Arabic
    "(?:ال)?رد (?:ال)?تلقائي|(?:ال)?رد (?:ال)?آلي|خارج المكتب",
    # Nordic
    "autosvar|automatiskt? svar|frånvaro(?:meddelande)?|fraværsmelding|ikke til stede|automaattinen vastaus|poissa",
    # Polish, Czech, Hungarian, Russian, Turkish
    "automatyczna odpowiedź|autoodpowiedź|poza biurem|automatická odpověď|automatikus válasz",
    "автоответ|автоматический ответ|отсутствую|otomatik yanıt|ofis dışında",
    # Chinese, Japanese, Korean
    "自动回复|自動回覆|自動回復|不在办公室|自動応答|自動返信|不在通知|자동 ?회신|자동 ?응답|부재중",
)
_SUBJECT = re.compile(rf"(?:{'|'.join(_WORDS)})\s*(?:[:\-–—\[(（：.!]|\Z)", re.IGNORECASE)


def reason(part: Part) -> str:
    """Return which sign of a machine speaks first (IN-10), or "" for a mail that a person wrote."""
    submitted = part.field("auto-submitted").split(";")[0].split("(")[0].strip().lower()
    if submitted and submitted != "no":
        return "auto-submitted"
    if headers.return_path(part) == "":
        return "null-return-path"
    if part.field("precedence").strip().lower() in {"bulk", "list", "junk", "auto_reply", "auto-reply"}:
        return "precedence"
    if any(part.field(name) for name in _HEADERS) or "autoresponder" in part.field("delivered-to").lower():
        return "autoreply-header"
    if part.field("list-id"):
        return "list"
    if part.field("content-type").strip().lower().startswith("multipart/report"):
        return "report"
    if is_daemon(headers.sender(part).address):
        return "daemon"
    if _SUBJECT.match(subjects.base(headers.subject(part))):
        return "subject"
    return ""


def is_daemon(address: str) -> bool:
    """Tell whether a mail system itself speaks from this address."""
    return _DAEMON.match(address) is not None
