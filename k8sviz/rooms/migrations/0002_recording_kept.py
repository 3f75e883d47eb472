from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial")]
    operations = [
        migrations.AddField(
            "recording",
            "kept",
            models.DateTimeField(auto_now=True, default=timezone.now),
            preserve_default=False,
        ),
    ]
