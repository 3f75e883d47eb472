"""What a room's log is made of: every change of a cluster is one of these values."""

from typing import Any

import msgspec

from k8sviz.sim.calls import Request


class Command(msgspec.Struct, frozen=True, tag_field="do", omit_defaults=True):
    """Something that `engine.step` carries out; `do` names it in the log."""


class Create(Command, frozen=True, tag="create"):
    """The first entry of every log: the world before anyone touched it."""

    seed: int
    profile: str = "lesson"  # "instant": the recorded reference, "dual-stack": with IPv6; "trace": no delays
    draft: str = ""  # the text that the editor opens with
    nodes: int = 3
    mode: str = "iptables"  # of every node's kube-proxy: iptables, nftables or ipvs


class Apply(Command, frozen=True, tag="apply"):
    """`kubectl apply -f -` of a text with any number of documents."""

    text: str
    namespace: str = "default"


class Patch(Command, frozen=True, tag="patch"):
    """A JSON merge patch (RFC 7386) of one object: scale, label, annotate."""

    kind: str  # a group kind as Kubernetes writes it: "Service", "Deployment.apps"
    name: str
    patch: dict[str, Any]
    namespace: str = "default"


class Delete(Command, frozen=True, tag="delete"):
    """Delete one object; None takes the object's own grace period."""

    kind: str
    name: str
    namespace: str = "default"
    grace_seconds: int | None = None


class ApiRequest(Command, frozen=True, tag="api"):
    """A request of the Kubernetes API that changes something: POST, PUT, PATCH or DELETE."""

    request: Request


class SendRequest(Command, frozen=True, tag="send"):
    """One request; `client` is an element id: pod/default/client, node/node-1 or outside.

    The URL's scheme may be http, https, tcp, udp, sctp or ping.
    """

    client: str
    url: str
    family: int = 0  # 4 or 6: only addresses of this family (curl -4, curl -6)
    keep: bool = False  # over the connection that is open already, and leave it open


class StartTraffic(Command, frozen=True, tag="start-traffic"):
    """A continuous source, `rate` requests a second of simulated time (1 to 50)."""

    client: str
    url: str
    rate: int
    keep: bool = False  # all over one connection


class StopTraffic(Command, frozen=True, tag="stop-traffic"):
    """Stop the source that `client` runs."""

    client: str


class Fail(Command, frozen=True, tag="fail"):
    """Break something (`failing`) or mend it.

    Faults of a Pod: "readiness" (its probe fails), "process" (nobody listens on its ports).
    Faults of a node: "node" (kubelet, kube-proxy and network cut off), "rules" (kube-proxy stands still).
    """

    fault: str
    subject: str  # an element id: pod/default/web-0, node/node-3
    failing: bool = True


class Kill(Command, frozen=True, tag="kill"):
    """The containers of a Pod die at once; its kubelet starts them again, with back-off."""

    pod: str  # an element id


class Exit(Command, frozen=True, tag="exit"):
    """Whoever is attached to a container has ended its shell (`kubectl attach`, `run -it`, `debug -it`)."""

    pod: str  # an element id
    container: str
    code: int = 0
    said: str = ""  # what it has written meanwhile: its log


class Cordon(Command, frozen=True, tag="cordon"):
    """`kubectl cordon` and `uncordon`: no new Pods go to a node, or they do again."""

    node: str
    cordoned: bool = True


class Drain(Command, frozen=True, tag="drain"):
    """`kubectl drain --ignore-daemonsets`: cordon a node and evict what a controller will replace."""

    node: str


class SetCloud(Command, frozen=True, tag="set-cloud"):
    """Which cloud's controller gives load balancers their address: aws, gcp, azure or none."""

    provider: str


class SetProxy(Command, frozen=True, tag="set-proxy"):
    """In which mode every node's kube-proxy runs: iptables, nftables or ipvs."""

    mode: str


class SetProxyDelay(Command, frozen=True, tag="set-proxy-delay"):
    """How long one node's kube-proxy takes from a changed EndpointSlice to its rules."""

    node: str
    ms: int  # of simulated time; 0: at once


class SetClock(Command, frozen=True, tag="set-clock"):
    """An anchor of the room's clock: from this entry's time on it runs at `speed`, or stands still."""

    playing: bool
    speed: float
    wall: float  # seconds since 1970 at which the anchor was set


AnyCommand = (
    Create
    | Apply
    | Patch
    | Delete
    | ApiRequest
    | SendRequest
    | StartTraffic
    | StopTraffic
    | Fail
    | Kill
    | Exit
    | Cordon
    | Drain
    | SetCloud
    | SetProxy
    | SetProxyDelay
    | SetClock
)
