"""Of what somebody is told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.notices.errors import NoticesError
from accounts.notices.forms import RuleForm
from accounts.notices.models import NoticeRule
from accounts.notices.selectors import rules_of
from accounts.notices.services.set_rule import end_rule, set_rule
from accounts.notices.views.whose import do, for_owners


@for_owners
@require_http_methods(["GET", "POST"])
def new_rule(request: HttpRequest) -> HttpResponse:
    """Choose a channel and kinds of events."""
    return _filled_in(request, None)


@for_owners
@require_http_methods(["GET", "POST"])
def change_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose them anew."""
    return _filled_in(request, get_object_or_404(rules_of(request.user), pk=pk))


@for_owners
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is told by it."""
    found = get_object_or_404(rules_of(request.user), pk=pk)
    return do(request, lambda: end_rule(found, by=request.user), "The rule is ended.", "notices:notices")


def _filled_in(request: HttpRequest, rule: NoticeRule | None) -> HttpResponse:
    initial = {"channel": rule.channel_id, "pace": rule.pace} if rule else {}
    form = RuleForm(request.POST or None, user=request.user, chosen=rule.kinds if rule else (), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_rule(**form.cleaned_data, rule=rule, by=request.user)
        except NoticesError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "You are told of what you chose.")
            return redirect("notices:notices")
    return render(request, "notices/rule.html", {"form": form, "rule": rule}, status=422 if form.errors else 200)
