"""Failed deliveries told in sentences: qmail, Exim, Exchange, Domino, IMail and many more write no RFC 3464.

An address is only condemned by words that stand beside it; a notice that names several and judges all at once
condemns none.
"""

from __future__ import annotations

import re

from rapport.channels.email import automatic, headers, html
from rapport.channels.email.parts import Part, walk

MAX_READ = 50_000
MAX_NAMED = 20

ADDRESS = re.compile(r"[\w.+=%~!#$&'*/?^`{|}-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)
_SUBJECT = re.compile(
    r"undeliver|delivery status notification|delivery (?:has |report|notification|failure|problem|incomplete|delayed|"
    r"error)|failure notice|returned mail|return(?:ed)? to sender|mail (?:system error|delivery (?:failed|problem|"
    r"error|"
    r"system|subsystem|status))|message (?:delayed|you sent .{0,20}blocked|status)|could not (?:be delivered|send)|"
    r"not (?:be )?delivered|nondeliverable|non-?delivery|failed mail|email delivery|rejected:|"
    r"unzustellbar|nicht zugestellt|zustellung|nicht zustellbar|rückläufer|"
    r"non (?:remis|distribué|délivré|distribuable)|échec de (?:la )?(?:remise|distribution)|"
    r"no (?:se pudo entregar|se puede entregar|entregado|entregable)|error de entrega|devuelto|"
    r"mancat[ao] (?:recapito|consegna)|non recapitabile|impossibile recapitare|"
    r"não (?:entregue|é possível entregar|foi possível entregar)|falha na entrega|devolvid|"
    r"onbestelbaar|niet (?:bezorgd|afgeleverd|worden bezorgd)|"
    r"(?:kan|kunde) inte leverera|oleverbart|olevererbart|ikke lever|kunne ikke leveres|ei voitu toimittaa|"
    r"niedostarcz|nie można dostarczyć|nedoručen|nedoručiteln|kézbesíthetetlen|nu (?:a putut fi|se poate) livra|"
    r"teslim edilemedi|gönderilemedi|iletilemedi|не доставлено|недоставленн|не удалось доставить|"
    r"не може бути доставлен|"
    r"לא ניתן למסירה|تعذر تسليم|لا يمكن تسليم|فشل التسليم|未送达|无法投递|退信|無法傳遞|無法投遞|退回|"
    r"配信不能|配信できません|送信できません|배달되지|반송|전송 실패",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"\bdelay(?:ed)?\b|\bwarning\b|not yet been delivered|will (?:keep|continue) trying|will be retried|"
    r"still (?:trying|being retried)|you do not need to (?:resend|do anything)|no action is required|"
    r"verzögert|retardé|retrasad|ritardat|vertraagd|задержан|延迟|遅延",
    re.IGNORECASE,
)
# What follows is our own mail sent back, and its addresses failed nobody.
_COPY = re.compile(
    r"(?im)^(?:[-=* ]{0,30}.{0,40}(?:copy of (?:the|your)|"
    r"original (?:message|e-?mail|mail)(?: headers| follows)?[\s:.=-]*$|message headers|"
    r"header follows|"
    r"message (?:header|text|body|follows)|returned message|unsent message|ursprüngliche nachricht|"
    r"en-têtes? de message|message d.origine|mensaje original|encabezados? (?:originales|de mensaje)|"
    r"originalnachrichten-?kopf).{0,60}|"
    r"(?:received|return-path|dkim-signature):\s.*)$"
)
_MACHINE = re.compile(
    r"(?:mailer-?daemon|postmaster|mail-?daemon|maildaemon|microsoftexchange[0-9a-f]{8,}|"
    r"mail(?:router|_?system|-?delivery[\w.-]*)|"
    r"system administrator|bounces?|autoresponder)(?:[+@-]|\Z)",
    re.IGNORECASE,
)


def is_notice(root: Part) -> bool:
    """Tell whether a machine says that a mail failed; a person who forwards such a notice is still a person."""
    if root.field("x-failed-recipients"):
        return True
    says_so = _SUBJECT.search(headers.subject(root)) is not None
    sender = headers.sender(root).address
    if automatic.is_daemon(sender):
        return says_so or _names_failure(root)
    is_machine = (
        _MACHINE.match(sender) is not None
        or headers.return_path(root) == ""
        or root.field("auto-submitted").lower().startswith(("auto-replied", "auto-generated"))
        or bool(root.field("x-ms-exchange-message-is-ndr"))
        or root.media_type == "multipart/report"
    )
    return says_so and is_machine


def report(root: Part) -> tuple[str, str]:
    """Return the notice without the mail that came back with it, and the whole first text."""
    part = next((one for one in walk(root) if one.media_type in {"text/plain", "text/html"}), None)
    if part is None:
        return "", ""
    text = html.to_text(part.text) if part.media_type == "text/html" else part.text
    text = text[:MAX_READ]
    copy = _COPY.search(text)
    # A heading at the very start announces the notice itself.
    return (text[: copy.start()] if copy and text[: copy.start()].strip() else text), text


def is_delayed(text: str) -> bool:
    return _DELAYED.search(text) is not None


def judged(text: str, stated: list[str], ours: set[str]) -> list[tuple[str, str]]:
    """Return the failed addresses, each with the words that judge it: "" where they judge several at once."""
    found = [one for one in ADDRESS.finditer(text) if one[0].lower() not in ours]
    named = list(dict.fromkeys([one.lower() for one in stated] or [one[0].lower() for one in found]))[:MAX_NAMED]
    if len(named) == 1:
        return [(_as_written(named[0], found, stated), text)]
    starts = [one for one in found if _begins_line(text, one.start()) and one[0].lower() in named]
    own: dict[str, str] = {}
    for number, one in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        own.setdefault(one[0].lower(), text[one.start() : end])
    listed = list(own) if own and not stated else named
    return [(_as_written(name, found, stated), own.get(name, "")) for name in listed]


def _begins_line(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return not line.strip(" \t<*•-·([\"'")


def _as_written(name: str, found: list[re.Match[str]], stated: list[str]) -> str:
    written = [*stated, *(one[0] for one in found)]
    return next((one for one in written if one.lower() == name), name)


def _names_failure(root: Part) -> bool:
    text, _ = report(root)
    return re.search(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])|(?<!\d)[45][0-7]\d[ -]", text) is not None
