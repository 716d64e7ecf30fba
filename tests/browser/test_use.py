"""What people do with the pages: sign in, choose a theme, open menus, use lists; always under the strict policy."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.firm import PASSWORD
from tests.browser.site import Site
from tests.browser.visit import visit

FIRST_LOAD_LIMIT = 100_000


def test_somebody_signs_in_after_a_wrong_password_and_finds_the_second_step(site: Site, browser: Browser):
    with visit(browser, site) as seen:
        page = seen.page
        page.goto(f"{site.address}/accounts/2fa/totp/activate/")
        page.get_by_label("Email").fill("ada@example.com")
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("heading", name="Is it you?").wait_for()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("heading", name="Set up the authenticator app")).to_be_visible()
        assert page.get_by_alt_text(re.compile("Square code")).evaluate("image => image.naturalWidth") > 0
        assert seen.complaints == []


def test_a_visitor_of_the_back_office_is_led_to_the_one_way_in(site: Site, browser: Browser):
    with visit(browser, site) as seen:
        seen.page.goto(f"{site.address}/backoffice/crm/prospect/")
        assert seen.page.url.startswith(f"{site.address}/accounts/login/?next=")


def test_a_client_is_refused_by_the_back_office(site: Site, browser: Browser):
    with visit(browser, site, "client") as seen:
        seen.page.goto(f"{site.address}/backoffice/")
        expect(seen.page.get_by_role("heading", name="This is not open to you")).to_be_visible()
        expect(seen.page.get_by_text("No money moved.")).to_be_visible()


def test_a_chosen_theme_is_there_before_the_next_page_is_drawn(site: Site, browser: Browser):
    with visit(browser, site, "admin") as seen:
        page = seen.page
        page.goto(f"{site.address}/backoffice/")
        page.locator(".nav-foot input[value=dark]").check(force=True)
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        # Noted when the parser reaches the body, long before anything is painted.
        page.add_init_script(
            "new MutationObserver(() => { if (document.body && window.themeAtStart === undefined)"
            " window.themeAtStart = document.documentElement.dataset.theme ?? ''; })"
            ".observe(document, {childList: true, subtree: true})"
        )
        page.reload()
        assert page.evaluate("window.themeAtStart") == "dark"
        page.locator(".nav-foot input[value=system]").check(force=True)
        assert page.evaluate("document.documentElement.dataset.theme") is None
        assert seen.complaints == []


def test_the_rest_of_the_pages_is_a_thumb_away_on_a_phone(site: Site, browser: Browser):
    with visit(browser, site, "client", width=390) as seen:
        page = seen.page
        page.goto(f"{site.address}/accounts/2fa/")
        page.get_by_role("button", name="More").click()
        expect(page.locator("#more")).to_be_visible()
        expect(page.locator("#more").get_by_role("button", name="Sign out")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#more")).not_to_be_visible()


def test_a_list_is_filtered_sorted_and_searched_without_a_complaint(site: Site, browser: Browser):
    with visit(browser, site, "admin") as seen:
        page = seen.page
        page.goto(f"{site.address}/backoffice/compliance/kyccase/")
        state = page.locator("details.menu", has_text="State")
        state.locator("summary").click()
        page.keyboard.press("Escape")
        assert state.get_attribute("open") is None
        state.locator("summary").click()
        state.get_by_role("link", name="Cleared").click()
        expect(page.get_by_text(re.compile(r"^3 KYC cases found"))).to_be_visible()
        page.get_by_role("link", name="Opened").click()
        expect(page.locator("[aria-sort]").first).to_be_visible()
        page.get_by_role("searchbox", name="Search KYC cases").fill("Northlight")
        page.get_by_role("button", name="Search").last.click()
        expect(page.get_by_role("row", name=re.compile("Northlight"))).to_have_count(1)
        assert seen.complaints == []


def test_the_search_in_the_bar_finds_records_of_several_kinds(site: Site, browser: Browser):
    with visit(browser, site, "admin") as seen:
        page = seen.page
        page.goto(f"{site.address}/backoffice/")
        page.get_by_role("searchbox").fill("prospect")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Ivo Prospect")).to_be_visible()


@pytest.mark.parametrize(("path", "person"), [("/accounts/login/", ""), ("/portal/documents/", "client")])
def test_a_first_load_is_small(path: str, person: str, site: Site, browser: Browser):
    with visit(browser, site, person) as seen:
        seen.page.goto(site.address + path, wait_until="networkidle")
        sizes = {answer.url: answer.request.sizes() for answer in seen.responses}
        total = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes.values())
        assert total <= FIRST_LOAD_LIMIT, sizes


def test_the_way_back_after_a_filter_in_place_leads_to_a_whole_page(site: Site, browser: Browser):
    with visit(browser, site, "client") as seen:
        page = seen.page
        page.goto(f"{site.address}/portal/activity/")
        for kind in ("subscription", "interest_payment"):
            page.get_by_label("Kind").select_option(kind)
            with page.expect_response(lambda answer, kind=kind: f"kind={kind}" in answer.url):
                page.get_by_role("button", name="Apply").click()
            page.wait_for_url(f"**kind={kind}**")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Calendar").first.click()
        page.wait_for_url("**/calendar/")
        for kind in ("interest_payment", "subscription"):
            page.go_back()
            page.wait_for_url(f"**kind={kind}**")
            expect(page.get_by_role("heading", name="Activity", level=1)).to_be_visible()
            expect(page.get_by_label("Kind")).to_have_value(kind)
        assert seen.complaints == []
