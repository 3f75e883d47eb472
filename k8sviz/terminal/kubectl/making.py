"""kubectl create KIND, run, expose and autoscale: make an object and send it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from k8sviz.terminal.gotext import strconv
from k8sviz.terminal.kubectl import generators, naming, rights, secrets
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError, UsageError
from k8sviz.terminal.kubectl.apply import annotated
from k8sviz.terminal.kubectl.attaching import run_attached
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.commandline import Call
from k8sviz.terminal.kubectl.create import MANAGER
from k8sviz.terminal.kubectl.generators import metadata, pairs, required
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.mapping import Resource
from k8sviz.terminal.kubectl.results import Results, returned

_IMAGE = re.compile(
    r"(?:(?:[a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d+)?/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+|/)[a-z0-9]+)*(?::[\w.-]+)?"
    r"(?:@[\w+.-]+:[0-9a-fA-F]{32,})?"
)
"""host/path:tag@digest (the distribution project's reference grammar)."""
Generator = Callable[[Kubectl], Awaitable[Object]]
GENERATORS: dict[str, Generator] = {
    "deployment": generators.deployment,
    "service": generators.service,
    "namespace": generators.namespace,
    "configmap": generators.config_map,
    "secret": secrets.secret,
    "serviceaccount": generators.service_account,
    "job": generators.job,
    "ingress": generators.ingress,
    "poddisruptionbudget": generators.disruption_budget,
    "cronjob": generators.cron_job,
    "quota": generators.quota,
    "role": rights.role,
    "clusterrole": rights.cluster_role,
    "rolebinding": rights.role_binding,
    "clusterrolebinding": rights.cluster_role_binding,
    "priorityclass": rights.priority_class,
}
_FAILED = ("deployment", "service", "configmap", "secret", "serviceaccount", "job", "cronjob", "ingress")


async def create_kind(kubectl: Kubectl) -> None:
    """create KIND NAME."""
    word = kubectl.call.path[1]
    obj = await GENERATORS[word](kubectl)
    try:
        await send(kubectl, obj, "created", MANAGER, validate=True)
    except StatusError as error:
        if word not in _FAILED:
            raise
        doing = "create Service" if word == "service" else f"create {word}"
        doing = f"{_SERVICE[kubectl.call.path[-1]]}" if word == "service" else doing
        raise KubectlError(f"failed to {doing}: {error.message}") from error


_SERVICE = {
    "clusterip": "create ClusterIP service",
    "nodeport": "create NodePort service",
    "loadbalancer": "create LoadBalancer service",
    "externalname": "create ExternalName service",
}


async def send(kubectl: Kubectl, obj: Object, verb: str, manager: str, validate: bool = False) -> Object:
    """POST a made object, or only show it."""
    results = Results(kubectl)
    mapper = await kubectl.mapper()
    resource = mapper.of_kind(obj["apiVersion"], obj["kind"])
    assert resource is not None, obj["kind"]
    namespace = kubectl.namespace if resource.namespaced else ""
    if namespace and (kubectl.dry_run != "client" or kubectl.enforced):
        obj = {**obj, "metadata": {**obj["metadata"], "namespace": namespace}}
    if kubectl.call.on("save-config"):
        obj = annotated(obj)
    if kubectl.dry_run != "client":
        query = kubectl.writing(manager, validate)
        answer = await kubectl.ask("POST", resource.path(namespace), query, obj)
        obj = returned(Info(resource, namespace, "", obj), answer)
    results.done(obj, verb)
    return obj


async def run(kubectl: Kubectl) -> int:
    """run NAME --image=IMAGE."""
    call = kubectl.call
    required(call, "image")
    if not call.args or call.dash == 0:
        raise _misused("NAME is required for run")
    _checked(call)
    name, rest = call.args[0], call.args[1:]
    port = _number(call.text("port") or "0")
    if call.on("expose"):
        await _exposed(kubectl, name, port)
    container = _container(kubectl, name, rest, port)
    labels = pairs(",".join(call.all("labels"))) or {"run": name}
    annotations = pairs(",".join(call.all("annotations")))
    pod: Object = {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {**({"annotations": annotations} if annotations else {}), **metadata(name, labels)},
        "spec": {
            "containers": [container], "dnsPolicy": "ClusterFirst",
            "restartPolicy": call.text("restart") or "Always",
        },
        "status": {},
    }  # fmt: skip
    if not _is_attached(call) or kubectl.dry_run != "none":
        await send(kubectl, pod, "created", "kubectl-run")
        return 0
    path = (await kubectl.builtin("", "Pod")).path(kubectl.namespace)
    made = await kubectl.ask("POST", path, {"fieldManager": "kubectl-run"}, pod)
    return await run_attached(kubectl, made, call.on("rm"))


def _checked(call: Call) -> None:
    """What kubectl run refuses before it asks the server."""
    image = call.text("image")
    if not image:
        raise KubectlError("--image is required")
    if not _IMAGE.fullmatch(image):
        raise KubectlError(f'Invalid image name "{image}": invalid reference format')
    if call.on("tty") and not call.on("stdin"):
        raise _misused("-i/--stdin is required for containers with -t/--tty=true")
    if call.text("restart") not in ("", "Always", "OnFailure", "Never"):
        raise _misused(f"invalid restart policy: {call.text('restart')}")
    if call.on("rm") and not _is_attached(call):
        raise _misused("--rm should only be used for attached containers")
    if call.on("expose") and not call.text("port"):
        raise _misused("--port must be set when exposing a service")


def _number(text: str) -> int:
    try:
        return strconv.atoi(text)
    except strconv.NumError as error:
        raise KubectlError(str(error)) from error


def _misused(message: str) -> UsageError:
    return UsageError(f"error: {message}\nSee 'kubectl run -h' for help and examples")


def _container(kubectl: Kubectl, name: str, rest: list[str], port: int) -> Object:
    call = kubectl.call
    container: Object = {"image": call.text("image"), "name": name, "resources": {}}
    if rest:
        container["command" if call.on("command") else "args"] = rest
    if call.all("env", split=False):
        container["env"] = [_variable(one) for one in call.all("env", split=False)]
    if call.on("stdin"):
        container |= {"stdin": True, "stdinOnce": True}
    if call.on("tty"):
        container["tty"] = True
    if call.on("privileged"):
        container["securityContext"] = {"privileged": True}
    if port:
        container["ports"] = [{"containerPort": port}]
    if call.text("image-pull-policy"):
        container["imagePullPolicy"] = call.text("image-pull-policy")
    return container


def _is_attached(call: Call) -> bool:
    return call.on("stdin") or call.on("tty") or call.on("attach")


def _variable(text: str) -> Object:
    name, equals, value = text.partition("=")
    if not equals:
        raise KubectlError(f"invalid env: {text}")
    return {"name": name, "value": value}


async def _exposed(kubectl: Kubectl, name: str, port: int) -> None:
    service: Object = {
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(name),
        "spec": {
            "ports": [{"port": port, "protocol": "TCP", "targetPort": port}],
            "selector": pairs(",".join(kubectl.call.all("labels"))) or {"run": name},
        },
        "status": {"loadBalancer": {}},
    }  # fmt: skip
    await send(kubectl, service, "created", "kubectl-run")


_EXPOSABLE = (
    ("", "Service"), ("", "ReplicationController"), ("", "Pod"), ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
)  # fmt: skip


async def expose(kubectl: Kubectl) -> None:
    """expose: a Service for what there is."""
    call = kubectl.call
    if not call.args and not call.has("filename"):
        raise KubectlError(naming.NOTHING)
    for info in await naming.chosen(kubectl, call.args):
        service = _service(kubectl, info)
        await send(kubectl, service, "exposed", "kubectl-expose")


def _service(kubectl: Kubectl, info: Info) -> Object:
    call = kubectl.call
    if (info.resource.group, info.resource.kind) not in _EXPOSABLE:
        raise KubectlError(f"cannot expose a {_kind(info.resource)}")
    selector = pairs(call.text("selector")) if call.text("selector") else _selector(info)
    labels = pairs(call.text("labels")) if call.text("labels") else info.obj["metadata"].get("labels")
    spec: Object = {"ports": _ports(kubectl, info), "selector": selector}
    for field, flag in (
        ("type", "type"), ("sessionAffinity", "session-affinity"), ("clusterIP", "cluster-ip"),
        ("loadBalancerIP", "load-balancer-ip"),
    ):  # fmt: skip
        if call.text(flag):
            spec[field] = call.text(flag)
    if call.text("external-ip"):
        spec["externalIPs"] = [call.text("external-ip")]
    name = call.text("name") or info.name
    return {
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(name, labels), "spec": spec,
        "status": {"loadBalancer": {}},
    }  # fmt: skip


def _kind(resource: Resource) -> str:
    return f"{resource.kind}.{resource.group}" if resource.group else resource.kind


def _selector(info: Info) -> Object:
    spec = info.obj.get("spec") or {}
    if info.resource.kind == "Pod":
        labels: Object = info.obj["metadata"].get("labels") or {}
        if not labels:
            raise KubectlError(
                "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and "
                "cannot be exposed"
            )
        return labels
    selector = spec.get("selector") or {}
    if info.resource.kind in ("Deployment", "ReplicaSet"):
        if selector.get("matchExpressions"):
            raise KubectlError(
                "couldn't retrieve selectors via --selector flag or introspection: couldn't convert "
                "expressions - "
                f'"{selector["matchExpressions"]}" to map-based selector format'
            )
        return dict(selector.get("matchLabels") or {})
    if not selector:
        raise KubectlError(
            "couldn't retrieve selectors via --selector flag or introspection: the service has no pod "
            "selector set"
        )
    return dict(selector)


def _ports(kubectl: Kubectl, info: Info) -> list[Object]:
    call = kubectl.call
    known = _known_ports(info)
    given = call.text("port")
    wanted = given.split(",") if given else [str(port) for port, _ in known]
    if not wanted:
        raise KubectlError("couldn't find port via --port flag or introspection")
    protocols = {str(port): protocol for port, protocol in known}
    ports = []
    for place, text in enumerate(wanted, 1):
        number, target = _number(text), call.text("target-port")
        port: Object = {
            "port": number,
            "protocol": call.text("protocol") or protocols.get(text, "TCP"),
            "targetPort": strconv.int32_or_text(target) if target else number,
        }
        ports.append({"name": f"port-{place}", **port} if len(wanted) > 1 else port)
    return ports


def _known_ports(info: Info) -> list[tuple[int, str]]:
    spec = info.obj.get("spec") or {}
    if info.resource.kind == "Service":
        return [(port["port"], port.get("protocol", "TCP")) for port in spec.get("ports") or []]
    pod = spec if info.resource.kind == "Pod" else (spec.get("template") or {}).get("spec") or {}
    return [
        (port["containerPort"], port.get("protocol", "TCP"))
        for container in pod.get("containers") or []
        for port in container.get("ports") or []
    ]


async def autoscale(kubectl: Kubectl) -> None:
    """autoscale: a HorizontalPodAutoscaler for a workload."""
    call = kubectl.call
    required(call, "max")
    least, most = call.number("min"), call.number("max")
    if most < 1:
        raise KubectlError(f"--max=MAXPODS is required and must be at least 1, max: {most}")
    if most < least:
        raise KubectlError(
            f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}"
        )
    for info in await naming.chosen(kubectl, call.args):
        if "scale" not in info.resource.subresources:
            resource = info.resource
            raise KubectlError(
                f"cannot autoscale a {resource.kind}: could not find scale subresource for "
                f"{resource.api_version}, Resource={resource.plural} in discovery information"
            )
        target = {"apiVersion": info.resource.api_version, "kind": info.resource.kind, "name": info.name}
        spec: Object = {
            "maxReplicas": most,
            **({"minReplicas": least} if least > 0 else {}),
            "scaleTargetRef": target,
        }
        if call.number("cpu-percent") >= 0:
            spec["targetCPUUtilizationPercentage"] = call.number("cpu-percent")
        scaler: Object = {
            "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler",
            "metadata": metadata(call.text("name") or info.name), "spec": spec,
            "status": {"currentReplicas": 0, "desiredReplicas": 0},
        }  # fmt: skip
        await send(kubectl, scaler, "autoscaled", "kubectl-autoscale")
