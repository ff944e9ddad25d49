"""Reports about mail we sent: failed deliveries (RFC 3464) and complaints (RFC 5965), as plain values.

Nothing here may suppress an address by itself: whoever forges a report is unmasked by the bounce token.
"""

from __future__ import annotations

import re

from rapport.channels.email import automatic, causes, headers, words
from rapport.channels.email.causes import Cause
from rapport.channels.email.incoming import Bounce, BounceClass, BouncedRecipient, Complaint
from rapport.channels.email.parts import Part, walk
from rapport.lib.text import clip, one_line

MAX_RECIPIENTS = 100
_CLASSES = {
    Cause.ADDRESS: BounceClass.HARD,
    Cause.MAILBOX_FULL: BounceClass.SOFT,
    Cause.NETWORK: BounceClass.SOFT,
    Cause.POLICY: BounceClass.SENDER,
    Cause.CONTENT: BounceClass.SENDER,
    Cause.SENDER: BounceClass.SENDER,
    Cause.OTHER: BounceClass.UNKNOWN,
}
_DELAYED = re.compile(
    r"delay|warning|not yet been delivered|will (?:keep|continue) trying|will be retried", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+=%~!#$&'*/?^`{|}-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)
_ID_LINE = re.compile(r"^message-id:\s*(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)


def classify(code: int | None, enhanced: str, text: str) -> BounceClass:
    """Return whose fault a refusal is, from the enhanced code, then the basic code, then the words (MAIL-40)."""
    if causes.is_temporary(enhanced, code):
        return BounceClass.SOFT
    return _CLASSES[causes.of(enhanced, text, code)]


def bounce(root: Part) -> Bounce | None:
    """Return the delivery report in this mail, structured or in prose, or None."""
    reports = [
        part for part in walk(root) if part.media_type in {"message/delivery-status", "message/global-delivery-status"}
    ]
    if reports:
        blocks = [_fields(block) for block in re.split(r"\n\s*\n", reports[0].text[:200_000])]
        recipients = [
            _recipient(block) for block in blocks if "final-recipient" in block or "original-recipient" in block
        ]
        envelope = next((block["original-envelope-id"] for block in blocks if "original-envelope-id" in block), "")
        return Bounce(tuple(recipients[:MAX_RECIPIENTS]), _returned_id(root), envelope)
    sender = headers.sender(root).address
    if root.field("x-failed-recipients") or automatic.is_daemon(sender):
        return _prose(root)
    return None


def complaint(root: Part) -> Complaint | None:
    """Return the feedback report in this mail, or None if there is none or it is not a sound one."""
    part = next((one for one in walk(root) if one.media_type == "message/feedback-report"), None)
    if part is None:
        return None
    text = part.text[:100_000]
    report = _fields(text)
    kind = report.get("feedback-type", "").lower()
    is_sound = all(len(re.findall(rf"(?im)^{name}:", text)) == 1 for name in ("feedback-type", "user-agent", "version"))
    if not is_sound:
        return None
    recipients = tuple(_ADDRESS.findall(" ".join(re.findall(r"(?im)^original-rcpt-to:(.*)$", text))))
    arrived = report.get("arrival-date") or report.get("received-date", "")
    return Complaint(kind, kind != "not-spam", recipients, _returned_id(root), arrived)


def _recipient(block: dict[str, str]) -> BouncedRecipient:
    diagnostic = block.get("diagnostic-code", "")
    stated = block.get("status", "")
    status = _status(stated, diagnostic)
    action = block.get("action", "").split()[0].lower() if block.get("action", "").strip() else "failed"
    basic = causes.BASIC.search(diagnostic + " ")
    reason = classify(int(basic[1]) if basic else None, status, diagnostic)
    address = _address(block.get("original-recipient", "")) or _address(block.get("final-recipient", ""))
    return BouncedRecipient(address, action, status, reason, _may_suppress(action, reason), clip(diagnostic, 500))


def _status(stated: str, diagnostic: str) -> str:
    """Return the more telling of two codes: many servers state 5.0.0 and explain in the diagnostic."""
    codes = [found.group() for found in (causes.ENHANCED.search(stated), causes.ENHANCED.search(diagnostic)) if found]
    return next((code for code in codes if not code.endswith(".0")), codes[0] if codes else "")


def _prose(root: Part) -> Bounce:
    """Read a report without structure: Exim's header, else the addresses that stand in the text."""
    text = _first_text(root)[:50_000]
    # What follows is our own mail sent back, and its addresses failed nobody.
    report = re.split(r"(?im)^-{3,}.{0,60}(?:copy of (?:the|your)|original message|message headers).*$", text)[0]
    stated = _ADDRESS.findall(root.field("x-failed-recipients"))
    ours = {headers.sender(root).address.lower(), *(box.address.lower() for box in headers.boxes(root, "to"))}
    found = [one for one in stated or _ADDRESS.findall(report) if one.lower() not in ours]
    status = _status("", report)
    basic = causes.BASIC.search(report)
    reason = classify(int(basic[1]) if basic else None, status, report)
    action = "delayed" if _DELAYED.search(headers.subject(root) + report) else "failed"
    recipients = tuple(
        BouncedRecipient(address, action, status, reason, _may_suppress(action, reason), clip(one_line(report), 500))
        for address in dict.fromkeys(found[:5])
    )
    id_line = _ID_LINE.search(text)
    return Bounce(recipients, _returned_id(root) or (id_line[1] if id_line else ""))


def _may_suppress(action: str, reason: BounceClass) -> bool:
    return action == "failed" and reason is BounceClass.HARD


def _returned_id(root: Part) -> str:
    """Return the Message-ID of the mail of ours that came back with the report."""
    for part in walk(root):
        if part is not root and part.media_type in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            found = _ID_LINE.search(part.text[:100_000])
            if found:
                return found[1]
    return ""


def _first_text(root: Part) -> str:
    return next((part.text for part in walk(root) if part.media_type in {"text/plain", "text/html"}), "")


def _fields(block: str) -> dict[str, str]:
    """Read a block of fields, unfolded; the first of each name counts."""
    found: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", block).splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), words.decode(value).strip())
    return found


def _address(value: str) -> str:
    return value.rpartition(";")[2].strip().strip("<>")
