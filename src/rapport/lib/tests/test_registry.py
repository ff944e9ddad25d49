from __future__ import annotations

import sys

import pytest

from rapport.lib.registry import Registry, load_folder


def test_a_name_is_taken_once():
    shapes: Registry[type] = Registry("shape")
    shapes.named("round")(int)
    with pytest.raises(LookupError, match="round"):
        shapes.add("round", str)
    assert shapes.get("round") is int
    assert list(shapes) == ["round"]
    assert "square" not in shapes
    with pytest.raises(LookupError, match="there are: round"):
        shapes.get("square")


def test_a_folder_fills_itself_in_order(tmp_path, monkeypatch):
    folder = tmp_path / "plugin_folder"
    folder.mkdir()
    for name in ("__init__", "b_second", "a_first", "base", "_hidden"):
        (folder / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    names = [module.__name__ for module in load_folder("plugin_folder")]
    assert names == ["plugin_folder.a_first", "plugin_folder.b_second"]
    assert "plugin_folder._hidden" not in sys.modules
