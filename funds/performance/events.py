"""What happens to benchmarks; each is recorded in the transaction of its cause."""

from dataclasses import dataclass
from datetime import date

from accounts.trail.api import Event


@dataclass(frozen=True)
class BenchmarkAdded(Event):
    name: str
    currency: str
    source: str
    invented: bool


@dataclass(frozen=True)
class BenchmarkImported(Event):
    """`first` to `last` are the days of the file; `digest` is its SHA-256."""

    name: str
    digest: str
    first: date
    last: date
    added: int
    changed: int
