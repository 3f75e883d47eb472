"""What the database keeps: rooms, their logs, and who is watching. Nothing simulated is a table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Room(models.Model):
    """A place with a log. Its code lets people look, its edit key lets them act."""

    TUTORIAL, SANDBOX, LESSON = "tutorial", "sandbox", "lesson"
    FIRST_LESSON = "services"  # the tutorial's

    code = models.CharField(max_length=8, unique=True)
    edit_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[(one, one) for one in (TUTORIAL, SANDBOX, LESSON)])
    lesson = models.CharField(max_length=64, blank=True, default="")  # its folder's name; "" without one
    created = models.DateTimeField(auto_now_add=True)
    continued_at = models.PositiveIntegerField(null=True)
    """The number of the entry with which a newer engine went on from the recorded objects, if one did."""

    def __str__(self) -> str:
        return self.code


class LogEntry(models.Model):
    """One command of a room's log. Written once, by whoever gets the number."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="log")
    number = models.PositiveIntegerField()
    at = models.BigIntegerField()  # ms of simulated time
    command = models.TextField()  # JSON
    engine = models.PositiveIntegerField()  # the engine's version that wrote it

    class Meta:
        """One writer for each number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "number"], name="one_writer_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.number}"


class Recording(models.Model):
    """The objects of a room as text, for engines that would replay its log to another world."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="recording")
    number = models.PositiveIntegerField()  # the last entry that is in it
    objects_json = models.TextField()
    kept = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.room_id}/{self.number}"


class Presence(models.Model):
    """Until when a process had viewers in a room: after that moment the room's clock stands still."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="presences")
    process = models.CharField(max_length=32)
    viewers = models.PositiveIntegerField()
    seen_at = models.FloatField()  # seconds since 1970

    class Meta:
        """One row for each process."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "process"], name="one_presence_per_process")
        ]

    def __str__(self) -> str:
        return f"{self.room_id}: {self.viewers}"
