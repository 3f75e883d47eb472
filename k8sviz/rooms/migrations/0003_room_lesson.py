from typing import Any

from django.db import migrations, models


def name_the_tutorial(apps: Any, schema_editor: Any) -> None:
    apps.get_model("rooms", "Room").objects.filter(kind="tutorial").update(lesson="services")


class Migration(migrations.Migration):
    dependencies = [("rooms", "0002_recording_kept")]

    operations = [
        migrations.AddField("room", "lesson", models.CharField(blank=True, default="", max_length=64)),
        migrations.AlterField(
            "room",
            "kind",
            models.CharField(
                choices=[("tutorial", "tutorial"), ("sandbox", "sandbox"), ("lesson", "lesson")],
                max_length=16,
            ),
        ),
        migrations.RunPython(name_the_tutorial, migrations.RunPython.noop),
    ]
