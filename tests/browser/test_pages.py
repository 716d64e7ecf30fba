"""Each page at three widths, light and dark: axe finds nothing, the console is quiet, no other host is asked."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Browser

from tests.browser.pages import PAGES, Page
from tests.browser.site import Site
from tests.browser.visit import Visit, open_page, visit

WIDTHS = (320, 768, 1440)
# What sticks out of the page, unless it lies in a region that scrolls by itself.
TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const out = [...document.querySelectorAll("main *")].filter(
    (part) => part.getBoundingClientRect().right > page.clientWidth + 1 && !part.closest(".scroll *"));
  return out.length ? out.slice(0, 3).map((part) => part.outerHTML.slice(0, 80)) : ["something"];
}"""
# Half a megabyte of axe once for each page, and of what it found nothing but the violations: the package's own run()
# sends both over with each of the six looks, which takes as long as some of the looks.
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(({violations}) => violations)"
PICTURED = {1440: "desktop", 390: "phone"}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_accessible_at_every_width_in_both_themes_and_keeps_to_itself(
    page: Page, site: Site, browser: Browser, request: pytest.FixtureRequest
):
    with visit(browser, site, page.person) as seen:
        open_page(seen, site, page)
        if request.config.getoption("--pictures"):
            take_pictures(seen, page)
        seen.page.evaluate(AXE_SCRIPT)
        found = [finding for width in WIDTHS for dark in (False, True) for finding in judged(seen, width, dark=dark)]
        assert found == []
        assert seen.complaints == []
        assert seen.strangers == []


def judged(seen: Visit, width: int, *, dark: bool) -> list[str]:
    theme = "dark" if dark else "light"
    seen.page.set_viewport_size({"width": width, "height": 900})
    seen.page.emulate_media(color_scheme=theme)
    found = [
        f"{width} {theme}: {violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in seen.page.evaluate(VIOLATIONS)
        for node in violation["nodes"][:3]
    ]
    return found + [f"{width} {theme}: {part} is wider than the page" for part in seen.page.evaluate(TOO_WIDE)]


def take_pictures(seen: Visit, page: Page) -> None:
    folder = Path(settings.BASE_DIR) / "var" / "pictures"
    for width, name in PICTURED.items():
        for theme in ("light", "dark"):
            seen.page.set_viewport_size({"width": width, "height": 900})
            seen.page.emulate_media(color_scheme=theme)
            seen.page.screenshot(path=folder / f"{page.name}-{name}-{theme}.png", full_page=True)
