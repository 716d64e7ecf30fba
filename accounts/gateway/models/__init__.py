from accounts.gateway.models.idempotent_call import IdempotentCall

__all__ = ["IdempotentCall"]
