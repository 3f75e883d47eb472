"""One packet through one node's kernel: netfilter's hooks in their order, and what conntrack makes of it.

Order of hooks and of the tables in them: netfilter.org, packet flow. nat chains see only the first packet of
a connection; conntrack repeats on all others what they decided.
"""

from __future__ import annotations

from k8sviz.sim.dataplane.ipvs import IpvsRuleSet
from k8sviz.sim.dataplane.journey import FiveTuple, Step
from k8sviz.sim.dataplane.network import Kernel, Network
from k8sviz.sim.dataplane.packet import ESTABLISHED, INVALID, NEW, RELATED, Dice, Packet
from k8sviz.sim.dataplane.policies import NO_POLICIES, Ruling
from k8sviz.sim.dataplane.rules import BALANCED, BaseChain
from k8sviz.sim.dataplane.targets import DNAT, DROP, MASQUERADE, REJECT, Redirect, Target

EPHEMERAL = (32_768, 60_999)  # net.ipv4.ip_local_port_range
_REPEATED = {hook: f"conntrack {hook}" for hook in ("PREROUTING", "OUTPUT", "INPUT", BALANCED, "POSTROUTING")}


class Pass:
    """One packet on its way through one node: `at` is what it leaves as, `local` if it was for the node."""

    __slots__ = (
        "after", "at", "came", "dice", "element", "entry", "kernel", "local", "network", "new", "now",
        "owners", "packet", "reply", "rules", "steps",
    )  # fmt: skip

    def __init__(
        self, network: Network, kernel: Kernel, dice: Dice, now: int, steps: list[Step], owners: list[str]
    ) -> None:
        self.network, self.kernel, self.dice, self.now = network, kernel, dice, now
        self.steps = steps
        self.owners = owners  # whose rules translated it
        self.rules, self.element = kernel.rules, kernel.element

    def run(self, came: FiveTuple, born_here: bool, reply: bool) -> str:
        """From the way in to the way out: "", REJECT or DROP."""
        kernel = self.kernel
        self.at = self.came = came
        self.reply = reply
        self.entry = entry = kernel.conntrack.find(came, self.now)
        state = self._state(came)
        self.new = state == NEW
        self.packet = Packet(came, kernel.local, kernel.recent, self.dice, self.now, state)
        if entry is not None:
            self.packet.redirected = entry.redirected
            self.after = entry.translated(came)
        verdict = self._on_its_way(born_here)
        if self.new and not verdict:
            kernel.conntrack.confirm(came, self.at, self.now, self.packet.balanced_for is not None)
        return verdict

    def _on_its_way(self, born_here: bool) -> str:
        verdict = self._enter("OUTPUT" if born_here else "PREROUTING")
        self.local = local = self._is_local()
        if not verdict and not local and not born_here:
            verdict = self._chains("FORWARD") or self._police()
        if not verdict and (born_here or not local):
            verdict = self._leave("POSTROUTING")
        return verdict or (self._taken_in() if local else "")

    def _is_local(self) -> bool:
        address = self.at.dst
        return address in self.kernel.local or address.startswith("127.")

    def _taken_in(self) -> str:
        """Into the node itself, if ipvs does not send it on from there (ip_vs_nat_xmit)."""
        verdict = self._leave("INPUT")
        if verdict or self._is_local():
            return verdict
        self.local = False
        return self._police() or self._leave(BALANCED) or self._leave("POSTROUTING")

    def _police(self) -> str:
        """NetworkPolicies, where a new connection leaves a Pod of this node and where it enters one."""
        policies = self.network.policies
        if policies is NO_POLICIES or not self.new:
            return ""
        verdict = ""
        if self._is_here(self.at.src):
            verdict = self._ruled(policies.leaving(self.at))
        if not verdict and self._is_here(self.at.dst):
            verdict = self._ruled(policies.entering(self.at))
        return verdict

    def _is_here(self, address: str) -> bool:
        host = self.network.hosts.get(address)
        return host is not None and host.node == self.kernel.name

    def _ruled(self, ruling: Ruling | None) -> str:
        if ruling is None:
            return ""
        verdict = "" if ruling.admitted else DROP
        self._note(ruling.hook, self.at, ruling.lines, verdict)
        return verdict

    def _state(self, came: FiveTuple) -> str:
        if came.protocol == "icmp":
            return RELATED
        if self.entry is not None:
            return ESTABLISHED
        return INVALID if self.reply else NEW  # an answer to nothing that this node has seen

    def _enter(self, hook: str) -> str:
        """Destinations change on the way in, as the connection's entry says; those of ipvs a little later."""
        entry = self.entry
        if entry is not None and not (entry.balanced and self.came == entry.original):
            self._repeat(_REPEATED[hook], sources=False)
        return self._chains(hook)

    def _leave(self, hook: str) -> str:
        """Sources change on the way out."""
        verdict = self._chains(hook)
        if self.entry is not None and not verdict:
            self._repeat(_REPEATED[hook], sources=True)
        return verdict

    def _chains(self, hook: str) -> str:
        rules = self.rules
        for base in rules.hooks[hook] if self.new else rules.later_hooks[hook]:
            verdict = self._balance(base) if base.kind == "ipvs" else self._chain(base)
            if verdict:
                return verdict
        return ""

    def _balance(self, base: BaseChain) -> str:
        """ipvs: a new connection gets a server, and all packets of an old one go the way it has."""
        rules, packet, entry = self.rules, self.packet, self.entry
        assert isinstance(rules, IpvsRuleSet)
        if entry is not None:
            if entry.balanced:
                self._repeat(f"ipvs {base.label.partition(' ')[2]}", sources=self.came == entry.reply)
            return ""
        server = rules.servers.get((packet.protocol, packet.dst, packet.dst_port))
        if server is None or packet.state != NEW or packet.balanced_for or base.chain == "FORWARD":
            return ""
        self.owners.append(server.owner)
        chosen, before = self.kernel.scheduler.choose(server, packet.src, self.now), self.at
        if chosen is None:  # ip_vs_leave: nobody is there to serve it
            self._note(base.label, before, (server.line,), REJECT)
            return REJECT
        packet.balanced_for = server.protocol, server.address, server.port
        packet.dst, packet.dst_port = chosen.address, chosen.port
        self.at = packet.tuple
        self._note(base.label, before, (server.line, server.towards(chosen)), "")
        return ""

    def _repeat(self, label: str, sources: bool) -> None:
        """A packet of a known connection changes as the others did: its source, or its destination."""
        packet, before, after = self.packet, self.at, self.after
        if sources:
            if packet.src == after.src and packet.src_port == after.src_port:
                return
            packet.src, packet.src_port = after.src, after.src_port
        else:
            if packet.dst == after.dst and packet.dst_port == after.dst_port:
                return
            packet.dst, packet.dst_port = after.dst, after.dst_port
        self.at = packet.tuple
        self._note(label, before, (), "")

    def _chain(self, base: BaseChain) -> str:
        packet, before = self.packet, self.at
        ended, lines, owners, _ = self.kernel.paths.walk(self.rules, base, packet)
        verdict = ""
        if ended is not None:
            verdict = ended.kind if ended.kind in (DROP, REJECT) else ""
            self._translate(ended)
        if owners:
            self.owners.extend(owners)
        self.steps.append(
            Step(
                self.element,
                base.label,
                self.reply,
                before,
                self.at,
                lines,
                packet.state,
                packet.mark,
                verdict,
            )
        )
        return verdict

    def _translate(self, target: Target) -> None:
        at, packet = self.at, self.packet
        if target.kind == DNAT:
            assert isinstance(target, Redirect)
            packet.dst, packet.dst_port = target.address, target.port
            packet.redirected = True
            self.at = FiveTuple(at.protocol, at.src, at.src_port, target.address, target.port)
        elif target.kind == MASQUERADE:
            packet.src, packet.src_port = self._own_end(at)
            self.at = FiveTuple(at.protocol, packet.src, packet.src_port, at.dst, at.dst_port)

    def _own_end(self, at: FiveTuple) -> tuple[str, int]:
        """MASQUERADE takes the address of the interface it leaves by (iptables-extensions(8))."""
        kernel = self.kernel
        host = self.network.hosts.get(at.dst)
        address = kernel.gateway if host is not None and host.node == kernel.name else kernel.address
        port = at.src_port
        while kernel.conntrack.taken(FiveTuple(at.protocol, at.dst, at.dst_port, address, port)):
            port = EPHEMERAL[0] + (port + 1 - EPHEMERAL[0]) % (EPHEMERAL[1] - EPHEMERAL[0] + 1)
        return address, port

    def _note(self, hook: str, before: FiveTuple, rules: tuple[str, ...], verdict: str) -> None:
        state, mark = self.packet.state, self.packet.mark
        self.steps.append(Step(self.element, hook, self.reply, before, self.at, rules, state, mark, verdict))


def unreachable(kernel: Kernel, at: FiveTuple) -> FiveTuple:
    """The ICMP message with which a node tells the sender of `at` that it goes no further."""
    return FiveTuple("icmp", at.dst if at.dst in kernel.local else kernel.address, 0, at.src, 0)
