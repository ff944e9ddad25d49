from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rapport.config import serving
from rapport.config.management import ports
from rapport.config.management.listener import Listener


def keep_inbound(raw: bytes, sender: str, recipients: list[str]) -> object:
    from rapport.messaging.services import inbound

    return inbound.keep_raw(raw, envelope_from=sender, recipients=recipients, source="smtp")


def keep_local(raw: bytes, sender: str, recipients: list[str]) -> object:
    from rapport.messaging.services import inbound

    return inbound.keep_raw(raw, envelope_from=sender, recipients=recipients, source="lmtp")


def keep_sandbox(raw: bytes, sender: str, recipients: list[str]) -> object:
    from rapport.sandbox import services as sandbox

    return sandbox.keep(raw, envelope_from=sender, recipients=recipients)


class Command(BaseCommand):
    help = (
        "Listens for mail by SMTP, and LMTP if wished: answers from candidates, "
        "and the Sandbox when no mail server is set."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lmtp-port", type=int, default=settings.LMTP_PORT, help="also listen for LMTP here")

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = serving.stop_on_signals()
        listeners = [self._listener("Inbound mail", keep_inbound, settings.LISTENER_HOST, settings.LISTENER_PORT)]
        if port := options["lmtp_port"]:
            host = settings.LISTENER_HOST
            listeners.append(self._listener("Inbound mail by LMTP", keep_local, host, port, is_local=True))
        if settings.SANDBOX:
            listeners.append(self._listener("Sandbox", keep_sandbox, "127.0.0.1", settings.SANDBOX_PORT))
        try:
            stopping.wait()
        finally:
            for listener in listeners:
                listener.stop()

    def _listener(self, name: str, keep: Any, host: str, port: int, *, is_local: bool = False) -> Listener:
        chosen = port or ports.free_ports(1)[0]
        listener = Listener(keep, host, chosen, settings.MAIL_DOMAIN, is_local=is_local)
        try:
            listener.start()
        except OSError as error:
            raise CommandError(f"{name}: cannot listen on {host}:{chosen}: {error.strerror}.") from error
        if not port:
            self.stdout.write(f"{name}: listening on {host}:{chosen}.")
            self.stdout.flush()
        return listener
