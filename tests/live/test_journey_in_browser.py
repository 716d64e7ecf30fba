"""The page of a signal's journey changes by itself: the real web server, the real stream, Chromium."""

import threading

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import sync_playwright

from accounts.tests.people import staff
from fidus.lib import clock
from fidus.stack.processes import wait_until
from tests.browser.chromium import ARGUMENTS, needed_chromium
from tests.gateway.servers import free_port, site
from tests.live.serving import session_of, stream
from tests.live.test_in_browser import becomes
from tests.live.test_signals_live import telling
from trading.desk.tests.scenes import a_signal


def decided() -> None:
    with telling() as decider:
        decider.decide()
    connections.close_all()


@pytest.mark.browser
def test_the_journey_changes_by_itself_when_its_signal_is_decided(
    committed_db, told, news_server, tmp_path, monkeypatch
):
    path = needed_chromium()
    signal, port = a_signal(at=clock.now()), free_port()
    session = session_of(staff("trader"))
    monkeypatch.setenv("LIVE_URL", f"http://127.0.0.1:{port}/live")
    monkeypatch.setenv("LIVE_NEWS", "true")
    with (
        site(tmp_path, news_server.url, pages=True) as address,
        stream(tmp_path, news_server.url, port=port, site=address),
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = chromium.new_page()
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page.goto(f"{address}{reverse('admin:desk_journey', args=[signal.pk])}")
        assert becomes(page, "document.documentElement.dataset.stream === 'on'")
        words = "document.querySelector('#journey').innerText"
        assert "nothing is ordered" not in page.evaluate(words)
        # Playwright's own thread is an asynchronous one, in which Django asks no database.
        elsewhere = threading.Thread(target=decided)
        elsewhere.start()
        elsewhere.join()
        # By itself it would look again 30 seconds after it was opened.
        assert wait_until(lambda: "nothing is ordered" in page.evaluate(words), within=60, every=0.1)
        chromium.close()
