"""Deeds: what staff may do to a thing, each a form on a page of its own that calls one service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from fidus.lib.read_only_admin import ReadOnlyAdmin


def _always(thing: Any) -> bool:
    return True


def _nothing(thing: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Revealed:
    """What a deed tells this once and nobody keeps: it stands in the answer itself, never in a session or message."""

    thing: Model
    words: str
    secret: str


@dataclass(frozen=True)
class Deed:
    """`perform(thing, data, by)` calls the service and returns what to show next (None: the thing, or the list)."""

    name: str
    label: str
    explain: str
    done: str
    permission: str
    perform: Callable[[Any, dict[str, Any], Any], Model | Revealed | None]
    form: type[forms.Form] = forms.Form
    on_list: bool = False
    possible: Callable[[Any], bool] = _always
    initial: Callable[[Any], dict[str, Any]] = _nothing


class DeedsAdmin(ReadOnlyAdmin):
    """A read-only admin whose changes are deeds; `refusals` are the errors that are shown on the deed's form."""

    deeds: tuple[Deed, ...] = ()
    refusals: tuple[type[Exception], ...] = ()
    change_form_template = "accounts/admin/change_form.html"
    change_list_template = "accounts/admin/change_list.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [*(self._path_of(deed) for deed in self.deeds), *super().get_urls()]

    def _path_of(self, deed: Deed) -> URLPattern:
        where = f"{deed.name}/" if deed.on_list else f"<int:pk>/{deed.name}/"

        def view(request: HttpRequest, pk: int | None = None) -> HttpResponse:
            return self._do(request, deed, pk)

        return path(where, self.admin_site.admin_view(view), name=self._name_of(deed))

    def _name_of(self, deed: Deed) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{deed.name}"

    def _do(self, request: HttpRequest, deed: Deed, pk: int | None) -> HttpResponse:
        if not request.user.has_perm(deed.permission) or not self.has_view_permission(request):
            raise PermissionDenied
        thing = None if pk is None else self.get_object(request, str(pk))
        if pk is not None and thing is None:
            raise Http404
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = deed.form(*sent, initial=deed.initial(thing))
        if request.method == "POST" and form.is_valid():
            try:
                shown = deed.perform(thing, form.cleaned_data, request.user) or thing
            except self.refusals as refusal:
                form.add_error(None, str(refusal))
            else:
                if isinstance(shown, Revealed):
                    return self._reveal(request, deed, shown)
                messages.success(request, deed.done)
                return redirect(self._address_of(shown))
        context = {
            **self.admin_site.each_context(request),
            "title": deed.label,
            "subtitle": str(thing) if thing else "",
            "deed": deed,
            "facts": self.facts_of(thing) if thing else (),
            "form": form,
            "back": self._address_of(thing),
            "opts": self.opts,
        }
        return TemplateResponse(request, "accounts/admin/deed.html", context)

    def _reveal(self, request: HttpRequest, deed: Deed, revealed: Revealed) -> HttpResponse:
        back = self._address_of(revealed.thing)
        context = {**self.admin_site.each_context(request), "title": deed.done, "revealed": revealed, "back": back}
        answer = TemplateResponse(request, "accounts/admin/revealed.html", {**context, "opts": self.opts})
        answer["Cache-Control"] = "no-store"
        return answer

    def facts_of(self, thing: Any) -> tuple[tuple[str, str], ...]:
        """What somebody has to see of the thing before they decide, as name and words."""
        return ()

    def _address_of(self, thing: Model | None) -> str:
        if thing is None:
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        meta = thing._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])

    def deeds_of(self, request: HttpRequest, thing: Model) -> list[dict[str, Any]]:
        """What this person may do to it, for pages that are not Django's own."""
        return self._open_to(request, on_list=False, thing=thing)

    def _open_to(self, request: HttpRequest, *, on_list: bool, thing: Model | None = None) -> list[dict[str, Any]]:
        return [
            {"deed": deed, "url": reverse(f"admin:{self._name_of(deed)}", args=[] if on_list else [thing.pk])}
            for deed in self.deeds
            if deed.on_list == on_list and request.user.has_perm(deed.permission) and deed.possible(thing)
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        deeds = self._open_to(request, on_list=True)
        return super().changelist_view(request, {"deeds": deeds, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        thing = self.get_object(request, object_id)
        deeds = self._open_to(request, on_list=False, thing=thing) if thing else []
        return super().change_view(request, object_id, form_url, {"deeds": deeds, **(extra_context or {})})
