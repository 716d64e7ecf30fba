"""FIDUS's settings, with paper accounts behind the socket of benchmarks/socket_broker.py."""

from fidus import wiring
from fidus.settings import *  # noqa: F403 - these are settings

wiring.BROKERS["paper"] = "benchmarks.socket_broker.ADAPTER"
