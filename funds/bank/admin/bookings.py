"""Bookings proposed by one person and posted by another."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant, signed_money
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer, posting_lines
from funds.bank.forms import ReasonForm
from funds.bank.models import BankBooking
from funds.bank.services.decline_booking import decline_booking
from funds.bank.services.post_booking import booking_draft, post_booking, value_day

VIEW, POST = "bank.view_bankbooking", "bank.post_booking"
_WORDS = {"charge": "Bank charges", "interest": "Interest from banks"}


@admin.register(BankBooking)
class BankBookingAdmin(ReadOnlyAdmin):
    list_display = ["what", "figure", "text", "standing", "proposed_by", "proposed", "decided_by", "next_step"]
    list_display_links = None
    columns_for_reader = ("next_step",)
    list_filter = ["state", "kind"]
    search_fields = ["text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankBooking]:
        related = ("transaction__account", "proposed_by", "decided_by")
        return super().get_queryset(request).select_related(*related)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("<int:pk>/post/", self.page(post), name="bank_bankbooking_post"),
            path("<int:pk>/decline/", self.page(decline), name="bank_bankbooking_decline"),
            *super().get_urls(),
        ]

    @admin.display(description="what", ordering="kind")
    def what(self, booking: BankBooking) -> str:
        return booking.get_kind_display()

    @admin.display(description="amount")
    def figure(self, booking: BankBooking) -> str:
        return signed_money(booking.amount)

    @admin.display(description="state", ordering="state")
    def standing(self, booking: BankBooking) -> SafeString:
        looks = {"proposed": "waiting", "posted": "passed", "declined": "closed"}
        return badge(looks[booking.state], booking.get_state_display())

    @admin.display(description="proposed", ordering="proposed_at")
    def proposed(self, booking: BankBooking) -> str:
        return instant(booking.proposed_at)

    @admin.display(description="next")
    def next_step(self, booking: BankBooking, reader: User) -> str | SafeString:
        if booking.state != "proposed":
            return booking.reason
        if not reader.has_perm(POST):
            return ""
        steps = [("decline", "Decline")]
        if booking.proposed_by_id != reader.pk:
            steps.insert(0, ("post", "Post"))
        urls = [(reverse(f"admin:bank_bankbooking_{page}", args=[booking.pk]), word) for page, word in steps]
        return format_html_join(" ", '<a href="{}">{}</a>', urls)


@permission_required([VIEW, POST], raise_exception=True)
def post(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    booking = _booking(pk)
    account = booking.transaction.account
    other = booking.other_account.name if booking.other_account else _WORDS.get(booking.kind, "")
    action = Action(
        title="Post what the bank did",
        subtitle="Posted on the value date below and matched with its booking. Whoever proposed it cannot post it.",
        button="Post it",
        form=Form,
        run=lambda given: post_booking(booking=booking, by=request.user),
        done=lambda posted: f"{posted} is posted and matched.",
        posting=lambda posted, given: posting_lines(
            draft := booking_draft(posted), {draft.legs[0].account: account.name, draft.legs[1].account: other}
        ),
        **_about(booking),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, POST], raise_exception=True)
def decline(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    booking = _booking(pk)
    action = Action(
        title="Decline a booking",
        subtitle="Nothing is posted; the bank's booking is open again.",
        button="Decline it",
        form=ReasonForm,
        run=lambda given: decline_booking(booking=booking, by=request.user, **given),
        done=lambda declined: f"{declined} is declined.",
        **_about(booking),
    )
    return answer(request, action, site_context)


def _about(booking: BankBooking) -> dict[str, object]:
    one = booking.transaction
    facts = (
        ("What", booking.get_kind_display()),
        ("Amount", booking.amount),
        ("Account", one.account),
        ("Booked by the bank", f"{one.booked_on:%-d %b %Y}"),
        *_value_date(booking),
        ("The bank says", one.said),
        ("In words", booking.text),
        ("Proposed by", booking.proposed_by),
    )
    return {"back": reverse("admin:bank_bankbooking_changelist"), "back_label": "Bank bookings", "facts": facts}


def _value_date(booking: BankBooking) -> tuple[tuple[str, object], ...]:
    if booking.state != "proposed":
        return ()
    on = value_day(booking.transaction.booked_on)
    closed = "" if on == booking.transaction.booked_on else "; the books of the bank's day are closed"
    return (("Value date", f"{on:%-d %b %Y}{closed}"),)


def _booking(pk: int) -> BankBooking:
    related = ("transaction__account", "other_account", "proposed_by")
    return get_object_or_404(BankBooking.objects.select_related(*related), pk=pk)
