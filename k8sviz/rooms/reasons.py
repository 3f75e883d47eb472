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
    "question-held-up": words("The DNS query for %(name)s was lost on its way"),
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
        "Nobody answered the DNS query for %(name)s: Service kube-dns has no Pod that could"
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
    # what stands so without any packet
    "service-well": words("%(service)s can answer: %(ready)s endpoints are ready"),
    "service-hampered": words("%(service)s has %(ready)s ready endpoints, but there is a problem"),
    "service-silent": words("Nobody behind %(service)s can answer"),
    "service-alias": words("%(service)s is another name for something, and nothing more"),
    "pods-are-ready": words("%(count)s Pods are Ready and have the labels"),
    "other-proxy": words(
        "The label %(label)s gives %(service)s to another proxy: kube-proxy writes no rules"
    ),
    "balancer-pending": words("The load balancer of %(service)s has no address yet: EXTERNAL-IP is pending"),
    "balancer-class": words(
        "loadBalancerClass %(class)s: only that class's own controller makes it, and none runs here"
    ),
    "balancer-being-made": words("The cloud's controller is making it: wait a moment"),
    "no-cloud-controller": words(
        "type: LoadBalancer needs a cloud's controller, and none runs in this cluster: it stays pending"
    ),
    "alias-of": words("DNS answers %(service)s with CNAME %(name)s: no ClusterIP, no rules, no Pods"),
    "alias-is-address": words(
        "externalName %(name)s looks like an address, and DNS takes it for a name that nobody has"
    ),
    "alias-leads-nowhere": words("Namespace %(namespace)s has no Service %(name)s. It has: %(known)s"),
    "headless-name": words(
        "clusterIP: None: no address and no rules. The name means the %(count)s ready Pods themselves"
    ),
    "headless-port": words(
        "Nobody rewrites port %(port)s to %(target)s here: ask %(service)s at port %(target)s"
    ),
    "pod-well": words("%(pod)s is Ready"),
    "pod-unready": words("%(pod)s is not Ready: no Service sends it anything"),
    "slice-lists-pod": words("The EndpointSlice of %(service)s lists %(address)s as ready"),
    "slice-holds-back": words("The EndpointSlice of %(service)s lists %(address)s as not ready"),
    "slice-lacks-pod": words("The EndpointSlice of %(service)s does not list %(pod)s"),
    "no-service-selects": words("No Service of namespace %(namespace)s selects %(pod)s"),
    "label-differs": words("%(service)s asks for %(asked)s, the Pod has %(label)s"),
    "pod-terminating": words("%(pod)s is being deleted: it leaves the endpoints first"),
    "pod-over": words("%(pod)s has come to its end: %(phase)s"),
    "pod-starting": words("%(pod)s is still starting: wait a moment"),
    "probe-held": words("Somebody lets the readiness probe of %(pod)s fail"),
    "process-stopped": words("Somebody has stopped the process of %(pod)s: %(ports)s is closed"),
    "probe-asks-closed": words(
        "The readiness probe of container %(container)s asks port %(port)s; it listens on %(listening)s"
    ),
    "probe-not-yet": words("The readiness probe of %(pod)s has not succeeded yet: wait a moment"),
    "image-missing": words("The image %(image)s of %(owner)s cannot be pulled"),
    "image-ends": words(
        "%(image)s has nothing to do without a command: "
        "container %(container)s ends at once (exit code %(code)s)"
    ),
    "command-ends": words(
        "The command of container %(container)s comes to its end (exit code %(code)s): %(command)s"
    ),
    "container-killed": words(
        "Container %(container)s was killed (exit code %(code)s); "
        "the kubelet starts it again, later each time"
    ),
    "scheduler-at-work": words("The scheduler is choosing a node: wait a moment"),
    "no-node-fits": words("The scheduler finds no node for it among %(count)s"),
    "node-selector": words("nodeSelector asks for %(asked)s, and no node has this label"),
    "nodes-cordoned": words("%(nodes)s: cordoned, no new Pods come"),
    "nodes-tainted": words("%(nodes)s: tainted, and the Pod does not tolerate it"),
    "node-well": words("%(node)s is Ready: its kubelet reports, its rules are written"),
    "node-troubled": words("There is a problem with %(node)s"),
    "node-not-missed": words("The cluster has not missed %(node)s yet: its Pods still count as ready"),
    "node-missed": words("The cluster has heard nothing of %(node)s: it is NotReady, and so are its Pods"),
    "node-cut": words("Somebody has cut off %(node)s, and with it %(count)s Pods"),
    "node-cordoned": words("%(node)s is cordoned: the Pods on it stay, no new ones come"),
    "rules-stand-still": words("The kube-proxy of %(node)s stands still: its rules stay as they were"),
    "rules-late": words("The kube-proxy of %(node)s writes its rules %(seconds)s s after a change"),
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
    "fix-cloud": words("Let a cloud's controller run: %(cloud)s"),
    "fix-type": words("Make %(service)s a %(type)s"),
    "fix-alias": words("Let %(service)s stand for %(name)s"),
    "fix-label": words("Give %(pod)s the label %(label)s"),
    "fix-image": words("Let %(owner)s run %(image)s"),
    "fix-probe": words("Let the probe of %(owner)s ask port %(port)s"),
    "fix-process": words("Start the process of %(pods)s again"),
    "fix-node-selector": words("Let %(owner)s go to nodes with %(label)s"),
    "fix-uncordon": words("Let Pods come to %(nodes)s again"),
    "fix-connect": words("Connect %(nodes)s again"),
    "fix-proxy": words("Start the kube-proxy of %(node)s again"),
    "fix-proxy-delay": words("Let the kube-proxy of %(node)s write at once"),
    "fix-together": words("Do %(count)s of these one after the other"),
}


def heading(link: Link) -> str:
    """What a link says."""
    return _(LINKS[link.message]) % link.values


def proposal(fix: Fix) -> str:
    """What a fix does."""
    return _(FIXES[fix.message]) % fix.values
