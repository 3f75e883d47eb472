"""Token buckets, limits and codes."""

import pytest
from django.core.checks import Error
from pytest_django import Settings

from k8sviz.rooms import codes
from k8sviz.rooms.checks import several_workers_need_redis
from k8sviz.rooms.limits import Rate, limits
from k8sviz.rooms.rates import Buckets, sender

RATE = Rate(burst=2, per_second=0.5)


def test_a_bucket_gives_its_burst_at_once_and_then_its_rate() -> None:
    buckets = Buckets()
    assert [buckets.take("a", RATE, 10.0) for _ in range(3)] == [True, True, False]
    assert [buckets.take("a", RATE, now) for now in (11.9, 12.0, 12.1)] == [False, True, False]


def test_one_does_not_pay_for_another() -> None:
    buckets = Buckets()
    assert all(buckets.take(name, Rate(1, 0), 0.0) for name in "abc")


def test_all_addresses_of_one_subscriber_share_a_bucket() -> None:
    assert sender("2001:db8:1:2::1") == sender("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert sender("2001:db8:1:3::1") != sender("2001:db8:1:2::1")
    assert [sender(text) for text in ("192.0.2.1", "::ffff:192.0.2.1", "")] == ["192.0.2.1", "192.0.2.1", ""]


def test_limits_can_be_set_by_name(settings: Settings) -> None:
    settings.K8SVIZ_LIMITS = {"viewers": 7, "misses": {"burst": 3, "per_second": 0.1}}
    assert (limits().viewers, limits().misses, limits().queue) == (7, Rate(3, 0.1), 64)


def test_a_misspelt_limit_is_refused(settings: Settings) -> None:
    settings.K8SVIZ_LIMITS = {"wievers": 7}
    with pytest.raises(ValueError, match="wievers"):
        limits()


def test_codes_have_no_vowels_and_no_look_alikes_and_are_read_in_any_case() -> None:
    code = codes.new_code()
    assert len(code) == 8
    assert not set(code) & set("AEIOULY01")
    assert codes.written(f" {code.lower()[:4]}-{code[4:]} ") == code


def test_a_token_matches_only_its_own_digest() -> None:
    token = codes.new_token()
    assert codes.matches(token, codes.digest(token))
    assert not codes.matches(token + "x", codes.digest(token))
    assert len(token) * 6 >= 128


def test_several_workers_with_the_in_memory_layer_are_an_error(settings: Settings) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.WORKERS = 1
    assert several_workers_need_redis() == []
    settings.WORKERS = 2
    assert [type(found) for found in several_workers_need_redis()] == [Error]
