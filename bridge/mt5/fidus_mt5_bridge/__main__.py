"""python -m fidus_mt5_bridge bridge.toml"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from fidus_mt5_bridge.configuration import ConfigurationError, read
from fidus_mt5_bridge.server import Bridge, Server


def main() -> int:
    parser = argparse.ArgumentParser(prog="fidus-mt5-bridge", description="MetaTrader 5 terminals for FIDUS.")
    parser.add_argument("configuration", type=Path, help="a TOML file; README.md has an example")
    parser.add_argument("--verbose", action="store_true", help="each call in the log, without what it was about")
    options = parser.parse_args()
    level = logging.DEBUG if options.verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    try:
        settings = read(options.configuration)
        bridge = Bridge(settings)
        server = Server(bridge)
    except (ConfigurationError, OSError) as error:
        print(f"fidus-mt5-bridge: {error}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    host, port = server.server_address[:2]
    print(f"listening on {host!s}:{port}", flush=True)
    server.serve_forever(poll_interval=0.2)
    bridge.stop()
    server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
