from accounts.gateway.models.api_key import ApiKey
from accounts.gateway.models.idempotent_call import IdempotentCall
from accounts.gateway.models.lending import Lending
from accounts.gateway.models.program import Program

__all__ = ["ApiKey", "IdempotentCall", "Lending", "Program"]
