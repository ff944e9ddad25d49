"""Time as people mean it: "tomorrow", "by the end of the day", "one business day from now"; pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

END_OF_DAY = time(23, 59)  # "on that day": no hour was named
MORNING = time(9, 0)
EVENING = time(17, 0)
LATER_TODAY, SOON = timedelta(hours=3), timedelta(hours=1)
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
# Where the weekend is Friday and Saturday.
EARLY_WEEKEND = frozenset(
    """Africa/Algiers Africa/Cairo Africa/Khartoum Africa/Tripoli Asia/Aden Asia/Amman Asia/Baghdad Asia/Bahrain
    Asia/Damascus Asia/Kuwait Asia/Muscat Asia/Qatar Asia/Riyadh""".split()  # noqa: SIM905
)


class Due(StrEnum):
    """The dates a form offers by name."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    THREE_DAYS = "three_days"
    NEXT_WEEK = "next_week"
    NONE = "none"


class Remind(StrEnum):
    """When to remind, seen from the due time."""

    NONE = "none"
    HOUR = "hour"
    MORNING = "morning"
    DAY_BEFORE = "day_before"


class Bucket(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    UNDATED = "undated"
    DONE = "done"


def zone(name: str) -> tzinfo:
    """The zone of this name; UTC for a name nobody knows."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def weekend(zone_name: str) -> frozenset[int]:
    """The weekdays on which nobody works there, Monday being 0."""
    return frozenset({FRIDAY, SATURDAY} if zone_name in EARLY_WEEKEND else {SATURDAY, SUNDAY})


def on_day(day: date, here: tzinfo) -> datetime:
    """The end of a day, for what is due on it without an hour."""
    return datetime.combine(day, END_OF_DAY, here)


def is_whole_day(moment: datetime, here: tzinfo) -> bool:
    return moment.astimezone(here).time().replace(second=0, microsecond=0) == END_OF_DAY


def due_of(choice: str, now: datetime, zone_name: str) -> datetime | None:
    """What "tomorrow" or "next week" (its first working day) means there; None for no date."""
    here = zone(zone_name)
    today = now.astimezone(here).date()
    match choice:
        case Due.TODAY:
            return on_day(today, here)
        case Due.TOMORROW:
            return on_day(today + timedelta(days=1), here)
        case Due.THREE_DAYS:
            return on_day(today + timedelta(days=3), here)
        case Due.NEXT_WEEK:
            return on_day(start_of_next_week(today, zone_name), here)
        case _:
            return None


def snooze_until(choice: str, now: datetime, zone_name: str) -> datetime | None:
    """When something set aside comes back: "later" on the same day, else in the morning; None for no such choice."""
    here = zone(zone_name)
    local = now.astimezone(here)
    match choice:
        case "later":
            return min(local + LATER_TODAY, max(datetime.combine(local.date(), EVENING, here), local + SOON))
        case "tomorrow":
            return datetime.combine(local.date() + timedelta(days=1), MORNING, here)
        case "next_week":
            return datetime.combine(start_of_next_week(local.date(), zone_name), MORNING, here)
        case _:
            return None


def first_weekday(zone_name: str) -> int:
    return SUNDAY if zone_name in EARLY_WEEKEND else MONDAY


def start_of_next_week(today: date, zone_name: str) -> date:
    return today + timedelta(days=(first_weekday(zone_name) - today.weekday()) % 7 or 7)


def next_business_day(moment: datetime, zone_name: str) -> datetime:
    """One working day later at the same hour there; what arrives on a free day counts from the next working morning."""
    here, free = zone(zone_name), weekend(zone_name)
    local = moment.astimezone(here)
    day, hour = local.date(), local.time()
    if day.weekday() in free:
        hour = MORNING
        while day.weekday() in free:
            day += timedelta(days=1)
    day += timedelta(days=1)
    while day.weekday() in free:
        day += timedelta(days=1)
    return datetime.combine(day, hour, here)


def remind_at(choice: str, due: datetime | None, zone_name: str) -> datetime | None:
    """When the reminder for this due time comes; a whole day has no hour before it, so it is the morning."""
    if due is None or choice == Remind.NONE:
        return None
    here = zone(zone_name)
    local = due.astimezone(here)
    if choice == Remind.DAY_BEFORE:
        return datetime.combine(local.date() - timedelta(days=1), MORNING, here)
    if choice == Remind.HOUR and not is_whole_day(due, here):
        return due - timedelta(hours=1)
    morning = datetime.combine(local.date(), MORNING, here)
    return min(morning, due)


def remind_choice(remind: datetime | None, due: datetime | None, zone_name: str) -> Remind:
    """Which choice of a form stands for a stored reminder."""
    if remind is None or due is None:
        return Remind.NONE
    for choice in (Remind.HOUR, Remind.MORNING, Remind.DAY_BEFORE):
        if remind_at(choice, due, zone_name) == remind:
            return choice
    return Remind.MORNING


def bucket(due: datetime | None, now: datetime, zone_name: str) -> Bucket:
    """Where a task stands in a list, by days as they are there."""
    if due is None:
        return Bucket.UNDATED
    if due < now:
        return Bucket.OVERDUE
    here = zone(zone_name)
    today, day = now.astimezone(here).date(), due.astimezone(here).date()
    if day == today:
        return Bucket.TODAY
    return Bucket.WEEK if day < start_of_next_week(today, zone_name) else Bucket.LATER


@dataclass(frozen=True, slots=True)
class DayBounds:
    """Where today and this week end there."""

    today: datetime
    week: datetime


def bounds(now: datetime, zone_name: str) -> DayBounds:
    here = zone(zone_name)
    today = now.astimezone(here).date()
    return DayBounds(
        datetime.combine(today + timedelta(days=1), time(), here),
        datetime.combine(start_of_next_week(today, zone_name), time(), here),
    )
