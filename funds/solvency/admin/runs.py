"""Solvency: the newest answer, runs asked for and watched, tried against a subscription, and set side by side."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, instant
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer
from funds.errors import FundsError
from funds.solvency.admin import calendar_page
from funds.solvency.admin.compare_page import show_comparison
from funds.solvency.admin.run_page import show_run
from funds.solvency.domain.words import per_cent, worst_window
from funds.solvency.forms import RunForm, WhatIfForm
from funds.solvency.models import SolvencyRun
from funds.solvency.selectors.runs import newest_answer, running
from funds.solvency.services.ask_what_if import ask_what_if
from funds.solvency.services.cancel_solvency_run import cancel_solvency_run
from funds.solvency.services.reproduce_solvency_run import reproduce_solvency_run
from funds.solvency.services.start_solvency_run import start_solvency_run


@admin.register(SolvencyRun)
class SolvencyRunAdmin(ReadOnlyAdmin):
    list_display = ["name", "asked", "standing", "met", "started", "started_by"]
    list_filter = ["purpose", "state"]
    list_select_related = ["started_by"]
    change_list_template = "solvency/runs.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("inputs")

    @admin.display(description="As of", ordering="as_of")
    def name(self, run: SolvencyRun) -> str:
        return day(run.as_of)

    @admin.display(description="Purpose", ordering="purpose")
    def asked(self, run: SolvencyRun) -> str:
        return run.get_purpose_display()

    @admin.display(description="State", ordering="state")
    def standing(self, run: SolvencyRun) -> str:
        return badge(run.state)

    @admin.display(description="Can be paid at the worst window")
    def met(self, run: SolvencyRun) -> str:
        return per_cent(worst_window(run.result)["chance"]) if run.result else "–"

    @admin.display(description="Started", ordering="started_at")
    def started(self, run: SolvencyRun) -> str:
        return instant(run.started_at)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("calendar/", self.page(calendar_page.show), name="solvency_calendar"),
            path("answer/", view(self.answer), name="solvency_answer"),
            path("start/", view(self.start), name="solvency_start"),
            path("<int:pk>/cancel/", view(self.cancel), name="solvency_cancel"),
            path("<int:pk>/again/", view(self.again), name="solvency_again"),
            path("<int:pk>/what-if/", view(self.what_if), name="solvency_what_if"),
            path("<int:pk>/beside/<int:other>/", view(self.beside), name="solvency_beside"),
            *super().get_urls(),
        ]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Will we be able to pay? The newest answer, or how to get one."""
        self._only_for_readers(request)
        run = newest_answer()
        if run is not None:
            return show_run(request, run, self._context(request) | {"running": running()})
        at_work = running()
        if at_work is not None:
            return redirect("admin:solvency_solvencyrun_change", at_work.pk)
        context = {**self._context(request), "title": "Solvency"}
        context["may_run"] = request.user.has_perm("solvency.run_solvency")
        return TemplateResponse(request, "solvency/none.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        self._only_for_readers(request)
        if not object_id.isdecimal():
            raise Http404
        run = get_object_or_404(SolvencyRun.objects.select_related("started_by", "ended_by"), pk=int(object_id))
        return show_run(request, run, self._context(request))

    def start(self, request: HttpRequest) -> HttpResponse:
        self._only_for(request, "solvency.run_solvency")
        action = Action(
            title="Run the simulation",
            subtitle="The firm as it stands now, some thousand ways its accounts may go, and whether all is paid.",
            button="Start the run",
            back=reverse("admin:solvency_answer"),
            back_label="Solvency",
            form=RunForm,
            run=lambda given: start_solvency_run(parameters=given["parameters"], by=request.user),
            done=lambda run: f"{run} has begun. You may leave its page; it goes on.",
            page_of=_page_of,
        )
        return answer(request, action, self._context(request))

    def what_if(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._only_for(request, "solvency.run_solvency")
        run = self._run(pk)
        first = max(clock.today(), run.as_of + timedelta(days=1))
        action = Action(
            title="What if we accept this subscription?",
            subtitle=f"Tried on the facts of run {run.pk} of {run.as_of:%-d %b %Y}. Nothing is booked.",
            button="Try it",
            back=_page_of(run),
            back_label="The run",
            form=lambda data: WhatIfForm(data, facts=run.facts, initial={"on": first}),
            run=lambda given: ask_what_if(run=run, by=request.user, **given),
            done=lambda made: "The subscription is being tried; before and after stand side by side when it is done.",
            page_of=_page_of,
        )
        return answer(request, action, self._context(request))

    def beside(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        self._only_for_readers(request)
        return show_comparison(request, before=self._run(pk), after=self._run(other), context=self._context(request))

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._act(request, pk, cancel_solvency_run, lambda run: "The run is cancelled.")

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        def said(equal: bool) -> str:
            if equal:
                return "Done again from its kept inputs: every figure is the same to the last bit."
            return "Done again, the figures differ. Another version of the numeric library or of the method may be why."

        return self._act(request, pk, reproduce_solvency_run, said)

    def _act(
        self, request: HttpRequest, pk: int, service: Callable[..., Any], said: Callable[[Any], str]
    ) -> HttpResponse:
        self._only_for(request, "solvency.run_solvency")
        if request.method != "POST":
            raise PermissionDenied
        try:
            messages.success(request, said(service(run=self._run(pk), by=request.user)))
        except FundsError as refused:
            messages.error(request, str(refused))
        return redirect("admin:solvency_solvencyrun_change", pk)

    def _run(self, pk: int) -> SolvencyRun:
        return get_object_or_404(SolvencyRun, pk=pk)

    def _context(self, request: HttpRequest) -> dict[str, object]:
        return self.admin_site.each_context(request)

    def _only_for(self, request: HttpRequest, permission: str) -> None:
        self._only_for_readers(request)
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def _only_for_readers(self, request: HttpRequest) -> None:
        # The answer names investments and accounts: whoever may not see those may not see it.
        if not (self.has_view_permission(request) and request.user.has_perm("funds.view_investment")):
            raise PermissionDenied


def _page_of(run: SolvencyRun) -> str:
    return reverse("admin:solvency_solvencyrun_change", args=[run.pk])
