from funds.performance.models.benchmark import Benchmark, BenchmarkImport, BenchmarkLevel

__all__ = ["Benchmark", "BenchmarkImport", "BenchmarkLevel"]
