"""What each kind of record of the API is built from (docs/architecture.md says how an app adds one)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django_filters.rest_framework import FilterSet
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.gateway.domain.limits import EXPENSIVE
from accounts.gateway.rest.etags import check_unchanged, tag
from accounts.gateway.rest.idempotency import once
from accounts.gateway.rest.limits import spend
from accounts.gateway.rest.parameters import check_parameters
from accounts.gateway.rest.records import Nothing, Order, Record
from accounts.models import Client
from accounts.selectors import clients_of


@dataclass(frozen=True)
class Operation:
    """One thing that may be done: who may, what it is told, and what it answers."""

    permission: str | None
    clients_may: bool
    takes: type[Order]
    gives: type[Record] | None
    status: int
    expensive: bool


class Resource(GenericViewSet):
    """One kind of record: rows that the caller may see, and operations on them.

    Staff see every row with `permission`, or nothing; a client's login sees the rows that `of_clients` leaves it and
    finds 404 for every other. A class without `of_clients` is closed to clients.
    """

    # Names the scopes (accounts.gateway.domain.scopes.KINDS).
    kind: ClassVar[str]
    permission: ClassVar[str]
    # Newest first, unless a resource says otherwise; unique, so that a cursor loses no row.
    order: ClassVar[str] = "-pk"
    # The query parameters that narrow the list, with their lookups, as django-filter takes them; or a FilterSet.
    filterset_class: ClassVar[type[FilterSet] | None] = None
    filterset_fields: ClassVar[dict[str, list[str]] | Iterable[str]] = ()
    lookup_value_regex = "[^/]+"

    def of_clients(self, rows: QuerySet[Any], clients: QuerySet[Client]) -> QuerySet[Any]:
        """Those of `rows` that belong to `clients`; a resource that is open to clients says which."""
        return rows.none()

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False) or self.request.user.is_staff:
            return rows
        return self.of_clients(rows, clients_of(self.request.user))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_parameters(self, request)
        called = self.operation_called()
        if called is not None and called.expensive:
            spend(request._request, EXPENSIVE)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        tag(request, answer)
        return answer

    def operation_called(self) -> Operation | None:
        """The operation that this request calls; None while it only looks."""
        handler = getattr(self, self.action or "", None)
        return getattr(handler, "operation", None)

    def permission_needed(self) -> str | None:
        """What staff must hold for this request."""
        called = self.operation_called()
        return self.permission if called is None else called.permission

    def open_to_clients(self) -> bool:
        """Whether a client's login may make this request at all."""
        called = self.operation_called()
        sees = type(self).of_clients is not Resource.of_clients
        return sees if called is None else called.clients_may

    def get_serializer_class(self) -> type[Any]:
        called = self.operation_called()
        return self.serializer_class if called is None else called.takes


class Listed(mixins.ListModelMixin, Resource):
    """Records that can be listed, but have no address of their own."""


class Records(mixins.RetrieveModelMixin, Listed):
    """Records that can be listed and looked at one by one."""


def operation(
    *,
    permission: str | None,
    takes: type[Order] = Nothing,
    gives: type[Record] | None = None,
    clients_may: bool = False,
    detail: bool = True,
    expensive: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """Makes a method `(self, thing, by, **given)` a POST that is done once; without `detail` there is no `thing`.

    `given` is what `takes` made of the body. What the method returns is answered as `gives`, or as the resource's own
    record; None is answered 204. A method named `create` is the POST to the list itself and answers 201. `permission`
    is what staff must hold (None: the office may not, as with what only a client decides). What is `expensive` (a run,
    a simulation) has a tighter limit of its own.
    """

    def decorate(perform: Callable[..., Any]) -> Any:
        name = perform.__name__

        @wraps(perform)
        def call(self: Resource, request: Request, **where: Any) -> Response:
            def work() -> Response:
                # An error inside is an answer too: it is kept, and what was half done is taken back.
                try:
                    with transaction.atomic():
                        return _perform(self, request, spec, perform)
                except Exception as error:  # noqa: BLE001 handle_exception raises again what it does not know
                    return self.handle_exception(error)

            return once(request, work)

        spec = Operation(permission, clients_may, takes, gives, 201 if name == "create" else 200, expensive)
        call.operation = spec
        # POST to the list's own address, which the router knows by this name.
        if name == "create":
            return call
        return action(detail=detail, methods=["post"], url_path=name.replace("_", "-"))(call)

    return decorate


def _perform(view: Resource, request: Request, spec: Operation, perform: Callable[..., Any]) -> Response:
    order = spec.takes(data=request.data, context=view.get_serializer_context())
    order.is_valid(raise_exception=True)
    things: list[Model] = []
    if (view.lookup_url_kwarg or view.lookup_field) in view.kwargs:
        thing = view.get_object()
        check_unchanged(view, request, thing)
        things.append(thing)
    result = perform(view, *things, by=request.user, **order.validated_data)
    record = spec.gives or view.serializer_class
    answer = None if result is None else record(result, context=view.get_serializer_context()).data
    return Response(answer, status=204 if result is None else spec.status)
