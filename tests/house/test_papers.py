"""What is written for people keeps up with what is there."""

from __future__ import annotations

import json
import re

from tests.house.source import PACKAGE, ROOT, modules

ENV_NAME = re.compile(r"""(?:env\.\w+|environ\.get|getenv)\(\s*["'](RAPPORT_[A-Z_]+|DATABASE_URL)["']""")


def settings_read() -> set[str]:
    read = {name for module in modules() for name in ENV_NAME.findall(module.text)}
    return {name.removesuffix("_FILE") for name in read}


def test_every_setting_is_explained():
    example = (ROOT / ".env.example").read_text()
    missing = {name for name in settings_read() if not re.search(rf"^#? ?{name}=", example, re.M)}
    assert not missing, f".env.example does not explain {sorted(missing)}"


def test_no_setting_is_explained_that_nobody_reads():
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, re.M))
    gone = {name for name in named if name not in settings_read() and not name.startswith("RAPPORT_TEST")}
    assert not gone, f".env.example explains what nobody reads: {sorted(gone)}"


def test_every_command_is_in_the_operations_guide():
    guide = (ROOT / "docs" / "operations.md").read_text()
    commands = {path.stem for path in PACKAGE.glob("*/management/commands/*.py") if not path.stem.startswith("_")}
    missing = {name for name in commands if f"rapport {name}" not in guide}
    assert not missing, f"docs/operations.md does not mention {sorted(missing)}"


def test_every_floor_is_drawn():
    drawing = (ROOT / "docs" / "architecture.md").read_text()
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    missing = {name for name in folders if not re.search(rf"^ .*\b{name}\b", drawing, re.M)}
    assert not missing, f"docs/architecture.md does not draw {sorted(missing)}"


def test_locks_name_no_servers():
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text(), lock.name
    lock = ROOT / "package-lock.json"
    if lock.exists():
        parts = json.loads(lock.read_text())["packages"].values()
        assert not [part["resolved"] for part in parts if "://" in part.get("resolved", "")]


def test_links_between_documents_lead_somewhere():
    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert not broken, broken
