"""Reads the mailbox for signals, for as long as it runs: docs/signals.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fidus import heartbeats
from fidus.lib.lasting import last_until_told
from trading.signals.mailbox import Access
from trading.signals.services.read_signal_mail import MailReader


class Command(BaseCommand):
    help = "Takes signals from the mailbox that SIGNAL_MAIL_HOST and the others name; several may run."

    def handle(self, **options: Any) -> None:
        if not settings.SIGNAL_MAIL_HOST:
            raise CommandError("No mailbox is set up: SIGNAL_MAIL_HOST and the others are empty (docs/signals.md).")
        stop = last_until_told()
        access = Access(
            host=settings.SIGNAL_MAIL_HOST,
            port=settings.SIGNAL_MAIL_PORT,
            user=settings.SIGNAL_MAIL_USER,
            password=settings.SIGNAL_MAIL_PASSWORD,
            folder=settings.SIGNAL_MAIL_FOLDER,
            done=settings.SIGNAL_MAIL_DONE,
            authority=settings.SIGNAL_MAIL_AUTHORITY,
        )
        self.stdout.write("reading")
        self.stdout.flush()
        MailReader(access, beat=lambda: heartbeats.beat("mail"), stop=stop).run()
