# type: ignore
# ruff: noqa
"""A toy in place of the core while that is being written. Goes away."""
import copy, sys, types
from types import SimpleNamespace as NS
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.commands import *
from k8sviz.sim.problems import *
from k8sviz.sim.settings import Settings


class World:
    def __init__(self, command):
        self.cluster = Cluster(Settings(), Chance(command.seed))
        self.clock = NS(playing=True, speed=1.0)
        self.draft, self.traffic, self.journeys, self.cloud = command.draft, {}, [], "aws"
        self.answered, self.totals, self.marks, self.entries = {}, {}, [], 1
        self.pods, self.sent, self.service = {}, 0, False

    def copy(self):
        twin = copy.copy(self)
        twin.cluster = self.cluster.copy()
        for name in ("clock", "traffic", "journeys", "answered", "totals", "marks", "pods"):
            setattr(twin, name, copy.copy(getattr(self, name)))
        return twin


def create(command):
    return World(command)


def step(world, command):
    world.entries += 1
    if isinstance(command, Apply):
        world.draft = command.text
        world.service = True
        for i in range(3):
            name = f"httpd-56c44fbbf-{world.cluster.chance.suffix()}"
            world.pods[name] = ["pending", i]
            for k, state in enumerate(("starting", "unready", "ready")):
                world.cluster.timers.set(world.cluster.now + 500 * (k + 1) + i * 700, state, name)
    if isinstance(command, Patch):
        world.marks.append(NS(number=world.entries, at=world.cluster.now, kind=command.kind, name=command.name, verb="configured"))
    if isinstance(command, SetClock):
        world.clock = NS(playing=command.playing, speed=command.speed)
    if isinstance(command, SetCloud):
        world.cloud = command.provider
    if isinstance(command, SendRequest):
        send(world, command.client)
    if isinstance(command, StartTraffic):
        world.traffic[command.client] = command
        world.cluster.timers.set(world.cluster.now, "traffic", command.client)
    if isinstance(command, StopTraffic):
        world.traffic.pop(command.client, None)
    return Outcome((Result("Service", "default", "httpd-svc", "created"),))


def send(world, client):
    ready = [n for n, p in world.pods.items() if p[0] == "ready"]
    world.sent += 1
    pod = world.cluster.chance.pick(ready) if ready else ""
    out = "answered" if pod else "refused"
    world.journeys = [*world.journeys, NS(number=world.sent, at=world.cluster.now, outcome=out, pod=pod, client=client)][-240:]
    world.totals[out] = world.totals.get(out, 0) + 1
    if pod:
        world.answered[f"pod/default/{pod}"] = world.answered.get(f"pod/default/{pod}", 0) + 1


def advance(world, to):
    while timer := world.cluster.timers.pop_due(to):
        world.cluster.now = max(world.cluster.now, timer.at)
        if timer.owner == "traffic":
            if source := world.traffic.get(timer.subject):
                send(world, timer.subject)
                world.cluster.timers.set(timer.at + 1000 // source.rate, "traffic", timer.subject)
        elif timer.subject in world.pods:
            world.pods[timer.subject] = [timer.owner, world.pods[timer.subject][1]]
    world.cluster.now = to


def next_event(world):
    return world.cluster.timers.next_at()


class Painter:
    def draw(self, world):
        els = {f"node/node-{i}": {"shape": "node", "name": f"node-{i}", "address": f"192.168.0.1{i}"} for i in (1, 2, 3)}
        els |= {f"gate/node-{i}": {"shape": "gate", "in": f"node/node-{i}", "rules": 12, "state": "synced"} for i in (1, 2, 3)}
        els["pod/default/client"] = {"shape": "client", "in": "node/node-1", "name": "client", "address": "10.244.0.2", "state": "ready"}
        els["outside"] = {"shape": "outside", "name": "client", "address": "198.51.100.7"}
        edges = {"pod/default/client|node/node-1": {"from": "pod/default/client", "to": "node/node-1", "kind": "tether", "state": ""}}
        sid = "service/default/httpd-svc"
        if world.service:
            els[sid] = {"shape": "service", "name": "httpd-svc", "namespace": "default", "type": "ClusterIP", "address": "10.107.133.215",
                "tags": ["run=httpd"], "ports": [[8080, "TCP", "80", 0]], "external": [], "pending": False, "ready": 0, "selected": len(world.pods)}
        for name, (state, i) in world.pods.items():
            pid = f"pod/default/{name}"
            node = "" if state == "pending" else f"node/node-{i % 3 + 1}"
            els[pid] = {"shape": "pod", "in": node, "name": name, "namespace": "default", "address": f"10.244.{i % 3}.{i + 3}", "tags": ["run=httpd"], "state": state, "note": ""}
            edges[f"{sid}|{pid}"] = {"from": sid, "to": pid, "kind": "endpoint", "state": "ready" if state == "ready" else "unready"}
            els[sid] = {**els[sid], "ready": els[sid]["ready"] + (state == "ready")}
        routes, journeys = {}, {}
        for j in world.journeys:
            r = j.client + j.pod
            pid = f"pod/default/{j.pod}"
            c, vip = "10.244.0.2:*", "10.107.133.215:8080"
            ip = els[pid]["address"] + ":80" if j.pod else ""
            legs = [[j.client, "gate/node-1", c, vip, 0]] + ([["gate/node-1", pid, c, ip, 0], [pid, "gate/node-1", ip, c, 1], ["gate/node-1", j.client, vip, c, 1]] if j.pod else [["gate/node-1", j.client, vip, c, 1]])
            routes[r] = {"service": sid, "outcome": j.outcome, "ended": pid if j.pod else "gate/node-1", "answered_by": pid if j.pod else "", "legs": legs}
            journeys[str(j.number)] = [j.at, r, 40000 + j.number % 20000]
        return {"room": {"clock": {"playing": world.clock.playing, "speed": world.clock.speed}, "mode": "iptables", "cloud": world.cloud, "hop": 600},
            "elements": els, "edges": edges, "answers": dict(world.answered), "totals": dict(world.totals),
            "traffic": {k: [t.url, t.rate] for k, t in world.traffic.items()},
            "marks": {str(m.number): [m.at, m.kind, m.name, m.verb] for m in world.marks}, "routes": routes, "journeys": journeys}


def _module(name, **content):
    import k8sviz.sim
    module = types.ModuleType(f"k8sviz.sim.{name}")
    module.__dict__.update(content)
    sys.modules[module.__name__] = module
    if "." not in name:
        setattr(k8sviz.sim, name, module)


_module("world", World=World)
_module("engine", create=create, step=step, advance=advance, next_event=next_event)
_module("scene", Painter=Painter, draw=lambda w: Painter().draw(w))
try:
    from k8sviz.sim.manifests import check, convert, edit
except ImportError:
    _module("manifests.check", diagnose=lambda text: [])
    _module("manifests.convert", modernise=lambda text: text.replace("apps/v1beta1", "apps/v1"))
    _module("manifests.edit", set_service_type=lambda text, name, type: text)
