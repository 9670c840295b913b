# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E501
"""First tables of directory.

Written by `python -m app.store.migrate new`, then read and completed by hand. On SQLite a table is rebuilt
(`op.batch_alter_table`) with foreign keys off: what refers to it stays, and is checked before the commit.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = 'directory_0001'
down_revision = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """First tables of directory."""
    op.create_table('directory_household',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('file_no', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('label_key', sa.Text(), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_household')),
    sa.UniqueConstraint('file_no', name=op.f('uq_directory_household_file_no')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_household', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_household_sort_key'), ['sort_key'], unique=False)

    op.create_table('directory_organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('siret', sa.Text(), nullable=True),
    sa.Column('recipient', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('title_key', sa.Text(), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_organisation')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_organisation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_organisation_sort_key'), ['sort_key'], unique=False)

    op.create_table('directory_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('birth_name', sa.Text(), nullable=False),
    sa.Column('usage_name', sa.Text(), nullable=True),
    sa.Column('given_names', sa.Text(), nullable=False),
    sa.Column('usual_first_name', sa.Text(), nullable=True),
    sa.Column('civility', sa.String(length=40), nullable=True),
    sa.Column('sex', sa.String(length=40), nullable=True),
    sa.Column('birth_date', sa.String(length=10), nullable=True),
    sa.Column('birth_place', sa.Text(), nullable=True),
    sa.Column('birth_place_code', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('birth_key', sa.Text(), nullable=False),
    sa.Column('usage_key', sa.Text(), nullable=False),
    sa.Column('given_key', sa.Text(), nullable=False),
    sa.Column('names_key', sa.Text(), nullable=False),
    sa.Column('compact_key', sa.Text(), nullable=False),
    sa.Column('sort_key', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_person')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_person_birth_key'), ['birth_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_person_compact_key'), ['compact_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_person_sort_key'), ['sort_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_person_usage_key'), ['usage_key'], unique=False)

    op.create_table('directory_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('complement1', sa.Text(), nullable=False),
    sa.Column('complement2', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('repetition', sa.Text(), nullable=False),
    sa.Column('street', sa.Text(), nullable=False),
    sa.Column('locality', sa.Text(), nullable=False),
    sa.Column('postcode', sa.Text(), nullable=False),
    sa.Column('town', sa.Text(), nullable=False),
    sa.Column('insee_code', sa.Text(), nullable=True),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint('(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN household_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_directory_address_one_owner')),
    sa.CheckConstraint('valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from', name=op.f('ck_directory_address_order')),
    sa.ForeignKeyConstraint(['household_id'], ['directory_household.id'], name=op.f('fk_directory_address_household_id_directory_household'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['directory_organisation.id'], name=op.f('fk_directory_address_organisation_id_directory_organisation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['directory_person.id'], name=op.f('fk_directory_address_person_id_directory_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_address')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_address_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_address_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_address_person_id'), ['person_id'], unique=False)

    op.create_table('directory_contact_point',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('preferred', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) <> (organisation_id IS NULL)', name=op.f('ck_directory_contact_point_one_owner')),
    sa.ForeignKeyConstraint(['organisation_id'], ['directory_organisation.id'], name=op.f('fk_directory_contact_point_organisation_id_directory_organisation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['directory_person.id'], name=op.f('fk_directory_contact_point_person_id_directory_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_contact_point')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_contact_point', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_contact_point_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_contact_point_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_directory_contact_point_value', ['value'], unique=False)

    op.create_table('directory_distinct_persons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('said_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['first_id'], ['directory_person.id'], name=op.f('fk_directory_distinct_persons_first_id_directory_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['second_id'], ['directory_person.id'], name=op.f('fk_directory_distinct_persons_second_id_directory_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_distinct_persons')),
    sa.UniqueConstraint('first_id', 'second_id', name=op.f('uq_directory_distinct_persons_first_id_second_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_distinct_persons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_distinct_persons_second_id'), ['second_id'], unique=False)

    op.create_table('directory_family_quotient',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=True),
    sa.Column('seen_by', sa.Text(), nullable=False),
    sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_directory_family_quotient_order')),
    sa.CheckConstraint('value IS NULL OR value >= 0', name=op.f('ck_directory_family_quotient_not_negative')),
    sa.ForeignKeyConstraint(['household_id'], ['directory_household.id'], name=op.f('fk_directory_family_quotient_household_id_directory_household'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_family_quotient')),
    sa.UniqueConstraint('household_id', 'valid_from', name=op.f('uq_directory_family_quotient_household_id_valid_from')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_family_quotient', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_family_quotient_household_id'), ['household_id'], unique=False)

    op.create_table('directory_guardianship',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('guardian_id', sa.Integer(), nullable=False),
    sa.Column('relation', sa.String(length=40), nullable=False),
    sa.Column('has_custody', sa.Boolean(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['directory_person.id'], name=op.f('fk_directory_guardianship_child_id_directory_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['guardian_id'], ['directory_person.id'], name=op.f('fk_directory_guardianship_guardian_id_directory_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_guardianship')),
    sa.UniqueConstraint('child_id', 'guardian_id', name=op.f('uq_directory_guardianship_child_id_guardian_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_guardianship', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_guardianship_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_guardianship_guardian_id'), ['guardian_id'], unique=False)

    op.create_table('directory_household_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint('valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from', name=op.f('ck_directory_household_member_order')),
    sa.ForeignKeyConstraint(['household_id'], ['directory_household.id'], name=op.f('fk_directory_household_member_household_id_directory_household'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['directory_person.id'], name=op.f('fk_directory_household_member_person_id_directory_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_household_member')),
    sa.UniqueConstraint('household_id', 'person_id', 'valid_from', name=op.f('uq_directory_household_member_household_id_person_id_valid_from')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_household_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_household_member_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_household_member_person_id'), ['person_id'], unique=False)

    op.create_table('directory_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('household_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.CheckConstraint('(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN household_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_directory_note_one_owner')),
    sa.ForeignKeyConstraint(['household_id'], ['directory_household.id'], name=op.f('fk_directory_note_household_id_directory_household'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['directory_organisation.id'], name=op.f('fk_directory_note_organisation_id_directory_organisation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['directory_person.id'], name=op.f('fk_directory_note_person_id_directory_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_note')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_note_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_note_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_note_person_id'), ['person_id'], unique=False)

    op.create_table('directory_person_alias',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('birth_name', sa.Text(), nullable=False),
    sa.Column('usage_name', sa.Text(), nullable=True),
    sa.Column('given_names', sa.Text(), nullable=False),
    sa.Column('names_key', sa.Text(), nullable=False),
    sa.Column('former_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['directory_person.id'], name=op.f('fk_directory_person_alias_person_id_directory_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_person_alias')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('directory_person_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_directory_person_alias_names_key'), ['names_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_directory_person_alias_person_id'), ['person_id'], unique=False)
