"""A person decides about mail that could not be filed by itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.channels.email.incoming import Incoming
from rapport.channels.email.parse import parse
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid
from rapport.messaging import queries
from rapport.messaging.events import MailTriaged
from rapport.messaging.models import Message, RawMail
from rapport.messaging.queries.matching import owner_of, parent_of
from rapport.messaging.queries.triage import may_learn, writer_of
from rapport.messaging.services.file_mail import file_mail
from rapport.messaging.services.judging import file_forward
from rapport.people import queries as people
from rapport.people import services as people_services
from rapport.people.models import ContactPoint, Person

OPEN = (RawMail.State.TRIAGE, RawMail.State.FAILED)


def give_to(actor: Actor, mail_id: int, person_id: int, *, learn_address: bool = False) -> Message:
    """This mail is from (or about) this person; optionally learn the address it came from."""
    accounts.require(actor, "messaging:triage")
    person = people.get(accounts.viewer_of(actor), person_id)
    with transaction.atomic():
        mail = _locked(mail_id)
        if mail.message is not None:
            return _stay(actor, mail, mail.message, person)
        incoming = parse(queries.raw_bytes(mail))
        if learn_address:
            _learn(actor, person, writer_of(incoming, mail).address)
        parent = parent_of(incoming)
        if parent is not None and parent.person_id not in people.ids_of(person):
            parent = None
        message = _file(actor, mail, incoming, person, parent)
        _decided(actor, mail, "filed", person.pk)
    return message


def new_person(actor: Actor, mail_id: int, *, full_name: str) -> Message:
    """This mail is from somebody new: add them with the address it came from."""
    accounts.require(actor, "messaging:triage")
    with transaction.atomic():
        mail = _locked(mail_id)
        _require_unfiled(mail)
        incoming = parse(queries.raw_bytes(mail))
        address = writer_of(incoming, mail).address
        person = people_services.add_person(
            actor,
            full_name=full_name,
            emails=[address] if address and may_learn(address) else [],
            source=Person.Source.MAIL,
            owner_id=actor.id if actor.is_user else None,
        )
        message = _file(actor, mail, incoming, person, None)
        _decided(actor, mail, "new_person", person.pk)
    return message


def _stay(actor: Actor, mail: RawMail, message: Message, person: Person) -> Message:
    """A mail read again seemed to be somebody else's; somebody says that it is where it belongs."""
    if message.person_id not in people.ids_of(person):
        raise Conflict(_("This mail is filed already. Open it and move it to where it belongs."))
    RawMail.objects.filter(pk=mail.pk).update(state=RawMail.State.FILED, reason=message.matched_by)
    _decided(actor, mail, "stays", message.person_id)
    return message


def _file(actor: Actor, mail: RawMail, incoming: Incoming, person: Person, parent: Message | None) -> Message:
    """As what it came in: a colleague's copy as theirs, a forward as the words of whom it names."""
    owner = owner_of(person, incoming, parent)
    users = accounts.users_by_id(id for kind in ("copy", "forward") if (id := mail.why.get(kind)))
    if (user := users.get(mail.why.get("copy", 0))) is not None:
        return file_mail(actor, mail, incoming, owner, by="person", parent=parent, staff=user)
    if mail.why.get("forward") in users:
        return file_forward(actor, mail, incoming, owner, users[mail.why["forward"]].pk, parent)
    return file_mail(actor, mail, incoming, owner, by="person", parent=parent)


def not_a_candidate(actor: Actor, mail_id: int) -> None:
    """This mail is about nobody; its words go with the day's key, 30 days from now. Undo puts it back."""
    accounts.require(actor, "messaging:triage")
    with transaction.atomic():
        mail = _locked(mail_id)
        _require_unfiled(mail)
        RawMail.objects.filter(pk=mail.pk).update(state=RawMail.State.REJECTED)
        _decided(actor, mail, "rejected", None)


def put_back(actor: Actor, mail_id: int) -> None:
    """Undo "not a candidate"."""
    accounts.require(actor, "messaging:triage")
    with transaction.atomic():
        changed = RawMail.objects.filter(pk=mail_id, state=RawMail.State.REJECTED).update(
            state=RawMail.State.TRIAGE, decided_at=None, decided_by=None
        )
        if not changed:
            raise Conflict(_("This mail was decided differently meanwhile."))
        events.publish(actor, MailTriaged(raw_mail_id=mail_id, decision="put_back"))
        events.tick("triage")


def try_again(actor: Actor, mail_id: int) -> None:
    """Let a mail that could not be understood be understood once more."""
    accounts.require(actor, "messaging:triage")
    with transaction.atomic():
        RawMail.objects.filter(pk=mail_id, state=RawMail.State.FAILED).update(
            state=RawMail.State.NEW, attempts=0, error="", due_at=timezone.now()
        )
        events.publish(actor, MailTriaged(raw_mail_id=mail_id, decision="try_again"))
        events.tick("triage")


def _locked(mail_id: int) -> RawMail:
    mail = RawMail.objects.select_for_update(of=("self",)).filter(pk=mail_id).first()
    if mail is None or mail.state not in OPEN:
        raise Conflict(_("Somebody has decided about this mail meanwhile."))
    return mail


def _require_unfiled(mail: RawMail) -> None:
    if mail.message_id is not None:
        raise Conflict(_("This mail is filed already. Open it and move it to where it belongs."))


def _decided(actor: Actor, mail: RawMail, decision: str, person_id: int | None) -> None:
    RawMail.objects.filter(pk=mail.pk).update(decided_by_id=actor.id, decided_at=timezone.now())
    events.publish(actor, MailTriaged(raw_mail_id=mail.pk, decision=decision, person_id=person_id))
    events.tick("triage")


def _learn(actor: Actor, person: Person, address: str) -> None:
    if not address:
        raise Invalid({"learn_address": _("This mail names no address to learn.")})
    if not may_learn(address):
        raise Invalid(
            {"learn_address": _("This address belongs to a colleague or an agency; it is not the candidate's.")}
        )
    if ContactPoint.objects.filter(person_id__in=people.ids_of(person), canonical=address.lower()).exists():
        return
    people_services.add_contact_point(actor, person, channel="email", value=address)
