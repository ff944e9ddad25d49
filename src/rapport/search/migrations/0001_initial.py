from __future__ import annotations

import rapport.search.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SearchDoc',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('ref', models.BigIntegerField()),
                ('person_id', models.BigIntegerField(null=True)),
                ('audience_id', models.BigIntegerField(null=True)),
                ('normaliser', models.SmallIntegerField()),
                ('tokens', rapport.search.fields.TokensField()),
            ],
            options={
                'indexes': [models.Index(fields=['person_id', 'id'], name='search_person')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'ref', 'person_id'), name='search_one_doc_per_person'), models.UniqueConstraint(condition=models.Q(('person_id', None)), fields=('kind', 'ref'), name='search_one_doc_about_nobody')],
            },
        ),
    ]
