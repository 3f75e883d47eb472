"""The terminal in the page and a stock kubectl print the same of the same room."""

from __future__ import annotations

import html
import re

import pytest
from serving import Server
from stock import Kubectl

_WORLD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: b}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: wall}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: ["", apps], resources: [pods, deployments], resourceNames: [web], verbs: [get, list]}]
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: few}
spec: {hard: {pods: 20, services: 9}}
"""
_COMMANDS = """
get all
get pods -o wide
get po,svc,deploy,rs,ep,endpointslices
get nodes -o wide --show-labels
get pods -l 'app in (web,other)' -L app
get pods -l 'app in web'
get pods --field-selector=status.phase=Running --no-headers
get pods --field-selector=foo=bar
get pods -A
get pods -n nowhere
get nonsense
get svc front nope
get svc/front deploy/web
get svc front -o yaml
get deploy web -o json
get svc,cm -o name
get svc front -o jsonpath='{.spec.ports[*].nodePort}{"\\n"}'
get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.podIP}{"\\n"}{end}'
get pods -o jsonpath='{.items[?(@.status.phase=="Running")].spec.nodeName}'
get nodes -o jsonpath='{.items[*].status.addresses[?(@.type=="InternalIP")].address}'
get pods -o jsonpath='{.items[0'
get svc front -o jsonpath-as-json={.spec.ports}
get pods -o custom-columns=NAME:.metadata.name,IP:.status.podIP,NODE:.spec.nodeName
get pods -o custom-columns=NAME
get pods -o go-template='{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}'
get pods -o go-template='{{range'
get pods -o nonsense
get pods --sort-by=.metadata.name
get pods --sort-by=.nope
get pods --output-watch-events
get pods --subresource=status
get deploy web --subresource=scale -o yaml
get pod ghost --ignore-not-found
get netpol,role,quota
get -f nope.yaml
get
describe svc front
describe deploy web
describe rs -l app=web
describe node node-1
describe cm settings
describe netpol wall
describe role reader
describe quota few
describe ep front
describe ns default
describe svc nope
describe
explain svc.spec.ports
explain deploy.spec.strategy --recursive
explain svc.nope
explain nope
api-resources
api-resources --api-group=apps -o wide
api-resources --namespaced=false --verbs=list,get -o name
api-versions
create deployment x
create deployment d --image=httpd --replicas=2 --port=80 --dry-run=client -o yaml
create service nodeport two --tcp=5678:8080 --node-port=30123 -o yaml --dry-run=client
create service clusterip six
create service externalname four --external-name=example.com --dry-run=client -o yaml
create role r --verb=get,list --resource=pods,deploy,pods/log --resource-name=a --dry-run=client -o yaml
create clusterrole c --verb=get --non-resource-url=/healthz --dry-run=client -o yaml
create clusterrole c --aggregation-rule=a=b --dry-run=client -o yaml
create rolebinding rb --clusterrole=c --user=u --group=g --serviceaccount=default:sa --dry-run=client -o yaml
create rolebinding rb --role=a --serviceaccount=bad
create priorityclass p --value=10 --description=d --global-default --dry-run=client -o yaml
create role r --verb=nope --resource=pods --dry-run=client
create ingress ing --rule=foo.com/bar=front:80 --dry-run=client -o yaml
create configmap cm --from-literal=a
create nonsense
run solo --image=nginx --port=80 --labels=app=solo --env=A=B --dry-run=client -o yaml
expose deployment web --port=80 --type=LoadBalancer --name=lb --dry-run=client -o yaml
expose deployment nope --port=80
scale deployment web --replicas=4 --current-replicas=9
scale deployment/nope --replicas=1
set image deployment/web foo=nginx:1.25
set env deployment/web A-
rollout history deployment/web
rollout history deployment/web --revision=99
rollout undo deployment/web
rollout status deployment/web
rollout restart svc/front
label pod nope x=y
label svc front bad/label/x=y
annotate svc front --list
patch svc front -p 'nope: ['
patch svc front --type=json -p '[{"op":"replace","path":"/spec/nope/0/port","value":81}]'
patch svc front -p '{"spec":{"ports":[{"port":70000}]}}'
taint nodes node-3 a=b:Nope
cordon node-9
drain node-9
top pods
auth can-i nope pods
exec nope -- ls
exec deploy/web -c nope -- ls
logs nope
delete quota few --cascade=nope
delete svc front --dry-run=server
delete pods
wait --for=condition=Available deployment/web --timeout=5s
wait pod/nope
wait --for=nope pod/x
get pods --nope
nope
"""


_CLOCKS = (  # the page's terminal goes by the room's clock, kubectl by the wall's
    r"\b(?:\d+m)?\d+s\b",
    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z| \+0000 UTC)",
    r"\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000",
)


@pytest.fixture(scope="module")
def kubectl(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    found = Kubectl(server, server.new_room("--instant"), tmp_path_factory.mktemp("shell"))
    assert found.run("kubectl apply -f -", _WORLD).rc == 0
    assert found.run("kubectl rollout status deploy/web").rc == 0
    return found


def told(text: str) -> list[list[str]]:
    """Its lines, in any order between the two streams; what a clock says is left out."""
    text = re.sub(r"E\d{4} .*err=\"(.*)\"", lambda log: f"error: {log[1]}".replace('\\"', '"'), text)
    for shape in _CLOCKS:
        text = re.sub(shape, "TIME", text)
    return sorted(line.split() for line in text.splitlines() if line.strip())


@pytest.mark.parametrize("line", _COMMANDS.strip().splitlines())
def test_both_print_the_same(kubectl: Kubectl, line: str) -> None:
    real = kubectl.run(f"kubectl {line}")
    answer = kubectl.page.post("terminal/line", line=f"kubectl {line}", at="~", text="")
    printed = html.unescape(re.sub(r"<[^>]+>", "", answer))
    assert told(printed) == told(real.stdout + real.stderr)
