from funds.performance.admin.benchmarks import BenchmarkAdmin

__all__ = ["BenchmarkAdmin"]
