"""What the database keeps of kubectl: the digest of each room's token."""

from __future__ import annotations

from django.db import models

from k8sviz.rooms.models import Room


class KubeToken(models.Model):
    """The token of a room whose kubeconfig somebody has downloaded."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="kube_token")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.room_id)
