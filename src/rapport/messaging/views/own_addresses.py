"""One's own two addresses for mail written in another mailbox."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rapport.accounts.request import StaffRequest
from rapport.messaging.queries.own_addresses import own_addresses


@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """The addresses with how to use them."""
    return render(request, "messaging/own_addresses.html", {"own": own_addresses(request.viewer.user_id)})
