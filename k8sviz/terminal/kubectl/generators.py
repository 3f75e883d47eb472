"""The objects that `kubectl create KIND`, run, expose and autoscale make (k8s.io/kubectl/pkg/cmd/create)."""

from __future__ import annotations

import re

from k8sviz.sim import digits
from k8sviz.sim.manifests.validation import names
from k8sviz.terminal.gotext import strconv
from k8sviz.terminal.kubectl import naming
from k8sviz.terminal.kubectl.api import KubectlError, MissingFlagError, Object, UsageError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.commandline import Call


def one_name(call: Call, before: int = 0) -> str:
    """The NAME that a generator needs."""
    args = call.args[before : call.dash if call.dash >= 0 else None]
    if len(args) != 1:
        raise UsageError(
            f"error: exactly one NAME is required, got {len(args)}\n"
            f"See '{call.words} -h' for help and examples"
        )
    return args[0]


def required(call: Call, *flags: str) -> None:
    """Flags that must be given."""
    missing = [f'"{flag}"' for flag in flags if not call.has(flag)]
    if missing:
        raise MissingFlagError(f"required flag(s) {', '.join(missing)} not set")


def metadata(name: str, labels: dict[str, str] | None = None) -> Object:
    """The metadata as Go writes it."""
    return {"creationTimestamp": None, **({"labels": labels} if labels else {}), "name": name}


def after_dashes(call: Call) -> list[str]:
    """The command behind --."""
    return call.args[call.dash :] if call.dash >= 0 else []


def _containers(images: list[str], port: int, command: list[str]) -> list[Object]:
    found = []
    for place, image in enumerate(images):
        name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
        container: Object = {"image": image, "name": _clean(name), "resources": {}}
        if place == 0 and command:
            container["command"] = command
        if place == 0 and port > 0:
            container["ports"] = [{"containerPort": port}]
        found.append(container)
    return found


def _clean(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


async def deployment(kubectl: Kubectl) -> Object:
    """create deployment."""
    call = kubectl.call
    required(call, "image")
    name = one_name(call)
    images, command = call.all("image"), after_dashes(call)
    if len(images) > 1 and command:
        raise KubectlError("cannot specify multiple --image options and command")
    port = call.number("port") if call.has("port") else -1
    if call.has("port") and not 0 < port < 65536:
        raise KubectlError("port must be between 1 and 65535, inclusive")
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(name, labels),
        "spec": {
            "replicas": call.number("replicas"), "selector": {"matchLabels": labels}, "strategy": {},
            "template": {
                "metadata": {"creationTimestamp": None, "labels": labels},
                "spec": {"containers": _containers(images, port, command)},
            },
        },
        "status": {},
    }  # fmt: skip


_SERVICE_TYPES = {
    "clusterip": "ClusterIP",
    "nodeport": "NodePort",
    "loadbalancer": "LoadBalancer",
    "externalname": "ExternalName",
}


async def service(kubectl: Kubectl) -> Object:
    """create service TYPE."""
    call = kubectl.call
    name = one_name(call)
    kind = _SERVICE_TYPES[call.path[-1]]
    if kind == "ExternalName":
        required(call, "external-name")
    headless = call.text("clusterip") == "None"
    ports = [_tcp(one, strconv.int32(call.number("node-port"))) for one in call.all("tcp")]
    if not ports and not headless and kind != "ExternalName":
        raise KubectlError("at least one tcp port specifier must be provided")
    spec: Object = {
        **({"clusterIP": call.text("clusterip")} if call.text("clusterip") else {}),
        **({"externalName": call.text("external-name")} if kind == "ExternalName" else {}),
        **({"ports": ports} if ports else {}),
        "selector": {"app": name},
        "type": kind,
    }
    return {
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(name, {"app": name}), "spec": spec,
        "status": {"loadBalancer": {}},
    }  # fmt: skip


def _tcp(text: str, node_port: int) -> Object:
    port, colon, rest = text.partition(":")
    target = rest.partition(":")[0]
    number = _port(port)
    shown = _target(target) if colon else number
    return {
        "name": text.replace(":", "-"),
        **({"nodePort": node_port} if node_port else {}),
        "port": number,
        "protocol": "TCP",
        "targetPort": shown,
    }


def _port(text: str) -> int:
    try:
        return strconv.parse_port(text)
    except strconv.NumError as error:
        raise KubectlError(str(error)) from error


def _target(text: str) -> int | str:
    number = digits.signed(text)
    is_name = number is None or abs(number) >= digits.BEYOND
    faults = names.port_name(text) if is_name else names.port_number(number or 0)
    if faults:
        raise KubectlError(",".join(faults))
    return strconv.int32_or_text(text)


async def namespace(kubectl: Kubectl) -> Object:
    """create namespace."""
    name = one_name(kubectl.call)
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata(name), "spec": {}, "status": {}}


async def config_map(kubectl: Kubectl) -> Object:
    """create configmap."""
    data = literals(kubectl)
    made: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(one_name(kubectl.call))}
    return {**made, "data": data} if data else made


def literals(kubectl: Kubectl) -> dict[str, str]:
    """What --from-file and --from-literal give."""
    call = kubectl.call
    data: dict[str, str] = {}
    for source in call.all("from-file"):
        key, equals, path = source.partition("=")
        path = path if equals else key
        if path not in kubectl.files:
            raise KubectlError(f"error reading {path}: no such file or directory")
        data[key if equals else path.rpartition("/")[2]] = kubectl.files[path]
    for source in call.all("from-literal", split=False):
        key, equals, value = source.partition("=")
        if not equals or not key:
            raise KubectlError(f"invalid literal source {source}, expected key=value")
        if key in data:
            kind = "ConfigMap" if call.path[1] == "configmap" else "Secret"
            where = f'Data for {kind} "{one_name(call)}"'
            raise KubectlError(f'cannot add key "{key}", another key by that name already exists in {where}')
        data[key] = value.strip("'\"") if value[:1] == value[-1:] and value[:1] in "'\"" else value
    return data


async def service_account(kubectl: Kubectl) -> Object:
    """create serviceaccount."""
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(one_name(kubectl.call))}


async def job(kubectl: Kubectl) -> Object:
    """create job."""
    call = kubectl.call
    name = one_name(call)
    if bool(call.text("image")) == bool(call.text("from")):
        raise KubectlError("either --image or --from must be specified")
    if call.text("from"):
        return await _from_cron_job(kubectl, name, call.text("from"))
    container: Object = {"image": call.text("image"), "name": name, "resources": {}}
    if after_dashes(call):
        container["command"] = after_dashes(call)
    template = {
        "metadata": {"creationTimestamp": None},
        "spec": {"containers": [container], "restartPolicy": "Never"},
    }
    return {
        "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata(name), "spec": {"template": template},
        "status": {},
    }  # fmt: skip


async def _from_cron_job(kubectl: Kubectl, name: str, source: str) -> Object:
    """What the CronJob would make now, by hand."""
    one = (await naming.named(kubectl, [source]))[0]
    cron = (await naming.fetch(kubectl, one)).obj
    if one.resource.kind != "CronJob":
        raise KubectlError(f"from must be an existing cronjob: unknown object type {one.resource.kind}")
    template = cron["spec"]["jobTemplate"]
    held = template.get("metadata") or {}
    annotations = {"cronjob.kubernetes.io/instantiate": "manual", **(held.get("annotations") or {})}
    whose = {field: cron["metadata"][field] for field in ("name", "uid")}
    owner = {"apiVersion": "batch/v1", "controller": True, "kind": "CronJob", **whose}
    made = {"annotations": annotations, **metadata(name, held.get("labels")), "ownerReferences": [owner]}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": made, "spec": template["spec"], "status": {}}


async def cron_job(kubectl: Kubectl) -> Object:
    """create cronjob."""
    call = kubectl.call
    name = one_name(call)
    required(call, "image", "schedule")
    container: Object = {"image": call.text("image"), "name": name, "resources": {}}
    if after_dashes(call):
        container["command"] = after_dashes(call)
    restart = call.text("restart") or "OnFailure"
    template = {
        "metadata": {"creationTimestamp": None},
        "spec": {"containers": [container], "restartPolicy": restart},
    }
    job_template = {"metadata": metadata(name), "spec": {"template": template}}
    return {
        "apiVersion": "batch/v1", "kind": "CronJob", "metadata": metadata(name),
        "spec": {"jobTemplate": job_template, "schedule": call.text("schedule")}, "status": {},
    }  # fmt: skip


async def quota(kubectl: Kubectl) -> Object:
    """create quota."""
    call = kubectl.call
    hard = quantities(call.text("hard"))
    spec: Object = {"hard": hard} if hard else {}
    if call.text("scopes"):
        spec["scopes"] = call.text("scopes").split(",")
    made: Object = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata(one_name(call))}
    return {**made, "spec": spec, "status": {}}


def quantities(text: str) -> dict[str, str]:
    """cpu=1,memory=2Gi."""
    for part in text.split(",") if text else []:
        if part.count("=") != 1:
            raise KubectlError(f"Invalid argument syntax {part}, expected <resource>=<value>")
    return pairs(text)


_NO_BACKEND = (
    "not enough information provided: every ingress has to either specify a default-backend (which catches "
    "all traffic) or a list of rules (which catch specific paths)"
)


async def ingress(kubectl: Kubectl) -> Object:
    """create ingress --rule=host/path=svc:port[,tls=secret]."""
    call = kubectl.call
    name = one_name(call)
    if not call.has("rule") and not call.text("default-backend"):
        raise KubectlError(_NO_BACKEND)
    marks = pairs(",".join(call.all("annotation")))
    rules: dict[str, list[Object]] = {}
    tls: list[Object] = []
    for rule in call.all("rule", split=False):
        where, equals, rest = rule.partition("=")
        backend, _, options = rest.partition(",")
        if not equals or not _BACKEND.fullmatch(backend):
            raise KubectlError(
                f"rule {rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
            )
        host, _, path = where.partition("/")
        prefix = path.endswith("*")
        rules.setdefault(host, []).append(
            {
                "backend": _backend(backend),
                "path": "/" + path.removesuffix("*"),
                "pathType": "Prefix" if prefix else "Exact",
            }
        )
        if options.startswith("tls"):
            held = options.partition("=")[2]
            tls.append({**({"hosts": [host]} if host else {}), **({"secretName": held} if held else {})})
    spec: Object = {
        **(
            {"defaultBackend": _backend(call.text("default-backend"))} if call.text("default-backend") else {}
        ),
        **({"ingressClassName": call.text("class")} if call.text("class") else {}),
        **({"rules": [_rule(host, paths) for host, paths in rules.items()]} if rules else {}),
        **({"tls": tls} if tls else {}),
    }
    marked = {**({"annotations": marks} if marks else {}), **metadata(name)}
    return {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": marked, "spec": spec,
        "status": {"loadBalancer": {}},
    }  # fmt: skip


_BACKEND = re.compile(r"[\w-]+:[\w-]+", re.ASCII)


def _rule(host: str, paths: list[Object]) -> Object:
    return {**({"host": host} if host else {}), "http": {"paths": paths}}


def _backend(text: str) -> Object:
    name, _, port = text.partition(":")
    number = strconv.int32_or_text(port)
    return {"service": {"name": name, "port": {"number" if isinstance(number, int) else "name": number}}}


async def disruption_budget(kubectl: Kubectl) -> Object:
    """create poddisruptionbudget."""
    call = kubectl.call
    name = one_name(call)
    required(call, "selector")
    for flag in ("min-available", "max-unavailable"):
        if call.text(flag) and not _COUNT.fullmatch(call.text(flag)):
            raise KubectlError(f"invalid format specified for {flag}")
    limits = {
        field: strconv.int32_or_text(call.text(flag))
        for field, flag in (("minAvailable", "min-available"), ("maxUnavailable", "max-unavailable"))
        if call.text(flag)
    }
    if len(limits) != 1:
        raise KubectlError("one of min-available or max-unavailable must be specified")
    counts = ("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods")
    return {
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(name),
        "spec": {**limits, "selector": {"matchLabels": pairs(call.text("selector"))}},
        "status": dict.fromkeys(counts, 0),
    }  # fmt: skip


_COUNT = re.compile(r"[0-9]+%?")


def pairs(text: str) -> dict[str, str]:
    """a=b,c=d."""
    found = {}
    for part in text.split(",") if text else []:
        key, equals, value = part.partition("=")
        if not equals:
            raise KubectlError(f"unexpected label spec: {part}")
        found[key] = value
    return found
