"""`kubectl describe service`, recorded from Kubernetes v1.36.2, from the same objects."""

from typing import Any

import pytest

from k8sviz.rooms.describe import describe_service, format_endpoints, text

TUTORIAL = """\
Name:                     httpd-svc
Namespace:                default
Labels:                   <none>
Annotations:              <none>
Selector:                 run=httpd
Type:                     ClusterIP
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       10.104.214.104
IPs:                      10.104.214.104
Port:                     <unset>  8080/TCP
TargetPort:               80/TCP
Endpoints:                10.244.1.2:80,10.244.0.2:80,10.244.2.2:80
Session Affinity:         None
Internal Traffic Policy:  Cluster
Events:                   <none>
"""

LOAD_BALANCER = """\
Name:                        httpd-svc
Namespace:                   default
Labels:                      <none>
Annotations:                 <none>
Selector:                    run=httpd
Type:                        LoadBalancer
IP Family Policy:            SingleStack
IP Families:                 IPv4
IP:                          10.104.214.104
IPs:                         10.104.214.104
External IPs:                198.51.100.7
LoadBalancer Ingress:        203.0.113.10 (VIP), 203.0.113.11 (VIP), lb.example.com
Port:                        <unset>  8080/TCP
TargetPort:                  80/TCP
NodePort:                    <unset>  32655/TCP
Endpoints:                   10.244.1.8:80,10.244.2.7:80,10.244.0.7:80
Session Affinity:            None
External Traffic Policy:     Cluster
Internal Traffic Policy:     Cluster
LoadBalancer Source Ranges:  203.0.113.0/24
Events:                      <none>
"""

KUBERNETES = """\
Name:                     kubernetes
Namespace:                default
Labels:                   component=apiserver
                          provider=kubernetes
Annotations:              <none>
Selector:                 <none>
Type:                     ClusterIP
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       10.96.0.1
IPs:                      10.96.0.1
Port:                     https  443/TCP
TargetPort:               16443/TCP
Endpoints:                <none>
Session Affinity:         None
Internal Traffic Policy:  Cluster
Events:                   <none>
"""

EXTERNAL_NAME = """\
Name:              httpd-svc
Namespace:         default
Labels:            <none>
Annotations:       <none>
Selector:          run=httpd
Type:              ExternalName
IP Families:       <none>
IP:                
IPs:               <none>
External Name:     example.com
Port:              <unset>  8080/TCP
TargetPort:        80/TCP
Endpoints:         10.244.1.8:80,10.244.2.7:80,10.244.0.7:80
Session Affinity:  None
Events:            <none>
"""  # noqa: W291


def service(**spec: Any) -> dict[str, Any]:
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": "{}\n"}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "httpd-svc", "namespace": "default", "annotations": annotations},
        "spec": {
            "type": "ClusterIP",
            "selector": {"run": "httpd"},
            "ipFamilyPolicy": "SingleStack",
            "ipFamilies": ["IPv4"],
            "clusterIP": "10.104.214.104",
            "clusterIPs": ["10.104.214.104"],
            "ports": [{"port": 8080, "protocol": "TCP", "targetPort": 80}],
            "sessionAffinity": "None",
            "internalTrafficPolicy": "Cluster",
            **spec,
        },
        "status": {"loadBalancer": {}},
    }


def endpoint_slice(*addresses: str, port: int = 80, name: str = "", ready: bool = True) -> dict[str, Any]:
    return {
        "ports": [{"name": name, "port": port, "protocol": "TCP"}],
        "endpoints": [{"addresses": [one], "conditions": {"ready": ready}} for one in addresses],
    }


def test_the_tutorials_service_reads_as_kubectl_prints_it() -> None:
    rows = describe_service(service(), [endpoint_slice("10.244.1.2", "10.244.0.2", "10.244.2.2")])
    assert text(rows) == TUTORIAL


def test_a_load_balancer_shows_its_ports_addresses_and_policies() -> None:
    balanced = service(
        type="LoadBalancer",
        ports=[{"port": 8080, "protocol": "TCP", "targetPort": 80, "nodePort": 32655}],
        externalTrafficPolicy="Cluster",
        externalIPs=["198.51.100.7"],
        loadBalancerSourceRanges=["203.0.113.0/24"],
    )
    balanced["status"]["loadBalancer"]["ingress"] = [
        {"ip": "203.0.113.10", "ipMode": "VIP"},
        {"ip": "203.0.113.11", "ipMode": "VIP"},
        {"hostname": "lb.example.com"},
    ]
    rows = describe_service(balanced, [endpoint_slice("10.244.1.8", "10.244.2.7", "10.244.0.7")])
    assert text(rows) == LOAD_BALANCER


def test_labels_stand_one_below_the_other_and_no_slice_means_none() -> None:
    kubernetes = service(
        ports=[{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 16443}],
        clusterIP="10.96.0.1",
        clusterIPs=["10.96.0.1"],
    )
    del kubernetes["spec"]["selector"]
    kubernetes["metadata"] = {
        "name": "kubernetes",
        "namespace": "default",
        "labels": {"provider": "kubernetes", "component": "apiserver"},
    }
    assert text(describe_service(kubernetes, [])) == KUBERNETES


def test_an_external_name_has_no_addresses() -> None:
    alias = service(type="ExternalName", externalName="example.com")
    for field in ("ipFamilyPolicy", "ipFamilies", "clusterIP", "clusterIPs", "internalTrafficPolicy"):
        del alias["spec"][field]
    rows = describe_service(alias, [endpoint_slice("10.244.1.8", "10.244.2.7", "10.244.0.7")])
    assert text(rows) == EXTERNAL_NAME


@pytest.mark.parametrize(
    ("slices", "printed"),
    [
        ([], "<none>"),
        ([endpoint_slice()], ""),
        ([endpoint_slice("10.244.0.2", ready=False)], ""),
        ([endpoint_slice("10.244.0.9"), endpoint_slice("10.244.0.2")], "10.244.0.9:80,10.244.0.2:80"),
        (
            [endpoint_slice(*(f"10.244.0.{n}" for n in range(2, 8)))],
            "10.244.0.2:80,10.244.0.3:80,10.244.0.4:80 + 3 more...",
        ),
        ([endpoint_slice("fd00:10:244::2")], "[fd00:10:244::2]:80"),
        ([endpoint_slice("10.244.0.2", name="other")], ""),
    ],
)
def test_endpoints_are_the_ready_ones_in_the_order_of_the_slices(slices: Any, printed: str) -> None:
    assert format_endpoints(slices, "") == printed
