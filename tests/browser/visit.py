"""Opening one page as one person, with everything it complained about on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response

from tests.browser import pages
from tests.browser.site import Site


@dataclass
class Visit:
    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)


@contextmanager
def visit(browser: Browser, site: Site, person: str = "", *, width: int = 1440, dark: bool = False) -> Iterator[Visit]:
    """A fresh window of `person`; what the console says and who else is asked is kept."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    if person:
        context.add_cookies([{"name": "sessionid", "value": site.sessions[person], "url": site.address}])
    window = context.new_page()
    seen = Visit(window)
    own = urlsplit(site.address).netloc
    window.on("console", lambda line: seen.complaints.append(line.text) if line.type in ("error", "warning") else None)
    window.on("pageerror", lambda error: seen.complaints.append(str(error)))
    window.on("response", lambda answer: seen.responses.append(answer))
    window.on(
        "request",
        lambda asked: (
            seen.strangers.append(asked.url)
            if urlsplit(asked.url).scheme.startswith("http") and urlsplit(asked.url).netloc != own
            else None
        ),
    )
    try:
        yield seen
    finally:
        context.close()


def open_page(seen: Visit, site: Site, page: pages.Page) -> None:
    answer = seen.page.goto(site.address + page.path.format(**site.facts), wait_until="load")
    assert answer is not None
    assert seen.page.url == site.address + page.path.format(**site.facts), f"{page.path} leads to {seen.page.url}"
    assert answer.status == page.status, f"{page.path} answers {answer.status}"
    # Chromium reports the status of an error page as a complaint of its own.
    if page.status >= 400:
        seen.complaints[:] = [line for line in seen.complaints if f"status of {page.status}" not in line]
