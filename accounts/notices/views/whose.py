"""Whose pages these are: each person's own, of staff, developers and clients alike."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.notices.errors import NoticesError
from accounts.notices.gates import may_have_notices

View = Callable[..., HttpResponse]


def for_owners(view: View) -> View:
    """Only for whoever may have notices, and never kept by a browser."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_have_notices(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(login_required(asked))


def do(request: HttpRequest, perform: Callable[[], object], done: str, *where: Any) -> HttpResponse:
    """Do it, say what came of it, and go on to the page `where`."""
    try:
        perform()
        messages.success(request, done)
    except NoticesError as refusal:
        messages.error(request, str(refusal))
    return redirect(*where)
