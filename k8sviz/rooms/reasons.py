"""The words of `sim.diagnosis`: message ids to headings in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from k8sviz.sim.diagnosis import Fix, Link

LINKS = {
    "client-answered": words("%(client)s got an answer from %(pod)s"),
    "client-refused": words("The client was refused"),
    "client-timeout": words("The client waited and heard nothing"),
    "client-nxdomain": words("The client could not find the name"),
    "client-reset": words("The connection that the client had open was reset"),
    "client-unreachable": words("The client had no way to it"),
    "rule-chose": words(
        "%(node)s rewrote the address by a rule: %(pod)s, one of %(count)s endpoints, each as likely"
    ),
    "rule-only": words("%(node)s rewrote the address by a rule: %(pod)s is the only endpoint"),
    "rule-keeps": words("%(node)s keeps this client with %(pod)s for %(seconds)s s (sessionAffinity)"),
    "rule-rejects": words("%(node)s rejects it by a rule (%(hook)s)"),
    "rule-drops": words("%(node)s drops it by a rule (%(hook)s)"),
    "no-rule-matches": words("No rule on %(node)s is for %(asked)s: nothing rewrites it, nobody has it"),
    "host-resets": words("It reached %(place)s, which sent a reset: port %(port)s is closed"),
    "nobody-there": words("It ended at %(place)s: nobody has the address %(destination)s"),
    "slice-lists": words("The EndpointSlices of %(service)s list %(ready)s ready endpoints"),
    "slice-none": words("%(service)s has no EndpointSlice"),
    "slice-empty": words("The EndpointSlice of %(service)s is empty"),
    "slice-not-ready": words("%(service)s has %(count)s endpoints, none of them ready"),
    "slices-behind": words("The Pods are ready, the endpoints have not followed yet: wait a moment"),
    "pod-is-ready": words("%(pod)s is Ready and has these labels"),
    "pod-was-ready": words("%(pod)s was Ready then; it no longer is"),
    "pods-not-ready": words("%(count)s Pods match, none is Ready: %(why)s"),
    "selector-takes": words("%(service)s selects %(asked)s"),
    "selector-matches": words("The selector %(asked)s matches %(count)s Pods"),
    "selector-matches-none": words(
        "The selector %(asked)s matches 0 of %(pods)s Pods; %(label)s would match %(nearest_pods)s"
    ),
    "selector-matches-nothing": words("The selector %(asked)s matches 0 of %(pods)s Pods"),
    "selector-in-other-namespace": words(
        "The selector takes Pods of namespace %(namespace)s only; "
        "the %(other_pods)s that match are in %(other)s"
    ),
    "no-selector": words("%(service)s has no selector: somebody writes its EndpointSlices by hand"),
    "no-replicas": words("Deployment %(name)s is scaled to 0 replicas"),
    "port-unknown": words("%(service)s has no port %(port)s"),
    "no-node-port": words("No Service has opened port %(port)s on the nodes"),
    "node-port-unknown": words("Nothing answers at %(asked)s for the world outside"),
    "nothing-listens": words("%(pod)s listens on %(listening)s, not on %(port)s"),
    "target-port-closed": words("%(service)s sends port %(port)s to targetPort %(target)s"),
    "target-port-unnamed": words("targetPort %(target)s: no container has a port of that name"),
    "no-local-endpoint": words("No endpoint of %(service)s runs on %(node)s; they run on %(nodes)s"),
    "policy-local": words("%(field)s: Local keeps packets on the node they came to"),
    "policy-keeps-source": words("externalTrafficPolicy: Local keeps the client's address as the source"),
    "source-out-of-range": words("%(source)s is in none of the loadBalancerSourceRanges %(ranges)s"),
    "answer-took-another-way": words(
        "The answer did not pass %(node)s again, so it came from an address that is not %(asked)s"
    ),
    "question-held-up": words("The question for the name %(name)s got lost on its way"),
    "policy-keeps-out": words("%(node)s drops it in front of %(pod)s: no NetworkPolicy lets it in"),
    "policy-keeps-in": words("%(node)s drops it as it leaves %(pod)s: no NetworkPolicy lets it out"),
    "policies-select": words(
        "NetworkPolicy %(policies)s selects %(pod)s: only what a policy allows passes now"
    ),
    "no-ingress-rule": words("No ingress rule allows %(source)s to port %(port)s"),
    "no-egress-rule": words("No egress rule allows %(destination)s, port %(port)s"),
    "policy-sees-node": words(
        "The policy sees the source %(source)s: %(node)s had put its own address there, "
        "and no ingress rule allows that to port %(port)s"
    ),
    "asked-directly": words("The client asked %(pod)s by its own address: no Service was involved"),
    "inside-only": words("%(asked)s means something inside the cluster only"),
    "dns-does-not-answer": words(
        "Nobody answered the question for %(name)s: Service kube-dns has no Pod that could"
    ),
    "names-asked": words("The cluster's DNS knows none of the %(count)s names of the search path"),
    "names-are-inside": words("Names of Services are known to Pods only"),
    "service-in-other-namespace": words(
        "Service %(name)s is in namespace %(other)s; the short name is looked for in %(namespace)s"
    ),
    "service-nearly-called": words("There is a Service %(nearest)s in namespace %(namespace)s"),
    "headless-without-endpoints": words(
        "%(service)s is headless: its name means the addresses of its ready Pods, and none is ready"
    ),
    "no-such-service": words("Namespace %(namespace)s has no Service %(name)s. It has: %(known)s"),
    "text-says": words("The YAML says it"),
}
FIXES = {
    "fix-selector": words("Let %(service)s select %(label)s"),
    "fix-replicas": words("Scale Deployment %(name)s to 1"),
    "fix-readiness": words("Let the readiness probe of %(pods)s succeed again"),
    "fix-target-port": words("Send %(service)s to targetPort %(port)s"),
    "fix-policy": words("Set %(field)s to Cluster"),
    "fix-allow": words("Let NetworkPolicy %(policy)s allow %(other)s"),
    "fix-ask-port": words("Ask port %(port)s instead"),
    "fix-ask-name": words("Ask for %(name)s instead"),
}


def heading(link: Link) -> str:
    """What a link says."""
    return _(LINKS[link.message]) % link.values


def proposal(fix: Fix) -> str:
    """What a fix does."""
    return _(FIXES[fix.message]) % fix.values
