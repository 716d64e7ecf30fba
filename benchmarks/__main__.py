"""Measure NAME, print each figure beside its peer's; the exit code is 1 if a promise is broken."""

import argparse
import importlib
import json
import sys
from pathlib import Path


def names() -> dict[str, str]:
    """Benchmark name -> module: the files here that have a function `run`."""
    files = Path(__file__).parent.glob("[a-z]*.py")
    return {file.stem.replace("_", "-"): file.stem for file in files if "\ndef run(" in file.read_text()}


def main() -> int:
    known = names()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=sorted(known))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--scale", type=float, default=1.0, help="smaller than 1 runs smaller and proves less")
    parser.add_argument(
        "--soak", type=float, metavar="MINUTES", help="where there is one: memory over this long instead"
    )
    asked = parser.parse_args()
    run = importlib.import_module(f"benchmarks.{known[asked.name]}").run
    results = run(asked.scale, soak=asked.soak) if asked.soak else run(asked.scale)
    for result in results:
        print(json.dumps(result.as_json()) if asked.json else result.as_line())
    return 0 if all(result.holds for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
