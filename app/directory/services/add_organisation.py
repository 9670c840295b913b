# SPDX-License-Identifier: EUPL-1.2
"""Add an organisation: the CCAS, a supplier, an employer."""

from __future__ import annotations

from app.core.identifiers import check_siret
from app.core.outcome import Address as Place
from app.core.outcome import Report
from app.directory.models import Organisation, OrganisationKind
from app.directory.permissions import EDIT
from app.directory.services.change_address import address_of
from app.directory.strings import _
from app.store.uow import Work


def add_organisation(
    work: Work,
    *,
    title: str,
    kind: OrganisationKind = OrganisationKind.OTHER,
    siret: str | None = None,
    recipient: str | None = None,
    complement2: str | None = None,
    street: str | None = None,
    locality: str | None = None,
    postcode: str | None = None,
    town: str | None = None,
) -> Report:
    """Create it with its address."""
    work.require(EDIT)
    body = Organisation(
        title=title, kind=kind, siret=check_siret(siret, "siret") if siret else None, recipient=recipient or None
    )
    address = address_of(complement2=complement2, street=street, locality=locality, postcode=postcode, town=town)
    if address is not None:
        body.addresses.append(address)
    work.session.add(body)
    work.session.flush()
    return Report(
        summary=_("{title} est dans l’annuaire.", title=body.title), records=[Place("directory.organisations", body.id)]
    )
