"""What people see when something is refused or fails: what happened, whether money moved, what to do, a reference."""

import logging
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from fidus.lib import clock
from fidus.lib.problem_details import answer_with, is_for_programs
from fidus.lib.virus_scan import InfectedFile, ScannerAway

log = logging.getLogger(__name__)

# Letters and digits that are not taken for one another when they are read out.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
NOTHING_MOVED = "No money moved."


@dataclass(frozen=True)
class Explained:
    heading: str
    what: str
    money: str
    advice: str
    retry: bool = False


BAD_REQUEST = Explained(
    "That could not be read",
    "Your browser sent something this page does not understand.",
    NOTHING_MOVED,
    "Go back and start again from the page before.",
)
INFECTED = Explained(
    "This file was not taken",
    "The virus scanner found something harmful in it. It was not kept.",
    NOTHING_MOVED,
    "Send another copy of the document, and have the device it came from looked at.",
)
NO_SCANNER = Explained(
    "Files cannot be taken just now",
    "The virus scanner, which looks at every file before we keep it, does not answer. Your file was not kept.",
    NOTHING_MOVED,
    "Send it again in a few minutes.",
    retry=True,
)
FORBIDDEN = Explained(
    "This is not open to you",
    "You are signed in, but not as somebody who may see or do this.",
    NOTHING_MOVED,
    "If it should be open to you, ask an administrator for the role it needs.",
)
EXPIRED_FORM = Explained(
    "This form has expired",
    "It was opened in another session, or your browser keeps no cookies from here. It was not accepted.",
    NOTHING_MOVED,
    "Go back, reload the page and send it again.",
)
NOT_FOUND = Explained(
    "There is nothing here",
    "The address is wrong, or what stood here is not yours to see.",
    NOTHING_MOVED,
    "Check the address, or start from the first page.",
)
FAILED = Explained(
    "Something went wrong on our side",
    "The page could not be finished. We have been told, with the reference below.",
    "What you sent was done as a whole or not at all: nothing was half saved, no payment half booked.",
    "Before you send a payment or a request again, look whether the first one is listed.",
    retry=True,
)


def new_reference() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"ERR-{letters[:4]}-{letters[4:]}"


# What the API calls them (accounts.gateway.domain.problems).
_NAMES = {400: "not-valid", 403: "not-allowed", 404: "not-found", 500: "failed", 503: "scanner-away"}


def answer(request: HttpRequest, explained: Explained, status: int, *, reference: str = "") -> HttpResponse:
    response: HttpResponse
    if is_for_programs(request):
        said = f"{explained.heading}. Reference {reference}." if reference else f"{explained.heading}."
        response = answer_with(status, _NAMES[status], said)
    else:
        context = {**vars(explained), "reference": reference, "at": clock.now(), "contact": settings.FIRM["email"]}
        response = HttpResponse(render_to_string("error.html", context), status=status)
    if reference:
        response["X-Reference"] = reference
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, InfectedFile):
        return answer(request, INFECTED, 400)
    if isinstance(exception, ScannerAway):
        return answer(request, NO_SCANNER, 503)
    return answer(request, BAD_REQUEST, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, FORBIDDEN, 403)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without its CSRF token; the reason goes to the log."""
    log.warning("form refused at %s: %s", request.path, reason)
    return answer(request, EXPIRED_FORM, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, NOT_FOUND, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Django has logged the exception itself; this line ties it to the reference the person was given."""
    reference = new_reference()
    user = getattr(request, "user", None)
    log.error("%s: %s %s failed for user %s", reference, request.method, request.path, getattr(user, "pk", None))
    return answer(request, FAILED, 500, reference=reference)
