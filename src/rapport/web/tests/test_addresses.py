from __future__ import annotations

from django.urls import reverse, set_script_prefix

from rapport.web.addresses import numbered


def test_an_address_is_what_reverse_says() -> None:
    for number in (1, 70_000, 2**62):
        assert numbered("person", number) == reverse("person", args=[number])


def test_an_address_follows_the_place_the_house_is_served_at() -> None:
    assert numbered("person", 7) == reverse("person", args=[7])
    set_script_prefix("/rapport/")
    try:
        assert numbered("person", 7) == reverse("person", args=[7]) == "/rapport" + "/people/7/"
    finally:
        set_script_prefix("/")
