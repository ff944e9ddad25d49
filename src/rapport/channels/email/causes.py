"""Why a delivery failed, in one word that a person can act on; whose fault that is follows from it (MAIL-40).

The enhanced code speaks first, then the basic code, then the words. Words may only save an address that a code
condemns: a server that says "unknown" and means "blocked" shall cost nobody their mail.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Cause(StrEnum):
    """What was refused or lacking; `other` where nobody says."""

    ADDRESS = "address"
    MAILBOX_FULL = "mailbox_full"
    POLICY = "policy"
    NETWORK = "network"
    CONTENT = "content"
    SENDER = "sender"
    OTHER = "other"


ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.])")
BASIC = re.compile(r"(?<![\d.#])([45]\d\d)(?=[\s\-#])")

_CODES = (
    (re.compile(r"(1\.1|1\.2|1\.3|1\.6|1\.10|2\.1)\Z"), Cause.ADDRESS),
    (re.compile(r"(2\.2|3\.1)\Z"), Cause.MAILBOX_FULL),
    (re.compile(r"(3\.2|4\.\d+)\Z"), Cause.NETWORK),
    (re.compile(r"(2\.3|3\.4|6\.\d+)\Z"), Cause.CONTENT),
    # What we failed to prove about ourselves (MAIL-23, MAIL-26), and commands that a server did not understand.
    (re.compile(r"(1\.7|1\.8|1\.9|5\.\d+|7\.(?:8|9|20|21|22|23|25|26|27|28|29|30|515|57))\Z"), Cause.SENDER),
    (re.compile(r"7\.\d+\Z"), Cause.POLICY),
)
_NOBODY = re.compile(
    r"user unknown|unknown user|user .{0,80}(?:not found|not known|unknown)|no such (?:user|recipient|mailbox|person|"
    r"address)|does ?n.?t exist|do not exist|does not exist|unknown recipient|unknown address|"
    r"invalid (?:recipient|mailbox|user)|recipient (?:\S+ )?(?:not found|unknown)|recipient does not|"
    r"mailbox (?:not found|unavailable|unknown|disabled)|"
    r"no mailbox (?:here )?by that name|account (?:is |has been )?(?:disabled|closed|inactive|terminated)|"
    r"address rejected|address not found|couldn.t be found|wasn.t found|could not be found|not a valid mailbox|"
    r"not listed in|no account|does ?n.?t have an? \S+ account|domain name not found|"
    r"domain (?:not found|does not exist)|RecipNotFound|"
    # The same by Exchange and others in the languages of their hosts.
    r"(?:wurde|konnte) nicht gefunden|nicht gefunden werden|existiert nicht|empfänger unbekannt|unbekannter empfänger|"
    r"unbekannter benutzer|n.existe pas|introuvable|destinataire inconnu|utilisateur inconnu|n.a pas été trouvée?|"
    r"no existe|no se (?:ha )?(?:encontró|encontrado|pudo encontrar)|usuario desconocido|destinatario desconocido|"
    r"non esiste|non (?:è stato|trovato)|destinatario sconosciuto|utente sconosciuto|"
    r"não existe|não (?:foi )?(?:encontrad[oa]|pôde ser encontrad[oa])|usuário desconhecido|"
    r"bestaat niet|niet gevonden|onbekende (?:gebruiker|ontvanger)|"
    r"nie istnieje|nie znaleziono|finns inte|hittades inte|findes ikke|finnes ikke|ei löydy|"
    r"не существует|не найден|неизвестный пользователь|bulunamadı|غير موجود|لم يتم العثور|"
    r"不存在|找不到|見つかりません|存在しません|찾을 수 없|존재하지 않",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"(?:mail ?box|quota|storage|inbox|account).{0,40}(?:\bfull\b|exceed|over(?:drawn| limit|\s?quota))|over ?quota|"
    r"out of (?:storage|space)|insufficient (?:system )?storage|disk quota|quota exceeded|exceed\w* .{0,30}quota|"
    r"postfach.{0,40}voll|speicherplatz|boîte .{0,30}pleine|quota dépassé|buzón .{0,30}lleno|casella .{0,30}piena|"
    r"caixa .{0,30}cheia|postvak .{0,30}vol\b|переполнен|ممتلئ|邮箱已满|信箱已滿|メールボックスが(?:いっぱい|満杯)",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"\bvirus|malware|content reject|attachment|(?:message|mail) (?:size|is too|too) ?(?:big|large|long)?|"
    r"too (?:big|large)|size (?:limit|exceed)|exceed\w* .{0,30}size|banned (?:file|content)|zu groß|trop volumineux|"
    r"demasiado grande|message content",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated|not authenticated|sender (?:address )?(?:rejected|denied|invalid)|"
    r"sender verify|reverse dns|\bptr\b|\bhelo\b|authentication required|sender domain",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"\bspam|\bblocked|black ?list|block ?list|deny ?list|\bpolicy|reputation|\bbanned\b|grey ?list|gray ?list|"
    r"\brate\b|too many|throttl|relay(?:ing)? (?:access )?denied|unable to relay|not permitted|restricted|"
    r"spamhaus|barracuda|listed (?:at|by|in|on) \S*(?:rbl|bl|spam)|temporarily (?:deferred|rejected)|"
    r"gesperrt|abgewiesen|politique|bloqué|bloquead",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"connection (?:timed out|refused|reset|dropped|lost)|timed? ?out|no route|unreachable|"
    r"host (?:or domain )?(?:name )?(?:not found|unknown)|name service error|"
    r"could not connect|couldn.t (?:connect|find any host)|"
    r"temporarily unavailable|try again|retry (?:time|timeout)|too long in the queue|"
    r"dns (?:error|query|failure)|expired|loop|too many hops|tls|"
    r"zeitüberschreitung|nicht erreichbar|délai|tiempo de espera|servidor no disponible",
    re.IGNORECASE,
)
_NO_DOMAIN = re.compile(r"host or domain name not found|domain (?:name )?(?:not found|does not exist)", re.IGNORECASE)
_MAILBOX = re.compile(r"\S+@\S+")


def of(enhanced: str, text: str, code: int | None = None) -> Cause:
    """Return the cause of a refusal from its enhanced code, its basic code and its words."""
    words = _MAILBOX.sub(" ", text)
    found = ENHANCED.match(enhanced)
    if code is None:
        basic = BASIC.search(text + " ")
        code = int(basic[1]) if basic else None
    if found and found[1] != "2" and not found[2].endswith(".0"):
        if found[2] == "4.1" and found[1] == "5" and re.search("access denied", words, re.IGNORECASE):
            return Cause.ADDRESS  # Microsoft's word for an unknown user
        cause = next((cause for codes, cause in _CODES if codes.match(found[2])), None)
        if cause is Cause.ADDRESS:
            return _doubted(words)
        if cause is not None:
            return cause
    return _told(words, code)


def is_temporary(enhanced: str, code: int | None) -> bool:
    """Tell whether the server asked to come again; the enhanced code outweighs the basic one."""
    found = ENHANCED.match(enhanced)
    if found and not found[2].endswith(".0"):
        return found[1] == "4"
    return bool(found and found[1] == "4") or (code is not None and 400 <= code < 500)


def _doubted(words: str) -> Cause:
    """Believe a code that condemns an address unless the words plainly tell of something else."""
    if _NOBODY.search(words):
        return Cause.ADDRESS
    for pattern, cause in ((_FULL, Cause.MAILBOX_FULL), (_SENDER, Cause.SENDER), (_POLICY, Cause.POLICY)):
        if pattern.search(words):
            return cause
    return Cause.ADDRESS


def _told(words: str, code: int | None) -> Cause:
    # In prose what excuses the address is asked first, so that a mixed message never condemns it.
    if _CONTENT.search(words) and not _FULL.search(words):
        return Cause.CONTENT
    if _FULL.search(words):
        return Cause.MAILBOX_FULL
    if code == 552:
        return Cause.MAILBOX_FULL
    for pattern, cause in ((_SENDER, Cause.SENDER), (_POLICY, Cause.POLICY), (_NO_DOMAIN, Cause.ADDRESS)):
        if pattern.search(words):
            return cause
    if _NOBODY.search(words):
        return Cause.ADDRESS
    return Cause.NETWORK if _NETWORK.search(words) else Cause.OTHER
