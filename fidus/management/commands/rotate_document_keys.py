"""manage.py rotate_document_keys: encrypt all that is sealed at rest under the newest of DOCUMENT_KEYS."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.hooks.services.seal_secrets_anew import seal_secrets_anew as seal_hooks_anew
from accounts.login.services.seal_secrets_anew import seal_secrets_anew
from accounts.notices.services.seal_secrets_anew import seal_secrets_anew as seal_channels_anew
from fidus.lib.sealed_files import SealedFileError, SealedFolder
from trading.connections.services.seal_secrets_anew import seal_secrets_anew as seal_brokers_anew

# All of them: a folder left out here would be lost with the old key.
SEALED = ("documents", "statements", "bank", "intake")


class Command(BaseCommand):
    help = (
        "Encrypts every stored document, statement, file brought in, second factor, and secret of a webhook, of a "
        "channel of notices, of a broker's gateway or account under the first key of DOCUMENT_KEYS. To change keys: "
        "put the new key first and keep the old one, restart, run this, then take the old key away. May be run again, "
        "and while people work."
    )

    def handle(self, *args: object, **options: object) -> None:
        root = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
        done, damaged = 0, []
        for name in SEALED:
            folder = SealedFolder(root / name, settings.DOCUMENT_KEYS)
            # A draft is renamed or gone in a moment, and its writer has the newest key already.
            files = (path for path in sorted((root / name).rglob("*")) if path.is_file() and path.suffix != ".part")
            for path in files:
                try:
                    folder.seal_anew(path.relative_to(root / name).as_posix())
                except SealedFileError as error:
                    damaged.append(f"{name}: {error}")
                else:
                    done += 1
        factors, hooks, (brokers, closed) = seal_secrets_anew(), seal_hooks_anew(), seal_brokers_anew()
        damaged += closed
        self.stdout.write(
            f"{done} files, {factors} second factors and {hooks} webhooks are encrypted under the newest key."
        )
        self.stdout.write(f"{seal_channels_anew()} channels of notices have their secrets under it, too.")
        self.stdout.write(f"{brokers} gateways and accounts of brokers have their secrets under it, too.")
        if damaged:
            raise CommandError("Keep the old key. These could not be encrypted anew:\n" + "\n".join(damaged))
