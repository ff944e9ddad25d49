"""Moments of the script: counted back from now, at hours when people write."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """Moments as one zone reads them."""

    def __init__(self, now: datetime, zone: str) -> None:
        self.now, self.zone = now, ZoneInfo(zone)

    def ago(self, days: int, at: str = "10:00") -> datetime:
        """So many days ago at this hour there; never later than now."""
        day = self.now.astimezone(self.zone).date() - timedelta(days=days)
        hour, minute = map(int, at.split(":"))
        return min(datetime.combine(day, time(hour, minute), self.zone), self.now - timedelta(minutes=1))

    def minutes(self, count: int) -> datetime:
        """So many minutes ago."""
        return self.now - timedelta(minutes=count)

    def ahead(self, days: int, at: str = "10:00") -> datetime:
        day = self.now.astimezone(self.zone).date() + timedelta(days=days)
        hour, minute = map(int, at.split(":"))
        return datetime.combine(day, time(hour, minute), self.zone)


_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "ar": ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
        "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
}  # fmt: skip


def day_name(moment: datetime, language: str) -> str:
    """ "Tuesday 24 November", as the language says it."""
    tongue = language if language in _DAYS else "en"
    name, month = _DAYS[tongue][moment.weekday()], _MONTHS[tongue][moment.month - 1]
    return f"{name}, {moment.day}. {month}" if tongue == "de" else f"{name} {moment.day} {month}"


def working_day(moment: datetime, *, early_weekend: bool = False) -> datetime:
    """This moment, or the same hour of the next day on which people work."""
    free = {4, 5} if early_weekend else {5, 6}
    while moment.weekday() in free:
        moment += timedelta(days=1)
    return moment
