"""A page that hears: the real web server, the real stream on another port, Chromium under the strict policy."""

import pytest
from playwright.sync_api import Page, sync_playwright

from accounts.tests.people import staff
from fidus.lib import live
from fidus.stack.processes import wait_until
from tests.browser.chromium import ARGUMENTS, needed_chromium
from tests.gateway.servers import free_port, site
from tests.live.serving import session_of, stream

pytestmark = pytest.mark.browser
# A part of a page, put in as htmx would.
PART = """() => {
    const part = document.createElement("div");
    part.dataset.live = "account:17";
    window.heard = [];
    part.addEventListener("news", (event) => window.heard.push(event.detail.data.n));
    part.addEventListener("live", () => { window.looked = (window.looked ?? 0) + 1; });
    document.getElementById("main").append(part);
    dispatchEvent(new CustomEvent("htmx:afterSettle"));
}"""


def becomes(page: Page, words: str) -> bool:
    """Playwright's own waiting wants eval, which the policy of our pages forbids."""
    return wait_until(lambda: bool(page.evaluate(words)), within=60, every=0.1)


def test_a_part_hears_its_news_also_after_the_stream_was_gone(committed_db, told, news_server, tmp_path, monkeypatch):
    path = needed_chromium()
    port, session = free_port(), session_of(staff())
    monkeypatch.setenv("LIVE_URL", f"http://127.0.0.1:{port}/live")
    monkeypatch.setenv("LIVE_NEWS", "true")
    complaints: list[str] = []
    with site(tmp_path, news_server.url, pages=True) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = chromium.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        with stream(tmp_path, news_server.url, port=port, site=address):
            page.goto(f"{address}/backoffice/")
            assert page.evaluate("document.documentElement.dataset.stream") == "off"
            page.evaluate(PART)
            assert becomes(page, "document.documentElement.dataset.stream === 'on'")
            for number in range(10):
                live.publish("account:17", {"n": number})
                live.publish("account:18", {"n": -number})
            assert becomes(page, "window.heard.length === 10")
            assert page.evaluate("window.heard") == list(range(10))
            # Told at once and once more for the rest, never for each; more than twice if they came apart.
            page.wait_for_timeout(2_500)
            assert 2 <= page.evaluate("window.looked") <= 4
            assert complaints == []
        assert becomes(page, "document.documentElement.dataset.stream === 'off'")
        live.publish("account:17", {"n": 10})
        assert live.flush(60)
        with stream(tmp_path, news_server.url, port=port, site=address):
            # It comes back by itself, and hears what was told meanwhile.
            assert becomes(page, "window.heard.length === 11")
        chromium.close()
