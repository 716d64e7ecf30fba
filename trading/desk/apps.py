from django.apps import AppConfig

from fidus.lib.clients_rows import through


class DeskConfig(AppConfig):
    name = "trading.desk"
    label = "desk"
    verbose_name = "Trading desk"
    default_auto_field = "django.db.models.BigAutoField"
    # Of accounts that are shared with them: what was traded, and nothing of whose idea it was.
    clients_rows = {
        "orders_fill": through(
            "account_id",
            "trading_brokeraccount",
            may="select (id, account_id, symbol, side, volume, price, recorded_at)",
        ),
    }
