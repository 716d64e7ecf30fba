"""Simulated terminals for the bridge's own tests; workers find the simulated package by PYTHONPATH."""

import os
from pathlib import Path

import pytest
from simulated_terminal import Terminals

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture
def terminals(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), str(HERE / "simulated")]))
    terminals = Terminals(tmp_path / "terminals")
    terminals.symbol("INVENTED", 99.0, 101.0)
    yield terminals
    terminals.stop()


@pytest.fixture(scope="module")
def shared_terminals(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), str(HERE / "simulated")]))
        terminals = Terminals(tmp_path_factory.mktemp("terminals"))
        terminals.symbol("INVENTED", 99.0, 101.0)
        yield terminals
        terminals.stop()
