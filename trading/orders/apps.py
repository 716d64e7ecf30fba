from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "trading.orders"
    label = "orders"
    verbose_name = "Orders"
    default_auto_field = "django.db.models.BigAutoField"
    append_only_tables = ("orders_orderevent", "orders_fill")
