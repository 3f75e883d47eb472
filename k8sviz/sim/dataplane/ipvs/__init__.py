"""kube-proxy's ipvs mode: Services to virtual servers, ipsets and the few rules around them."""

from k8sviz.sim.dataplane.ipvs.compiler import compile_ipvs
from k8sviz.sim.dataplane.ipvs.text import texts
from k8sviz.sim.dataplane.ipvs.value import IpvsRules, RealServer, VirtualServer
from k8sviz.sim.dataplane.ipvs.walked import IpvsRuleSet, compile_walked

__all__ = [
    "IpvsRuleSet", "IpvsRules", "RealServer", "VirtualServer", "compile_ipvs", "compile_walked", "texts",
]  # fmt: skip
