"""What each kind of record of the API is built from (docs/architecture.md says how an app adds one)."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django_filters.rest_framework import FilterSet
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.gateway.domain.deprecation import Deprecation
from accounts.gateway.domain.limits import EXPENSIVE
from accounts.gateway.rest.deprecation import say_so
from accounts.gateway.rest.etags import check_unchanged, tag
from accounts.gateway.rest.idempotency import once, once_outside
from accounts.gateway.rest.joins import without_logins
from accounts.gateway.rest.limits import spend
from accounts.gateway.rest.looks import Look
from accounts.gateway.rest.parameters import check_parameters
from accounts.gateway.rest.records import TYPED, Nothing, Order, Upload
from accounts.models import Client, User
from accounts.selectors import clients_of, is_client
from accounts.wall import raise_wall


@dataclass(frozen=True)
class Operation:
    """One thing that may be done: who may, what it is told, and what it answers."""

    permission: str | None
    clients_may: bool
    takes: type[Order]
    gives: type[Any] | None
    status: int
    expensive: bool
    besides: tuple[str, ...] = ()
    deprecated: Deprecation | None = None
    outside: bool = False


class Resource(GenericViewSet):
    """One kind of record: rows that the caller may see, and operations on them.

    Staff see every row with `permission`, or nothing; a client's login sees the rows that `of_clients` leaves it and
    finds 404 for every other. A class without `of_clients` is closed to clients.
    """

    # Names the scopes (accounts.gateway.domain.scopes.KINDS).
    kind: ClassVar[str]
    permission: ClassVar[str]
    # What staff must hold besides, whatever they do.
    besides: ClassVar[tuple[str, ...]] = ()
    # That all of it is on its way out (docs/api.md, Versions).
    deprecated: ClassVar[Deprecation | None] = None
    # Newest first, unless a resource says otherwise; unique, so that a cursor loses no row.
    order: ClassVar[str] = "-pk"
    # The query parameters that narrow the list, with their lookups, as django-filter takes them; or a FilterSet.
    filterset_class: ClassVar[type[FilterSet] | None] = None
    filterset_fields: ClassVar[dict[str, list[str]] | Iterable[str]] = ()
    lookup_value_regex = "[^/]+"
    # A client's login calls behind the second wall (accounts/wall.py), unless a resource is of the person themselves.
    behind_wall: ClassVar[bool] = True

    def of_clients(self, rows: QuerySet[Any], clients: QuerySet[Client]) -> QuerySet[Any]:
        """Those of `rows` that belong to `clients`; a resource that is open to clients says which."""
        return rows.none()

    def complete(self, rows: Sequence[Any]) -> None:
        """Gives `rows` what no column of theirs holds, all of them at once: figures that the record shows."""

    def rows(self) -> QuerySet[Any]:
        """Every row there is, whoever asks."""
        return super().get_queryset()

    def rows_for(self, user: User) -> QuerySet[Any]:
        """The same, with what comes along of them for `user`: clients are told of no login of the office."""
        return self.rows() if user.is_staff else without_logins(self.rows())

    def seen_by(self, user: User) -> QuerySet[Any]:
        """The rows that `user` may look at, once they may look at this kind at all."""
        return self.rows() if user.is_staff else self.of_clients(self.rows_for(user), clients_of(user))

    def get_queryset(self) -> QuerySet[Any]:
        return self.rows() if getattr(self, "swagger_fake_view", False) else self.seen_by(self.request.user)

    def get_object(self) -> Any:
        if not self.kwargs[self.lookup_url_kwarg or self.lookup_field].isprintable():
            raise Http404
        return super().get_object()

    def paginate_queryset(self, queryset: QuerySet[Any]) -> list[Any] | None:
        page = super().paginate_queryset(queryset)
        self.complete(page or [])
        return page

    def is_about_one(self) -> bool:
        """Whether the address names one record."""
        return (self.lookup_url_kwarg or self.lookup_field) in self.kwargs

    def get_parsers(self) -> list[BaseParser]:
        called = self.operation_called()
        if called is not None and issubclass(called.takes, Upload):
            return [MultiPartParser()]
        return super().get_parsers()

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        if self.behind_wall and is_client(request.user):
            raise_wall(request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_parameters(self, request)
        called = self.operation_called()
        if called is not None and called.expensive:
            spend(request._request, EXPENSIVE)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        say_so(self, request, answer)
        tag(request, answer)
        return answer

    def operation_called(self) -> Operation | None:
        """The operation that this request calls; None while it only looks."""
        return getattr(self._handler(), "operation", None)

    def look_called(self) -> Look | None:
        """The look that this request asks for, besides the list and the record themselves."""
        return getattr(self._handler(), "look", None)

    def _handler(self) -> Any:
        # Parsers are chosen before REST framework says which action it is.
        name = getattr(self, "action", None)
        if name is None and self.request is not None:
            name = self.action_map.get(self.request.method.lower())
        return getattr(self, name or "", None)

    def permission_needed(self) -> str | None:
        """What staff must hold for this request, besides the permission to look; None: it is no matter of theirs."""
        called = self.operation_called()
        if called is None:
            called = self.look_called()
            return called.permission or self.permission if called is not None else self.permission
        return called.permission

    def permissions_needed(self) -> list[str] | None:
        """All that staff must hold, as on the pages: whoever acts on a record, or takes its file, may look at it."""
        needed, called = self.permission_needed(), self.operation_called()
        if needed is None:
            return None
        return list(dict.fromkeys([self.permission, needed, *self.besides, *(called.besides if called else ())]))

    def open_to_clients(self) -> bool:
        """Whether a client's login may make this request at all."""
        called = self.operation_called() or self.look_called()
        sees = type(self).of_clients is not Resource.of_clients
        return sees if called is None else called.clients_may

    def get_serializer_class(self) -> type[Any]:
        called = self.operation_called()
        return self.serializer_class if called is None else called.takes


class Listed(mixins.ListModelMixin, Resource):
    """Records that can be listed, but have no address of their own."""


class Records(mixins.RetrieveModelMixin, Listed):
    """Records that can be listed and looked at one by one."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        thing = self.get_object()
        self.complete([thing])
        return Response(self.get_serializer(thing).data)


def operation(
    *,
    permission: str | None,
    besides: tuple[str, ...] = (),
    takes: type[Order] = Nothing,
    gives: type[Any] | None = None,
    clients_may: bool = False,
    detail: bool = True,
    expensive: bool = False,
    deprecated: Deprecation | None = None,
    outside: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """Makes a method `(self, thing, by, **given)` a POST that is done once; without `detail` there is no `thing`.

    `given` is what `takes` made of the body. What the method returns is answered as `gives`, or as the resource's own
    record; None is answered 204. A method named `create` is the POST to the list itself and answers 201. `permission`
    is what staff must hold (None: the office may not, as with what only a client decides), `besides` what else. What
    is `expensive` (a run, a simulation) has a tighter limit of its own. What is `deprecated` says so in every answer.
    What waits for somebody else is done `outside` of any transaction of ours; it must do no harm if it is done twice.
    """

    def decorate(perform: Callable[..., Any]) -> Any:
        name = perform.__name__

        @wraps(perform)
        def call(self: Resource, request: Request, **where: Any) -> Response:
            def work() -> Response:
                # An error inside is an answer too: it is kept, and what was half done is taken back.
                try:
                    with nullcontext() if outside else transaction.atomic():
                        return _perform(self, request, spec, perform)
                except Exception as error:  # noqa: BLE001 handle_exception raises again what it does not know
                    return self.handle_exception(error)

            return once_outside(request, work) if outside else once(request, work)

        status = 201 if name == "create" else 200
        spec = Operation(permission, clients_may, takes, gives, status, expensive, besides, deprecated, outside)
        call.operation = spec
        # POST to the list's own address, which the router knows by this name.
        if name == "create":
            return call
        return action(detail=detail, methods=["post"], url_path=name.replace("_", "-"))(call)

    return decorate


def _perform(view: Resource, request: Request, spec: Operation, perform: Callable[..., Any]) -> Response:
    told = {} if issubclass(spec.takes, Upload) else {TYPED: True}
    order = spec.takes(data=request.data, context={**view.get_serializer_context(), **told})
    order.is_valid(raise_exception=True)
    things: list[Model] = []
    if view.is_about_one():
        thing = view.get_object()
        check_unchanged(view, request, thing)
        things.append(thing)
    result = perform(view, *things, by=request.user, **order.validated_data)
    if result is None:
        return Response(None, status=204)
    if spec.gives is None:
        # As a look at it would show it now, with all that the resource's rows come with.
        result = view.rows_for(request.user).get(pk=result.pk)
        view.complete([result])
    record = spec.gives or view.serializer_class
    answer = Response(record(result, context=view.get_serializer_context()).data, status=spec.status)
    answer.told_once = getattr(getattr(record, "Meta", None), "told_once", ())
    return answer
