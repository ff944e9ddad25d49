"""What Django's own validators leave open."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rapport.accounts.policy.monotony import is_monotonous


class MonotonyValidator:
    def validate(self, password: str, user: object = None) -> None:
        if is_monotonous(password):
            raise ValidationError(
                _("This password repeats itself or only counts up or down."), code="password_monotonous"
            )

    def get_help_text(self) -> str:
        return _("It must not repeat itself, nor only count up or down.")
