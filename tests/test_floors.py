"""The contracts of import-linter really fail: each is broken on purpose in a copy of the sources."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOL = "from importlinter.cli import lint_imports_command; lint_imports_command()"
# Contract: modules planted against it, each with the one import that must be found.
PLANTED = {
    "Floors: an upper app may import a lower one, never the other way": {
        "accounts.planted_floor": "crm.models",
        "compliance.planted_floor": "trading.models",
    },
    "Rooms inside the fund back office: what stands higher may use what stands lower": {
        "funds.rebates.planted_sideways": "funds.fees.models",
        "funds.models.planted_upwards": "funds.redemptions.models",
    },
    "Rooms inside accounts: books use rates, rates use the ledger": {
        "accounts.ledger.planted_upwards": "accounts.rates.models"
    },
    "Rooms inside accounts: nobody there uses the way in": {
        "accounts.services.planted_upwards": "accounts.login.models"
    },
    "Rooms inside trading: who watches accounts may use how they are reached": {
        "trading.connections.planted_upwards": "trading.watch.models",
        "trading.services.planted_upwards": "trading.connections.models",
    },
    "Rooms inside trading: the way of a signal": {"trading.models.planted_signals": "trading.signals.models"},
    "Nothing imports the wiring": {"funds.planted_wiring": "fidus.settings"},
    "Rooms of an app, top to bottom": {
        "crm.models.planted_room": "crm.services",
        "accounts.ledger.domain.planted_room": "accounts.ledger.models",
    },
    "Pure rooms know no Django, no database and no clock": {
        "funds.domain.planted_impure": "django",
        "trading.domain.planted_clock": "fidus.lib.clock",
    },
    "Brokers know neither Django nor the database nor the rest of trading": {
        "trading.brokers.planted_impure": "django",
        "trading.brokers.planted_table": "trading.models",
    },
    "fidus.lib imports nothing of ours": {"fidus.lib.planted_upwards": "accounts.models"},
    "The ledger's tables are private": {"funds.planted_table": "accounts.ledger.models"},
    "The trail's tables are private": {"crm.planted_table": "accounts.trail.models"},
}


def _contracts() -> dict[str, dict[str, object]]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {contract["name"]: contract for contract in configuration["contracts"]}


@pytest.fixture(scope="module")
def findings(tmp_path_factory) -> str:
    copy = tmp_path_factory.mktemp("floors")
    shutil.copy(ROOT / "pyproject.toml", copy)
    roots = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    for package in roots:
        ignored = shutil.ignore_patterns("__pycache__", "tests", "migrations")
        shutil.copytree(ROOT / package, copy / package, ignore=ignored)
    for modules in PLANTED.values():
        for module, imported in modules.items():
            (copy / f"{module.replace('.', '/')}.py").write_text(f"import {imported}\n")
    done = subprocess.run([sys.executable, "-c", TOOL], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_every_contract_is_tried():
    assert set(PLANTED) == set(_contracts()), "a contract that was never seen to fail may hold nothing"


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_the_contract(findings, contract):
    assert f"{contract} BROKEN" in findings
    told = findings.split("Broken contracts", 1)[1]
    own_section = told.split(f"\n{contract}\n", 1)[1]
    for later in PLANTED:
        own_section = own_section.split(f"\n{later}\n", 1)[0]
    for module, imported in PLANTED[contract].items():
        assert f"{module} -> {imported}" in own_section
