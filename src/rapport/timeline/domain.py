"""Rules of the timeline as pure values: who may change an item, what folds, which day it stands under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Generic, Protocol, TypeVar

from rapport.lib.decision import ALLOWED, Decision, refuse

FOLD_BEYOND = 3
PREVIEW_LENGTH = 240


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What decides who may change an item."""

    logged_by_id: int | None
    logger_is_active: bool
    is_system: bool
    is_message: bool  # captured words in either direction, frozen as sent or received
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """Who asks, and which of the rights that matter here they hold."""

    user_id: int
    may_log: bool = False
    may_note: bool = False
    may_pin: bool = False
    may_correct: bool = False
    may_send: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """What a reader may do with one item, as its menu shows it."""

    edit: bool = False
    show_to: bool = False
    pin: bool = False
    correct: bool = False
    comment: bool = False

    @property
    def any(self) -> bool:
        return self.edit or self.show_to or self.pin or self.correct


def may_edit(item: ItemFacts, reader: ReaderFacts) -> Decision:
    """Only the one who wrote an item down may edit or remove it; what the house recorded is fixed."""
    if item.is_system or item.is_message or item.logged_by_id is None:
        return refuse("fixed_line")
    if item.logged_by_id != reader.user_id:
        return refuse("logged_by_somebody_else")
    return ALLOWED


def may_correct(item: ItemFacts, reader: ReaderFacts) -> Decision:
    """An administrator adds a visible correction, and only once the one who logged it has left."""
    if item.is_system or item.is_message or item.logged_by_id is None:
        return refuse("fixed_line")
    if not reader.may_correct:
        return refuse("no_permission", permission="timeline:correct")
    if item.logger_is_active:
        return refuse("logger_is_here")
    return ALLOWED


def may_show_to(item: ItemFacts, reader: ReaderFacts) -> Decision:
    """Who sees an item is changed by the one who wrote it; of a message, by whoever may write to candidates."""
    if item.is_message and reader.may_send:
        return ALLOWED
    return may_edit(item, reader)


def rights(item: ItemFacts, reader: ReaderFacts) -> Rights:
    if item.is_removed:
        return Rights()
    return Rights(
        edit=may_edit(item, reader).is_allowed,
        show_to=may_show_to(item, reader).is_allowed,
        pin=reader.may_pin,
        correct=may_correct(item, reader).is_allowed,
        comment=reader.may_note and not item.is_system,
    )


class Placed(Protocol):
    @property
    def occurred_at(self) -> datetime: ...

    @property
    def folds(self) -> bool: ...


T = TypeVar("T", bound=Placed)


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """Items shown one after the other; `folded` are consecutive quiet lines that open on demand."""

    items: tuple[T, ...]
    folded: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class Day(Generic[T]):
    on: date
    runs: tuple[Run[T], ...]


def days(items: Sequence[T], zone: tzinfo) -> list[Day[T]]:
    """The items under the days of the reader's zone, consecutive quiet lines folded."""
    grouped: list[tuple[date, list[T]]] = []
    for item in items:
        on = item.occurred_at.astimezone(zone).date()
        if not grouped or grouped[-1][0] != on:
            grouped.append((on, []))
        grouped[-1][1].append(item)
    return [Day(on, fold(some)) for on, some in grouped]


def fold(items: Iterable[T]) -> tuple[Run[T], ...]:
    """Runs of items: of more than three quiet lines in a row, the first stands and the others fold."""
    runs: list[Run[T]] = []
    for quiet, some in _runs(items, lambda item: item.folds):
        if quiet and len(some) > FOLD_BEYOND:
            runs.append(Run(tuple(some[:1]), tuple(some[1:])))
        else:
            runs.append(Run(tuple(some)))
    return tuple(runs)


def _runs(items: Iterable[T], key: Callable[[T], bool]) -> list[tuple[bool, list[T]]]:
    runs: list[tuple[bool, list[T]]] = []
    for item in items:
        kind = key(item)
        if not runs or runs[-1][0] != kind:
            runs.append((kind, []))
        runs[-1][1].append(item)
    return runs
