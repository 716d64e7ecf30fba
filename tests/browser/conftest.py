"""One site, one Chromium and one small firm for all browser tests of a run."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect
from psycopg import sql

from conftest import APP_ROLE, _owner_url
from fidus.stack.postgres import OWNER
from tests.browser.chromium import chromium, needed_chromium
from tests.browser.site import Site, running


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="keep a picture of every page in var/pictures")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for place, item in enumerate(ours):
        item.add_marker("browser")
        # A site is dear, and pages are many and only looked at: two sites share them, one has all that is done on them.
        second = item.path.name == "test_pages.py" and place % 2
        item.add_marker(pytest.mark.xdist_group("browser, second half of the pages" if second else "browser"))


# Both end with this package: while playwright runs, Django takes this thread for an asynchronous one.
@pytest.fixture(scope="package")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """The running web app with the firm of firm.py."""
    from django.db import connection, connections

    from tests.browser import firm

    var = tmp_path_factory.mktemp("site")
    template = connection.settings_dict["NAME"]
    name = f"{template}_{os.getpid()}_site"
    own, old = sql.Identifier(name), sql.Identifier(template)
    with django_db_blocker.unblock(), psycopg.connect(_owner_url(), autocommit=True) as owner:
        connections.close_all()
        copied = sql.SQL("create database {} template {} strategy file_copy owner {}")
        owner.execute(copied.format(own, old, sql.Identifier(OWNER)))
        try:
            connection.settings_dict["NAME"] = name
            try:
                sessions, facts = firm.found(var)
            finally:
                connections.close_all()
                connection.settings_dict["NAME"] = template
            info = psycopg.conninfo.conninfo_to_dict(_owner_url())
            url = f"postgresql://{APP_ROLE}@/{name}?host={info['host']}"
            with running(url, var) as address:
                yield Site(address, sessions, facts)
        finally:
            owner.execute(sql.SQL("drop database {} with (force)").format(own))


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    # As long as for a page to come; Playwright's own five seconds are for machines that never pause.
    expect.set_options(timeout=30_000)
    with chromium(needed_chromium()) as started:
        yield started
