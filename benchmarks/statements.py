"""Statements a minute on two processes, from ledger to sealed file, beside bare WeasyPrint with the same HTML."""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres

PROCESSES, ALL, ROUNDS = 2, 1000, 5
MONTH = date(2026, 10, 1)
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
LIMIT_SECONDS = 300.0


def run(scale: float) -> list[Result]:
    count = max(20, round(ALL * scale) // ROUNDS * ROUNDS)
    with scratch_postgres(), tempfile.TemporaryDirectory() as folder:
        clients = _books(count)
        pages = _pages(clients, Path(folder))
        with _workers() as pool:
            ours, peer = _in_turns(pool, clients, pages)
    our_rate, peer_rate = count / sum(ours) * 60, count / sum(peer) * 60
    thousand = sum(ours) / count * 1000
    sizes = [count / ROUNDS, count]
    return [
        Result(
            "statements",
            our_rate,
            "PDFs/min",
            "bare WeasyPrint, same HTML",
            peer_rate,
            ">= 0.9x",
            our_rate >= 0.9 * peer_rate,
            exponent=growth(sizes, [ours[0], sum(ours)]),
        ),
        Result(
            "statements, 1,000 of them",
            thousand,
            "s",
            "limit",
            LIMIT_SECONDS,
            "<= 300 s on two cores",
            thousand <= LIMIT_SECONDS,
        ),
    ]


def _books(count: int) -> list[int]:
    """Clients with one investment since August in the ledger, interest posted every day; their ids."""
    import django

    django.setup()
    from funds.statements.tests import samples
    from funds.tests.statements import books

    clients = []
    for place in range(count):
        principal = f"{10_000 + place * 37}.{place % 100:02}"
        one = samples.investment(f"INV-{place + 1:06}", "CORE", principal, date(2026, 6, 1 + place % 28))
        clients.append(books.client_with([one], f"Sample Client {place + 1}").pk)
    return clients


def _pages(clients: list[int], folder: Path) -> list[Path]:
    """The HTML of each statement, as our pipeline hands it to the engine."""
    from django.db import connections

    from accounts.ledger import api as ledger
    from accounts.models import Client
    from funds.statements.compose import compose
    from funds.statements.figures import StatementFigures
    from funds.statements.gather import gather, investments_of
    from funds.statements.letterhead import letterhead
    from funds.statements.render import render_html

    end, known_at, pages = date(2026, 10, 31), ledger.seal(), []
    for client in Client.objects.filter(pk__in=clients).order_by("pk"):
        facts = gather(investments_of(client, end=end), end=end, known_at=known_at)
        head = letterhead(client, f"2026-10-{client.number}", MONTH, end, NOW)
        figures = StatementFigures(head, known_at, compose(facts, start=MONTH, end=end))
        page = folder / f"{client.number}.html"
        page.write_text(render_html(figures, issued_at=NOW))
        pages.append(page)
    connections.close_all()
    return pages


@contextmanager
def _workers() -> Iterator[Any]:
    """Processes with fonts and sheet in memory, for both sides."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES, initializer=_warm) as pool:
        pool.map(_nothing, range(PROCESSES * 4), chunksize=1)
        yield pool


def _warm() -> None:
    import django

    django.setup()
    from funds.statements.render import set_pdf

    set_pdf("<html lang=en><title>warm</title><p>warm</p></html>")


def _nothing(_: int) -> None:
    time.sleep(0.05)


def _in_turns(pool: Any, clients: Sequence[int], pages: Sequence[Path]) -> tuple[list[float], list[float]]:
    """Seconds of each round; the sides take turns, so that a busy moment of the machine hits both."""
    ours, peer, size = [], [], len(clients) // ROUNDS
    for start in range(0, size * ROUNDS, size):
        sides: list[tuple[list[float], Callable[[Any], None], Sequence[Any]]] = [
            (ours, _issue, clients[start : start + size]),
            (peer, _bare, pages[start : start + size]),
        ]
        for seconds, work, what in sides if start // size % 2 == 0 else reversed(sides):
            began = time.perf_counter()
            pool.map(work, what, chunksize=1)
            seconds.append(time.perf_counter() - began)
    return ours, peer


def _issue(client: int) -> None:
    """All of it: read the ledger, compose, check, typeset, seal, record."""
    from accounts.models import Client
    from fidus.lib import clock
    from funds.services.issue_statement import issue_statement

    with clock.at(NOW):
        issue_statement(client=Client.objects.get(pk=client), month=MONTH, by=None)


def _bare(page: Path) -> None:
    """WeasyPrint at its best: the same sheet and unpacked fonts kept, nothing checked, nothing finished."""
    from weasyprint import HTML

    from fidus.lib.typeset import unpacked

    ready = unpacked("statements/statement.css")
    HTML(string=page.read_text()).write_pdf(stylesheets=[ready.sheet], font_config=ready.fonts, pdf_variant="pdf/ua-1")
