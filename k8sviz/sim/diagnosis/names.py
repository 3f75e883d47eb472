"""Why a name could not be resolved: another namespace, a slip of the pen, or no such Service."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from k8sviz.sim.dataplane.journey import Journey, Lookup
from k8sviz.sim.diagnosis import endpoints, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.diagnosis.nearest import nearest
from k8sviz.sim.objects.elements import key_of_element, service_id
from k8sviz.sim.objects.endpointslice import SERVICE_NAME
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World

_DNS = Key("Service", "kube-system", "kube-dns")


def unknown_name(world: World, journey: Journey, lookup: Lookup) -> Diagnosis:
    """From the names that were asked to the one that would have been found."""
    asked = Link(
        "names-asked",
        {"name": lookup.name, "count": str(len(lookup.asked))},
        tuple(f"{name} → NXDOMAIN" for name in lookup.asked),
        command=f"kubectl exec {journey.client.rpartition('/')[2]} -- nslookup {lookup.name}",
    )
    if not journey.client.startswith("pod/"):
        return Diagnosis((asked, Link("names-are-inside", {"name": lookup.name}, cause=True)))
    headless = world.wiring.services.get(_meant(journey, lookup))
    if headless is not None:
        return _nobody_behind(world, asked, headless)
    cause, fixes = _cause(world, journey, lookup)
    return Diagnosis((asked, cause), fixes)


def _nobody_behind(world: World, asked: Link, service: Service) -> Diagnosis:
    """A headless Service is there, but its name means its ready Pods, and there is none."""
    link = Link(
        "headless-without-endpoints",
        {"service": service.name},
        element=service_id(service.namespace, service.name),
        command=f"kubectl get endpointslices -n {service.namespace} -l {SERVICE_NAME}={service.name}",
    )
    rest = endpoints.why_none(world, service)
    return Diagnosis((asked, link, *rest.links), rest.fixes)


def _meant(journey: Journey, lookup: Lookup) -> Key:
    """The Service that the name would be, seen from the client's namespace."""
    client = key_of_element(journey.client)
    name, _, rest = lookup.name.partition(".")
    return Key("Service", rest.partition(".")[0] or (client.namespace if client else "default"), name)


def nobody_answers(world: World, lookup: Lookup) -> Diagnosis:
    """The question itself was lost: the cluster's DNS is a Service like any other."""
    link = Link(
        "dns-does-not-answer",
        {"name": lookup.name},
        element="service/kube-system/kube-dns",
        command="kubectl get endpointslices -n kube-system -l k8s-app=kube-dns",
    )
    service = world.wiring.services.get(_DNS)
    if service is None or world.endpoint_counts(service.namespace, service.name)[0]:
        return Diagnosis((link._replace(cause=True),))
    rest = endpoints.why_none(world, service)
    return Diagnosis((link, *rest.links), rest.fixes)


def _cause(world: World, journey: Journey, lookup: Lookup) -> tuple[Link, tuple[Fix, ...]]:
    client = key_of_element(journey.client)
    own = client.namespace if client else "default"
    _, said, name = _meant(journey, lookup)
    for key in world.wiring.services:
        if key.name == name and key.namespace != said:
            return _other_namespace(journey, key, said)
    inside = [key.name for key in world.wiring.services if key.namespace == said]
    near = nearest(name, inside)
    if near:
        return _other_name(journey, Key("Service", said, near), own)
    values = {"name": name, "namespace": said, "known": ", ".join(inside) or "-"}
    return Link("no-such-service", values, command=f"kubectl get services -n {said}", cause=True), ()


def _other_namespace(journey: Journey, key: Key, said: str) -> tuple[Link, tuple[Fix, ...]]:
    link = Link(
        "service-in-other-namespace",
        {"name": key.name, "other": key.namespace, "namespace": said},
        element=service_id(key.namespace, key.name),
        command=f"kubectl get services -A --field-selector metadata.name={key.name}",
        cause=True,
    )
    return link, (_ask(journey, f"{key.name}.{key.namespace}"),)


def _other_name(journey: Journey, key: Key, own: str) -> tuple[Link, tuple[Fix, ...]]:
    link = Link(
        "service-nearly-called",
        {"nearest": key.name, "namespace": key.namespace},
        element=service_id(key.namespace, key.name),
        command=f"kubectl get services -n {key.namespace}",
        cause=True,
    )
    return link, (_ask(journey, key.name if key.namespace == own else f"{key.name}.{key.namespace}"),)


def _ask(journey: Journey, host: str) -> Fix:
    parts = urlsplit(journey.url if "://" in journey.url else f"http://{journey.url}")
    port = f":{parts.port}" if parts.port else ""
    url = urlunsplit(parts._replace(netloc=f"{host}{port}"))
    return remedies.ask_instead(journey.client, url, ("fix-ask-name", {"name": host}))
