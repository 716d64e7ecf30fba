"""Signing in as people do: a new colleague with an app, a passkey, a client on the way to their money."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.browser.firm import PASSWORD
from tests.browser.site import Site
from tests.browser.visit import visit

# Browsers give passkeys to names only, never to 127.0.0.1.
BY_NAME = "http://localhost:"


def named(site: Site) -> Site:
    return Site(BY_NAME + site.address.rsplit(":", 1)[1], site.sessions, site.facts)


def code(secret: str, *, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def give_password(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site.address}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@contextmanager
def a_finger(page: Page) -> Iterator[None]:
    """A device that holds passkeys and is always touched."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    holds = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": holds})
    yield
    tools.detach()


def test_a_new_colleague_sets_up_the_app_and_only_then_sees_the_office(site: Site, browser: Browser):
    with visit(browser, site) as seen:
        page = seen.page
        give_password(page, site, "app.person@fidus.example")
        expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        page.goto(f"{site.address}/backoffice/")
        expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        page.get_by_role("link", name="Set up the app").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        secret = page.get_by_label("Or type this key").input_value()
        page.get_by_label("The six digits").fill(code(secret))
        page.get_by_role("button", name="Turn it on").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        expect(page.locator(".codes li")).to_have_count(10)
        page.goto(f"{site.address}/backoffice/")
        expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        assert seen.complaints == []
    with visit(browser, site) as seen:
        give_password(seen.page, site, "app.person@fidus.example")
        seen.page.get_by_label("Code").fill(code(secret, ahead=1))
        seen.page.get_by_role("button", name="Sign in", exact=True).click()
        seen.page.wait_for_url("**/backoffice/")


def test_a_passkey_is_added_and_then_signs_in_alone(site: Site, browser: Browser):
    here = named(site)
    with visit(browser, here) as seen, a_finger(seen.page):
        page = seen.page
        give_password(page, here, "key.person@fidus.example")
        page.get_by_role("link", name="Add a passkey").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.get_by_label("Your name for it").fill("My laptop")
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        page.goto(f"{here.address}/accounts/2fa/")
        expect(page.get_by_role("heading", name="My laptop")).to_be_visible()
        page.goto(f"{here.address}/accounts/logout/")
        page.get_by_role("button", name="Sign out").last.click()
        page.goto(f"{here.address}/accounts/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/backoffice/")
        # And as the second step after the password.
        page.context.clear_cookies()
        give_password(page, here, "key.person@fidus.example")
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url("**/backoffice/")
        assert seen.complaints == []


def test_a_browser_without_a_passkey_says_so_on_the_page(site: Site, browser: Browser):
    here = named(site)
    with visit(browser, here) as seen:
        tools = seen.page.context.new_cdp_session(seen.page)
        tools.send("WebAuthn.enable")
        holds = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": holds})
        seen.page.goto(f"{here.address}/accounts/login/")
        seen.page.get_by_role("button", name="Sign in with a passkey").click()
        expect(seen.page.get_by_text("No passkey came.")).to_be_visible()


def test_a_client_on_the_way_to_a_new_wallet_sets_up_a_passkey_and_finds_what_was_typed(site: Site, browser: Browser):
    here = named(site)
    with visit(browser, here) as seen, a_finger(seen.page):
        page = seen.page
        give_password(page, here, "way.person@example.com")
        page.goto(f"{here.address}/portal/wallets/add/")
        page.get_by_label("What, and over which network").select_option("trc20:USDT")
        page.get_by_label("Address or IBAN").fill("TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL")
        page.get_by_label("Your name for it").fill("Ledger at home")
        page.get_by_role("button", name="Send for confirmation").click()
        page.get_by_role("link", name="Use a passkey").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("button", name="Add the passkey").click()
        page.get_by_role("link", name="Go on").click()
        expect(page.get_by_label("Your name for it")).to_have_value("Ledger at home")
        page.get_by_role("button", name="Use your passkey").click()
        expect(page.get_by_text(re.compile("Received: "))).to_be_visible()
        assert seen.complaints == []
