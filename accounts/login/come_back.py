"""What somebody was about to do when a second factor had to be set up first, kept until they come back."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

_KEPT = "login.kept"
# Never kept: what proves who somebody is.
_SECRETS = ("csrfmiddlewaretoken", "code", "credential", "password")


def lead_to_set_up(request: HttpRequest) -> HttpResponse:
    """To the page that explains the second step; what was typed waits in the session."""
    typed = request.POST.copy()
    for name in _SECRETS:
        typed.pop(name, None)
    request.session[_KEPT] = {"path": request.get_full_path(), "typed": typed.urlencode()}
    return redirect("login_set_up_first")


def way_back(request: HttpRequest) -> str:
    """The address of what was interrupted, empty where nothing was."""
    return str(request.session.get(_KEPT, {}).get("path", ""))


def typed_before(request: HttpRequest) -> Mapping[str, str]:
    """What was typed on this very page before, once; empty where nothing was."""
    kept = request.session.get(_KEPT)
    if not kept or kept["path"] != request.get_full_path():
        return {}
    del request.session[_KEPT]
    return QueryDict(kept["typed"]).dict()
