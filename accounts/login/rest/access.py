"""Who may log in, with what, and who looked at it, over the API."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known, Person
from accounts.gateway.rest.looks import File, download
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.login.models import AccessReview
from accounts.login.selectors import access_list
from accounts.login.services.review_access import review_access
from accounts.login.services.take_access_list import take_access_list
from accounts.models import User
from fidus.lib import clock
from fidus.lib.spreadsheet import XLSX_TYPE


class AccessReviewRecord(Record):
    """What somebody decided about a person's access; `seen` is the access as it stood then."""

    user = Known(slug_field="email", read_only=True)
    reviewed_by = Person()

    class Meta:
        model = AccessReview
        fields = ("id", "user", "verdict", "note", "seen", "reviewed_by", "reviewed_at")


class AccessRecord(Record):
    """One login as a reviewer looks at it."""

    name = serializers.CharField(source="get_full_name")
    staff = serializers.BooleanField(source="is_staff")
    roles = serializers.ListField(source="access.roles", child=serializers.CharField())
    clients = serializers.ListField(source="access.clients", child=serializers.CharField())
    second_steps = serializers.ListField(source="access.factors", child=serializers.CharField())
    given_by = serializers.CharField(source="access.invited_by", help_text="Who sent the invitation.")
    wants_attention = serializers.CharField(source="access.wants_attention", help_text="Empty for nothing.")
    review = AccessReviewRecord(source="access.review", allow_null=True, help_text="The newest.")

    class Meta:
        model = User
        fields = (
            "id", "email", "name", "state", "staff", "roles", "clients", "second_steps", "given_by", "last_login",
            "wants_attention", "review",
        )  # fmt: skip


class Verdict(Order):
    """What came of looking at it."""

    verdict = serializers.ChoiceField(AccessReview.Verdict.choices)
    note = serializers.CharField(max_length=300, allow_blank=True, default="", help_text="What is to be changed.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["verdict"] == AccessReview.Verdict.CHANGE and not given["note"]:
            raise serializers.ValidationError({"note": ["Say what is to be changed."]})
        return given


class AccessLines(Records):
    """The review of access; nobody reviews their own.

    Taking away second steps and changing addresses is left to the pages: with these a token could open any login.
    """

    kind = "users"
    permission = "login.review_access"
    queryset = User.objects.all()
    serializer_class = AccessRecord
    filterset_fields = {"state": ["exact"], "is_staff": ["exact"], "email": ["exact"]}

    def complete(self, rows: Sequence[User]) -> None:
        lines = {line.user.pk: line for line in access_list(User.objects.filter(pk__in=[row.pk for row in rows]))}
        for row in rows:
            row.access = lines[row.pk]

    @operation(permission="login.review_access", takes=Verdict)
    def review(self, user: User, *, by: User, **given: str) -> User:
        """Note that one looked at it; what stood there is kept with the verdict."""
        review_access(user, by=by, **given)
        return user

    @download(media="text/csv", detail=False)
    def csv(self, *, by: User) -> File:
        """Every login, as the page's file; that it was taken out stands on the trail."""
        return File(take_access_list(access_list(), form="csv", by=by), f"access-{clock.today()}.csv")

    @download(media=XLSX_TYPE, detail=False)
    def xlsx(self, *, by: User) -> File:
        """The same for a spreadsheet."""
        return File(take_access_list(access_list(), form="xlsx", by=by), f"access-{clock.today()}.xlsx")


class AccessReviews(Records):
    """Reviews that were made; they are never changed."""

    kind = "users"
    permission = "login.view_accessreview"
    queryset = AccessReview.objects.select_related("user", "reviewed_by")
    serializer_class = AccessReviewRecord
    filterset_fields = {"verdict": ["exact"], "user__email": ["exact"], "reviewed_at": ["gte", "lt"]}
