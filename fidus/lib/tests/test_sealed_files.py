import pytest
from cryptography.fernet import Fernet

from fidus.lib.sealed_files import SealedFileError, SealedFolder

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def folder(tmp_path):
    return SealedFolder(tmp_path, [NEW, OLD])


def test_what_was_put_comes_back_and_is_unreadable_on_the_disk(folder, tmp_path):
    folder.put("2026-10/a.pdf", b"%PDF secret")
    assert folder.get("2026-10/a.pdf") == b"%PDF secret"
    on_disk = (tmp_path / "2026-10/a.pdf").read_bytes()
    assert b"PDF" not in on_disk
    assert [path.name for path in (tmp_path / "2026-10").iterdir()] == ["a.pdf"]


def test_the_same_content_again_is_no_error_and_other_content_is_refused(folder):
    folder.put("a", b"one")
    folder.put("a", b"one")
    with pytest.raises(SealedFileError, match="other content"):
        folder.put("a", b"two")
    assert folder.get("a") == b"one"


def test_a_changed_byte_on_the_disk_is_noticed(folder, tmp_path):
    folder.put("a", b"one")
    sealed = bytearray((tmp_path / "a").read_bytes())
    sealed[20] ^= 1
    (tmp_path / "a").write_bytes(sealed)
    with pytest.raises(SealedFileError, match="changed on disk"):
        folder.get("a")


def test_an_older_key_still_opens_and_sealing_anew_makes_it_dispensable(tmp_path):
    SealedFolder(tmp_path, [OLD]).put("a", b"one")
    both = SealedFolder(tmp_path, [NEW, OLD])
    assert both.get("a") == b"one"
    both.seal_anew("a")
    assert SealedFolder(tmp_path, [NEW]).get("a") == b"one"


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "", "a//b", ".hidden", "a/../b", "a\x00b"])
def test_names_that_leave_the_folder_are_refused(folder, name):
    with pytest.raises(SealedFileError):
        folder.put(name, b"one")


def test_a_missing_file_is_named(folder):
    with pytest.raises(SealedFileError, match="b is not in the archive"):
        folder.get("b")


def test_removing_twice_is_no_error(folder):
    folder.put("a", b"one")
    folder.remove("a")
    folder.remove("a")
    with pytest.raises(SealedFileError):
        folder.get("a")


def test_no_key_no_folder(tmp_path):
    with pytest.raises(SealedFileError):
        SealedFolder(tmp_path, [])
