from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seal_id', models.BinaryField(max_length=16, unique=True)),
                ('token', models.CharField(max_length=43, unique=True)),
                ('size', models.BigIntegerField()),
                ('fingerprint', models.BinaryField(db_index=True, max_length=16)),
                ('type', models.CharField(max_length=120)),
                ('name', models.BinaryField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='SubjectKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('ref', models.BigIntegerField()),
                ('wrapped', models.BinaryField()),
                ('ring_key_id', models.CharField(db_index=True, max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'ref'), name='vault_one_key_per_subject')],
            },
        ),
        migrations.CreateModel(
            name='Wrap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seal_id', models.BinaryField(max_length=16)),
                ('kind', models.CharField(max_length=8)),
                ('ref', models.BigIntegerField()),
                ('wrapped', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'ref'], name='vault_wrap_subject')],
                'constraints': [models.UniqueConstraint(fields=('seal_id', 'kind', 'ref'), name='vault_one_wrap_per_subject')],
            },
        ),
    ]
