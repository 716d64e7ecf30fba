"""Which addresses a gateway may have."""

import pytest

from trading.connections.adapters.kite import ADAPTER as KITE
from trading.connections.domain.addresses import host_of, is_allowed, socket_address_fault, web_address_fault


@pytest.mark.parametrize(
    "address",
    ["https://bridge.example:8443", "https://10.0.0.7:8443", "https://mt5-host", "http://127.0.0.1:8443",
     "http://localhost:9", "http://[::1]:8443", "https://[fd00::7]:8443/mt5"],
)  # fmt: skip
def test_bridges_stand_in_our_network_or_on_this_machine(address):
    assert web_address_fault(address) == ""


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.7:8443", "https://169.254.169.254/latest", "https://[fe80::1]/", "https://0.0.0.0/", "https://224.0.0.1",
     "https://255.255.255.255", "https://user:pass@bridge.example", "https://bridge.example/?a=b", "https://bridge.example/#x",
     "ftp://bridge.example", "file:///etc/passwd", "https://", "https://2130706433/", "https://0x7f.1/", "https://0/",
     "https://metadata.google.internal/", "https://METADATA./", "https://[::ffff:169.254.169.254]/", "https://[64:ff9b::a9fe:a9fe]/",
     "https://a b", "https://a\\b",
     "https://bridge.example:0", "https://bridge.example:99999", "https://[x]/", "https://ünïcode.example", "gopher://x"],
)  # fmt: skip
def test_what_is_no_bridge_is_refused(address):
    assert web_address_fault(address)


@pytest.mark.parametrize("address", ["10.0.0.5:4001", "ib-host:4002", "[fd00::5]:4001", "127.0.0.1:7497"])
def test_a_gateway_of_tws_is_a_machine_and_a_port(address):
    assert socket_address_fault(address) == ""


@pytest.mark.parametrize(
    "address",
    ["10.0.0.5", ":4001", "10.0.0.5:0", "10.0.0.5:70000", "169.254.169.254:80", "fd00::5:4001", "http://a:80", "a b:1"],
)
def test_what_is_no_machine_and_port_is_refused(address):
    assert socket_address_fault(address)


def test_kites_library_puts_its_own_path_behind_the_machine():
    assert KITE.address_fault("https://kite.example") == ""
    assert "path" in KITE.address_fault("https://kite.example/v3")


def test_an_operator_may_name_the_machines_that_are_called():
    assert is_allowed("anything", [])
    assert is_allowed("10.1.2.3", ["10.0.0.0/8"])
    assert not is_allowed("11.1.2.3", ["10.0.0.0/8", "bridge"])
    assert is_allowed("Bridge.", ["bridge"])
    assert is_allowed("fd00::5", ["fd00::/8"])
    assert (host_of("https://a.b:8443/x"), host_of("[fd00::5]:4001"), host_of("10.0.0.5:4001")) == (
        "a.b",
        "fd00::5",
        "10.0.0.5",
    )
