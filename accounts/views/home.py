"""The front door: everybody is sent to the rooms that are theirs."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


@login_required
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        return redirect("portal:overview")
    # Whoever runs the system holds every permission, and none of these rooms is theirs above others.
    held = set() if request.user.is_superuser else request.user.get_all_permissions()
    pages = (page for permission, page in settings.LANDINGS.items() if permission in held)
    return redirect(next(pages, "admin:index"))
