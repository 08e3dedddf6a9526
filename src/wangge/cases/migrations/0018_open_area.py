"""Open cases by their place: a small part of all that an area ever had."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_lists'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['district', 'area'], name='cases_case_open_area'),
        ),
    ]
