"""What it costs to seal an item and to open it again, beside Fernet on the same text."""

from __future__ import annotations

from cryptography.fernet import Fernet

from rapport.demo.bench import place
from rapport.demo.bench.figures import line, rounds
from rapport.timeline.services.record import TABLE, preview_of
from rapport.vault import domain as subjects
from rapport.vault import queries as vault
from rapport.vault import services as vault_services

ITEMS = 200


def items(times: int) -> None:
    """Two hundred items of ten people: keys, wraps, and three sealed columns each."""
    scale = place.kept()
    texts = [scale.samples[id] for id in sorted(scale.samples)]
    bodies = [texts[n % len(texts)] for n in range(ITEMS)]
    first = min(scale.measured.values())
    owners = [subjects.person(first + n % 10) for n in range(ITEMS)]
    fernet = Fernet(Fernet.generate_key())

    def seal() -> list[tuple[bytes, subjects.Subject, bytes, bytes, bytes, bytes]]:
        made = vault_services.new_items([[owner] for owner in owners])
        return [
            (
                item.seal_id,
                owner,
                item.wraps[owner],
                item.seal(TABLE, "subject", subject),
                item.seal(TABLE, "preview", preview_of(body)),
                item.seal(TABLE, "body", body),
            )
            for item, owner, (subject, body) in zip(made, owners, bodies, strict=True)
        ]

    def plain_seal() -> list[tuple[bytes, bytes, bytes]]:
        return [
            (fernet.encrypt(s.encode()), fernet.encrypt(preview_of(b).encode()), fernet.encrypt(b.encode()))
            for s, b in bodies
        ]

    sealed, tokens = seal(), plain_seal()

    def unseal() -> None:
        seals = vault.open_items((id, owner, wrap) for id, owner, wrap, *_ in sealed)
        for id, _, _, subject, preview, body in sealed:
            item = seals[id]
            item.text(TABLE, "subject", subject), item.text(TABLE, "preview", preview), item.text(TABLE, "body", body)

    def plain_unseal() -> None:
        for some in tokens:
            for token in some:
                fernet.decrypt(token).decode()

    took = rounds({"seal": seal, "fernet seal": plain_seal, "open": unseal, "fernet open": plain_unseal}, times)
    for name, told in (("seal", "seal an item, with its keys"), ("open", "open an item, with its keys")):
        mine, reference = took[name].work * 1000 / ITEMS, took[f"fernet {name}"].work * 1000 / ITEMS
        line(f"{told}: CPU", mine, "µs", "Fernet, same text, one key", reference)
    mine, reference = sum(len(row[5]) for row in sealed), sum(len(row[2]) for row in tokens)
    line("stored size of a body", mine / ITEMS, "bytes", "Fernet", reference / ITEMS)
