"""The addresses under which problem details name their kinds: what each means, and what to do."""

from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import module_has_submodule
from django.views.decorators.http import require_safe

from accounts.gateway.domain.problems import OWN
from accounts.gateway.rest.problems import name_of
from fidus.lib.problem_details import title_of
from fidus.lib.refusal import Refusal, SecondPersonRefusal


@lru_cache
def explained() -> dict[str, tuple[int, str]]:
    """Every kind of problem: the API's own, and whatever a service refuses with."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "errors") and app.module.__file__:
            import_module(f"{app.name}.errors")
    found = {name_of(kind): (_status(kind), _words(kind)) for kind in _below(Refusal)}
    return dict(sorted({**found, **OWN}.items()))


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    rows = [(name, title_of(name), status, words) for name, (status, words) in explained().items()]
    return render(request, "gateway/problems.html", {"rows": rows})


@require_safe
def problem(request: HttpRequest, name: str) -> HttpResponse:
    if name not in explained():
        raise Http404
    status, words = explained()[name]
    context = {"title": title_of(name), "status": status, "words": words, "is_refusal": name not in OWN}
    return render(request, "gateway/problem.html", context)


def _below(kind: type[Exception]) -> list[type[Exception]]:
    return [one for child in kind.__subclasses__() for one in (child, *_below(child))]


def _status(kind: type[Exception]) -> int:
    return 403 if issubclass(kind, SecondPersonRefusal) else 409


def _words(kind: type[Exception]) -> str:
    """The first paragraph of what its docstring says."""
    return " ".join((kind.__doc__ or "").strip().partition("\n\n")[0].split())
