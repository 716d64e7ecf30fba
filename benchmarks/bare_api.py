"""The same rows from bare Django REST framework: a view, a serializer, a cursor; behind the same middleware."""

from django.db.models import QuerySet
from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.openapi import AutoSchema
from rest_framework.views import APIView

from fidus.lib import clock
from funds.models import Investment
from funds.selectors.activity import activity_of
from funds.selectors.obligations import obligations


class Pages(CursorPagination):
    page_size = 50
    ordering = "-pk"


class BareInvestment(serializers.ModelSerializer):
    client = serializers.SlugRelatedField(slug_field="number", read_only=True)
    product = serializers.CharField(source="terms.product.code")
    terms_version = serializers.IntegerField(source="terms.version")
    opened_by = serializers.SlugRelatedField(slug_field="email", read_only=True)
    matures_on = serializers.DateField()
    monthly_rate = serializers.DecimalField(max_digits=9, decimal_places=6)
    principal = serializers.DecimalField(max_digits=20, decimal_places=2, source="held.principal.amount")
    interest = serializers.DecimalField(max_digits=20, decimal_places=2, source="held.accrued.amount")
    paid_out = serializers.DecimalField(max_digits=20, decimal_places=2, source="held.paid_out.amount")
    fees = serializers.DecimalField(max_digits=20, decimal_places=2, source="held.fees.amount")
    payable = serializers.DecimalField(max_digits=20, decimal_places=2, source="held.payable.amount")
    value = serializers.DecimalField(max_digits=20, decimal_places=2, source="held.total.amount")

    class Meta:
        model = Investment
        fields = (
            "number", "client", "product", "terms_version", "state", "currency", "monthly_rate", "interest_mode",
            "tops_up",
            "principal_minor", "principal", "interest", "paid_out", "fees", "payable", "value", "opened_on",
            "funded_on", "earns_from", "matures_on", "closed_on", "opened_by", "bank_reference",
        )  # fmt: skip


class BareInvestments(ListAPIView):
    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    filter_backends = ()
    pagination_class = Pages
    schema = AutoSchema()
    queryset = Investment.objects.select_related("client", "terms__product", "opened_by")
    serializer_class = BareInvestment

    def paginate_queryset(self, queryset: QuerySet[Investment]) -> list[Investment] | None:
        page = super().paginate_queryset(queryset)
        held = obligations(page, as_of=clock.today())
        for one in page:
            one.held = held[one.pk]
        return page


class BareMovement(serializers.Serializer):
    on = serializers.DateField()
    booked_on = serializers.DateField()
    investment = serializers.CharField(source="investment.number")
    kind = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=2, source="amount.amount")
    currency = serializers.CharField(source="amount.currency")
    nights = serializers.IntegerField()


class BareMovements(APIView):
    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    schema = AutoSchema()

    def get(self, request: Request, number: str) -> Response:
        owned = Investment.objects.select_related("terms__product").filter(client__number=number)
        return Response({"data": BareMovement(activity_of(owned)[:50], many=True).data})


urlpatterns = [
    path("bare/investments", BareInvestments.as_view()),
    path("bare/movements/<str:number>", BareMovements.as_view()),
    path("", include("fidus.urls")),
]
