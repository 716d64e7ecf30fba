from django.apps import AppConfig

from fidus.lib.clients_rows import of_client, through


class TrailConfig(AppConfig):
    name = "accounts.trail"
    label = "trail"
    verbose_name = "Trail"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        # What a client did is written down; what was is not read again.
        "trail_event": of_client(may="insert, select (id, client_id, cluster, xid)"),
        "trail_delivery": through("event_id", "trail_event", may="insert, select"),
    }
    append_only_tables = ("trail_event", "trail_seal")
