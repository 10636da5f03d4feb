"""What operators count: requests, time, cut answers, the cache, the engine, as Prometheus metrics in a registry of the app's own.

Where several processes serve, the client library keeps the numbers of each in files (its multiprocess mode), and
whichever is asked tells the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from amicorum.engine.port import Stats
from amicorum.engine.shared.board import StatusBoard


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("amicorum_requests", "Requests answered", ["route", "method", "status"], registry=self.registry)
        self.seconds = Histogram("amicorum_request_seconds", "Time to the last byte", ["route"], registry=self.registry)
        self.running = Gauge(
            "amicorum_requests_running", "Requests being answered now", registry=self.registry, multiprocess_mode="livesum"
        )
        self.cut = Counter("amicorum_answers_cut", "Answers cut after their first bytes", ["reason"], registry=self.registry)
        self.problems = Counter("amicorum_problems", "Problems answered, by kind", ["kind"], registry=self.registry)
        self.cache_hits = Counter("amicorum_cache_hits", "Requests answered from the cache", registry=self.registry)
        self.cache_bytes = Gauge("amicorum_cache_bytes", "Bytes held by the cache", registry=self.registry, multiprocess_mode="livesum")
        self.switches = Counter("amicorum_release_switches", "Switches of the release", ["outcome"], registry=self.registry)

        self._others: list[Collector] = []
        self._shared = False

    def watch_engine(self, stats: Callable[[], Stats]) -> None:
        """Have every scrape ask the engine that serves then."""
        self._watch(_EngineCollector(stats))

    def share(self, board: StatusBoard) -> None:
        """Tell from now on what all processes have counted, and what the process that started them says of itself."""
        self._shared = True
        self._watch(_BoardCollector(board))

    def export(self) -> bytes:
        """Everything in the text format of Prometheus."""
        if not self._shared:
            return generate_latest(self.registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        for collector in self._others:
            registry.register(collector)
        return generate_latest(registry)

    def _watch(self, collector: Collector) -> None:
        self._others.append(collector)
        self.registry.register(collector)


class _EngineCollector(Collector):
    """Reads an engine's own numbers at each scrape."""

    def __init__(self, stats: Callable[[], Stats]) -> None:
        self._stats = stats

    def describe(self) -> list[Metric]:
        """Named ahead, so that registering does not ask an engine that has not started."""
        return []

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        for name, text, value in (
            ("workers", "Places for queries", stats.workers),
            ("busy", "Queries running", stats.busy),
            ("waiting", "Queries waiting for a place", stats.waiting),
            ("triples", "Triples in the default graph", stats.triples),
            ("graphs", "Named graphs", len(stats.graphs)),
            ("in_process", "Whether cheap queries are answered in the process that tells this", int(stats.in_process)),
        ):
            yield GaugeMetricFamily(f"amicorum_engine_{name}", text, value=value)
        release = GaugeMetricFamily("amicorum_release_info", "The release that is served", labels=["release", "engine"])
        release.add_metric([stats.release, stats.name], 1)
        yield release


class _BoardCollector(Collector):
    """Reads what the supervising process tells."""

    def __init__(self, board: StatusBoard) -> None:
        self._board = board

    def describe(self) -> list[Metric]:
        """Named ahead: `collect` takes no numbers that are not there."""
        return []

    def collect(self) -> Iterator[Metric]:
        read = self._board.read
        yield GaugeMetricFamily("amicorum_processes", "Service processes that take requests", value=read("processes"))
        yield CounterMetricFamily("amicorum_process_restarts", "Service processes that ended by themselves", value=read("restarts"))
        switches = CounterMetricFamily("amicorum_release_switches", "Switches of the release", labels=["outcome"])
        for outcome in ("switched", "refused"):
            switches.add_metric([outcome], read(outcome))
        yield switches
