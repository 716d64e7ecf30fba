"""What a retcode of order_send means for the order: done, surely refused, or unknown. In doubt it is unknown.

Source: the constants of the package 5.0.6231 and the platform's reference of trade server return codes.
"""

from __future__ import annotations

from typing import Any

from fidus_mt5_bridge.failures import Failure, Kind

DONE = {10008: "placed", 10009: "done", 10010: "done in part"}
NO_CHANGES = 10025

REFUSED = {
    10004: "requote: the price has moved",
    10006: "rejected",
    10007: "cancelled by the trader",
    10013: "the request is not valid",
    10014: "the volume is not valid",
    10015: "the price is not valid",
    10016: "stop loss or take profit is not valid",
    10017: "trading is disabled for this account or symbol (an investor password cannot trade)",
    10018: "the market is closed",
    10019: "not enough money",
    10020: "the price has changed",
    10021: "there is no price",
    10022: "the expiration is not valid",
    10023: "the order's state has changed",
    NO_CHANGES: "nothing to change",
    10026: "the server forbids automated trading",
    10027: "automated trading is switched off in the terminal",
    10029: "the order or position is frozen, too near to the market",
    10030: "this filling mode is not supported",
    10032: "only real accounts may do this",
    10033: "too many pending orders",
    10034: "too much volume in orders and positions of this symbol",
    10035: "this kind of order is forbidden",
    10036: "the position is closed already",
    10038: "more would be closed than is held",
    10039: "an order that closes this position exists",
    10040: "too many open positions",
    10041: "the pending order was refused and is cancelled",
    10042: "only long positions are allowed",
    10043: "only short positions are allowed",
    10044: "positions may only be closed",
    10045: "positions must be closed in the order they were opened",
    10046: "positions against each other are forbidden",
}
THROTTLED = {10024: "too many requests"}
# 10011 error while processing, 10012 timeout, 10028 locked for processing, 10031 no connection: it may have happened.
UNKNOWN = {
    10011: "the server failed while processing it",
    10012: "the server did not answer the terminal in time",
    10028: "the server still works on it",
    10031: "the terminal lost its connection to the server",
}

# order_send gives None and one of these when it looked at the request and let nothing out of the process.
NEVER_LEFT = {-2: "the request is not valid", -8: "automated trading is switched off in the terminal"}


def judge(result: Any, error: tuple[int, str], *, unchanged_is_done: bool = False) -> None:
    """Returns if the server did what was asked; raises Failure otherwise. `error` is last_error() after the call."""
    if result is None:
        code, words = error
        kind = Kind.REFUSED if code in NEVER_LEFT else Kind.UNKNOWN
        raise Failure(kind, f"no answer to the order ({words})", str(code))
    code, said = int(result.retcode), str(result.comment)
    if code in DONE or (unchanged_is_done and code == NO_CHANGES):
        return
    if code in REFUSED:
        raise Failure(Kind.REFUSED, _words(REFUSED[code], said), str(code))
    if code in THROTTLED:
        raise Failure(Kind.THROTTLED, _words(THROTTLED[code], said), str(code))
    raise Failure(Kind.UNKNOWN, _words(UNKNOWN.get(code, "an answer that is not known"), said), str(code))


def _words(ours: str, said: str) -> str:
    return f"{ours} ({said})" if said else ours
