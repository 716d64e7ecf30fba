"""Files at rest: encrypted under Fernet, written whole or not at all, never written over."""

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class SealedFileError(Exception):
    """A sealed file is missing, damaged, under a key no longer held, or already there with other content."""


class SealedFolder:
    """A folder of encrypted files; `keys` are Fernet keys, newest first: the newest seals, all of them open."""

    def __init__(self, root: Path, keys: Sequence[str]) -> None:
        if not keys:
            raise SealedFileError("files cannot be sealed without a key")
        self._root = root
        self._box = MultiFernet([Fernet(key) for key in keys])

    def put(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`; the same content again is no error, other content is."""
        path = self._path(name)
        if path.exists():
            if self.get(name) != content:
                raise SealedFileError(f"{name} is kept already, with other content")
            return
        self._write(path, self._box.encrypt(content))

    def get(self, name: str) -> bytes:
        """The content as it was put; raises SealedFileError."""
        try:
            return self._box.decrypt(self._path(name).read_bytes())
        except FileNotFoundError:
            raise SealedFileError(f"{name} is not in the archive") from None
        except InvalidToken:
            raise SealedFileError(
                f"{name} was changed on disk, or sealed under a key that is not held any more"
            ) from None

    def seal_anew(self, name: str) -> None:
        """Seal under the newest key; the content stays the same."""
        path = self._path(name)
        try:
            self._write(path, self._box.rotate(path.read_bytes()))
        except FileNotFoundError:
            raise SealedFileError(f"{name} is not in the archive") from None
        except InvalidToken:
            raise SealedFileError(f"{name} cannot be opened with the keys that are held") from None

    def remove(self, name: str) -> None:
        """Erase the file; one that is not there is no error."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SealedFileError(f"{name!r} is not a name for a file in the archive")
        return self._root / name

    def _write(self, path: Path, sealed: bytes) -> None:
        """To the disk for certain: a name appears only when all its bytes are there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}.part")
        try:
            with open(draft, "xb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
