"""What no line of the source may do; who needs to says so here, with the place."""

import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = ("accounts", "compliance", "crm", "fidus", "funds", "trading")
# Invented histories and the servers of a demo machine; neither meets what a stranger sent.
NO_STRANGERS = ("fidus/demo/", "fidus/stack/", "fidus/management/commands/up.py", "trading/domain/history_simulator.py")
SOURCE = {
    str(path.relative_to(ROOT)): path.read_text()
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "/tests/" not in str(path) and "/migrations/" not in str(path)
}
PAGES = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "templates").rglob("*.html")}
SCRIPTS = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "static").rglob("*.js")}


def places(pattern: str, among: dict[str, str]) -> set[str]:
    wanted = re.compile(pattern, re.MULTILINE)
    return {name for name, text in among.items() if wanted.search(text)}


def test_the_source_is_really_read():
    assert len(SOURCE) > 300
    assert len(PAGES) > 100
    assert len(SCRIPTS) > 5


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<![\w.])(eval|exec|compile|__import__)\(",
        r"^\s*(import|from) (pickle|marshal|shelve|dill|ldap3?|memcache|telnetlib|ftplib)\b",
        r"yaml\.(unsafe_)?load\(",
        r"shell=True|os\.(system|popen)\(",
        r"verify=False|CERT_NONE|_create_unverified_context",
        r"Template\([^)]*(request|form|cleaned)",
        r"\b(md5|MODE_ECB|Blowfish|ARC4|TripleDES)\b",
        r"__all__\"$|fields = \"__all__\"",
    ],
)
def test_no_line_runs_loads_or_trusts_what_somebody_sent(pattern):
    assert {name for name in places(pattern, SOURCE) if not name.startswith(NO_STRANGERS)} == set()


def test_programs_are_started_by_the_supervisor_and_one_part_of_itself():
    assert {name for name in places(r"^\s*(import|from) subprocess", SOURCE) if not name.startswith(NO_STRANGERS)} == {
        # `manage.py trade` begins itself once more; no word of its command line comes from a row or a request.
        "trading/execution/services/decide_apart.py",
    }


def test_xml_is_read_by_a_parser_that_resolves_nothing():
    reads = r"from (xml\.etree|lxml|xml\.dom|xml\.sax)[.\w]* import (?!Element\b|escape\b)|import (lxml|xml)\b"
    assert places(reads, SOURCE) == set()
    assert places(r"from defusedxml\.ElementTree import fromstring", SOURCE) != set()


def test_the_outside_is_asked_from_two_places_and_no_answer_sends_us_elsewhere():
    asks = places(r"^\s*(import|from) (requests|httpx|aiohttp|urllib\.request)\b", SOURCE)
    assert asks == {
        "accounts/rates/services/fetch_rates.py",
        "fidus/lib/bounded_http.py",
        "funds/wallets/explorers/http.py",
        "trading/brokers/alpaca/line.py",
        # The session its library asks with; it takes no redirect at all.
        "trading/brokers/kite/line.py",
        "trading/brokers/mt5/watching.py",
        "trading/brokers/mt5/wire.py",
    }
    assert "max_redirects = 0" in SOURCE["fidus/lib/bounded_http.py"]
    assert places(r"requests\.get\(|\b_?session\.(request|post)\(", SOURCE) == places("allow_redirects=False", SOURCE)


def test_the_library_of_notices_is_used_in_one_place_that_judges_where_to():
    assert places(r"^\s*(import|from) apprise\b", SOURCE) == {"accounts/notices/carry.py"}
    assert "addresses_of(" in SOURCE["accounts/notices/carry.py"]
    assert "http_redirects=False" in SOURCE["accounts/notices/carry.py"]


def test_an_address_that_people_name_is_called_from_one_place_alone():
    """The others speak to servers that the settings name."""
    calls = places(r"\bhttp\.client\b|\bcreate_connection\(", SOURCE)
    assert calls == {"accounts/hooks/post.py", "fidus/lib/virus_scan.py", "fidus/stack/parts.py"}
    assert "is_public(" in SOURCE["accounts/hooks/post.py"]


def test_what_cannot_be_guessed_is_not_made_by_chance():
    assert {name for name in places(r"^\s*(import|from) random\b", SOURCE) if not name.startswith(NO_STRANGERS)} <= {
        "trading/brokers/ib/line.py",  # how long it waits before it connects again
        "trading/watch/services/finish_visits.py",  # so that accounts' turns drift apart
    }


def test_sha1_looks_up_known_passwords_and_nothing_else():
    assert places(r"\bsha1\b", SOURCE) <= {"accounts/login/passwords.py"}
    assert "usedforsecurity=False" in SOURCE["accounts/login/passwords.py"]


def test_pages_escape_what_they_show_and_hold_no_script_of_their_own():
    # Django's own two templates of a form's field: the words of help are ours.
    of_django = {"templates/admin/includes/fieldset.html", "templates/django/forms/field.html"}
    assert places(r"\|safe\b|autoescape off|\|safeseq\b", PAGES) == of_django
    assert places(r"<script(?![^>]*(\ssrc=|nonce=|type=\"application/(json|ld\+json)\"))[^>]*>", PAGES) == set()
    on_screen = {name: text for name, text in PAGES.items() if not re.search(r"statements/partials|_pdf\.html$", name)}
    assert places(r"\son[a-z]+=\"|javascript:", PAGES) == set()
    assert places(r"\sstyle=\"", on_screen) == set()
    inside = {name: text for name, text in PAGES.items() if "/mail/" not in name}
    # The charts' licence asks for a link to their makers.
    assert places(r"(src|href)=\"https?://", inside) == {"templates/monitor/_credit.html"}
    assert PAGES["templates/monitor/_credit.html"].count('href="https://www.tradingview.com/"') == 1


def test_scripts_write_text_and_never_markup():
    assert (
        places(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage", SCRIPTS)
        == set()
    )


def test_the_browser_keeps_the_chosen_theme_and_nothing_else():
    assert places(r"localStorage|sessionStorage|indexedDB|document\.cookie", SCRIPTS) == {"static/js/theme.js"}
    assert set(re.findall(r"[sg]etItem\(\"(\w+)\"", SCRIPTS["static/js/theme.js"])) == {"theme"}


def test_every_variable_is_explained_and_the_containers_hand_on_what_guards_them():
    # What the tests and the commands of the owner set for themselves.
    inner = {"DATABASE_AS_OWNER", "PYTEST_XDIST_WORKER", "TEST_SERVERS"}
    read = r"env\.(?:text|flag|number|words|database|files)\(\s*\"([A-Z_]+)\""
    names = (
        set(re.findall(read, "".join(text for name, text in SOURCE.items() if name.startswith("fidus/settings/"))))
        - inner
    )
    page, containers = ((ROOT / name).read_text() for name in ("docs/install.md", "docker-compose.yml"))
    assert {name for name in names if f"`{name}`" not in page} == set()
    guards = {"SECRET_KEY", "DOCUMENT_KEYS", "TOKEN_KEYS", "PROXY_COUNT", "BEHIND_PROXY", "BREACHED_PASSWORDS"}
    assert guards <= names
    assert {name for name in guards if f"    {name}: " not in containers} == set()
