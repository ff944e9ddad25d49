from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from rapport.demo.services import company
from rapport.demo.services.house import House


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Files of the demo go where the test may leave them."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def house() -> House:
    made = House(timezone.now().replace(microsecond=0))
    company.build(made)
    return made
