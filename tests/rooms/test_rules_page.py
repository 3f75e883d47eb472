"""A node's rules on the page: lit in the inspector, side by side on their own."""

from __future__ import annotations

from people import WORKLOAD, Editor
from serving import Server


async def test_three_modes_stand_side_by_side(server: Server) -> None:
    editor = await Editor.open(server)
    await editor.do("apply", text=WORKLOAD)
    page = (await editor.get(f"/rooms/{editor.code}/nodes/node-1/rules")).text
    for words in ("# iptables-save", "# nft list table ip kube-proxy", "# ipvsadm -Sn", "# conntrack -L"):
        assert words in page


async def test_the_inspector_lights_what_the_newest_packet_matched(server: Server) -> None:
    editor = await Editor.open(server)
    await editor.do("apply", text=WORKLOAD)
    await editor.do("send", client="pod/default/client", url="http://10.96.0.1:443")
    page = (await editor.get(f"/rooms/{editor.code}/inspect?id=gate/node-1")).text
    assert 'class="lit"' in page


async def test_there_is_no_page_of_a_node_that_is_not_there(server: Server) -> None:
    editor = await Editor.open(server)
    assert (await editor.get(f"/rooms/{editor.code}/nodes/node-9/rules")).status == 404
