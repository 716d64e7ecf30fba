"""Browsers somebody has signed in with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.login.models import KnownDevice
from accounts.login.services import forget_device as services


@require_POST
@login_required
def forget_device(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts as a stranger from now on; you are told when it is used again."""
    device = get_object_or_404(KnownDevice, pk=pk, user=request.user)
    services.forget_device(device, by=request.user)
    messages.success(request, f"{device.words} is forgotten. You are told when it signs in again.")
    return redirect("usersessions_list")
