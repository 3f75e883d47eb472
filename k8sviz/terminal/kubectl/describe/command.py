"""kubectl describe."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from k8sviz.terminal.kubectl import infos, naming
from k8sviz.terminal.kubectl.api import KubectlError, SilentError, StatusError, together
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.describe import network, nodes, others, rights, workloads
from k8sviz.terminal.kubectl.describe.sources import Subject
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.naming import Named

Describer = Callable[[Subject], Awaitable[str]]
DESCRIBERS: dict[tuple[str, str], Describer] = {
    ("", "Pod"): workloads.pod,
    ("", "ReplicationController"): workloads.replication_controller,
    ("", "Service"): network.service,
    ("", "Endpoints"): network.endpoints,
    ("", "Node"): nodes.node,
    ("", "Namespace"): others.namespace,
    ("", "ConfigMap"): others.config_map,
    ("", "Secret"): others.secret,
    ("", "ServiceAccount"): others.service_account,
    ("apps", "Deployment"): workloads.deployment,
    ("apps", "ReplicaSet"): workloads.replica_set,
    ("apps", "StatefulSet"): workloads.stateful_set,
    ("apps", "DaemonSet"): workloads.daemon_set,
    ("autoscaling", "HorizontalPodAutoscaler"): others.autoscaler,
    ("batch", "Job"): workloads.job,
    ("batch", "CronJob"): workloads.cron_job,
    ("discovery.k8s.io", "EndpointSlice"): network.endpoint_slice,
    ("networking.k8s.io", "Ingress"): network.ingress,
    ("networking.k8s.io", "IngressClass"): network.ingress_class,
    ("networking.k8s.io", "NetworkPolicy"): network.network_policy,
    ("policy", "PodDisruptionBudget"): others.disruption_budget,
    ("", "ResourceQuota"): rights.quota,
    ("rbac.authorization.k8s.io", "Role"): rights.role,
    ("rbac.authorization.k8s.io", "ClusterRole"): rights.role,
    ("rbac.authorization.k8s.io", "RoleBinding"): rights.binding,
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): rights.binding,
    ("scheduling.k8s.io", "PriorityClass"): rights.priority_class,
}


async def describe(kubectl: Kubectl) -> None:
    """Show details of one or many resources."""
    call = kubectl.call
    found: list[Info] = []
    errors: list[KubectlError] = []
    if call.has("filename"):
        read = await infos.from_files(kubectl, validate=False)
        errors += read.errors
        wanted = [Named(info.resource, info.name) for info in read.infos]
    elif call.args:
        wanted = await naming.named(kubectl, call.args)
    else:
        raise KubectlError(f"You must specify the type of resource to describe. {_SUGGEST}")
    if len(call.args) > 1 and "," in call.args[0]:
        raise KubectlError("you may only specify a single resource type")
    for one in wanted:
        try:
            found += await _named(kubectl, one)
        except StatusError as error:
            errors.append(error)
            found = (
                []
                if "/" in "".join(call.args[:1]) and len(call.args) == 2 and error.reason == "NotFound"
                else found
            )
    texts = [await _described(kubectl, info) for info in found]
    kubectl.write("\n\n".join(texts))
    if not found and not errors:
        namespaced = all(one.resource.namespaced for one in wanted) and not call.on("all-namespaces")
        where = f" in {kubectl.namespace} namespace." if namespaced else ""
        kubectl.warn(f"No resources found{where}")
    problem = together(errors)
    if problem:
        raise problem


_SUGGEST = 'Use "kubectl api-resources" for a complete list of supported resources.'


async def _named(kubectl: Kubectl, one: Named) -> list[Info]:
    if not one.name:
        return await naming.listed(kubectl, one.resource, kubectl.call.on("all-namespaces"))
    try:
        return [await naming.fetch(kubectl, one)]
    except StatusError as error:
        if error.reason != "NotFound" or len(kubectl.call.args) < 2:
            raise
        alike = [
            info for info in await naming.listed(kubectl, one.resource) if info.name.startswith(one.name)
        ]
        if not alike:
            raise
        kubectl.write("".join([f"{await _described(kubectl, info)}\n" for info in alike]))
        raise SilentError("", 0) from error


async def _described(kubectl: Kubectl, info: Info) -> str:
    describer = DESCRIBERS.get((info.resource.group, info.resource.kind), others.anything)
    return await describer(Subject(kubectl, info.obj))
