"""manage.py rotate_document_keys: encrypt every document under the newest of DOCUMENT_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from compliance import vault
from compliance.errors import DocumentDamaged
from compliance.models import Document


class Command(BaseCommand):
    help = (
        "Encrypts every stored document under the first key of DOCUMENT_KEYS. To change keys: put the new key first "
        "and keep the old one, restart, run this, then take the old key away. May be run again, and while people work."
    )

    def handle(self, *args: object, **options: object) -> None:
        done, damaged = 0, []
        for document in Document.objects.order_by("pk").iterator(chunk_size=500):
            try:
                vault.seal_anew(document)
            except DocumentDamaged as error:
                damaged.append(str(error))
            else:
                done += 1
        self.stdout.write(f"{done} documents are encrypted under the newest key.")
        if damaged:
            raise CommandError("Keep the old key. These could not be encrypted anew:\n" + "\n".join(damaged))
