"""What kube-proxy writes whatever the Services are: the ways into its chains, and its own chains."""

from __future__ import annotations

from k8sviz.sim.dataplane.addresses import IPV6
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.matches import Accounting, From, InState, Marked, Match, Remark, To, ToLocal
from k8sviz.sim.dataplane.rules import BaseChain, Chain, Rule
from k8sviz.sim.dataplane.targets import HIDE, LEAVE, LOSE, PASS, Jump, SetMark, Target

MASQUERADE_MARK = 0x4000  # iptablesMasqueradeBit 14
SERVICES, NODE_PORTS, EXTERNAL, FIREWALL = (
    "KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL",
)  # fmt: skip
MARK_MASQ = "KUBE-MARK-MASQ"
_ENTERED = {
    "PREROUTING": ("nat",), "INPUT": ("filter",), "FORWARD": ("filter",), "OUTPUT": ("nat", "filter"),
    "POSTROUTING": ("nat",),
}  # fmt: skip
HOOKS = {
    hook: tuple(BaseChain(table, table, hook, f"{table} {hook}") for table in tables)
    for hook, tables in _ENTERED.items()
}
SHARED = {"nat": (SERVICES, NODE_PORTS), "filter": (EXTERNAL, NODE_PORTS, SERVICES, FIREWALL)}
ORDER = {  # in which the chains stand in kube-proxy's own text; those of Services follow
    "nat": (
        "PREROUTING", "INPUT", "OUTPUT", "POSTROUTING", SERVICES, "KUBE-POSTROUTING", NODE_PORTS, MARK_MASQ,
    ),
    "filter": (
        "INPUT", "FORWARD", "OUTPUT", EXTERNAL, NODE_PORTS, SERVICES, "KUBE-FORWARD", FIREWALL,
        "KUBE-FIREWALL",
    ),
}  # fmt: skip

_PORTALS = Remark("kubernetes service portals")
_NEW = InState("NEW")
_SETTLED = ("RELATED", "ESTABLISHED")
Line = tuple[tuple[Match, ...], Target]

_TO_FIREWALL: Line = (
    (_NEW, Remark("kubernetes load balancer firewall")), Jump(FIREWALL),
)  # fmt: skip
_TO_SERVICES: Line = ((_NEW, _PORTALS), Jump(SERVICES))
_TO_EXTERNAL: Line = (
    (_NEW, Remark("kubernetes externally-visible service portals")), Jump(EXTERNAL),
)  # fmt: skip
_TO_LOCALNET: Line = ((), Jump("KUBE-FIREWALL"))

_NAT: dict[str, tuple[Line, ...]] = {
    "PREROUTING": (((_PORTALS,), Jump(SERVICES)),),
    "INPUT": (),
    "OUTPUT": (((_PORTALS,), Jump(SERVICES)),),
    "POSTROUTING": (((Remark("kubernetes postrouting rules"),), Jump("KUBE-POSTROUTING")),),
    "KUBE-POSTROUTING": (
        ((Marked(MASQUERADE_MARK, inverted=True),), LEAVE),
        ((), SetMark("xor", MASQUERADE_MARK)),  # so that no second pass through the hook masquerades again
        ((Remark('"kubernetes service traffic requiring SNAT"'),), HIDE),
    ),
    MARK_MASQ: (((), SetMark("or", MASQUERADE_MARK)),),
}
_FILTER: dict[str, tuple[Line, ...]] = {
    "INPUT": (
        _TO_LOCALNET,
        _TO_FIREWALL,
        ((Remark("kubernetes health check service ports"),), Jump(NODE_PORTS)),
        _TO_EXTERNAL,
    ),
    "FORWARD": (
        _TO_FIREWALL,
        ((Remark("kubernetes forwarding rules"),), Jump("KUBE-FORWARD")),
        _TO_SERVICES,
        _TO_EXTERNAL,
    ),
    "OUTPUT": (_TO_LOCALNET, _TO_FIREWALL, _TO_SERVICES),
    "KUBE-FORWARD": (
        ((InState("INVALID"), Accounting("ct_state_invalid_dropped_pkts")), LOSE),
        ((Remark('"kubernetes forwarding rules"'), Marked(MASQUERADE_MARK)), PASS),
        ((Remark('"kubernetes forwarding conntrack rule"'), InState(*_SETTLED)), PASS),
    ),
}
_LOCALNET: Line = (  # CVE-2020-8558: route_localnet must not open 127.0.0.1 to the neighbours
    (
        Remark('"block incoming localnet connections"'),
        To("127.0.0.0/8"),
        From("127.0.0.0/8", inverted=True),
        InState(*_SETTLED, "DNAT", inverted=True),
    ),
    LOSE,
)
_LAST = Remark('"kubernetes service nodeports; NOTE: this must be the last rule in this chain"')


def _chains(table: dict[str, tuple[Line, ...]]) -> dict[str, Chain]:
    return {
        name: Chain(Rule(name, matches, target) for matches, target in lines) for name, lines in table.items()
    }


_FIXED = {"nat": _chains(_NAT), "filter": _chains(_FILTER)}
_FIREWALLS = {
    True: Chain([Rule("KUBE-FIREWALL", *_LOCALNET)]),
    False: Chain(),
}


def fixed(table: str, proxy: Proxy) -> dict[str, Chain]:
    """The chains of a table that no Service changes."""
    chains = dict(_FIXED[table])
    if table == "filter":
        chains["KUBE-FIREWALL"] = _FIREWALLS[proxy.serves_localhost]
    return chains


def frame_size(proxy: Proxy) -> int:
    """How many rules these chains have."""
    return sum(len(chain.rules) for table in _FIXED for chain in fixed(table, proxy).values())


def way_to_node_ports(proxy: Proxy, addresses: tuple[str, ...] | None) -> tuple[Rule, ...]:
    """The end of nat KUBE-SERVICES: what is for the node itself may be for a node port.

    `addresses` are the node's own that --nodeport-addresses leaves; None: all of them.
    """
    if addresses is not None:
        return tuple(Rule(SERVICES, (_LAST, To(address)), Jump(NODE_PORTS)) for address in addresses)
    not_localhost: tuple[Match, ...] = ()
    if not proxy.serves_localhost:
        not_localhost = (To("::1/128" if proxy.family == IPV6 else "127.0.0.0/8", inverted=True),)
    return (Rule(SERVICES, (_LAST, ToLocal(), *not_localhost), Jump(NODE_PORTS)),)
