"""The nights of accrual, and the form that runs one."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, instant
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer
from funds.forms import AccrueForm
from funds.models import AccrualRun
from funds.services.run_night import run_night


@admin.register(AccrualRun)
class AccrualRunAdmin(ReadOnlyAdmin):
    list_display = ["night", "standing", "investments", "posted", "started", "finished", "started_by"]
    list_filter = ["state"]
    list_select_related = ["started_by"]
    list_display_links = None
    date_hierarchy = "as_of"
    change_list_template = "funds/admin/accrual_runs.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("run/", self.page(run), name="funds_accrualrun_run"), *super().get_urls()]

    @admin.display(description="As of", ordering="as_of")
    def night(self, run: AccrualRun) -> str:
        return day(run.as_of)

    @admin.display(description="State", ordering="state")
    def standing(self, run: AccrualRun) -> SafeString:
        return badge(run.state, run.get_state_display()) if run.state == "running" else badge("done", "Complete")

    @admin.display(description="Started", ordering="started_at")
    def started(self, run: AccrualRun) -> str:
        return instant(run.started_at)

    @admin.display(description="Finished", ordering="finished_at")
    def finished(self, run: AccrualRun) -> str:
        return instant(run.finished_at)


@permission_required(["funds.view_accrualrun", "funds.run_accrual"], raise_exception=True)
def run(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Accrue interest",
        subtitle="The same date again adds nothing; a run that was broken off goes on where it stopped.",
        button="Accrue",
        back=reverse("admin:funds_accrualrun_changelist"),
        back_label="Accrual runs",
        form=AccrueForm,
        run=lambda given: run_night(by=request.user, **given),
        done=lambda done: f"Accrued as of {done.as_of:%-d %b %Y}: {done.investments} investments.",
    )
    return answer(request, action, site_context)
