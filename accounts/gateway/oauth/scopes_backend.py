"""Which scopes a program may ask for: those it was registered with."""

from typing import Any

from oauth2_provider.scopes import BaseScopes

from accounts.gateway.domain.scopes import explained


class ProgramScopes(BaseScopes):
    """A program that asks for none is given none: there is no default to fall into."""

    def get_all_scopes(self) -> dict[str, str]:
        return explained()

    def get_available_scopes(self, application: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        known = explained()
        return list(known) if application is None else [name for name in application.program.scopes if name in known]

    def get_default_scopes(self, *args: Any, **kwargs: Any) -> list[str]:
        return []
