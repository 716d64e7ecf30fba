"""Fee schedules, and the form that publishes one."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day
from funds.admin.action_page import Action, answer
from funds.fees.forms import ScheduleForm
from funds.fees.models import FeeSchedule
from funds.fees.selectors.in_words import per_cent, schedule_in_words
from funds.fees.services.publish_schedule import publish_schedule


@admin.register(FeeSchedule)
class FeeScheduleAdmin(ReadOnlyAdmin):
    list_display = ["version_name", "for_whom", "currency", "from_day", "reach", "management", "performance", "leaving"]
    list_filter = ["product", "currency", "applies_to_all"]
    list_select_related = ["product", "client"]
    search_fields = ["product__code", "client__name", "client__number"]
    fields = ["version_name", "for_whom", "currency", "from_day", "reach", "in_words", "published_by", "published_at"]
    readonly_fields = fields
    change_list_template = "fees/admin/schedules.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("publish/", self.page(publish), name="fees_feeschedule_publish"), *super().get_urls()]

    @admin.display(description="Fees", ordering="product__code")
    def version_name(self, schedule: FeeSchedule) -> str:
        return str(schedule)

    @admin.display(description="For", ordering="client__name")
    def for_whom(self, schedule: FeeSchedule) -> str:
        return schedule.client.name if schedule.client else "Everybody in the fund"

    @admin.display(description="Valid from", ordering="valid_from")
    def from_day(self, schedule: FeeSchedule) -> str:
        return day(schedule.valid_from)

    @admin.display(description="Investments", ordering="applies_to_all")
    def reach(self, schedule: FeeSchedule) -> str:
        return "All, from that day" if schedule.applies_to_all else "Opened from that day"

    @admin.display(description="Management")
    def management(self, schedule: FeeSchedule) -> str:
        if not schedule.management_rate:
            return "none"
        return f"{per_cent(schedule.management_rate)} a year of {schedule.management_base}"

    @admin.display(description="Performance")
    def performance(self, schedule: FeeSchedule) -> str:
        return per_cent(schedule.performance_rate) if schedule.performance_rate else "none"

    @admin.display(description="Leaving")
    def leaving(self, schedule: FeeSchedule) -> str:
        words = dict(schedule_in_words(schedule))
        named = [words[what] for what in ("Withdrawal fee", "Early redemption") if what in words]
        return "; ".join(named) or "free, in windows only"

    @admin.display(description="In words")
    def in_words(self, schedule: FeeSchedule) -> SafeString:
        return format_html_join("", "<p>{}: {}</p>", schedule_in_words(schedule)) or SafeString("No fees")


@permission_required(["fees.view_feeschedule", "fees.publish_schedule"], raise_exception=True)
def publish(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Publish fees",
        subtitle="Published fees are never changed; a newer schedule takes their place. What is empty costs nothing.",
        button="Publish these fees",
        back=reverse("admin:fees_feeschedule_changelist"),
        back_label="Fee schedules",
        form=ScheduleForm,
        run=lambda given: publish_schedule(by=request.user, **given),
        done=lambda schedule: f"{schedule} are valid from {schedule.valid_from:%-d %b %Y}.",
    )
    return answer(request, action, site_context)
