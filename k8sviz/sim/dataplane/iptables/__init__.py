"""kube-proxy's iptables mode: Services and EndpointSlices to chains, and chains to text."""

from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.iptables.compiler import compile_rules
from k8sviz.sim.dataplane.iptables.saved import save
from k8sviz.sim.dataplane.iptables.text import render

__all__ = ["Proxy", "compile_rules", "render", "save"]
