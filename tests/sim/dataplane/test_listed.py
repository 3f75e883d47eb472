"""Rules as the tools of a node print them: nft list, ipvsadm, ipset save, iptables-save."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.ipvs import compile_walked, listed
from k8sviz.sim.dataplane.nftables import compile_nftables, list_table
from k8sviz.sim.dataplane.nftables.listed import duration
from k8sviz.sim.objects.endpointslice import SERVICE_NAME, EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

NODE = Node("pi", "192.168.0.231", "", "10.244.0.0/24", ("192.168.0.231",))
PROXY = Proxy("10.244.0.0/16", service_cidrs=("10.96.0.0/12",))


def service(name: str, ip: str, port: int, **spec: Any) -> Service:
    ports = [{"name": "http", "port": port, "protocol": "TCP"}]
    return Service.of({
        "metadata": {"namespace": "lab", "name": name},
        "spec": {"clusterIP": ip, "clusterIPs": [ip], "ports": ports, **spec},
        "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.10"}] if "type" in spec else []}},
    })  # fmt: skip


def piece(name: str, *addresses: str) -> EndpointSlice:
    return EndpointSlice.of({
        "metadata": {"namespace": "lab", "name": f"{name}-x", "labels": {SERVICE_NAME: name}},
        "endpoints": [{"addresses": [address], "nodeName": "pi"} for address in addresses],
        "ports": [{"name": "http", "port": 9898, "protocol": "TCP"}],
    })  # fmt: skip


PLAIN = [service("kubernetes", "10.96.0.1", 443), service("backend", "10.100.192.23", 80)]
SLICES = [piece("backend", "10.244.0.10", "10.244.0.8"), piece("kubernetes", "10.244.0.9")]


def table(services: list[Service], **clients: tuple[tuple[str, int], ...]) -> str:
    rules = compile_nftables(NODE, services, SLICES, PROXY)
    return list_table(rules, {name: found for name in rules.affinity for found in clients.values()})


def block(text: str, head: str) -> str:
    return text.split(f"\t{head} {{\n")[1].split("\n\t}", maxsplit=1)[0]


def test_nft_lists_elements_sorted_by_their_bytes() -> None:
    """As on a node: a concatenation's last bytes count most, and addresses alone stand two in a row."""
    text = table([*PLAIN, service("other", "10.96.0.10", 53)])
    assert block(text, "set cluster-ips").splitlines()[2:] == [
        "\t\telements = { 10.96.0.1, 10.96.0.10,",
        "\t\t\t     10.100.192.23 }",
    ]
    assert block(text, "map service-ips").splitlines()[2:] == [
        "\t\telements = { 10.100.192.23 . tcp . 80 : goto service-" + hashed("backend") + ",",
        "\t\t\t     10.96.0.1 . tcp . 443 : goto service-" + hashed("kubernetes") + " }",
    ]
    assert block(text, "set hairpin-connections").splitlines()[2] == (
        "\t\telements = { 10.244.0.8 . 10.244.0.8 . tcp . 9898,"
    )


def hashed(name: str) -> str:
    rules = compile_nftables(NODE, PLAIN, SLICES, PROXY)
    chains = rules.tables["kube-proxy"]
    return next(chain for chain in chains if f"/{name}/" in chain).removeprefix("service-")


def test_nft_lists_statements_in_full() -> None:
    text = table(PLAIN)
    assert block(text, "chain masquerading").splitlines() == [
        "\t\tmeta mark & 0x00004000 != 0x00000000 meta mark set meta mark ^ 0x00004000 "
        "masquerade fully-random",
        "\t\tct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections "
        "masquerade fully-random",
    ]
    assert block(text, f"chain service-{hashed('backend')}") == (
        "\t\tmeta l4proto tcp dnat ip to numgen random mod 2 map "
        "{ 0 : 10.244.0.10 . 9898, 1 : 10.244.0.8 . 9898 }"
    )
    assert "\t\tip daddr 10.96.0.0/12 drop comment" in text
    assert "\t\ttype filter hook prerouting priority dstnat - 10; policy accept;\n" in text
    assert "\t\ttype nat hook output priority -100; policy accept;\n" in text


def test_a_set_of_one_range_is_listed_as_the_range() -> None:
    for ranges, listed_as in (
        (["198.51.100.0/24"], "198.51.100.0/24"),
        (["198.51.100.0/24", "192.0.2.0/24"], "{ 192.0.2.0/24, 198.51.100.0/24 }"),
    ):
        guarded = service(
            "backend", "10.100.192.23", 80, type="LoadBalancer", loadBalancerSourceRanges=ranges
        )
        assert f"\t\tip saddr != {listed_as} drop\n" in table([guarded])


def test_an_affinity_set_is_listed_with_its_clients() -> None:
    sticky = service("backend", "10.100.192.23", 80, sessionAffinity="ClientIP")
    text = table([sticky], found=(("10.244.0.7", 10_790_000),))
    kept = text.split("\tset affinity-")[1].split("\n\t}")[0]
    assert kept.splitlines()[1:] == [
        "\t\ttype ipv4_addr",
        "\t\tsize 65535",
        "\t\tflags dynamic,timeout",
        "\t\ttimeout 3h",
        "\t\telements = { 10.244.0.7 expires 2h59m50s }",
    ]


def test_durations_are_words() -> None:
    assert [duration(seconds) for seconds in (0, 59, 60, 10_800, 90_061)] == [
        "0s", "59s", "1m", "3h", "1d1h1m1s",
    ]  # fmt: skip


def test_ipvsadm_lists_servers_sorted_by_number() -> None:
    sticky = service("sticky", "10.100.192.24", 80, sessionAffinity="ClientIP")
    rules = compile_walked(NODE, [*PLAIN, sticky], SLICES, PROXY).ipvs
    active = {(("tcp", "10.100.192.23", 80), "10.244.0.8:9898"): (3, 1)}
    assert listed.list_servers(rules, active).splitlines() == [
        "IP Virtual Server version 1.2.1 (size=4096)",
        "Prot LocalAddress:Port Scheduler Flags",
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn",
        "TCP  10.96.0.1:443 rr",
        "  -> 10.244.0.9:9898              Masq    1      0          0         ",
        "TCP  10.100.192.23:80 rr",
        "  -> 10.244.0.8:9898              Masq    1      3          1         ",
        "  -> 10.244.0.10:9898             Masq    1      0          0         ",
        "TCP  10.100.192.24:80 rr persistent 10800",
    ]
    assert listed.save_servers(rules).splitlines()[:2] == [
        "-A -t 10.96.0.1:443 -s rr",
        "-a -t 10.96.0.1:443 -r 10.244.0.9:9898 -m -w 1",
    ]


def test_ipset_saves_how_sets_were_made() -> None:
    exposed = service("backend", "10.100.192.23", 80, type="NodePort")
    lines = listed.save_sets(compile_walked(NODE, [exposed], SLICES, PROXY).ipvs).splitlines()
    assert "create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536" in lines
    assert "add KUBE-CLUSTER-IP 10.100.192.23,tcp:80" in lines
    assert "create KUBE-NODE-PORT-TCP bitmap:port range 0-65535" in lines


def test_ipvs_mode_saves_its_few_rules_without_canaries() -> None:
    text = listed.save_rules(compile_walked(NODE, PLAIN, SLICES, PROXY))
    assert "CANARY" not in text
    assert "*mangle" not in text
    assert "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n" in text
    assert (
        '-A KUBE-SERVICES ! -s 10.244.0.0/16 -m comment --comment "Kubernetes service cluster ip + port for '
        'masquerade purpose" -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ\n' in text
    )
