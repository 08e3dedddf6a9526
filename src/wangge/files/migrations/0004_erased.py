"""Erased uploads whose bytes have yet to go are found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0003_release'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(condition=models.Q(('state', 'erased'), models.Q(('stored', ''), _negated=True)), fields=['id'], name='files_upload_erased'),
        ),
    ]
