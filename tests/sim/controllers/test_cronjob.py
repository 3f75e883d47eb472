"""CronJobs: Jobs by the clock of the room."""

from __future__ import annotations

import pytest
from worlds import Scenario

from k8sviz.sim.apiserver.times import milliseconds
from k8sviz.sim.controllers.calendar import date, next_after, rfc1123
from k8sviz.sim.manifests.validation import schedule
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.settings import Settings

CRON = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: hello}
spec:
  schedule: "%s"
  %s
  jobTemplate:
    metadata: {labels: {app: hello}}
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers: [{name: c, image: busybox, command: [sh, -c, "%s"]}]
"""
MINUTE = 60_000
SHORT, LONG, WRONG = "echo hello", "sleep 100000", "exit 1"


def cron(when: str = "* * * * *", more: str = "", script: str = SHORT) -> str:
    return CRON % (when, more, script)


def jobs(room: Scenario) -> list[str]:
    return sorted(job["metadata"]["name"] for job in room.all("Job.batch"))


def owner(room: Scenario) -> ApiObject:
    return room.get("CronJob.batch", "hello")


def told(room: Scenario) -> list[tuple[str, str]]:
    return [
        (event["reason"], event["message"])
        for event in room.all("Event")
        if event["involvedObject"]["kind"] == "CronJob"
    ]


def after(text: str, now: int, zone: str = "") -> str:
    plan = schedule.read(text)
    assert plan
    at = next_after(plan, now, zone)
    return "" if at is None else Settings().timestamp(at).removesuffix("Z")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("* * * * *", "2026-01-01T00:01:00"),
        ("*/15 * * * *", "2026-01-01T00:15:00"),
        ("5/20 3-4 * * *", "2026-01-01T03:05:00"),
        ("0 0 1 JAN *", "2027-01-01T00:00:00"),
        ("30 6 * * mon-fri", "2026-01-01T06:30:00"),  # a Thursday
        ("0 0 13 * fri", "2026-01-02T00:00:00"),  # either day will do
        ("0 0 13 * */1", "2026-01-13T00:00:00"),  # a star of one of them, and both have to fit
        ("0 0 29 2 *", "2028-02-29T00:00:00"),
        ("0 0 30 2 *", ""),
        ("@hourly", "2026-01-01T01:00:00"),
        ("@weekly", "2026-01-04T00:00:00"),
        ("@every 90s", "2026-01-01T00:01:30"),
        ("@every -5m", "2026-01-01T00:00:01"),
    ],
)
def test_a_schedule_is_due_when_all_its_fields_fit(text: str, due: str) -> None:
    assert after(text, 0) == due


def test_a_schedule_can_be_of_a_zone_with_a_fixed_distance_to_utc() -> None:
    assert after("0 6 * * *", 0, "Etc/GMT-2") == "2026-01-01T04:00:00"
    assert after("0 6 * * *", 0, "Etc/GMT+2") == "2026-01-01T08:00:00"
    assert after("0 1 * * *", 0, "Etc/GMT-2") == "2026-01-01T23:00:00"
    assert after("0 6 * * *", 0, "Etc/UTC") == "2026-01-01T06:00:00"


def test_a_zone_whose_clocks_go_forth_and_back_is_refused_by_name() -> None:
    room = Scenario().apply(cron(more="timeZone: Europe/Vienna")).wait(3 * MINUTE)
    assert jobs(room) == []
    [(reason, message)] = told(room)
    assert reason == "UnknownTimeZone"
    assert message.startswith('invalid timeZone: "Europe/Vienna": ')


def test_dates_are_those_of_the_calendar() -> None:
    stamp = "2028-02-29T12:30:15Z"
    at = milliseconds(stamp)
    assert at is not None
    assert Settings().timestamp(at) == stamp
    assert date(at // 86_400_000)[:3] == (2028, 2, 29)
    assert rfc1123(at) == "Tue, 29 Feb 2028 12:30:15 +0000"
    assert date(-1)[:3] == (2025, 12, 31)


def test_each_minute_has_its_job_named_after_it() -> None:
    room = Scenario().apply(cron()).wait(MINUTE + 50)
    assert jobs(room) == []  # the controller looks a moment after the time
    room.wait(100)
    assert jobs(room) == ["hello-29453761"]
    [job] = room.all("Job.batch")
    metadata = job["metadata"]
    assert metadata["annotations"] == {
        "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-01T00:01:00Z"
    }
    assert metadata["labels"] == {"app": "hello"}
    assert [ref["kind"] for ref in metadata["ownerReferences"]] == ["CronJob"]
    status = owner(room)["status"]
    assert status["lastScheduleTime"] == "2026-01-01T00:01:00Z"
    assert [one["name"] for one in status["active"]] == ["hello-29453761"]


def test_it_tells_what_it_starts_and_sees_what_has_ended() -> None:
    room = Scenario().apply(cron()).wait(2 * MINUTE)
    assert told(room)[:2] == [
        ("SuccessfulCreate", "Created job hello-29453761"),
        ("SawCompletedJob", "Saw completed job: hello-29453761, condition: Complete"),
    ]
    status = owner(room)["status"]
    assert "active" not in status
    assert status["lastSuccessfulTime"] > status["lastScheduleTime"]


def test_the_oldest_jobs_that_have_ended_go() -> None:
    room = Scenario().apply(cron()).wait(6 * MINUTE + 30_000)
    assert jobs(room) == ["hello-29453764", "hello-29453765", "hello-29453766"]
    assert ("SuccessfulDelete", "Deleted job hello-29453761") in told(room)


def test_one_failed_job_is_kept() -> None:
    room = Scenario().apply(cron(script=WRONG)).wait(4 * MINUTE + 30_000)
    assert jobs(room) == ["hello-29453764"]
    assert ("SawCompletedJob", "Saw completed job: hello-29453764, condition: Failed") in told(room)


@pytest.mark.parametrize(
    ("policy", "there"),
    [
        ("Allow", ["hello-29453761", "hello-29453762", "hello-29453763"]),
        ("Forbid", ["hello-29453761"]),
        ("Replace", ["hello-29453763"]),
    ],
)
def test_jobs_that_still_run_are_joined_or_waited_for_or_replaced(policy: str, there: list[str]) -> None:
    room = Scenario().apply(cron(more=f"concurrencyPolicy: {policy}", script=LONG)).wait(3 * MINUTE + 20_000)
    assert jobs(room) == there
    assert [one["name"] for one in owner(room)["status"]["active"]] == there


def test_who_waits_says_so() -> None:
    room = Scenario().apply(cron(more="concurrencyPolicy: Forbid", script=LONG)).wait(2 * MINUTE + 1_000)
    busy = "Not starting job because prior execution is running and concurrency policy is Forbid"
    assert ("JobAlreadyActive", busy) in told(room)


def test_what_was_missed_while_it_was_suspended_is_made_good_once() -> None:
    room = Scenario().apply(cron(more="suspend: true")).wait(5 * MINUTE)
    assert jobs(room) == []
    room.apply(cron()).wait(1_000)
    assert jobs(room) == ["hello-29453765"]


def test_what_is_too_late_is_left_out() -> None:
    room = Scenario().apply(cron("*/10 * * * *", "suspend: true")).wait(14 * MINUTE)
    room.apply(cron("*/10 * * * *", "startingDeadlineSeconds: 60")).wait(1_000)
    assert jobs(room) == []
    room.wait(6 * MINUTE)
    assert jobs(room) == ["hello-29453780"]


def test_another_schedule_holds_at_once() -> None:
    room = Scenario().apply(cron("0 0 1 1 *")).wait(MINUTE)
    room.apply(cron()).wait(MINUTE + 200)
    assert "hello-29453762" in jobs(room)


def test_a_room_keeps_so_many_unfinished_jobs_of_one_and_says_so() -> None:
    room = Scenario().apply(cron(script=LONG)).wait(53 * MINUTE)
    assert len(jobs(room)) == 50
    limit = "Error creating job: this classroom keeps 50 unfinished Jobs of a CronJob and no more"
    assert ("FailedCreate", limit) in told(room)


def test_its_jobs_go_with_it() -> None:
    room = Scenario().apply(cron(script=LONG)).wait(2 * MINUTE)
    room.delete("CronJob.batch", "hello")
    room.wait()
    assert jobs(room) == []
