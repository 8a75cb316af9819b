from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_create_ledger")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("kind", "ledger.batch"), _negated=True),
                fields=["-at"],
                name="audit_event_acts",
            ),
        ),
    ]
