"""Salaries as people name them: inside or near a job's range, in the way of their language."""

from __future__ import annotations

import random
import re

_WORDS = {
    "de": ((" to ", " bis "), (" a month", " im Monat")),
    "ar": ((" to ", " إلى "), (" a month", " شهريًا"), ("SAR ", "")),
}


def wish(rng: random.Random, salary: str, language: str) -> str:
    """What somebody would like to earn in a job that pays so."""
    sums = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", salary)]
    if not sums:
        return "what the partners earn"
    low, high = sums[0], sums[-1]
    if high < 1000:  # in millions
        return f"¥{rng.randrange(low * 2, high * 2 + 3) / 2:g}m"
    step = 100 if high < 20_000 else 500
    number = f"{rng.randrange(int(low * 0.96), int(high * 1.06) + 1, step) // step * step:,}"
    if language == "de":
        return number.replace(",", ".")
    sign = next((mark for mark in ("$", "£", "€", "SAR ") if mark in salary), "")
    return number if language == "ar" else f"{sign}{number}"


def told(salary: str, language: str) -> str:
    """The range of a job in words of the language."""
    for english, own in _WORDS.get(language, ()):
        salary = salary.replace(english, own)
    return re.sub(r"(\d),(\d)", r"\1.\2", salary) if language == "de" else salary
