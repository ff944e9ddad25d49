"""What the inbox says: names of its views, what an empty one tells, and what to do about a mail in trouble."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rapport.messaging.queries.thread import Line

Words = str | Promise
NEAR = frozenset({"mine", "unassigned", "team", "snoozed"})
ALARMS = frozenset({"overdue", "failed", "uncertain"})


@dataclass(frozen=True, slots=True)
class Chip:
    """A view as the list's head offers it; what one works in and what alarms stands near, the rest in a menu."""

    name: str
    label: Words
    icon: str
    count: str
    is_here: bool = False

    @property
    def is_alarm(self) -> bool:
        return self.name in ALARMS

    @property
    def is_near(self) -> bool:
        return self.is_here or self.name in NEAR or self.is_alarm and bool(self.count)

    @property
    def url(self) -> str:
        return reverse("triage") if self.name == "triage" else f"{reverse('inbox')}?view={self.name}"


CHIPS: dict[str, tuple[Words, str]] = {
    "mine": (pgettext_lazy("conversations", "Mine"), ""),
    "unassigned": (pgettext_lazy("conversations", "Unassigned"), ""),
    "team": (pgettext_lazy("conversations", "Team"), ""),
    "unanswered": (pgettext_lazy("conversations", "Unanswered"), ""),
    "overdue": (pgettext_lazy("conversations", "Overdue"), "alarm"),
    "waiting": (gettext_lazy("Waiting on candidate"), ""),
    "snoozed": (pgettext_lazy("conversations", "Snoozed"), "clock-pause"),
    "drafts": (gettext_lazy("Drafts"), ""),
    "scheduled": (gettext_lazy("Scheduled"), "clock"),
    "failed": (pgettext_lazy("mails", "Failed"), "alert-triangle"),
    "uncertain": (pgettext_lazy("mails", "Uncertain"), "help"),
    "triage": (gettext_lazy("Triage"), ""),
    "done": (pgettext_lazy("conversations", "Done"), "check"),
}
PRESETS: tuple[tuple[str, Words], ...] = (
    ("later", gettext_lazy("Later today")),
    ("tomorrow", gettext_lazy("Tomorrow morning")),
    ("next_week", gettext_lazy("Next week")),
)


def empty_words(view: str) -> tuple[str, str]:
    """What a view without rows says, and what would stand there."""
    return {
        "mine": (_("Nothing waits for you"), _("Answers of candidates land here by themselves.")),
        "unassigned": (_("Everything has somebody"), _("Conversations that nobody answers for would stand here.")),
        "team": (_("Your team is up to date"), _("What your colleagues answer for would stand here.")),
        "overdue": (_("Nobody waits too long"), _("Whoever waits more than a working day would stand here.")),
        "snoozed": (_("Nothing is set aside"), _("What you snooze comes back from here by itself.")),
        "drafts": (_("No drafts"), _("What you begin to write is kept here.")),
        "scheduled": (_("Nothing is planned"), _("Mails that leave later would stand here.")),
        "failed": (_("Nothing failed"), _("Mails that were refused would stand here, with what to do.")),
        "uncertain": (_("Nothing is uncertain"), _("Mails of which nobody knows whether they arrived stand here.")),
    }.get(view, (_("Nothing here"), _("Conversations with candidates would stand here.")))


def trouble_words(lines: Iterable[Line]) -> str:
    """What happened to the newest mail out, when something did, and what to do now."""
    newest = next((line for line in reversed(list(lines)) if line.message and line.message.direction == "out"), None)
    status = newest.message.interaction.status if newest and newest.message else ""
    return {
        "failed": _("The last mail was refused by their server. Check the address, then try again."),
        "bounced": _("The last mail came back. Check the address before you write again."),
        "uncertain": _(
            "The line broke after the last word, so nobody knows whether the last mail arrived. Say that it arrived, or"
            " send it again: in that case they may get it twice."
        ),
        "held": _("The last mail has not left: somebody has to decide."),
    }.get(status, "")
