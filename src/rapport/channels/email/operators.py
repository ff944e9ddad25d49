"""Who runs the mailboxes behind an address: limits and slow-downs are theirs, whatever the domain (MAIL-49)."""

from __future__ import annotations

from datetime import timedelta

from rapport.lib.pace import Limit

OTHER = "other"
_DOMAINS = {
    "google": ("gmail.com", "googlemail.com", "google.com"),
    "microsoft": ("outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com", "windowslive.com"),
    "yahoo": ("yahoo.com", "ymail.com", "rocketmail.com", "aol.com", "aim.com", "myyahoo.com", "verizon.net"),
    "apple": ("icloud.com", "me.com", "mac.com", "privaterelay.appleid.com"),
}
_OF = {domain: operator for operator, domains in _DOMAINS.items() for domain in domains}
# The same houses under national names: hotmail.fr, yahoo.co.uk, outlook.de.
_NATIONAL = {"hotmail": "microsoft", "outlook": "microsoft", "live": "microsoft", "yahoo": "yahoo", "aol": "yahoo"}

# MAIL-50: what a connected mailbox may send; we use half of it, the other half is its owner's.
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_BUDGETS = {
    "google": {"account/day": Limit(2000 // 2, _DAY, 0.5)},
    "microsoft": {"account/day": Limit(10000 // 2, _DAY, 0.5), "account/min": Limit(30 // 2, _MINUTE, 0.3)},
}
_SERVERS = {
    "smtp.gmail.com": "google",
    "smtp.googlemail.com": "google",
    "smtp-relay.gmail.com": "",  # a company's relay, not a mailbox
    "smtp.office365.com": "microsoft",
    "smtp-mail.outlook.com": "microsoft",
}


def operator_of(address: str) -> str:
    """The house that runs this address: google, microsoft, yahoo, apple, or other."""
    domain = address.rpartition("@")[2].strip().rstrip(".").lower()
    known = _OF.get(domain)
    if known:
        return known
    name, _, rest = domain.partition(".")
    is_national = len(rest.rpartition(".")[2]) == 2 and rest.count(".") <= 1
    return _NATIONAL.get(name, OTHER) if is_national else OTHER


def budgets_of(server: str) -> dict[str, Limit]:
    """The limits of the mailbox behind this submission server; none for a relay of one's own."""
    return _BUDGETS.get(_SERVERS.get(server.lower(), ""), {})


def asks_to_slow_down(operator: str, code: int, enhanced: str) -> bool:
    """Whether an answer is about our rate (MAIL-49); a small house's 45x 4.7.1 is greylisting, and about one mail."""
    if code == 421:
        return True
    if not enhanced.startswith("4.7."):
        return False
    return operator != OTHER or not (enhanced == "4.7.1" and code in {450, 451})


# MAIL-23: the operator says that our set-up is wrong. Not one of these speaks against the address.
OUR_FAULTS = frozenset({"5.7.25", "5.7.26", "5.7.27", "5.7.29", "5.7.30", "5.7.515"})


def is_our_fault(enhanced: str) -> bool:
    """Whether a refusal is about our own domain, keys or server (SPF, DKIM, DMARC, reverse name, TLS)."""
    return enhanced in OUR_FAULTS
