"""A whole life of a backup in one process of its own: made, outlived, restored. `test_backup.py` runs it per engine."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from rapport.accounts.models import Setting, User
from rapport.accounts.tests import make as accounts
from rapport.db import installation
from rapport.events import services as events
from rapport.messaging.models import Delivery
from rapport.messaging.tests import make as messaging
from rapport.notices.models import StaffMail
from rapport.people.models import ContactPoint, Person
from rapport.people.tests import make as people
from rapport.sandbox import queries as sandbox
from rapport.sandbox.tests import make as mails
from rapport.search.models import SearchDoc
from rapport.timeline.models import Interaction
from rapport.vault import files, keyring
from rapport.vault import queries as vault
from rapport.vault import services as vault_services
from rapport.vault.domain import HOUSE, person
from rapport.vault.models import SealedFile, SubjectKey

SECRET = b"Diana's salary wish is 90,000"


def run(*words: str) -> str:
    said = io.StringIO()
    call_command(*words, stdout=said, no_color=True)
    return said.getvalue()


def refused(*words: str) -> str:
    try:
        run(*words)
    except CommandError as error:
        return str(error)
    raise AssertionError(f"{words} was not refused")


def newest(folder: Path, kind: str) -> str:
    return str(max(folder.glob(f"rapport-{kind}-*")))


def empty_the_machine() -> None:
    """Leave the key ring alone, as on a new machine."""
    shutil.rmtree(settings.FILES_ROOT)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return
    connection.close()
    for path in Path(settings.HOME).glob("rapport.sqlite3*"):
        path.unlink()


def database_bytes() -> bytes:
    """The files of the database as they lie on disk; a server's are not ours to read."""
    return b"".join(path.read_bytes() for path in Path(settings.HOME).glob("rapport.sqlite3*"))


def walk(folder: Path) -> None:
    run("migrate", "-v0")
    run("createcachetable", "-v0")
    installation.begin()
    staff = accounts.three()
    diana = people.person()
    omar = people.person("Omar Khalil", "omar@example.org")
    sent = messaging.sent(diana)
    messaging.sent(omar)
    mail = mails.mail()
    kept = files.store(io.BytesIO(SECRET), [person(diana.pk)], name="wish.txt")
    ours = files.store(io.BytesIO(b"house rules" * 20_000), [HOUSE], name="rules.txt")
    events.seal()

    # A backup holds words without keys and keys without words, and says loudly what it does not hold.
    said = run("backup", str(folder))
    assert "key ring is in NEITHER" in said, said
    words, first_keys = newest(folder, "words"), newest(folder, "keys")
    assert Setting.objects.get(pk="backup.last").value["words"] == words
    assert oct(Path(words).stat().st_mode)[-3:] == "600"
    whole = Path(words).read_bytes() + Path(first_keys).read_bytes()
    assert SECRET not in whole and bytes(SubjectKey.objects.all()[0].wrapped) not in Path(words).read_bytes()

    # Diana is erased, Priya comes, and only the newest keys stay.
    run("erase", str(diana.pk), "--yes")
    assert not Person.objects.filter(full_name__startswith="Diana").exists()
    priya = people.person("Priya Nair", "priya@example.org")
    zara = people.person("Zara Novak", "zara@example.org")
    run("erase", str(zara.pk), "--yes")
    vault_services.destroy([person(omar.pk)])  # a key that was lost without anybody being erased
    keep_words = folder / "kept"
    shutil.copy(words, keep_words)
    shutil.copy(first_keys, folder / "old-keys")
    said = run("backup", str(folder))
    assert not Path(first_keys).exists(), "older keys must not survive"
    assert len(list(folder.glob("rapport-keys-*"))) == 1
    keys, second_words = newest(folder, "keys"), newest(folder, "words")

    # What makes no sense is refused before anything is touched.
    assert "in this database already" in refused("restore", words, keys)
    assert "first file must be the words" in refused("restore", keys, words, "--force")
    assert "older than the words" in refused("restore", second_words, str(folder / "old-keys"))
    damaged = folder / "damaged"
    content = bytearray(keep_words.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    assert "damaged" in refused("restore", str(damaged), keys, "--force")
    ring = keyring.ring_file()
    ring.rename(folder / "ring")
    assert "key ring is not here" in refused("restore", words, keys, "--force")
    keyring.load()  # a machine that started once has made a ring of its own
    told = refused("restore", words, keys, "--force")
    assert "is not the one this backup was made with" in told, told
    (folder / "ring").replace(ring)
    assert Person.objects.count() == 4

    # The older words with the newest keys: everything is back but what was erased, and nothing leaves.
    shutil.rmtree(settings.FILES_ROOT)
    said = run("restore", words, keys, "--force")
    assert "chain of facts holds" in said and "taken off every list" in said, said
    assert "1 people who were erased since are erased in this copy too" in said, said
    assert sorted(Person.objects.values_list("full_name", flat=True)) == ["", "Omar Khalil"]
    assert Person.objects.get(pk=diana.pk).erased_at is not None
    assert not ContactPoint.objects.filter(person_id=diana.pk).exists()
    assert Person.objects.get(pk=omar.pk).removed_at is not None
    assert b"Diana" not in database_bytes()
    assert [ref for _, ref, _ in vault.erased()] == [diana.pk, zara.pk]
    assert not SearchDoc.objects.filter(person_id=diana.pk).exists()
    assert not SubjectKey.objects.filter(kind="person", ref=diana.pk).exists()
    assert files.names([SealedFile.objects.get(pk=kept.pk)]) == {}, "an erased person's file must not open"
    assert b"".join(files.open_stream(SealedFile.objects.get(pk=ours.pk))) == b"house rules" * 20_000
    assert sandbox.open_letter(mail.pk).raw == mails.wire()
    assert {d.state for d in Delivery.objects.all()} == {"held"}
    assert Delivery.objects.all()[0].decision["findings"][0]["rule"] == "restored"
    assert not StaffMail.objects.filter(state="queued").exists()
    assert not installation.may_send(), "a restored copy sends nothing, new mail neither"
    assert "mail leaves from here" in run("live", "here")
    about = Interaction.objects.get(pk=sent.interaction_id).abouts.get()
    assert not vault.open_items([(bytes(about.interaction.seal_id), person(diana.pk), bytes(about.wrapped_key))])
    assert User.objects.get(pk=staff.ada.pk).check_password("a long passphrase")
    # Ids go on behind all that were ever given: an erased person's is nobody else's, in no copy.
    assert people.person("Leïla Haddad", "leila@example.org").pk > zara.pk > priya.pk

    # An empty machine with the ring alone takes the newest backup without force.
    empty_the_machine()
    run("restore", second_words, keys)
    assert Person.objects.filter(full_name="Priya Nair").exists()
    assert [ref for _, ref, _ in vault.erased()] == [diana.pk, zara.pk]
