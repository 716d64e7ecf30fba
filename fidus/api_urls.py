"""The REST API, version 1: each app names its resources in its rest/urls.py."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.books.rest.urls import RESOURCES as BOOKS
from accounts.gateway.rest.description import Description, ToTry
from accounts.gateway.rest.problem_pages import problem, problems
from accounts.hooks.rest.urls import RESOURCES as HOOKS
from accounts.ledger.rest.urls import RESOURCES as LEDGER
from accounts.login.rest.urls import RESOURCES as LOGIN
from accounts.notices.rest.urls import RESOURCES as NOTICES
from accounts.rates.rest.urls import RESOURCES as RATES
from accounts.rest.urls import RESOURCES as ACCOUNTS
from accounts.trail.rest.urls import RESOURCES as TRAIL
from compliance.rest.urls import RESOURCES as COMPLIANCE
from crm.correspondence.rest.urls import RESOURCES as CORRESPONDENCE
from crm.rest.urls import RESOURCES as CRM
from funds.bank.rest.urls import RESOURCES as BANK
from funds.fees.rest.urls import RESOURCES as FEES
from funds.intake.rest.urls import RESOURCES as INTAKE
from funds.performance.rest.urls import RESOURCES as PERFORMANCE
from funds.rebates.rest.urls import RESOURCES as REBATES
from funds.redemptions.rest.urls import RESOURCES as REDEMPTIONS
from funds.rest.urls import RESOURCES as FUNDS
from funds.solvency.rest.urls import RESOURCES as SOLVENCY
from funds.wallets.rest.urls import RESOURCES as WALLETS
from trading.alerts.rest.urls import RESOURCES as ALERTS
from trading.connections.rest.urls import RESOURCES as CONNECTIONS
from trading.decision.rest.urls import RESOURCES as DECISION
from trading.desk.rest.urls import RESOURCES as DESK
from trading.market.rest.urls import RESOURCES as MARKET
from trading.orders.rest.urls import RESOURCES as ORDERS
from trading.reconciliation.rest.urls import RESOURCES as RECONCILIATION
from trading.rest.urls import RESOURCES as TRADING
from trading.signals.rest.urls import RESOURCES as SIGNALS
from trading.watch.rest.urls import RESOURCES as WATCH

RESOURCES = {
    **ACCOUNTS,
    **LOGIN,
    **TRAIL,
    **HOOKS,
    **NOTICES,
    **LEDGER,
    **RATES,
    **BOOKS,
    **CRM,
    **CORRESPONDENCE,
    **FUNDS,
    **REDEMPTIONS,
    **WALLETS,
    **FEES,
    **REBATES,
    **BANK,
    **PERFORMANCE,
    **SOLVENCY,
    **INTAKE,
    **TRADING,
    **CONNECTIONS,
    **RECONCILIATION,
    **MARKET,
    **ALERTS,
    **WATCH,
    **SIGNALS,
    **DECISION,
    **DESK,
    **ORDERS,
    **COMPLIANCE,
}

router = SimpleRouter(trailing_slash=False)
for address, resource in RESOURCES.items():
    router.register(address, resource, basename=address)

app_name = "api"
urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/openapi.json", Description.as_view(), name="schema"),
    path("docs", ToTry.as_view(url_name="api:schema"), name="docs"),
    path("problems", problems, name="problems"),
    path("problems/<slug:name>", problem, name="problem"),
]
