"""What a cluster is made with: addresses, node names and how long things take (ms of simulated time)."""

from __future__ import annotations

from functools import lru_cache

import msgspec

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP_MONTH = 25  # February 2028, counted from January 2026; and every 48 months
_FIRST_YEAR, _CYCLE_YEARS, _CYCLE_DAYS = 2026, 4, 4 * 365 + 1
_LAST = 251_640_259_199  # 9999-12-31T23:59:59: RFC 3339 has no fifth digit for a year


class Timings(msgspec.Struct, frozen=True):
    """How long the parts of a cluster take; the lesson's are slow enough to be seen."""

    schedule: int = 300
    image_pull: int = 900
    container_start: int = 600
    first_probe: int = 500
    start_spread: int = 700  # each Pod starts up to this much later than the last, so that eyes can follow
    termination: int = 2_000  # from SIGTERM to exit, within the grace period
    endpoints: int = 200  # from a Pod's condition to the EndpointSlice
    proxy_sync: int = 300  # from the EndpointSlice to a node's rules
    balancer: int = 3_000  # from type LoadBalancer to an address
    hop: int = 600  # how long one leg of a journey is drawn
    node_grace: int = 8_000  # without a word of a kubelet, until its node counts as lost
    client_timeout: int = 5_000  # curl --max-time


LESSON = Timings()
INSTANT = Timings(
    schedule=0, image_pull=0, container_start=0, first_probe=0, start_spread=0, termination=700,
    endpoints=0, proxy_sync=0, balancer=0, node_grace=50_000,
)  # fmt: skip


class Settings(msgspec.Struct, frozen=True):
    """One cluster's fixed facts."""

    timings: Timings = LESSON
    nodes: int = 3
    most_pods: int = 2_000  # that ReplicaSets fill the cluster up to, whatever they are asked for
    stand_in: bool = False  # the recorded reference's kubelets: containers never end, kubelets tell nothing
    service_cidr: str = "10.96.0.0/12"
    service_cidr6: str = ""  # "": the cluster has IPv4 only
    pod_cidr: str = "10.244.0.0/16"  # node n gets 10.244.(n-1).0/24
    api_server: tuple[str, int] = ("192.168.0.11", 6443)  # on the first node, as kubeadm has it
    node_ports: tuple[int, int] = (30000, 32767)
    cluster_domain: str = "cluster.local"
    proxy_mode: str = "iptables"
    outside_address: str = "198.51.100.7"

    @property
    def service_cidrs(self) -> tuple[str, ...]:
        """The ranges of cluster IPs, the primary family's first."""
        return (self.service_cidr, self.service_cidr6) if self.service_cidr6 else (self.service_cidr,)

    def timestamp(self, now: int) -> str:
        """Simulated time as the API writes it (RFC 3339); a room's time begins on 2026-01-01."""
        return _written(min(now // 1000, _LAST))


@lru_cache(maxsize=1024)
def _written(seconds: int) -> str:
    day, clock = divmod(seconds, 86_400)
    cycles, day = divmod(day, _CYCLE_DAYS)
    month = 0
    while day >= (length := _DAYS[month % 12] + (month == _LEAP_MONTH)):
        day -= length
        month += 1
    year = _FIRST_YEAR + _CYCLE_YEARS * cycles + month // 12
    hour, minute = clock // 3600, clock // 60 % 60
    return f"{year}-{month % 12 + 1:02}-{day + 1:02}T{hour:02}:{minute:02}:{clock % 60:02}Z"
