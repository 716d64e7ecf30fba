"""manage.py demo_code EMAIL: the code that an invented person's authenticator app would show now."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.login.services.demo_code import demo_code
from accounts.models import User


class Command(BaseCommand):
    help = "Prints the six digits for the second step of one of the demo firm's people. Works in the demo only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This is not the demo: codes are on people's own phones.")
        user = User.objects.filter(email=email.lower()).first()
        code = demo_code(user) if user else None
        if code is None:
            raise CommandError(f"{email} has no second step that the demo made.")
        self.stdout.write(code)
