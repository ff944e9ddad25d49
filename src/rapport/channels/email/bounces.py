"""Reports about mail we sent: failed deliveries (RFC 3464) and complaints (RFC 5965), as plain values.

Nothing here may suppress an address by itself: whoever forges a report is unmasked by the bounce token.
"""

from __future__ import annotations

import re

from rapport.channels.email import causes, headers, prose, words
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
    return _prose(root) if prose.is_notice(root) else None


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
    stated = re.findall(r"(?im)^(?:original-rcpt-to|removal-recipient|x-hmxmroriginalrecipient):(.*)$", text)
    recipients = tuple(prose.ADDRESS.findall(" ".join(stated))) if stated else _returned_to(root)
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
    text, whole = prose.report(root)
    stated = prose.ADDRESS.findall(" ".join(root.fields("x-failed-recipients"))[:5000])
    ours = {headers.sender(root).address.lower(), *(box.address.lower() for box in headers.boxes(root, "to"))}
    action = "delayed" if prose.is_delayed(headers.subject(root) + "\n" + text) else "failed"
    recipients = tuple(_judged(address, action, words) for address, words in prose.judged(text, stated, ours))
    id_line = _ID_LINE.search(whole)
    return Bounce(recipients, _returned_id(root) or (id_line[1] if id_line else ""))


def _judged(address: str, action: str, text: str) -> BouncedRecipient:
    status = _status("", text)
    basic = causes.BASIC.search(text)
    reason = classify(int(basic[1]) if basic else None, status, text)
    return BouncedRecipient(address, action, status, reason, _may_suppress(action, reason), clip(one_line(text), 500))


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


def _returned_to(root: Part) -> tuple[str, ...]:
    """Return whom the mail that came back was for, where the report does not say and it was one alone."""
    for part in walk(root):
        if part is not root and part.media_type in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            head = re.split(r"\n[ \t]*\n", part.text[:100_000].lstrip(), maxsplit=1)[0]
            field = re.search(r"(?im)^to:(.*(?:\n[ \t].*)*)$", head)
            found = tuple(prose.ADDRESS.findall(field[1])) if field else ()
            return found if len(found) == 1 else ()
    return ()


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
