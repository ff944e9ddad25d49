from __future__ import annotations

import pytest
from django.test import Client

from rapport.accounts.tests import make as accounts
from rapport.channels.email import tokens
from rapport.messaging.queries.own_addresses import own_addresses
from rapport.messaging.queries.wire import token_key

pytestmark = pytest.mark.django_db


def test_everybody_finds_their_own_two_addresses_on_their_profile() -> None:
    staff = accounts.three()
    client = Client()
    client.force_login(staff.ada)
    page = client.get("/me/mail/").content.decode()
    mine, bens = own_addresses(staff.ada.pk), own_addresses(staff.ben.pk)
    assert mine.copy in page and mine.forward in page
    assert bens.copy not in page
    assert tokens.read_copy_token(token_key(), mine.copy) == staff.ada.pk
    assert tokens.read_forward_token(token_key(), mine.forward) == staff.ada.pk
    assert tokens.read_copy_token(token_key(), mine.forward) is None
    assert "/me/mail/" in client.get("/me/").content.decode()
