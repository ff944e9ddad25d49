from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a key ring and a files folder of its own."""
    settings.HOME, settings.FILES_ROOT = tmp_path, tmp_path / "files"
    monkeypatch.delenv("RAPPORT_KEYRING", raising=False)
    monkeypatch.delenv("RAPPORT_KEYRING_FILE", raising=False)
    return tmp_path
