"""The API's description, shown by Swagger UI out of its package, under our policy."""

from playwright.sync_api import Browser, expect

from tests.browser.site import Site
from tests.browser.visit import visit


def test_the_description_is_shown_and_asks_no_other_host(site: Site, browser: Browser, request):
    with visit(browser, site, "admin") as seen:
        seen.page.goto(f"{site.address}/api/docs#/clients")
        expect(seen.page.get_by_text("/api/v1/clients/{number}").first).to_be_visible(timeout=120_000)
        if request.config.getoption("--pictures"):
            seen.page.set_viewport_size({"width": 1440, "height": 1000})
            place = request.config.rootpath / "var" / "pictures"
            place.mkdir(parents=True, exist_ok=True)
            seen.page.screenshot(path=place / "api-docs.png")
        assert seen.strangers == []
        assert [answer.url for answer in seen.responses if not answer.url.startswith((site.address, "data:"))] == []
        assert seen.complaints == []


def test_an_operation_is_tried_out_with_the_reader_s_own_session(site: Site, browser: Browser):
    with visit(browser, site, "admin") as seen:
        seen.page.goto(f"{site.address}/api/docs#/clients/clients_list")
        seen.page.get_by_role("button", name="Try it out").first.click(timeout=120_000)
        with seen.page.expect_response(lambda answer: "/api/v1/clients" in answer.url) as answered:
            seen.page.get_by_role("button", name="Execute").click()
        assert answered.value.status == 200
        assert answered.value.headers["ratelimit-policy"] == '"staff";q=300;w=60'
