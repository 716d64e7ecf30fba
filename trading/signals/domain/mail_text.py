"""What a mail says, as one text: the plain part, else the page's words; attachments are no part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser

from trading.signals.domain.reading import LARGEST_BODY
from trading.signals.domain.written import BadSignal, shown

# Character sets of people's mail programs; Python knows others that are programs by themselves.
_CHARSETS = re.compile(
    r"us-ascii|ascii|utf-?8|utf-16(le|be)?|iso-8859-\d{1,2}|(windows-|cp)125\d|koi8-[ru]", re.IGNORECASE
)
_UNSEEN = {"script", "style", "head", "title", "template"}
_BREAKS = {"br", "p", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"}


def text_of(mail: Message) -> str:
    """The words above the signature ("-- "), empty if there are none; raises BadSignal."""
    for kind in ("text/plain", "text/html"):
        part = next((part for part in _parts(mail) if part.get_content_type() == kind), None)
        if part is not None:
            text = _decoded(part)
            return _above_signature(_words_of_page(text) if kind == "text/html" else text)
    return ""


def _parts(mail: Message) -> Iterator[Message]:
    """What the mail itself says: neither attachments, nor mails inside of it."""
    if mail.get_content_disposition() == "attachment":
        return
    if mail.get_content_maintype() == "multipart":
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    elif mail.get_content_maintype() == "text":
        yield mail


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or len(content) > LARGEST_BODY:
        raise BadSignal(f"The text of a mail is at most {LARGEST_BODY // 1024} kB large.")
    charset = part.get_content_charset("utf-8")
    if not _CHARSETS.fullmatch(charset):
        raise BadSignal(f"The mail is written in {shown(charset)}; send UTF-8.")
    try:
        return content.decode(charset)
    except (UnicodeDecodeError, LookupError):
        raise BadSignal(f"The mail says that it is written in {shown(charset)}, and it is not.") from None


def _above_signature(text: str) -> str:
    kept = []
    for line in text.splitlines():
        if line.rstrip() == "--":
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _words_of_page(html: str) -> str:
    page = _Page()
    page.feed(html)
    page.close()
    return "".join(page.kept)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._unseen and tag in _UNSEEN:
            self._unseen = tag
        elif tag in _BREAKS:
            self.kept.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        elif tag in _BREAKS:
            self.kept.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.kept.append(data)
