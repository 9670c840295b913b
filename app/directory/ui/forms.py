# SPDX-License-Identifier: EUPL-1.2
"""The longer forms of the directory: what they are first filled with, and what they say before the act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.core.dates import show_day, show_day_long
from app.core.outcome import Report, UserError
from app.core.postal import PostalAddress, postal_lines, split_street
from app.core.text import Text
from app.directory.models import (
    ContactPoint,
    Guardianship,
    HouseholdMember,
    MemberRole,
    Person,
    QuotientSource,
)
from app.directory.queries import (
    Addressee,
    household_title,
    households_of,
    members_on,
    person_title,
    postal_identities,
    quotient_on,
)
from app.directory.queries.envelopes import household_recipient
from app.directory.rules.likeness import Names, Verdict
from app.directory.services.add_member import add_member
from app.directory.services.match_person import match_person
from app.directory.services.separate_parents import separate_parents
from app.directory.strings import _
from app.directory.ui.fields import (
    ADDRESS_FIELDS,
    CONTACT,
    COUNTRY,
    QUOTIENT,
    ROLE,
    SOURCE,
    day,
    household,
    person,
    text,
)
from app.directory.ui.parts import shown_contact
from app.forms.fields import Flag, Lines, LongText, Number
from app.forms.page import Form, Params, Section
from app.store.uow import Work, today_of

NOTE = Form(fields=(LongText(name="text", label=_("Note"), required=True),))
CONTACT_FORM = Form(
    fields=(
        CONTACT,
        text("value", _("Numéro ou adresse"), required=True),
        text("label", _("Précision"), help=_("«\u00a0travail\u00a0», «\u00a0grand-mère\u00a0».")),
        Flag(name="preferred", label=_("À utiliser d’abord"), default=False),
    )
)

# ---------------------------------------------------------------- persons


def same_name_question(session: Session, params: Params) -> Text | None:
    """Asked when somebody of that name is already known."""
    if not params.get("birth_name"):
        return None
    names = Names(
        params["birth_name"], params.get("given_names") or "", params.get("usage_name"),
        params.get("usual_first_name"), params.get("birth_date"),
    )  # fmt: skip
    found = match_person(session, names)
    if found.verdict is Verdict.DIFFERENT or found.person_id is None:
        return None
    return _(
        "{name} est déjà dans l’annuaire ({reasons}). Ajouter une autre personne quand même\u202f?",
        name=person_title(session, found.person_id),
        reasons=", ".join(str(reason) for reason in found.reasons),
    )


def contacts_question(session: Session, params: Params) -> Text | None:
    """Which contacts would go."""
    points = [session.get(ContactPoint, point_id) for point_id in params.get("ids") or ()]
    said = [_owned(session, point) for point in points if point is not None]
    return _("Retirer {contacts}\u202f?", contacts=", ".join(said)) if said else None


def _owned(session: Session, point: ContactPoint) -> str:
    owner = point.person or point.organisation
    return str(_("{contact} ({name})", contact=shown_contact(point), name=owner.title if owner else ""))


def links_question(session: Session, params: Params) -> Text | None:
    """Which guardianships would go."""
    links = [session.get(Guardianship, link_id) for link_id in params.get("ids") or ()]
    said = [
        str(
            _(
                "{guardian} ne sera plus responsable de {child}",
                guardian=person_title(session, link.guardian_id),
                child=person_title(session, link.child_id),
            )
        )
        for link in links
        if link is not None
    ]
    return _("{facts}. Retirer ce lien\u202f?", facts=", ".join(said)) if said else None


# ---------------------------------------------------------------- members of a household


def join_household(
    work: Work, *, id: int, household: int, role: MemberRole = MemberRole.ADULT, valid_from: date | None = None
) -> Report:
    """`id` is the person's: the same act as adding a member, seen from the other side."""
    return add_member(work, id=household, person=id, role=role, valid_from=valid_from)


SINCE = day("valid_from", _("Depuis le"), help=_("Vide\u00a0: depuis toujours."))
MEMBER = Form(fields=(person(required=True), ROLE, SINCE))
JOIN = Form(fields=(household(required=True), ROLE, SINCE), start=lambda s, p: {"role": _likely_role(s, p.get("id"))})


def _likely_role(session: Session, person_id: int | None) -> MemberRole:
    one = session.get(Person, person_id) if person_id else None
    born = one.birth_date.first if one is not None and one.birth_date is not None else None
    young = born is not None and today_of(session).year - born.year < 18
    return MemberRole.CHILD if young else MemberRole.ADULT


def member_preview(session: Session, params: Params) -> Sequence[Text]:
    """Who would live where, and in how many households."""
    if "person" in params:
        home, who = params.get("id"), params.get("person")
    else:
        home, who = params.get("household"), params.get("id")
    if not home or not who:
        return ()
    name, label = person_title(session, who), household_title(session, home)
    others = [h for h in households_of(session, [who], today_of(session)).get(who, ()) if h != home]
    said: list[Text] = [_("{name} entre dans le foyer {label}.", name=name, label=label)]
    if others:
        homes = ", ".join(household_title(session, other) for other in others)
        said.append(_("Reste aussi dans le foyer {homes}. Datez-en la sortie si ce n’est plus vrai.", homes=homes))
    return said


def leaving_preview(session: Session, params: Params) -> Sequence[Text]:
    """Who would leave which household."""
    said: list[Text] = []
    for member_id in params.get("ids") or ():
        member = session.get(HouseholdMember, member_id)
        if member is not None and params.get("valid_to"):
            said.append(
                _(
                    "{name} fait partie du foyer {label} jusqu’au {day} compris.",
                    name=person_title(session, member.person_id),
                    label=household_title(session, member.household_id),
                    day=show_day_long(params["valid_to"]),
                )
            )
    return said


LEAVING = Form(
    fields=(day("valid_to", _("Dernier jour dans le foyer"), required=True),),
    start=lambda session, params: {"valid_to": today_of(session)},
)


def separate(
    work: Work, *, id: int, leaver: int, valid_from: date, children: Sequence[Mapping[str, Any]] | None = None,
    complement1: str | None = None, complement2: str | None = None, street: str | None = None,
    postcode: str | None = None, town: str | None = None,
) -> Report:  # fmt: skip
    """Separate two parents; `children` are lines of a child and whether she lives in both homes (none: all do)."""
    shared = None if children is None else [row["child"] for row in children if row.get("child") and row.get("both")]
    return separate_parents(
        work, id=id, leaver=leaver, valid_from=valid_from, children=shared, complement1=complement1,
        complement2=complement2, street=street, postcode=postcode, town=town,
    )  # fmt: skip


def start_separation(session: Session, params: Params) -> Params:
    """Today, and the children of the household, in both homes."""
    today = today_of(session)
    living = members_on(session, params["id"], today) if params.get("id") else []
    children = tuple({"child": p.id, "both": True} for m, p in living if m.role is MemberRole.CHILD)
    return {"valid_from": today, "children": children}


def separation_preview(session: Session, params: Params) -> Sequence[Text]:
    """Who goes, who stays, with how many children."""
    if not params.get("id") or not params.get("leaver") or not params.get("valid_from"):
        return ()
    living = members_on(session, params["id"], params["valid_from"])
    adults = {p.id: p.title for m, p in living if m.role is MemberRole.ADULT}
    if params["leaver"] not in adults:
        names = ", ".join(adults.values())
        raise UserError(_("Le parent qui part est l’un des adultes du foyer\u00a0: {names}.", names=names), "leaver")
    staying = ", ".join(title for person_id, title in adults.items() if person_id != params["leaver"])
    return (
        _("{name} ouvre son foyer le {day}.", name=adults[params["leaver"]], day=show_day_long(params["valid_from"])),
        _("{staying} garde le foyer et l’adresse d’origine.", staying=staying),
        _("Les jours de garde de chaque parent se disent ensuite sur la fiche de chaque enfant."),
    )


SEPARATION = Form(
    sections=(
        Section(
            title=_("Séparation"),
            fields=(
                person("leaver", _("Parent qui part"), required=True),
                day("valid_from", _("À partir du"), required=True),
                Lines(
                    name="children", label=_("Enfants"),
                    fields=(
                        person("child", _("Enfant")),
                        Flag(name="both", label=_("Dans les deux foyers"), default=True),
                    ),
                ),
            ),
        ),
        Section(
            title=_("Nouvelle adresse"),
            fields=tuple(field for field in ADDRESS_FIELDS if field.name != "locality"),
        ),
    ),
    start=start_separation,
)  # fmt: skip

# ---------------------------------------------------------------- addresses


def typed_address(params: Params) -> PostalAddress:
    """The address as it is being typed."""
    number, repetition, street = split_street(params.get("street") or "")
    names = ("complement1", "complement2", "locality", "postcode", "town", "country")
    parts = {name: str(params.get(name) or "") for name in names}
    return PostalAddress(number=number, repetition=repetition, street=street, **parts)


def envelope_words(recipient: Sequence[str], address: PostalAddress) -> Sequence[Text]:
    """What would be on the envelope, and what the post would say of it."""
    if address.is_empty:
        return ()
    block = postal_lines(recipient, address)
    return (_("Sur l’enveloppe\u00a0:"), *block.lines, *(fault.message for fault in block.faults))


def moving_preview(owner: str) -> Callable[[Session, Params], Sequence[Text]]:
    """The envelope of a household or a person after a move."""

    def preview(session: Session, params: Params) -> Sequence[Text]:
        if not params.get("id"):
            return ()
        if owner == "household_id":
            recipient = household_recipient(session, params["id"], today_of(session))
        else:
            key = Addressee(**{owner: params["id"]})
            recipient = postal_identities(session, [key])[key].recipient
        return envelope_words(recipient, typed_address(params))

    return preview


def new_household_preview(session: Session, params: Params) -> Sequence[Text]:
    """The envelope of the household about to be opened."""
    adults = [person_title(session, params[name]) for name in ("adult", "other_adult") if params.get(name)]
    return envelope_words(adults or [params.get("label") or str(_("Foyer"))], typed_address(params))


def new_organisation_preview(session: Session, params: Params) -> Sequence[Text]:
    """The envelope of the organisation about to be added."""
    recipient = [line for line in (params.get("title"), params.get("recipient")) if line]
    return envelope_words(recipient, typed_address(params))


MOVE = Form(
    fields=(day("valid_from", _("À partir du"), required=True), *ADDRESS_FIELDS, COUNTRY),
    start=lambda session, params: {"valid_from": today_of(session)},
)

# ---------------------------------------------------------------- quotients

QUOTIENT_FORM = Form(
    fields=(
        Number(name="value", label=_("Quotient"), least=Decimal(0), help=_("Vide si la famille ne le donne pas.")),
        SOURCE,
        day("valid_from", _("À partir du"), required=True),
        day("seen_on", _("Justificatif vu le"), help=_("Il est vu, il n’est pas gardé.")),
        day("valid_to", _("Jusqu’au"), help=_("Vide\u00a0: jusqu’au prochain.")),
    ),
    start=lambda session, params: {"valid_from": today_of(session).replace(day=1), "seen_on": today_of(session)},
)


def quotient_preview(session: Session, params: Params) -> Sequence[Text]:
    """What the quotient replaces, and what it changes."""
    home, first = params.get("id"), params.get("valid_from")
    if not home or not first or (params.get("value") is None and params.get("source") != QuotientSource.NONE):
        return ()
    now = quotient_on(session, [home], first).get(home)
    given = params.get("source") != QuotientSource.NONE
    shown = QUOTIENT.show(params["value"]) if given else _("non fourni")
    said: list[Text] = [
        _("Foyer {label}\u00a0: {value} à partir du {day}.", label=household_title(session, home), value=shown, day=show_day_long(first))
    ]
    if now is not None:
        before = _("non fourni") if now.value is None else QUOTIENT.show(now.value)
        words = (
            _("Corrige {before}, noté pour le même jour.")
            if now.valid_from == first
            else _("Remplace {before}, en vigueur depuis le {day}.")
        )
        said.append(words.with_values(before=before, day=show_day(now.valid_from)))
    said.append(_("Les factures déjà validées ne changent pas."))
    return said


