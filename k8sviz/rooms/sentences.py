"""The words of `sim.explain`: message ids to sentences in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.explain import explain

SENTENCES = {
    "name-found": words("DNS: %(name)s is %(full_name)s, and that is %(address)s."),
    "name-in-hosts": words("%(name)s stands in /etc/hosts: %(address)s. Nobody is asked."),
    "dns-asked": words(
        "The DNS query went to %(server)s, UDP port 53, through the same rules; %(pod)s answered it."
    ),
    "dns-silent": words(
        "No name server answered the DNS query for %(name)s. The client waits until it gives up."
    ),
    "dns-refused": words("The DNS query for %(name)s was refused: the cluster's DNS has no endpoint."),
    "name-is-alias": words("%(name)s is only another name (CNAME) for %(alias)s: nothing is proxied."),
    "name-unknown": words("DNS does not know %(name)s: all %(tried)s names of the search path were tried."),
    "request-destination-rewritten": words(
        "On %(place)s a rule changes the destination: %(old)s becomes %(new)s. "
        "The Service is not a machine on the way."
    ),
    "request-source-rewritten": words(
        "On %(place)s the source becomes %(new)s (masquerade), so that the answer comes back this way."
    ),
    "request-balanced": words("The load balancer passes it on: %(old)s becomes %(new)s."),
    "reply-source-rewritten": words(
        "%(place)s remembers the connection: the answer's source %(old)s turns back into %(new)s."
    ),
    "reply-destination-rewritten": words(
        "%(place)s remembers the connection: the answer goes on to %(new)s instead of %(old)s."
    ),
    "reply-balanced": words("The load balancer turns the answer's source %(old)s back into %(new)s."),
    "answered": words("%(pod)s answered. It saw the source address %(source)s."),
    "refused-by-rule": words(
        "%(place)s refused it by a rule: %(destination)s has no endpoint that could answer."
    ),
    "refused-no-port": words(
        "%(place)s refused it by a rule: the address is a Service's, but no Service has %(destination)s."
    ),
    "refused-by-host": words("It reached %(place)s, but nothing listens on %(destination)s there."),
    "reset-by-host": words(
        "It reached %(place)s over the open connection, but nobody there knows that connection any more."
    ),
    "dropped-by-rule": words(
        "A rule on %(place)s dropped it. The client hears nothing and waits until it gives up."
    ),
    "dropped-by-policy-ingress": words(
        "%(place)s dropped it in front of the Pod: no NetworkPolicy of the Pod lets it in. "
        "The client hears nothing and waits until it gives up."
    ),
    "dropped-by-policy-egress": words(
        "%(place)s dropped it as it left the Pod: no NetworkPolicy of the Pod lets it out. "
        "The client hears nothing and waits until it gives up."
    ),
    "no-answer": words(
        "It ended at %(place)s: from there nothing leads to %(destination)s. "
        "The client waits until it gives up."
    ),
    "not-from-outside": words(
        "It never entered the cluster: outside, nobody knows a way to %(destination)s. "
        "The client waits until it gives up."
    ),
    "answer-from-elsewhere": words(
        "The Pod answered, but its answer came back another way and from %(from)s. "
        "The client never asked there, so it drops the answer and waits until it gives up."
    ),
    "no-route": words("It ended at %(place)s: there is no route to %(destination)s."),
}


def told(journey: Journey) -> list[str]:
    """What happened to a journey, in the active language."""
    return [_(SENTENCES[message]) % values for message, values in explain(journey)]
