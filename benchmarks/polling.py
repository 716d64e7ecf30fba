"""Broker accounts seen in time: visits over the real bridge, pushes over the real web server, a long history read in.

`--soak MINUTES` instead watches the memory of the process that visits.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.polling_firm import Firm, ages, busy, memory, percentile, wait_until_seen, watcher
from benchmarks.pushing import PUSHED, pushing
from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres, setup_django

ACCOUNTS, FEW, DEALS = 1_000, 100, 100_000
PROMISED_AGE, PROMISED_CORE, PROMISED_BACKFILL = 30.0, 0.5, 60.0
SECONDS = 60.0


def run(scale: float, soak: float = 0.0) -> list[Result]:
    with scratch_postgres(), tempfile.TemporaryDirectory() as folder:
        setup_django()
        firm = Firm(Path(folder))
        try:
            if soak:
                return [_soak(firm, max(10, int(ACCOUNTS * scale)), soak)]
            pushed = int(PUSHED * scale)
            return [*_polling(firm, scale), _backfill(firm, int(DEALS * scale)), *pushing(firm.gateway, pushed)]
        finally:
            firm.bridge.stop()


def _polling(firm: Firm, scale: float) -> list[Result]:
    seconds = max(10.0, SECONDS * scale)
    few, many = max(5, int(FEW * scale)), max(50, int(ACCOUNTS * scale))
    with watcher() as process:
        few_ids = firm.add(few)
        few_core, _ = _measured(process.pid, few_ids, seconds / 2)
        ids = few_ids + firm.add(many - few)
        core, found = _measured(process.pid, ids, seconds)
    p99 = percentile(found, 0.99)
    grows = growth([few, many], [few_core, core])
    return [
        Result(
            f"age of {many} accounts with {len(found):,} looks, p99 (median {percentile(found, 0.5):.1f} s)", p99, "s",
            "the interval they are due at", 25.0, f"<= {PROMISED_AGE:.0f} s", p99 <= PROMISED_AGE,
        ),
        Result(
            f"share of a core that the visits of {many} accounts take", core, "cores", f"that of {few} accounts",
            few_core, f"<= {PROMISED_CORE}", core <= PROMISED_CORE, grows,
        ),
    ]  # fmt: skip


def _measured(pid: int, ids: list[int], seconds: float) -> tuple[float, list[float]]:
    """Cores used, and ages, once everybody has had two turns."""
    wait_until_seen(ids)
    time.sleep(27)
    began, used = time.monotonic(), busy(pid)
    found = ages(ids, seconds)
    return (busy(pid) - used) / (time.monotonic() - began), found


def _backfill(firm: Firm, deals: int) -> Result:
    from trading.models import Deal

    account, simulated = firm.add_one()
    at = int(time.time()) * 1000 - deals * 1000
    for number in range(deals):
        firm.bridge.terminals.market._deal(
            simulated, order=number + 1, time=at // 1000 + number, time_msc=at + number * 1000, type=number % 2,
            entry=number % 2, position_id=number // 2 + 1, volume=0.01, price=100.0, profit=1.0 * (number % 2),
            commission=-0.1, symbol="INVENTED",
        )  # fmt: skip
    simulated.deals.sort(key=lambda deal: deal["time_msc"])
    simulated.balance += sum(deal["profit"] + deal["commission"] for deal in simulated.deals) - 10_000.0
    began = time.monotonic()
    with watcher():
        while Deal.objects.filter(account=account).count() < deals:
            if time.monotonic() - began > 300:
                raise TimeoutError("the history was not read")
            time.sleep(0.5)
        took = time.monotonic() - began
    return Result(
        f"history of {deals:,} deals read over the bridge and booked (with starting the process)", took, "s",
        "deals a second", deals / took, f"<= {PROMISED_BACKFILL:.0f} s", took <= PROMISED_BACKFILL,
    )  # fmt: skip


def _soak(firm: Firm, accounts: int, minutes: float) -> Result:
    """Memory after the first tenth of the time, and at the end."""
    ids = firm.add(accounts)
    with watcher() as process:
        wait_until_seen(ids)
        time.sleep(minutes * 6)
        early = memory(process.pid)
        time.sleep(minutes * 54)
        late = memory(process.pid)
    return Result(
        f"memory of the watch over {accounts} accounts after {minutes:g} minutes", late, "MB",
        "after the first tenth of the time", early, "at most a tenth more", late <= early * 1.1,
    )  # fmt: skip
