"""Programs, what they were lent, keys, and how much the API is used."""

from accounts.gateway.admin.keys import ApiKeyAdmin
from accounts.gateway.admin.lendings import LendingAdmin
from accounts.gateway.admin.programs import ProgramAdmin

__all__ = ["ApiKeyAdmin", "LendingAdmin", "ProgramAdmin"]
