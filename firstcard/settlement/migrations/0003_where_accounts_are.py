"""Personal accounts say where they are; an authorisation that ended may be of a joined record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, one constraint."""

    dependencies = [("settlement", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="personalaccount",
            name="region",
            field=models.CharField(max_length=6, default=""),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="mutualaid", name="aid_for_another"),
        migrations.AddConstraint(
            model_name="mutualaid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("giver", models.F("receiver")), _negated=True),
                    ("until__isnull", False),
                    _connector="OR",
                ),
                name="aid_for_another",
            ),
        ),
    ]
