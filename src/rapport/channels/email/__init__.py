"""Electronic mail, pure: bytes in, values out; no database, no settings, no clock."""
