"""The review of access: who may log in, what they may do, and that somebody looks at it regularly."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from accounts.errors import AccountsError
from accounts.login.models import AccessReview
from accounts.login.selectors import Access, access_list, access_of, counts, open_invitations
from accounts.login.services.review_access import review_access
from accounts.login.services.take_access_list import take_access_list
from accounts.models import User
from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(choices=AccessReview.Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(max_length=300, required=False, help_text="Needed where something is to be changed.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") == AccessReview.Verdict.CHANGE and not data.get("note"):
            self.add_error("note", "Say what is to be changed.")
        return data


@admin.register(AccessReview)
class AccessReviewAdmin(ReadOnlyAdmin):
    """The list of past reviews, and the pages on which a new one is made."""

    list_display = ["user", "verdict", "note", "reviewed_by", "reviewed_at"]
    list_filter = ["verdict"]
    list_select_related = ["user", "reviewed_by"]
    search_fields = ["user__email", "note"]

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("access/", view(self.access), name="login_access"),
            path("access/<int:pk>/", view(self.review), name="login_review"),
            *super().get_urls(),
        ]

    def access(self, request: HttpRequest) -> HttpResponse:
        """Every login; `?only=attention` those that want looking at, `?export=csv|xlsx` the list as a file."""
        _may_review(request)
        lines = access_list()
        only = request.GET.get("only", "")
        shown = [line for line in lines if _is_meant(line, only)]
        if request.GET.get("export") in ("csv", "xlsx"):
            return _file(request, shown, request.GET["export"])
        context = {
            **self.admin_site.each_context(request),
            "title": "Access review",
            "lines": shown,
            "only": only,
            "counts": counts(lines),
            "invitations": open_invitations(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "login/admin/access.html", context)

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        _may_review(request)
        user = get_object_or_404(User, pk=pk)
        form = ReviewForm(request.POST or None, initial={"verdict": AccessReview.Verdict.FITS})
        if request.method == "POST" and form.is_valid():
            try:
                review_access(user, **form.cleaned_data, by=request.user)
            except AccountsError as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"Noted: {user.email} was reviewed.")
                return redirect("admin:login_access")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Access of {user}",
            "line": access_of(user),
            "earlier": AccessReview.objects.filter(user=user).select_related("reviewed_by"),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "login/admin/review.html", context, status=422 if form.errors else 200)


def _may_review(request: HttpRequest) -> None:
    if not request.user.has_perm("login.review_access"):
        raise PermissionDenied


def _is_meant(line: Access, only: str) -> bool:
    match only:
        case "attention":
            return bool(line.wants_attention)
        case "staff":
            return line.staff
        case "clients":
            return not line.staff
        case "unreviewed":
            return line.review is None
    return True


def _file(request: HttpRequest, lines: list[Access], form: str) -> HttpResponse:
    content = take_access_list(lines, form=form, by=request.user)
    answer = HttpResponse(content, content_type=CSV_TYPE if form == "csv" else XLSX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="access-{clock.today():%Y-%m-%d}.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer
