# SPDX-License-Identifier: EUPL-1.2
"""The department of a commune as acts name it, and the administrative court before which they are contested."""

from __future__ import annotations

_NAMES = """
01 de l’Ain|02 de l’Aisne|03 de l’Allier|04 des Alpes-de-Haute-Provence|05 des Hautes-Alpes|06 des Alpes-Maritimes
07 de l’Ardèche|08 des Ardennes|09 de l’Ariège|10 de l’Aube|11 de l’Aude|12 de l’Aveyron|13 des Bouches-du-Rhône
14 du Calvados|15 du Cantal|16 de la Charente|17 de la Charente-Maritime|18 du Cher|19 de la Corrèze
2A de la Corse-du-Sud|2B de la Haute-Corse|21 de la Côte-d’Or|22 des Côtes-d’Armor|23 de la Creuse|24 de la Dordogne
25 du Doubs|26 de la Drôme|27 de l’Eure|28 d’Eure-et-Loir|29 du Finistère|30 du Gard|31 de la Haute-Garonne
32 du Gers|33 de la Gironde|34 de l’Hérault|35 d’Ille-et-Vilaine|36 de l’Indre|37 d’Indre-et-Loire|38 de l’Isère
39 du Jura|40 des Landes|41 de Loir-et-Cher|42 de la Loire|43 de la Haute-Loire|44 de la Loire-Atlantique
45 du Loiret|46 du Lot|47 de Lot-et-Garonne|48 de la Lozère|49 de Maine-et-Loire|50 de la Manche|51 de la Marne
52 de la Haute-Marne|53 de la Mayenne|54 de Meurthe-et-Moselle|55 de la Meuse|56 du Morbihan|57 de la Moselle
58 de la Nièvre|59 du Nord|60 de l’Oise|61 de l’Orne|62 du Pas-de-Calais|63 du Puy-de-Dôme
64 des Pyrénées-Atlantiques|65 des Hautes-Pyrénées|66 des Pyrénées-Orientales|67 du Bas-Rhin|68 du Haut-Rhin
69 du Rhône|70 de la Haute-Saône|71 de Saône-et-Loire|72 de la Sarthe|73 de la Savoie|74 de la Haute-Savoie
75 de Paris|76 de la Seine-Maritime|77 de Seine-et-Marne|78 des Yvelines|79 des Deux-Sèvres|80 de la Somme
81 du Tarn|82 de Tarn-et-Garonne|83 du Var|84 de Vaucluse|85 de la Vendée|86 de la Vienne|87 de la Haute-Vienne
88 des Vosges|89 de l’Yonne|90 du Territoire de Belfort|91 de l’Essonne|92 des Hauts-de-Seine
93 de la Seine-Saint-Denis|94 du Val-de-Marne|95 du Val-d’Oise|971 de la Guadeloupe|972 de la Martinique
973 de la Guyane|974 de La Réunion|976 de Mayotte
"""
_COURTS = """
d’Amiens: 02 60 80|de Bastia: 2A 2B|de Besançon: 25 39 70 90|de Bordeaux: 24 33 47|de Caen: 14 50 61
de Cergy-Pontoise: 92 95|de Châlons-en-Champagne: 08 10 51 52|de Clermont-Ferrand: 03 15 43 63|de Dijon: 21 58 71 89
de Grenoble: 26 38 73 74|de Lille: 59 62|de Limoges: 19 23 36 87|de Lyon: 01 07 42 69|de Marseille: 04 05 13
de Melun: 77 94|de Montpellier: 11 34 66|de Montreuil: 93|de Nancy: 54 55 88|de Nantes: 44 49 53 72 85|de Nice: 06
de Nîmes: 30 48 84|d’Orléans: 18 28 37 41 45|de Paris: 75|de Pau: 32 40 64 65|de Poitiers: 16 17 79 86
de Rennes: 22 29 35 56|de Rouen: 27 76|de Strasbourg: 57 67 68|de Toulon: 83|de Toulouse: 09 12 31 46 81 82
de Versailles: 78 91|de la Guadeloupe: 971|de la Martinique: 972|de la Guyane: 973|de La Réunion: 974|de Mayotte: 976
"""

DEPARTMENTS: dict[str, str] = {
    entry.split(" ", 1)[0]: entry.split(" ", 1)[1] for line in _NAMES.split("\n") for entry in line.split("|") if entry
}
"""By code: the name with its link, « du Cher », for « Département du Cher »."""

COURTS: dict[str, str] = {
    code: court
    for line in _COURTS.split("\n")
    for entry in line.split("|")
    if entry
    for court, codes in [entry.split(": ")]
    for code in codes.split()
}
"""By code of department: the seat of its administrative court with its link, « d’Orléans » (CJA R221-3)."""


def department_code(insee_code: str, postcode: str = "") -> str:
    """« 18 », « 2A », « 974 » from the code of a commune, else from its postcode; empty when neither says it.

    A Corsican postcode begins with 20: below 202 it is Corse-du-Sud.
    """
    code = (insee_code or "").strip().upper()
    if not code:
        code = (postcode or "").strip()
        if code.startswith("20"):
            code = ("2A" if code < "20200" else "2B") + code[3:]
    found = code[:3] if code.startswith("97") else code[:2]
    return found if found in DEPARTMENTS else ""
