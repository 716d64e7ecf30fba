"""Writers at the same time: processes that wait ready and work when told."""

import importlib
import os
import subprocess
import sys
import time
from typing import Self

from benchmarks.servers import ROOT


class Crowd:
    """`size` processes that import `module`, call its prepare(number), and run its ACTIONS for a while on demand."""

    def __init__(self, module: str, size: int, settings: str) -> None:
        words = [sys.executable, "-W", "ignore", "-m", "benchmarks.crowd", module]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings}
        self.processes = [
            subprocess.Popen(
                [*words, str(number)],
                cwd=ROOT,
                env=environment,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for number in range(size)
        ]
        self._answers()

    def rate(self, action: str, seconds: float) -> float:
        """How often a second all together did `action`; an action says how many it did."""
        for process in self.processes:
            print(action, seconds, file=process.stdin, flush=True)
        return sum(float(answer) for answer in self._answers())

    def _answers(self) -> list[str]:
        answers = [process.stdout.readline().strip() for process in self.processes]
        if not all(answers):
            raise RuntimeError("a writer ended early; its own message stands above")
        return answers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for process in self.processes:
            process.stdin.close()
            process.wait()


def _work(module: str, number: int) -> None:
    import django

    django.setup()
    place = importlib.import_module(module)
    place.prepare(number)
    print("ready", flush=True)
    for line in sys.stdin:
        action, seconds = line.split()
        do, done = place.ACTIONS[action], 0
        begin = time.perf_counter()
        while time.perf_counter() - begin < float(seconds):
            done += do()
        print(done / (time.perf_counter() - begin), flush=True)


if __name__ == "__main__":
    _work(sys.argv[1], int(sys.argv[2]))
