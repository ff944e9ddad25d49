from __future__ import annotations

import pytest
import zstandard

from rapport.lib import seal
from rapport.lib.seal import SealError

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
ID, OTHER_ID = b"a" * 16, b"b" * 16


@pytest.mark.parametrize("plain", [b"", b"Dear Ada", b"x" * 255, b"long words " * 5000, bytes(range(256)) * 2])
def test_what_was_sealed_opens(plain: bytes) -> None:
    assert seal.unseal(KEY, "item", "body", ID, seal.seal(KEY, "item", "body", ID, plain)) == plain


def test_long_words_are_compressed_and_short_ones_are_not() -> None:
    assert len(seal.seal(KEY, "item", "body", ID, b"long words " * 500)) < 200
    assert len(seal.seal(KEY, "item", "preview", ID, b"a" * 200)) == 200 + 29


@pytest.mark.parametrize(
    "place",
    [
        (OTHER_KEY, "item", "body", ID),
        (KEY, "draft", "body", ID),
        (KEY, "item", "subject", ID),
        (KEY, "item", "body", OTHER_ID),
        (KEY, "itembody", "", ID),
        (KEY, "ite", "mbody", ID),
    ],
)
def test_a_blob_opens_in_its_own_place_only(place: tuple[bytes, str, str, bytes]) -> None:
    blob = seal.seal(KEY, "item", "body", ID, b"secret")
    with pytest.raises(SealError):
        seal.unseal(*place, blob)


def test_every_changed_byte_is_noticed() -> None:
    for plain in (b"secret", b"secret words " * 40):
        blob = seal.seal(KEY, "item", "body", ID, plain)
        for at in range(len(blob)):
            changed = blob[:at] + bytes([blob[at] ^ 0x80]) + blob[at + 1 :]
            with pytest.raises(SealError):
                seal.unseal(KEY, "item", "body", ID, changed)
        for cut in (b"", blob[:1], blob[:20], blob[:-1], blob + b"x"):
            with pytest.raises(SealError):
                seal.unseal(KEY, "item", "body", ID, cut)


def test_the_same_words_never_look_the_same() -> None:
    assert seal.seal(KEY, "item", "body", ID, b"hello") != seal.seal(KEY, "item", "body", ID, b"hello")


def test_a_bomb_does_not_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = seal.seal(KEY, "item", "body", ID, bytes(100_000))
    monkeypatch.setattr(seal, "LARGEST", 99_999)
    with pytest.raises(SealError, match="more than is allowed"):
        seal.unseal(KEY, "item", "body", ID, blob)
    with pytest.raises(SealError):
        seal._decompress(zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1000)))


def test_a_wrapped_key_is_bound_to_item_and_subject() -> None:
    key = seal.new_key()
    wrapped = seal.wrap(key, KEY, ID, ("person", 7))
    assert seal.unwrap(wrapped, KEY, ID, ("person", 7)) == key
    for under, id, subject in [
        (OTHER_KEY, ID, ("person", 7)),
        (KEY, OTHER_ID, ("person", 7)),
        (KEY, ID, ("person", 8)),
        (KEY, ID, ("house", 7)),
    ]:
        with pytest.raises(SealError):
            seal.unwrap(wrapped, under, id, subject)
