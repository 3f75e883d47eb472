"""What the API server gives a Job: a selector made of its uid, and labels for it (pkg/registry/batch/job)."""

from __future__ import annotations

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, key_of

_UID, _NAME = "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"


def admitted(cluster: Cluster, job: ApiObject) -> ApiObject:
    """The Job with its generated selector; one with manualSelector keeps its own."""
    spec, name = job["spec"], job["metadata"].get("name", "")
    if spec.get("manualSelector"):
        return job
    uid = cluster.chance.uid()
    if name:
        cluster.promised[key_of(job)] = uid
    template = spec["template"]
    metadata = template.get("metadata", {})
    marks = {"controller-uid": uid, "job-name": name, _UID: uid, _NAME: name}
    labelled = {**metadata, "labels": {**marks, **metadata.get("labels", {})}}
    given = spec.get("selector", {})
    selector = {**given, "matchLabels": {_UID: uid, **given.get("matchLabels", {})}}
    spec = {**spec, "selector": selector, "template": {**template, "metadata": labelled}}
    return {**job, "spec": spec}


def carried_over(job: ApiObject, old: ApiObject) -> ApiObject:
    """An update that does not say what was generated leaves it."""
    spec, before = job["spec"], old["spec"]
    if "selector" in spec:
        return job
    metadata = spec["template"].get("metadata", {})
    held = before["template"].get("metadata", {}).get("labels", {})
    marks = {key: held[key] for key in ("controller-uid", "job-name", _UID, _NAME) if key in held}
    labelled = {**metadata, "labels": {**metadata.get("labels", {}), **marks}}
    template = {**spec["template"], "metadata": labelled}
    return {**job, "spec": {**spec, "selector": before.get("selector"), "template": template}}
