from django.apps import AppConfig

from fidus.lib.clients_rows import everybodys, of_client, through

# What a client says stands until the client takes it back; all else of it is the office's.
_ENDS = "update (state, ended_by_id, ended_at, reason)"


class WalletsConfig(AppConfig):
    name = "funds.wallets"
    label = "wallets"
    default_auto_field = "django.db.models.BigAutoField"
    clients_rows = {
        "wallets_destination": of_client(may=f"select, insert, {_ENDS}"),
        "wallets_interestinstruction": of_client(may=f"select, insert, {_ENDS}"),
        "wallets_officialwallet": everybodys("where clients send their money"),
        "wallets_payment": through("destination_id", "wallets_destination"),
    }
