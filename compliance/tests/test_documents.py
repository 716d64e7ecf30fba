"""Documents at rest and on their way out."""

from io import BytesIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts.trail import api as trail
from compliance import vault as vaults
from compliance.errors import DocumentDamaged, DocumentRefused, NotNow
from compliance.models import Document
from compliance.services.add_document import add_document
from compliance.services.check_item import refuse_item
from compliance.services.read_document import read_document
from compliance.tests.conftest import submitted
from compliance.tests.files import a_pdf, a_picture
from fidus.lib.sealed_files import SealedFolder


def files_in(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def sent(case, content: bytes = b"", name: str = "passport.pdf", code: str = "identity") -> Document:
    return add_document(item=case.items.get(code=code), file=BytesIO(content or a_pdf()), name=name, by=None)


def test_a_document_is_kept_encrypted_under_a_name_that_says_nothing(case, vault):
    content = a_pdf(catalog=b"/Lang (the holder is Ada Example)")
    document = sent(case, content)
    (file,) = files_in(vault)
    on_disk = file.read_bytes()
    assert b"Ada" not in on_disk
    assert b"PDF" not in on_disk
    assert "passport" not in str(file.relative_to(vault))
    assert vaults.content_of(document) == content
    assert (document.media_type, document.pages, document.size, document.version) == (
        "application/pdf", 1, len(content), 1,
    )  # fmt: skip


def test_the_same_file_twice_is_one_version_and_one_file(case, vault):
    assert sent(case) == sent(case)
    assert len(files_in(vault)) == 1


def test_another_file_is_the_next_version_and_the_earlier_one_stays(case, vault):
    first, second = sent(case), sent(case, a_picture(), "passport.jpg")
    assert (first.version, second.version) == (1, 2)
    assert vaults.content_of(first) == a_pdf()


def test_the_file_that_was_refused_is_not_taken_again(case, mina):
    document = sent(case)
    refuse_item(item=document.item, by=mina, reason="Too dark.")
    with pytest.raises(DocumentRefused, match="Too dark"):
        sent(case)


@pytest.mark.parametrize("content", [b"<html>", a_pdf(catalog=b"/OpenAction 9 0 R"), b"\0"])
def test_what_is_refused_leaves_no_file_no_row_and_no_event(case, vault, content):
    before = len(trail.events_about(subject=case.reference))
    with pytest.raises(DocumentRefused):
        sent(case, content)
    assert not files_in(vault)
    assert not Document.objects.exists()
    assert len(trail.events_about(subject=case.reference)) == before


def test_a_file_whose_row_is_not_written_does_not_stay(case, vault, mina):
    submitted(case, by=mina)
    before = len(files_in(vault))
    with pytest.raises(NotNow):
        sent(case, a_picture())
    assert len(files_in(vault)) == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\Ada\\pass.pdf", "pass.pdf"),
        ("../../etc/passwd", "passwd"),
        ('a"; x=\r\nSet-Cookie: a=b.pdf', 'a"; x=Set-Cookie: a=b.pdf'),
        ("gpj.\u202efdp", "gpj.fdp"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_kept_without_what_could_mislead(case, given, kept):
    assert sent(case, name=given).name == kept


def test_each_reading_is_an_event(case, mina):
    document = sent(case)
    assert read_document(document=document, by=mina) == a_pdf()
    event = trail.events_about(subject=case.reference, kinds=["DocumentRead"])[0]
    assert (event.actor, event.data["document"]) == (mina.pk, document.pk)


def test_a_file_that_was_changed_or_swapped_on_the_disk_is_noticed(case, vault):
    first, second = sent(case), sent(case, a_picture(), "b.jpg", "address")
    paths = {document.pk: next(vault.rglob(document.stored_as)) for document in (first, second)}
    swapped = paths[second.pk].read_bytes()
    paths[first.pk].write_bytes(swapped)
    with pytest.raises(DocumentDamaged, match="not the file that was uploaded"):
        vaults.content_of(first)
    paths[second.pk].write_bytes(swapped[:-9] + b"AAAAAAAA=")
    with pytest.raises(DocumentDamaged, match="changed on disk"):
        vaults.content_of(second)
    paths[first.pk].unlink()
    with pytest.raises(DocumentDamaged, match="not in the archive"):
        vaults.content_of(first)


def test_keys_are_changed_without_losing_a_document_or_a_statement(case, vault, settings, capsys):
    document = sent(case)
    SealedFolder(vault / "statements", settings.DOCUMENT_KEYS).put("2026-10/S-0001.pdf", b"a statement")
    old, new = settings.DOCUMENT_KEYS, [Fernet.generate_key().decode()]
    settings.DOCUMENT_KEYS = new + old
    call_command("rotate_document_keys")
    assert "2 files, 0 second factors and 0 webhooks are encrypted under the newest key" in capsys.readouterr().out
    settings.DOCUMENT_KEYS = new
    assert vaults.content_of(document) == a_pdf()
    assert SealedFolder(vault / "statements", new).get("2026-10/S-0001.pdf") == b"a statement"
    settings.DOCUMENT_KEYS = old
    with pytest.raises(DocumentDamaged):
        vaults.content_of(document)


def test_a_document_that_no_key_opens_is_named_so_that_the_old_key_is_kept(case, settings):
    document = sent(case)
    settings.DOCUMENT_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match=rf"Keep the old key.*\n.*{document.stored_as}"):
        call_command("rotate_document_keys")
