"""The settings page: cards by group, without what the reader may not open."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rapport.accounts import settings_cards
from rapport.web.shell import address, may


def index(request: HttpRequest) -> HttpResponse:
    shown = [
        (card, url, card.alarm() if card.alarm else 0)
        for card in settings_cards.cards()
        if may(request, card.permission) and (url := address(card.url_name))
    ]
    groups = [
        (settings_cards.GROUPS.get(name, name), [(card, url, alarm) for card, url, alarm in cards])
        for name, cards in groupby(shown, key=lambda row: row[0].group)
    ]
    return render(request, "accounts/settings.html", {"groups": groups})
