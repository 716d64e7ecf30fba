from django.apps import AppConfig

from fidus.lib.clients_rows import of_client, through


class CorrespondenceConfig(AppConfig):
    """Messages between clients and the office, kept as they were written."""

    name = "crm.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        "correspondence_conversation": of_client(may="select, insert, update (state, last_at, read_by_client)"),
        "correspondence_message": through("conversation_id", "correspondence_conversation", may="select, insert"),
    }
    append_only_tables = ("correspondence_message",)
