from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from rapport.web.templatetags.components import DIRECTIONAL, initials, tint, when, zone_name

WEB = Path(__file__).parents[1]
NOW = datetime(2026, 11, 20, 16, 42, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load components %}" + source).render(Context(context))


class Given(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Only for this.")
    news = forms.BooleanField(label="News", required=False)
    hours = forms.ChoiceField(choices=[("am", "Mornings")], widget=forms.RadioSelect, required=False)


def test_icon_is_hidden_unless_it_speaks() -> None:
    assert 'aria-hidden="true"' in render('{% icon "mail" %}')
    spoken = render('{% icon "mail" "E-mail" %}')
    assert 'role="img" aria-label="E-mail"' in spoken
    assert "flip" in render('{% icon "arrow-left" %}')
    assert "flip" not in render('{% icon "clock" %}')


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "static" / "web" / "icons.svg").read_text()))
    assert sprite >= DIRECTIONAL
    named = {
        name
        for page in WEB.parent.glob("*/templates/**/*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', page.read_text())
    }
    assert named - sprite == set()


def test_chip_escapes_and_knows_its_tones() -> None:
    assert render("{% chip text 'ok' 'checks' %}", text="<b>").endswith("&lt;b&gt;</span>")
    assert 'aria-current="true"' in render("{% chip 'All' '' '' '/x' True %}")
    with pytest.raises(TemplateSyntaxError):
        render("{% chip 'x' 'purple' %}")


def test_card_and_empty_hold_their_block() -> None:
    card = render(
        "{% card title=title tone='wait' id='why' %}<p>{{ words }}</p>{% endcard %}", title="<i>", words="<u>"
    )
    assert card.startswith('<section class="panel pad wait" id="why"><h2 class="caps">&lt;i&gt;</h2>')
    assert "<p>&lt;u&gt;</p>" in card
    empty = render(
        '{% for x in none %}{% empty %}{% empty "inbox" "Quiet" "All done." %}<a>go</a>{% endempty %}{% endfor %}'
    )
    assert '<p class="t">Quiet</p><p>All done.</p><div class="acts"><a>go</a></div>' in empty


def test_field_wires_label_help_and_error() -> None:
    html = render("{% field form.email %}", form=Given({"email": "no"}))
    assert '<label for="id_email">E-mail' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html and 'id="id_email_error"' in html and 'id="id_email_helptext"' in html
    switch = render("{% field form.news switch=True %}", form=Given())
    assert 'role="switch"' in switch and 'class="sw"' in switch
    assert "<legend>" in render("{% field form.hours %}", form=Given())


def test_kbd_and_bidi() -> None:
    assert render("{% kbd 'Ctrl ↵' %}").count("<kbd>") == 2
    assert render("{{ name|bidi }}", name="عمر <b>") == "<bdi>عمر &lt;b&gt;</bdi>"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Diana Allen", "DA"),
        ("jean-luc picard", "JP"),
        ("Madonna", "M"),
        ("عمر خليل", "ع"),
        ("渡辺 花", "渡"),
        ("a.fischer@old.example", "AF"),
        ("", "?"),
        ("…", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
    assert tint(name) == tint(f" {name.upper().lower()} ") or name.upper().lower() != name.casefold()


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), ">now<"),
        (timedelta(minutes=11), ">11 min<"),
        (timedelta(hours=5), ">11:42<"),
        (timedelta(days=3), ">Tue<"),
        (timedelta(days=40), ">11 Oct<"),
        (timedelta(days=400), ">16 Oct 2025<"),
    ],
)
def test_when_is_short_for_the_eye_and_exact_for_machines(ago: timedelta, text: str) -> None:
    with timezone.override("UTC"), translation.override("en"):
        html = when(NOW - ago, now=NOW)
    assert text in html
    assert f'datetime="{(NOW - ago).isoformat(timespec="seconds").replace("+00:00", "Z")}"' in html


def test_when_takes_days_and_nothing() -> None:
    assert when(None) == ""
    with translation.override("en"):
        assert "Yesterday" in when(date(2026, 11, 19), now=NOW)


def test_zone_names_a_place_and_a_distance() -> None:
    with timezone.override("Asia/Riyadh"):
        assert zone_name(timezone.localtime(NOW)) == "Riyadh, UTC+3"
    with timezone.override("Asia/Kolkata"):
        assert zone_name(timezone.localtime(NOW)) == "Kolkata, UTC+5:30"


def test_older_is_nothing_without_an_address() -> None:
    assert render("{% older url %}", url=None) == ""
    assert 'hx-select="#list &gt; *"' in render("{% older url into='#list' %}", url="?c=1") or "hx-select" in render(
        "{% older url into='#list' %}", url="?c=1"
    )


def test_no_template_carries_inline_script_or_style() -> None:
    wrong = [
        page.name
        for page in WEB.glob("templates/**/*.html")
        if re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page.read_text())
    ]
    assert wrong == []


def test_no_file_is_past_its_size() -> None:
    long = [p.name for p in WEB.glob("islands/*.ts") if len(p.read_text().splitlines()) > 150]
    long += [p.name for p in WEB.glob("templates/**/*.html") if len(p.read_text().splitlines()) > 150]
    assert long == []


def test_a_list_takes_the_readers_comma_and_keeps_each_name_apart() -> None:
    assert render("{{ names|listed }}", names=["Ada", "<b>"]) == "<bdi>Ada</bdi>, <bdi>&lt;b&gt;</bdi>"
    with translation.override("ar"):
        assert render("{% comma %}") == "، "
