"""The API's description, shown by Swagger UI and Redoc out of their packages, under our policy."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import Site
from tests.browser.visit import visit


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/docs#/clients", "/api/v1/clients/{number}"),
        ("/api/docs/redoc", "Clients of the firm: people and companies."),
    ],
)
def test_the_description_is_shown_and_asks_no_other_host(path: str, words: str, site: Site, browser: Browser, request):
    with visit(browser, site, "admin") as seen:
        seen.page.goto(site.address + path)
        expect(seen.page.get_by_text(words).first).to_be_visible(timeout=300_000)
        if request.config.getoption("--pictures"):
            seen.page.set_viewport_size({"width": 1440, "height": 1000})
            place = request.config.rootpath / "var" / "pictures"
            place.mkdir(parents=True, exist_ok=True)
            seen.page.screenshot(path=place / f"{path.partition('#')[0].strip('/').replace('/', '-')}.png")
        # Redoc's own mark is asked for elsewhere; our policy keeps the browser from asking.
        assert [stranger for stranger in seen.strangers if not stranger.endswith("logo-mini.svg")] == []
        assert [answer.url for answer in seen.responses if not answer.url.startswith((site.address, "data:"))] == []
        assert [line for line in seen.complaints if "logo-mini.svg" not in line] == []


def test_an_operation_is_tried_out_with_the_reader_s_own_session(site: Site, browser: Browser):
    with visit(browser, site, "admin") as seen:
        seen.page.goto(f"{site.address}/api/docs#/clients/clients_list")
        seen.page.get_by_role("button", name="Try it out").first.click(timeout=120_000)
        with seen.page.expect_response(lambda answer: "/api/v1/clients" in answer.url) as answered:
            seen.page.get_by_role("button", name="Execute").click()
        assert answered.value.status == 200
        assert answered.value.headers["ratelimit-policy"] == '"staff";q=300;w=60'
