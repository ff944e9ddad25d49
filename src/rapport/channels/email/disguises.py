"""Signs that a sender may not be who they seem (IN-08): codes for a reader's sentence, proof of nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from rapport.channels.email.addresses import Address

# Letters of other alphabets, and digits, that mail domains are faked with; then what is drawn with two letters.
_LOOKS = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһԛԝӏкмтнвг", "aeopcyxijsdhqwlkmthbr", strict=True)),
        **dict(zip("αονικρτυεηω", "aovikptuenw", strict=True)),
        **dict(zip("ոսօց", "nuog", strict=True)),
        **dict(zip("01345|!", "oleasll", strict=True)),
    }
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"))
_TITLES = re.compile(r"\b(?:dr|prof|mr|mrs|ms|herr|frau)\.?\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a sender could pass for: our own domains, and colleagues by name."""

    domains: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # as `plain_name` gives them
    addresses: frozenset[str] = frozenset()


def signs(sender: Address, reply_to: Collection[Address], known: Known) -> list[str]:
    """Return the codes of what is odd about a sender: look-alike, name-of-colleague, reply-elsewhere."""
    domain = _domain(sender.address)
    found = []
    if domain and domain not in known.domains and any(_alike(domain, ours) for ours in known.domains):
        found.append("look-alike")
    if plain_name(sender.name) in known.names and sender.address.lower() not in known.addresses:
        found.append("name-of-colleague")
    elsewhere = {_domain(box.address) for box in reply_to if box.address} - {""}
    if domain and elsewhere and not any(_related(domain, other) for other in elsewhere):
        found.append("reply-elsewhere")
    return found


def plain_name(name: str) -> str:
    """Return a name without accents, titles, order and look-alike letters, so that two disguises compare equal."""
    bare = _TITLES.sub(" ", f"{name} ").casefold().translate(_LOOKS)
    letters = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", letters)))


def _domain(address: str) -> str:
    domain = address.rpartition("@")[2].lower().rstrip(".")
    try:
        return domain.encode("ascii").decode("idna") if "xn--" in domain else domain
    except UnicodeError:
        return domain


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _alike(domain: str, ours: str) -> bool:
    """The same to the eye, or one slip of the keyboard away; a sub-domain of ours is ours."""
    if _related(domain, ours):
        return False
    skeleton, own = _skeleton(domain), _skeleton(ours)
    if skeleton == own:
        return True
    name, own_name = skeleton.partition(".")[0], own.partition(".")[0]
    if name == own_name and len(name) > 4:
        return True  # halden.example as halden.co
    return len(own_name) > 5 and skeleton.partition(".")[2] == own.partition(".")[2] and _one_slip(name, own_name)


def _skeleton(domain: str) -> str:
    text = unicodedata.normalize("NFKD", domain.casefold().translate(_LOOKS))
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("-", "")
    for pair, single in _PAIRS:
        text = text.replace(pair, single)
    return text


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less, other, or two swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, there = one[at:], other[at:]
    is_swapped = rest[:2] == there[1::-1] and rest[2:] == there[2:]
    return is_swapped or rest[1:] == there[1:] or rest[1:] == there or rest == there[1:]
