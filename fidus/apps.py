from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.db.models.signals import post_migrate


class FidusConfig(AppConfig):
    """Wiring: management commands, template tags and handlers that know every app."""

    name = "fidus"

    def ready(self) -> None:
        import fidus.celery  # the web server sends tasks, too
        import fidus.lib.safe_lines  # noqa: F401  a check of `manage.py check --deploy`
        from accounts.access import also_end
        from accounts.books import registry as closing
        from accounts.hooks import registry as hooks
        from accounts.login.registry import ask_again_before
        from accounts.notices import registry as notices
        from accounts.trail import registry
        from fidus.grants import grant_to_application
        from fidus.hook_events import HOOK_EVENTS, HOOK_EVENTS_OF_CLIENTS
        from fidus.notice_kinds import NOTICE_KINDS
        from fidus.second_wall import build_second_wall
        from fidus.wiring import (
            ACCESS_ENDS,
            BROKERS,
            CLOSING_CHECKS,
            EVENT_HANDLERS,
            FIGURES,
            FIRM_INCOME,
            FRESH_FACTOR,
            INTEREST_WAYS,
            LOOK_SOON,
            NOTICE_PAGES,
            ORDER_REASONS,
            OUR_HOLDINGS,
            OUR_ORDERS,
            SPARED,
        )
        from funds.gates import pay_interest_by
        from funds.selectors.firm_income import earn_by
        from trading.connections.registry import reach_by
        from trading.orders.registry import explained_by
        from trading.reconciliation.registry import our_holdings_by, our_orders_by

        registry.hear(EVENT_HANDLERS)
        hooks.offer(HOOK_EVENTS, of_clients=HOOK_EVENTS_OF_CLIENTS)
        notices.offer(NOTICE_KINDS, figures=FIGURES, page_of=NOTICE_PAGES)
        closing.check_with(CLOSING_CHECKS)
        earn_by(FIRM_INCOME)
        also_end(ACCESS_ENDS)
        ask_again_before(FRESH_FACTOR)
        pay_interest_by(INTEREST_WAYS)
        reach_by(BROKERS, looked_at_by=LOOK_SOON, spared_by=SPARED)
        our_orders_by(OUR_ORDERS)
        our_holdings_by(OUR_HOLDINGS)
        explained_by(ORDER_REASONS)
        # Sent once every table stands; an app without models, as this one, is never its sender.
        post_migrate.connect(grant_to_application, sender=apps.get_app_config("accounts"))
        post_migrate.connect(build_second_wall, sender=apps.get_app_config("accounts"))


class BackOfficeConfig(SimpleAdminConfig):
    """Django's admin, as our back office.

    Its pages are half of all there is to load: who shows none (`manage.py trade` above all, which has to be back soon
    after a death) does without them. They come with the addresses (fidus/urls.py).
    """

    default_site = "fidus.backoffice.BackOffice"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_pages, checks.Tags.admin)


def _check_pages(app_configs: Sequence[AppConfig] | None, **given: object) -> list[checks.CheckMessage]:
    autodiscover()
    return check_admin_app(app_configs, **given)
