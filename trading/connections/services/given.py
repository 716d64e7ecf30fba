"""What was given for a gateway or a connection, held against what its platform needs."""

from collections.abc import Mapping

from django.conf import settings

from trading.connections.description import Adapter, Of
from trading.connections.domain.addresses import host_of, is_allowed
from trading.connections.errors import NotAsDescribed


def check_given(
    adapter: Adapter, of: Of, *, options: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
) -> None:
    """Raises NotAsDescribed; what is None is not looked at."""
    faults: dict[str, str] = {}
    if options is not None:
        faults |= adapter.faults(of, options, secret=False)
    if secrets is not None:
        faults |= adapter.faults(of, secrets, secret=True)
    if faults:
        raise NotAsDescribed(faults)


def check_address(adapter: Adapter, address: str) -> None:
    """Raises NotAsDescribed for an address that secrets are not to be sent to."""
    if not address:
        if adapter.address_needed:
            raise NotAsDescribed({"address": "The address is missing."})
        return
    fault = adapter.address_fault(address)
    if not fault and not is_allowed(host_of(address), settings.BROKER_HOSTS):
        fault = "This machine is not among those that may be called (BROKER_HOSTS)."
    if fault:
        raise NotAsDescribed({"address": fault})


def without_blanks(given: Mapping[str, str] | None) -> dict[str, str]:
    return {name: value for name, value in (given or {}).items() if value}


def told(options: Mapping[str, str]) -> tuple[str, ...]:
    """Options as the trail has them."""
    return tuple(f"{name}={value}" for name, value in sorted(options.items()))
