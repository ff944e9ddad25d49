"""The first minutes of an empty installation: by `rapport setup` at the terminal, or on the page `/welcome/`."""
