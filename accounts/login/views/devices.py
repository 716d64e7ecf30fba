"""Browsers somebody has signed in with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.events import of_user
from accounts.login.events import DeviceForgotten
from accounts.login.models import KnownDevice
from accounts.trail.api import record


@require_POST
@login_required
def forget_device(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts as a stranger from now on; you are told when it is used again."""
    device = get_object_or_404(KnownDevice, pk=pk, user=request.user)
    with transaction.atomic():
        record(DeviceForgotten(subject=of_user(request.user.pk), client=None, words=device.words), by=request.user)
        device.delete()
    messages.success(request, f"{device.words} is forgotten. You are told when it signs in again.")
    return redirect("usersessions_list")
