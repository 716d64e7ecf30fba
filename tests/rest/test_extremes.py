"""Nothing that a program may send makes an error of ours: each operation and filter with its least and its most."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, MonthField
from accounts.gateway.rest.filters import Filters, Narrowing
from accounts.gateway.rest.records import Upload
from accounts.gateway.tests.callers import Caller
from fidus.api_urls import RESOURCES
from funds.tests.scenes import a_client
from tests.asked import boss
from tests.rest.rows import ROWS

LOW, HIGH = 0, 1
DAYS = ("0001-01-01", "9999-12-31")


@pytest.fixture(autouse=True)
def files(db, settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


def body_of(order: serializers.Serializer, end: int) -> dict[str, Any]:
    return {name: value_of(field, end) for name, field in order.fields.items()}


def value_of(field: serializers.Field, end: int) -> Any:
    match field:
        case Known():
            found = field.get_queryset().order_by("-pk").first()
            return getattr(found, field.slug_field) if found else "0"
        case MoneyField():
            return {"amount": ("0.01", "999999999999999.00")[end], "currency": "USD"}
        case MonthField():
            return ("1000-01", "9999-12")[end]
        case serializers.FileField():
            return SimpleUploadedFile("\N{SNOWMAN}" * 90, (b"\x00", b"key,what\n" * 9)[end])
        case serializers.DateField():
            return DAYS[end]
        case serializers.BooleanField():
            return bool(end)
        case serializers.ChoiceField():
            return list(field.choices)[-end]
        case serializers.DecimalField() | serializers.IntegerField() | serializers.FloatField():
            bound = (field.min_value, field.max_value)[end]
            return (("0.0001", "9999999")[end] if bound is None else str(bound)) if field.min_value is not None else "1"
        case serializers.CharField():
            return ("x", "\N{SNOWMAN}" * (field.max_length or 300))[end]
        case serializers.ListSerializer():
            return [body_of(field.child, end)]
        case serializers.Serializer():
            return body_of(field, end)
        case serializers.ListField():
            return [value_of(field.child, end)]
        case _:
            return {}


def operations(resource: Any) -> list[tuple[str, Any]]:
    return [(name, spec.operation) for name in dir(resource) if hasattr(spec := getattr(resource, name), "operation")]


def looks(resource: Any) -> list[tuple[str, Any]]:
    """Those that are asked something."""
    found = [(name, spec.look) for name in dir(resource) if hasattr(spec := getattr(resource, name), "look")]
    return [(name, look) for name, look in found if look.asks().fields]


def name_of(row: Any, field: str) -> str:
    return f"{row.pk if field == 'pk' else getattr(row, field)}"


def test_every_list_reads_its_filters_as_they_are_described():
    for address, resource in RESOURCES.items():
        found = Filters().get_filterset_class(resource(), getattr(resource, "queryset", None))
        assert found is None or issubclass(found, Narrowing), address


@pytest.mark.parametrize("address", [one for one in ROWS if operations(RESOURCES[one])])
def test_the_least_and_the_most_of_every_operation_is_answered(address):
    resource = RESOURCES[address]
    ROWS[address](a_client(), 1)
    caller = Caller(boss())
    for name, operation in operations(resource):
        if operation.outside:
            continue  # it waits for a broker, and this test is one transaction; its own tests ask real ones
        verb = name.replace("_", "-")
        row = resource.queryset.order_by("-pk").first()
        where = address if name == "create" else f"{address}/{name_of(row, resource.lookup_field)}/{verb}"
        for end in (LOW, HIGH):
            body = body_of(operation.takes(), end)
            if issubclass(operation.takes, Upload):
                headers = {"Idempotency-Key": uuid.uuid4().hex}
                answer = caller.browser.post(f"/api/v1/{where}", body, headers=headers)
            else:
                answer = caller.post(where, body)
            assert answer.status_code < 500, (where, end)


@pytest.mark.parametrize("address", ROWS)
def test_the_least_and_the_most_of_every_filter_is_answered(address):
    resource = RESOURCES[address]
    caller = Caller(boss())
    filters = Filters().get_filterset_class(resource(), resource.queryset)
    for name in filters.base_filters if filters else ():
        for value in (*DAYS, "0", "-1", "9" * 30, "\x00", "\N{SNOWMAN}", ""):
            assert caller.get(address, **{name: value}).status_code in (200, 400), (name, value)
    if hasattr(resource, "retrieve"):
        for key in ("0", "-1", "9" * 30, "%00", "%F0%9F%98%80", "0001-01-01"):
            assert caller.get(f"{address}/{key}").status_code == 404, key


@pytest.mark.parametrize("address", [one for one in ROWS if looks(RESOURCES[one])])
def test_the_least_and_the_most_of_every_look_is_answered(address):
    resource = RESOURCES[address]
    ROWS[address](a_client(), 1)
    caller, row = Caller(boss()), resource.queryset.order_by("-pk").first()
    for name, look in looks(resource):
        below = f"/{name_of(row, resource.lookup_field)}" if getattr(getattr(resource, name), "detail", False) else ""
        where = address if name == "list" else f"{address}{below}/{name.replace('_', '-')}"
        for end in (LOW, HIGH):
            asked = {name: value for name, value in body_of(look.asks(), end).items() if value is not None}
            answer = caller.get(where, **asked)
            assert answer.status_code < 500, (where, asked)
            if answer.streaming:
                answer.close()
