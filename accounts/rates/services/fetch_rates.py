"""Ask the source of daily rates, and keep what it answered or why it did not."""

from __future__ import annotations

import time
from datetime import datetime

import requests
from django.conf import settings
from django.db import transaction
from urllib3.exceptions import HTTPError, ReadTimeoutError

from accounts.models import User
from accounts.rates.domain.ecb_files import RatesFile
from accounts.rates.domain.publication import partial_day
from accounts.rates.errors import FeedFailed, FileRefused
from accounts.rates.events import RateFeedFailed
from accounts.rates.models import EuroRate, FeedAttempt, Outcome
from accounts.rates.services.import_rates import ECB, parse, take_in
from accounts.trail.api import record
from fidus.lib import clock

# Seconds to connect, to wait for the next bytes, and for the whole answer.
CONNECT, SILENCE, WHOLE = 5.0, 10.0, 60.0
LARGEST, _PIECE = 8 * 1024 * 1024, 64 * 1024


def fetch_rates(*, by: User | None, whole: float = WHOLE, silence: float = SILENCE) -> FeedAttempt:
    """What came of it; a failure is kept, not raised. Nothing is asked inside a transaction."""
    url, asked_at = settings.RATES_FEED_URL, clock.now()
    try:
        if not url:
            raise FeedFailed("No source of daily rates is set (RATES_FEED_URL).")
        content = _download(url, whole=whole, silence=silence)
        file = parse(content)
        _check(file)
    except (FeedFailed, FileRefused) as error:
        return _failed(url, asked_at, str(error), by)
    return _take(file, content, url, asked_at, by)


def _download(url: str, *, whole: float, silence: float) -> bytes:
    """The answer's content; raises FeedFailed, also for an answer that drips on without end."""
    until = time.monotonic() + whole
    content = bytearray()
    try:
        # What is asked goes where the settings say, and nowhere that an answer points to.
        with requests.get(url, timeout=(CONNECT, silence), stream=True, allow_redirects=False) as answer:
            if answer.status_code != requests.codes.ok:
                raise FeedFailed(f"The source answered {answer.status_code} instead of rates.")
            # Whatever has come, not a full piece: a source that drips would never fill one.
            while piece := answer.raw.read1(_PIECE, decode_content=True):
                content += piece
                if len(content) > LARGEST:
                    raise FeedFailed("The source sends far more than rates.")
                if time.monotonic() > until:
                    raise FeedFailed(f"The answer was not complete after {whole:.0f} seconds.")
    except (requests.Timeout, ReadTimeoutError) as error:
        raise FeedFailed("The source did not answer in time.") from error
    except (requests.RequestException, HTTPError) as error:
        raise FeedFailed(f"The source could not be reached ({type(error).__name__}).") from error
    return bytes(content)


def _check(file: RatesFile) -> None:
    newest = max(day.on for day in file.days)
    if newest > clock.today():
        raise FeedFailed("The source sent rates of days to come.")
    held = (
        EuroRate.objects.filter(superseded_at=None, on__lt=newest).order_by("-on").values_list("on", flat=True).first()
    )
    known = EuroRate.objects.filter(superseded_at=None, on=held).values_list("currency", flat=True) if held else ()
    partial = partial_day(file.days, after=held, known=frozenset(known))
    if partial:
        on, missing = partial
        raise FeedFailed(
            f"{on:%-d %b %Y} lacks {', '.join(missing)}, which the day before had; the day was not taken. "
            "If they are really gone, import the file by hand."
        )


@transaction.atomic
def _take(file: RatesFile, content: bytes, url: str, asked_at: datetime, by: User | None) -> FeedAttempt:
    newest = max(day.on for day in file.days)
    taken = take_in(file, content=content, name=url.rsplit("/", 1)[-1] or "feed", by=by, source=ECB)
    words = f"{taken.rates_added} new rates up to {newest:%-d %b %Y}." if taken.rates_added else ""
    if taken.contradicting:
        words += f" {taken.contradicting} differ from what is held; none of them was taken."
    return FeedAttempt.objects.create(
        asked_at=asked_at,
        answered_at=clock.now(),
        url=url,
        outcome=Outcome.TAKEN if taken.rates_added else Outcome.NOTHING_NEW,
        words=words.strip() or f"The newest day is still {newest:%-d %b %Y}.",
        rate_import=taken,
    )


@transaction.atomic
def _failed(url: str, asked_at: datetime, words: str, by: User | None) -> FeedAttempt:
    record(RateFeedFailed("rates:feed", None, url, words), by=by)
    return FeedAttempt.objects.create(
        asked_at=asked_at, answered_at=clock.now(), url=url, outcome=Outcome.FAILED, words=words[:500]
    )
