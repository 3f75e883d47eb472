"""What waits for one viewer."""

import json

from k8sviz.rooms.outbox import Outbox


async def sent(outbox: Outbox) -> list[str]:
    texts: list[str] = []

    async def send(event: dict[str, str]) -> None:
        texts.append(event["text"])

    outbox.close("the end")
    await outbox.drain(send)
    return texts


async def test_texts_are_sent_in_order() -> None:
    outbox = Outbox(5)
    for text in ("1", "2", "3"):
        outbox.put(text)
    assert await sent(outbox) == ["1", "2", "3", '{"closed":"the end"}']


async def test_a_full_outbox_says_resync_and_nothing_more_until_the_snapshot() -> None:
    outbox = Outbox(2)
    for text in ("1", "2", "3", "4"):
        outbox.put(text)
    outbox.restart("snapshot")
    outbox.put("5")
    assert (await sent(outbox))[:-1] == ["snapshot", "5"]


async def test_an_overflow_is_told_once() -> None:
    outbox = Outbox(2)
    for number in range(9):
        outbox.put(str(number))
    assert [list(json.loads(text)) for text in await sent(outbox)] == [["resync"], ["closed"]]
