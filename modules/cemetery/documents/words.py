# SPDX-License-Identifier: EUPL-1.2
"""How persons, plots, days, lengths and sums are said in the acts of the cemetery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal

from app.core.dates import PartialDate, show_day, show_day_long, show_time
from app.core.money import money_in_words, show_money, show_number
from app.core.text import Text
from app.core.words import number_in_words
from modules.cemetery.documents.facts import Dead, Held, Spot, Term, Who
from modules.cemetery.rules.codes import ConcessionKind, DurationCode
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.rules.terms import shown_expiry
from modules.cemetery.strings import _, _n, label

NOTHING = _("néant")


def lower(text: Text) -> str:
    """« familiale » for « Familiale »; an acronym keeps its capitals."""
    said = str(text)
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def listed(words: Iterable[Text], last: Text | None = None) -> str:
    """« A, B et C »."""
    found = [str(word) for word in words if str(word)]
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last or _('et')} {found[-1]}"


def long_day(day: date | None) -> str:
    """« 1er janvier 2026 »; empty when unknown."""
    return show_day_long(day) if day else ""


def long_partial(day: PartialDate | None) -> str:
    """« 12 mars 1938 », « mars 1938 », « 1938 »; empty when unknown."""
    return day.show(long=True) if day else ""


def short_partial(day: PartialDate | None) -> str:
    """« 12/03/1938 », « mars 1938 », « 1938 »; empty when unknown."""
    return day.show() if day else ""


def on_day(day: PartialDate | None) -> Text:
    """« le 12 mars 1938 », « en mars 1938 », « en 1938 »."""
    if day is None:
        return ""
    if day.full:
        return _("le {day}", day=show_day_long(day.full))
    return _("en {period}", period=day.show())


def hour(moment: time | None) -> str:
    """« 14 h 30 »; empty when unknown."""
    return show_time(moment) if moment else ""


def birth(who: Who) -> Text:
    """« née le 12 mars 1938 à Moulins »; empty when the date is unknown."""
    if who.born_on is None:
        return ""
    when = on_day(who.born_on)
    if who.is_woman is None:
        said = _("né(e) {when}", when=when)
    else:
        said = _("née {when}", when=when) if who.is_woman else _("né {when}", when=when)
    return _("{born} à {place}", born=said, place=who.birth_place) if who.birth_place else said


def death(dead: Dead) -> Text:
    """« décédée le 3 mars 2026 à 14 h 30 à Saint-Aubin »."""
    verb = _("décédée") if dead.who.is_woman else (_("décédé") if dead.who.is_woman is False else _("décédé(e)"))
    parts = [str(verb), str(on_day(dead.died_on))]
    if dead.died_at:
        parts.append(str(_("à {hour}", hour=hour(dead.died_at))))
    if dead.death_place:
        parts.append(str(_("à {place}", place=dead.death_place)))
    return " ".join(part for part in parts if part)


def name_and_address(who: Who | None) -> str:
    """« Madame Hélène Morel, 12 rue des Prés, 18000 Bourges »."""
    return ", ".join(part for part in (who.name, who.address) if part) if who else ""


def length(years: int | None, duration: DurationCode = DurationCode.OTHER) -> Text:
    """« trente ans », « à perpétuité »."""
    if years is None:
        return _("à perpétuité") if duration is DurationCode.PERP else ""
    return _n("un an", "{words} ans", years, words=number_in_words(years))


def length_figures(years: int | None) -> Text:
    """« 30 ans », « perpétuelle »."""
    return _("perpétuelle") if years is None else _n("1 an", "{n} ans", years)


def category(term: Term) -> str:
    """« trentenaire (30 ans) », « temporaire (15 ans) », « perpétuelle »."""
    name = lower(label(term.duration))
    return name if term.years is None else f"{name} ({length_figures(term.years)})"


def until(term: Term | None, style: ExpiryStyle, *, long: bool = True) -> str:
    """The end of a term as the commune prints it; empty when it is not known."""
    if term is None:
        return ""
    if term.duration is DurationCode.PERP:
        return str(_("perpétuelle, sans échéance"))
    return str(shown_expiry(term.expires_on, style, start=term.start, long=long)) if term.expires_on else ""


def cemetery_named(title: str) -> Text:
    """« cimetière ancien » for « Cimetière ancien », « cimetière « Les Ormes » » for « Les Ormes »."""
    if not title:
        return ""
    return lower(title) if title.lower().startswith("cimetière") else _("cimetière «\u00a0{title}\u00a0»", title=title)


def made_at(town: str) -> str:
    """« à Vichy », « au Mesnil », « aux Lilas »."""
    for article, joined in (("Le ", "au "), ("Les ", "aux ")):
        if town.startswith(article):
            return joined + town.removeprefix(article)
    return f"à {town}"


def metres(value: Decimal | None) -> str:
    """« 2,40 m »."""
    return f"{show_number(value, 2)}\u00a0m" if value is not None else ""


def square_metres(value: Decimal | None) -> str:
    """« 2,40 m² »."""
    return f"{show_number(value, 2)}\u00a0m²" if value is not None else ""


def sizes(spot: Spot) -> Text:
    """« longueur 2,40 m, largeur 1,00 m »."""
    if spot.length_m is None or spot.width_m is None:
        return ""
    return _("longueur {length}, largeur {width}", length=metres(spot.length_m), width=metres(spot.width_m))


def where(spot: Spot | None) -> str:
    """« A-12 (cimetière ancien, carré A, rang 1) »."""
    return place_of(spot, str(cemetery_named(spot.cemetery))) if spot else ""


def place_of(spot: Spot, cemetery: str = "") -> str:
    """« A-12 (carré A, rang 1) »."""
    parts = [cemetery] if cemetery else []
    parts += [str(_("carré {section}", section=spot.section))] if spot.section else []
    parts += [str(_("rang {row}", row=spot.row))] if spot.row else []
    return f"{spot.label} ({', '.join(parts)})" if parts else spot.label


def money(amount: Decimal | None) -> str:
    """« 450,00 € »; empty when unknown."""
    return show_money(amount) if amount is not None else ""


def in_words(amount: Decimal | None) -> str:
    """« quatre cent cinquante euros »; empty when unknown."""
    return money_in_words(amount) if amount is not None else ""


def holder_names(held: Held) -> str:
    """« Madame A et Monsieur B »."""
    return listed(who.name for who in held.holders)


def concession_name(held: Held | None, *, names: bool = True) -> str:
    """« n° 345 », « famille MOREL, sans numéro connu »; no name at all without `names`."""
    if held is None:
        return ""
    if held.number:
        return str(_("n°\u00a0{number}", number=held.number))
    if held.family_name and names:
        return str(_("famille {name}, sans numéro connu", name=held.family_name))
    return str(_("sans titre connu"))


def deed_reference(held: Held) -> str:
    """« n° 345 du 10 mai 1994 »."""
    said = _("n°\u00a0{number}", number=held.number) if held.number else ""
    dated = _("du {day}", day=long_partial(held.deed_on)) if held.deed_on else ""
    return " ".join(str(part) for part in (said, dated) if str(part))


def who_may_lie(held: Held) -> Text:
    """Who may be buried, by the kind of the concession (§5.1)."""
    if held.kind is ConcessionKind.INDIVIDUAL:
        return _("la seule personne suivante\u00a0: {names}", names=listed(held.named) or holder_names(held))
    if held.kind is ConcessionKind.COLLECTIVE:
        return _("les seules personnes suivantes\u00a0: {names}", names=listed(held.named))
    said = _("le concessionnaire, son conjoint, ses ascendants, ses descendants, ses alliés et ses enfants adoptés")
    return _("{family}, à l’exclusion de {names}", family=said, names=listed(held.excluded)) if held.excluded else said


def short_day(day: date | None) -> str:
    """« 02/08/2026 »; empty when unknown."""
    return show_day(day) if day else ""


def plots_of(spots: Sequence[Spot]) -> str:
    """« A-12 », « E-317 et E-318 »."""
    return listed(spot.label for spot in spots)
