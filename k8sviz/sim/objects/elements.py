"""Element ids: how the stage, the URLs and the journeys name a thing."""

from functools import lru_cache

from k8sviz.sim.objects.identity import Key

OUTSIDE = "outside"


def pod_id(namespace: str, name: str) -> str:
    """The element of a Pod."""
    return f"pod/{namespace}/{name}"


def service_id(namespace: str, name: str) -> str:
    """The element of a Service."""
    return f"service/{namespace}/{name}"


def balancer_id(namespace: str, service: str) -> str:
    """The element of the load balancer that a cloud keeps for a Service."""
    return f"balancer/{namespace}/{service}"


def node_id(name: str) -> str:
    """The element of a node."""
    return f"node/{name}"


def gate_id(node: str) -> str:
    """The element of a node's rules."""
    return f"gate/{node}"


def nodeport_id(node: str, port: int) -> str:
    """The element of a port that a node opens."""
    return f"nodeport/{node}/{port}"


_KINDS = {"pod": "Pod", "service": "Service", "balancer": "Service", "node": "Node"}


@lru_cache(maxsize=4096)
def key_of_element(element: str) -> Key | None:
    """The object behind an element; None where there is none (the outside client, a gate, a port)."""
    shape, _, rest = element.partition("/")
    namespace, _, name = rest.rpartition("/")
    return Key(_KINDS[shape], namespace, name) if shape in _KINDS and name else None
