import io
import zipfile
import zlib

import pytest

from compliance.domain.file_content import MAX_BYTES, inspect
from compliance.errors import DocumentRefused
from compliance.tests.files import a_heic, a_pdf, a_picture


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_pdf(), "application/pdf"),
        (a_picture("JPEG"), "image/jpeg"),
        (a_picture("PNG"), "image/png"),
        (a_picture("WEBP"), "image/webp"),
        (a_heic(), "image/heic"),
    ],
)
def test_each_kind_that_is_taken_is_known_by_its_content(content, media_type):
    assert inspect(content).media_type == media_type


def test_pages_are_counted_also_where_they_are_packed():
    assert inspect(a_pdf(pages=3)).pages == 3
    assert inspect(a_pdf(pages=1, objects_packed=b"50 0 << /Type /Page /Parent 2 0 R >>")).pages == 2


def refusal(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as refused:
        inspect(content)
    return str(refused.value)


def test_an_empty_file_is_refused():
    assert "empty" in refusal(b"")


def test_a_file_over_the_limit_is_refused():
    assert "larger than 15 MB" in refusal(a_picture() + bytes(MAX_BYTES))


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>I am passport.pdf</body></html>",
        b"MZ\x90\0" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        b"GIF89a" * 9,
    ],
    ids=["page", "program", "archive", "gif"],
)
def test_a_file_that_is_something_else_is_refused_whatever_it_is_called(content):
    assert "not a PDF, JPEG" in refusal(content)


ACTIVE = {
    "script": b"/Names << /JavaScript 9 0 R >>",
    "script in short": b"/X << /S/JS >>",
    "escaped name": b"/OpenAction << /S /J#61vaScript >>",
    "escaped key": b"/#4fpenAction 9 0 R",
    "launch": b"/X << /S /Launch /F (cmd.exe) >>",
    "action on opening": b"/OpenAction << /S /URI >>",
    "action on opening by reference": b"/OpenAction 9 0 R",
    "additional actions": b"/AA << /O 9 0 R >>",
    "additional actions by reference": b"/AA 9 0 R",
    "additional actions behind a comment": b"/AA % <<\n<< /O 9 0 R >>",
    "additional actions behind a zero": b"/AA\0<< /O 9 0 R >>",
    "script behind a comment": b"/X << /JS%\n(app.alert(1)) >>",
    "script by reference": b"/X << /JS 9 0 R >>",
    "file inside": b"/Names << /EmbeddedFiles 9 0 R >>",
    "form with scripts": b"/AcroForm << /XFA 9 0 R >>",
    "sends a form": b"/X<</S/SubmitForm>>",
}


@pytest.mark.parametrize("catalog", ACTIVE.values(), ids=ACTIVE.keys())
def test_a_pdf_that_acts_is_refused(catalog):
    assert "automatic action" in refusal(a_pdf(catalog=catalog))


@pytest.mark.parametrize("catalog", ACTIVE.values(), ids=ACTIVE.keys())
def test_a_pdf_that_acts_is_refused_also_where_that_is_packed(catalog):
    assert "automatic action" in refusal(a_pdf(objects_packed=b"50 0 << " + catalog + b" >>"))


def test_the_noise_of_a_scan_is_no_action():
    noise = b"8 0 obj\n<< /Length 20 >>\nstream\n\x9c/AA\t\xd1/JS \x07/AA/\xf0/JS>\nendstream\nendobj\n"
    assert inspect(a_pdf(objects=noise)).pages == 1


def test_a_bookmark_to_open_at_is_no_action():
    assert inspect(a_pdf(catalog=b"/OpenAction [3 0 R /FitH null]")).pages == 1


def test_a_link_to_a_website_is_no_danger():
    assert inspect(a_pdf(objects=b"8 0 obj\n<< /A << /S /URI /URI (https://power.example) >> >>\nendobj\n")).pages == 1


ACTS = zlib.compress(b"50 0 << /S /JavaScript >>")


@pytest.mark.parametrize(
    "dictionary",
    [
        b"<< /Type /ObjStm /N 1 /First 5 /Filter /LZWDecode >>",
        b"<< /Type /ObjStm /N 1 /First 5 /Filter [/ASCIIHexDecode /FlateDecode] >>",
        b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /DecodeParms << /Predictor 12 >> >>",
        b"<< /Type /ObjStm /N 1 /First 5 >>",
        b"<< /Type /ObjStm " + b" " * 9000 + b"/N 1 /First 5 /Filter /LZWDecode >>",
        b"<< /Type /ObjStm % 7 0 obj\n /N 1 /First 5 /Filter /LZWDecode >>",
        b"<< /Filter /LZWDecode % 7 0 obj\n /Type /Obj#53tm /N 1 /First 5 >>",
        b"<< /Type /ObjStm % stream\n /N 1 /First 5 /Filter /FlateDecode >>",
    ],
)
def test_objects_packed_in_a_way_we_cannot_look_into_are_refused(dictionary):
    hidden = b"9 0 obj\n" + dictionary + b"\nstream\n" + ACTS + b"\nendstream\nendobj\n"
    assert "unusual way" in refusal(a_pdf(objects=hidden))


def test_a_pdf_behind_a_password_is_refused():
    assert "password" in refusal(a_pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"))


def test_a_pdf_that_unpacks_without_end_is_refused():
    assert "far more" in refusal(a_pdf(objects_packed=bytes(40 * 1024 * 1024)))


def test_too_many_pages_are_refused():
    assert "61 pages" in refusal(a_pdf(pages=61))


def test_a_cut_pdf_is_refused():
    assert "not complete" in refusal(a_pdf(pages=40)[:1500])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_cut_picture_is_refused(kind):
    content = a_picture(kind, size=(900, 900))
    assert "cut off" in refusal(content[: len(content) // 2])


def test_a_cut_heic_is_refused():
    assert "cut off" in refusal(a_heic()[:-50])


def test_a_small_file_that_unpacks_into_a_huge_picture_is_refused():
    assert "too many pixels" in refusal(a_picture("PNG", size=(9000, 7000)))


def an_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("run.bat", "echo")
    return file.getvalue()


def test_four_bytes_of_noise_do_not_make_an_archive_of_an_honest_picture():
    assert inspect(a_picture("JPEG") + b"PK\x05\x06" + bytes(18)).media_type == "image/jpeg"


@pytest.mark.parametrize(
    "hidden", [b"<script>alert(1)</script>", b"<HTML>", b"<!DOCTYPE  html>", b"<?php", an_archive()]
)
@pytest.mark.parametrize("cover", [a_picture("JPEG"), a_picture("PNG"), a_pdf()], ids=["jpeg", "png", "pdf"])
def test_a_file_hidden_in_another_is_refused(cover, hidden):
    assert "hidden inside" in refusal(cover + hidden)


def test_a_picture_that_is_a_pdf_as_well_is_refused():
    picture = a_picture("JPEG")
    comment = b"%PDF-1.7 1 0 obj"
    both = picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + picture[2:]
    assert "at once" in refusal(both)
