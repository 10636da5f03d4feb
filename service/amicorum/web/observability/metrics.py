"""What operators count: requests, time, cut answers, the cache, the engine, as Prometheus metrics in a registry of the app's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from amicorum.engine.port import Stats


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("amicorum_requests", "Requests answered", ["route", "method", "status"], registry=self.registry)
        self.seconds = Histogram("amicorum_request_seconds", "Time to the last byte", ["route"], registry=self.registry)
        self.running = Gauge("amicorum_requests_running", "Requests being answered now", registry=self.registry)
        self.cut = Counter("amicorum_answers_cut", "Answers cut after their first bytes", ["reason"], registry=self.registry)
        self.problems = Counter("amicorum_problems", "Problems answered, by kind", ["kind"], registry=self.registry)
        self.cache_hits = Counter("amicorum_cache_hits", "Requests answered from the cache", registry=self.registry)
        self.cache_bytes = Gauge("amicorum_cache_bytes", "Bytes held by the cache", registry=self.registry)
        self.switches = Counter("amicorum_release_switches", "Switches of the release", ["outcome"], registry=self.registry)

    def watch_engine(self, stats: Callable[[], Stats]) -> None:
        """Have every scrape ask the engine that serves then."""
        self.registry.register(_EngineCollector(stats))


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
        ):
            yield GaugeMetricFamily(f"amicorum_engine_{name}", text, value=value)
        release = GaugeMetricFamily("amicorum_release_info", "The release that is served", labels=["release", "engine"])
        release.add_metric([stats.release, stats.name], 1)
        yield release
