"""One run: how far it is while it runs, its answer once it is finished."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from fidus.lib import clock
from fidus.lib.fan_chart import FanChart, fan_chart
from funds.solvency.domain.run_states import RunState
from funds.solvency.domain.transfers import CASH, places, told
from funds.solvency.domain.words import sentences, standing, weakest_stress, worst_window
from funds.solvency.models import SolvencyRun
from funds.solvency.selectors.runs import others

STRESS_WINDOWS = 4


def show_run(request: HttpRequest, run: SolvencyRun, site_context: dict[str, object]) -> HttpResponse:
    """The page and, while it runs, its refresh from the same address."""
    context = {**site_context, "title": "Solvency", "run": run, "told": run.told}
    context["may_run"] = request.user.has_perm("solvency.run_solvency")
    context["may_decide"] = request.user.has_perm("solvency.decide_suggestion")
    if run.state == RunState.FINISHED and run.beside_id and not request.htmx:
        # What a subscription changes is seen beside the run it was tried on.
        return redirect("admin:solvency_beside", run.beside_id, run.pk)
    if run.state == RunState.FINISHED:
        context |= answer_context(run, request.GET.get("window", ""))
        template = "solvency/run.html"
    else:
        left = run.seconds_left(clock.now())
        context["left"] = None if left is None else max(round(left), 1)
        template = "solvency/_progress.html" if request.htmx else "solvency/running.html"
    response = TemplateResponse(request, template, context)
    if request.htmx and run.state == RunState.FINISHED:
        # The part that asked is no longer there: the whole page has the answer.
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
    response["Vary"] = "HX-Request"
    return response


def answer_context(run: SolvencyRun, window: str = "") -> dict[str, Any]:
    """All that the page of a finished run shows; `window` is the ISO day whose drivers are looked at."""
    result: Mapping[str, Any] = run.result or {}
    worst = worst_window(result)
    chosen = next((one for one in result["windows"] if one["on"] == window), worst)
    facts = run.facts
    # The thinnest first: those are why somebody looks.
    lines = sorted(told(places(facts, result["account_risk"])), key=lambda line: (line["spare"], line["key"]))
    return {
        "result": result,
        "currency": result["currency"],
        "standing": standing(result),
        "sentences": sentences(result),
        "weakest": weakest_stress(result),
        "first": result["windows"][0],
        "worst": worst,
        "windows": [_window(one) for one in result["windows"]],
        "chosen": _window(chosen),
        "drivers": _drivers(result, chosen),
        "funds": _funds(chosen),
        "chart": chart_of(result),
        "stress": _stress(result),
        "stress_windows": [date.fromisoformat(one["on"]) for one in result["windows"][:STRESS_WINDOWS]],
        "places": [{**line, "account": _account_id(line["key"])} for line in lines],
        "accounts": result["accounts"],
        "suggestions": run.suggestions.select_related("decided_by"),
        "others": others(run),
    }


def chart_of(result: Mapping[str, Any]) -> FanChart:
    """From today's liquid assets along the steps: nine of ten outcomes, half of them, and the middle one."""
    fan = result["fan"]
    days = [date.fromisoformat(result["as_of"]), *(date.fromisoformat(step["on"]) for step in fan)]

    def line(at: int) -> list[Decimal]:
        return [Decimal(round(value)) for value in [result["liquid"], *(step["quantiles"][at] for step in fan)]]

    return fan_chart(days, [(line(0), line(4)), (line(1), line(3))], line(2))


def _window(one: Mapping[str, Any]) -> dict[str, Any]:
    low, high = one["interval"]
    return {**one, "day": date.fromisoformat(one["on"]), "low": low, "high": high, "bad": one["quantiles"][0],
            "middle": one["quantiles"][2], "good": one["quantiles"][4]}  # fmt: skip


def _drivers(result: Mapping[str, Any], window: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Accounts by what they make worse in the bad end, the worst first, with their share of it."""
    parts = window["drivers"]["accounts"]
    whole = sum(part for part in parts.values() if part < 0) or -1.0
    lines = [
        {**account, "part": parts[account["key"]], "share": max(parts[account["key"]] / whole, 0.0)}
        for account in result["accounts"]
    ]
    return sorted(lines, key=lambda line: (line["part"], line["key"]))


def _funds(window: Mapping[str, Any]) -> list[dict[str, Any]]:
    """By fund: what its accounts lose in the bad end, and what its clients are due by then."""
    names = sorted({*window["drivers"]["funds"], *window["due_by_fund"]})
    return [
        {
            "name": name,
            "part": window["drivers"]["funds"].get(name),
            "due": window["due_by_fund"].get(name, 0.0),
        }
        for name in names
    ]


def _stress(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **case,
            "lines": case["windows"][:STRESS_WINDOWS],
            "worst": min(case["windows"], key=lambda one: one["chance"]),
        }
        for case in result["stress"]
    ]


def _account_id(key: str) -> int | None:
    return None if key == CASH else int(key.removeprefix("account:"))
