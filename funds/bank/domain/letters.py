"""Letters of a file whose encoding nobody wrote down."""

from funds.bank.domain.unreadable import Unreadable

# What banks of Western and Eastern Europe still send, when it is not UTF-8.
_OLD = ("cp1252", "cp852", "cp1250")


def text_of(content: bytes) -> tuple[str, str]:
    """The text with plain line ends, and the encoding it was read by; raises Unreadable for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _by(content, "utf-16")
    if content.startswith(b"\xef\xbb\xbf"):
        return _by(content, "utf-8-sig")
    if b"\0" in content[:4096]:
        half = content[:4096]
        # Text of 16 bits without a mark: every other byte of Latin letters is empty.
        order = "utf-16-le" if half[1::2].count(0) > half[0::2].count(0) else "utf-16-be"
        if max(half[0::2].count(0), half[1::2].count(0)) * 2 < len(half) * 0.7:
            raise Unreadable("this is not a text file")
        return _by(content, order)
    try:
        return _by(content, "utf-8")
    except Unreadable:
        return max((_old(content, name) for name in _OLD), key=lambda found: found[0])[1:]


def _by(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(f"the letters are not {encoding.upper()}", place=f"line {line}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _old(content: bytes, encoding: str) -> tuple[int, str, str]:
    """How many of the foreign bytes are letters in it, and the text."""
    text = content.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    letters = sum(1 if letter.isalpha() else -1 for letter in text if letter > "\x7f")
    return letters, text, encoding
