"""What staff are told of: one file each. To add a kind, add a file."""

from __future__ import annotations

from rapport.lib.registry import load_folder
from rapport.notices.kinds._kind import KINDS, Kind, link

load_folder(__name__)

__all__ = ["KINDS", "Kind", "link"]
