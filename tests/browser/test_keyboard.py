"""The trader's desk by keyboard alone: signed in, trading of a strategy halted and resumed, and to an order."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.firm import APP_SECRET, PASSWORD
from tests.browser.site import Site
from tests.browser.test_sign_in import code
from tests.browser.visit import visit

# More than any page of the back office has places to stop at.
MOST_STOPS = 200
# Where the keys are, and whether whoever looks can tell: an outline of its own or of its label, inside the window.
FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const drawn = [at, at.closest("label")].filter(Boolean).map((part) => getComputedStyle(part));
  const outlined = drawn.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const words = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || at.value || "";
  return {words: words.trim(), is: at.localName, visible: outlined && inside};
}"""


def go_to(page: Page, words: str, is_a: str) -> None:
    """Tab by Tab until what is called so, each stop of the way visible."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        assert found["visible"] or found["is"] == "body", f"nobody sees that the focus is on {found}"
        if found["is"] == is_a and re.search(words, found["words"]):
            return
    raise AssertionError(f"no key leads to {words}")


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/accounts/login/")
    go_to(page, "^Email", "input")
    page.keyboard.type("trade.person@fidus.example")
    go_to(page, "^Password", "input")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_visible()
    if page.evaluate(FOCUSED)["words"] != "Code":
        go_to(page, "^Code", "input")
    page.keyboard.type(code(APP_SECRET))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def set_trading(page: Page, *, of: str, reason: str, button: str) -> None:
    go_to(page, "^Of$", "select")
    # As far as one needs to type until a list knows which one is meant.
    page.keyboard.type(of)
    go_to(page, "^Reason$", "input")
    page.keyboard.type(reason)
    go_to(page, f"^{button}$", "button")
    page.keyboard.press("Enter")


def test_a_trader_halts_a_strategy_lets_it_go_on_and_looks_at_an_order_without_a_mouse(site: Site, browser: Browser):
    with visit(browser, site) as seen:
        page = seen.page
        sign_in(page, site)
        # Where a trader's day begins.
        expect(page.get_by_role("heading", name="Desk", level=1)).to_be_visible()
        set_trading(page, of="DUNE-3", reason="Fills are worse than the prices shown", button="Halt")
        expect(page.get_by_text("DUNE-3 is halted.")).to_be_visible()
        # What others set stays: the site is that of every test.
        set_trading(page, of="DUNE-3", reason="Its broker found the cause", button="Resume")
        expect(page.get_by_text("DUNE-3 trades again.")).to_be_visible()
        go_to(page, "EURUSD", "a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/journey/**")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert seen.complaints == []
