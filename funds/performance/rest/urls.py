"""The API's addresses of performance."""

from funds.performance.rest.benchmarks import Benchmarks
from funds.performance.rest.performance import Performance

RESOURCES = {"performance": Performance, "benchmarks": Benchmarks}
