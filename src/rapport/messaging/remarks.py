"""What a reader should know about an incoming mail, in their language: a code becomes a sentence when shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

REMARKS: dict[str, Callable[[], str]] = {
    "look-alike": lambda: _("The sender’s domain looks like ours, but is another one."),
    "name-of-colleague": lambda: _("The sender bears a colleague’s name, but writes from an unknown address."),
    "reply-elsewhere": lambda: _("An answer would go to another domain than the one it came from."),
    "not-from-them": lambda: _("The sender’s domain says that it did not send this mail; the sender may be forged."),
    "id-clash": lambda: _("Another mail bears the same number, so answers to either are sorted by hand."),
    "too-many": lambda: _("So many mails came from this sender at once that nobody was told of this one."),
    "our-own": lambda: _("This is a mail of ours that somebody’s mailbox sent back to us."),
    "forwarded": lambda: _("A colleague forwarded it; the sender is whom the forwarded words name."),
    "no-from": lambda: _("The mail names no sender."),
    "malformed": lambda: _("The mail is damaged; what could be read is shown."),
    "too-big": lambda: _("The mail is larger than we read; the source has all of it."),
    "too-deep": lambda: _("The mail is packed too deeply; the source has all of it."),
    "too-many-parts": lambda: _("The mail has more parts than we read; the source has all of them."),
    "decoded-too-big": lambda: _("The mail is larger than we read; the source has all of it."),
    "headers-too-long": lambda: _("The mail’s headers are longer than we read; the source has all of them."),
    "too-many-lines": lambda: _("The mail has more lines than we read; the source has all of them."),
    "html-too-heavy": lambda: _("The mail’s layout is too heavy to show; its words are shown without it."),
    "unknown-charset": lambda: _(
        "The mail is written in a character set that nobody knows; some letters may be wrong."
    ),
    "replaced-characters": lambda: _("Some characters of the mail could not be read; a mark stands in their place."),
    "winmail": lambda: _("The sender’s Outlook packed what belongs to it into a file called winmail.dat."),
    "encrypted": lambda: _("The mail is encrypted; we cannot read it."),
}


def remarks(codes: Iterable[str]) -> list[str]:
    """The codes that people should know of, as sentences, each once."""
    return list(dict.fromkeys(REMARKS[code]() for code in codes if code in REMARKS))
