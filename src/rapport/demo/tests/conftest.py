from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Files of the demo go where the test may leave them."""
    settings.FILES_ROOT = tmp_path / "files"
