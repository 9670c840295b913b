# SPDX-License-Identifier: EUPL-1.2
"""A town, a family, graves and procedures whose papers lack nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from app.core.dates import PartialDate
from app.documents.blocks import Document
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.cemetery.documents import case_acts, concession_acts, letters, operation_acts, statements
from modules.cemetery.documents.facts import (
    ActNumber,
    Dead,
    Grave,
    Held,
    Offer,
    Operation,
    Proof,
    Run,
    Spot,
    Step,
    Term,
    Vote,
    Who,
    WorksFacts,
)
from modules.cemetery.documents.layout import Office, Sheet, compose
from modules.cemetery.documents.letters import Mail, letter
from modules.cemetery.rules.codes import (
    CaseKind,
    ConcessionKind,
    DurationCode,
    InformationMeans,
    InformationResult,
    OperationKind,
    PlotKind,
    RemainsKind,
    RightBasis,
    StepCode,
    TermOperation,
    WorksNature,
)
from modules.cemetery.rules.delays import ExpiryStyle

STYLE = ExpiryStyle.ANNIVERSARY
HEAD = Letterhead(
    "Mairie de Saint-Aubin-des-Prés",
    ("1 place de la Mairie", "18000 Saint-Aubin-des-Prés"),
    "02 48 00 00 00",
    "mairie@saint-aubin.example",
)
OFFICE = Office(
    commune="Saint-Aubin-des-Prés", of_commune="de Saint-Aubin-des-Prés", town="Saint-Aubin-des-Prés", department="du Cher",
    court="d’Orléans", signatory="Claire Fontaine", phone="02 48 00 00 00", email="mairie@saint-aubin.example",
    clerk="Luc Petit", address="1 place de la Mairie, 18000 Saint-Aubin-des-Prés", delegation="n° 2020-21 du 4 juillet 2020",
)  # fmt: skip
WORDS = Wordings("modules.cemetery")
TODAY = date(2026, 3, 2)


def day(year: int, month: int = 0, number: int = 0) -> PartialDate:
    return PartialDate(year, month or None, number or None)


HOLDER = Who(
    "Madame Hélène Morel née Durand", "MOREL Hélène", True, day(1938, 3, 12), "Moulins", "12 rue des Prés, 18000 Bourges",
    ("MADAME HELENE MOREL", "12 RUE DES PRES", "18000 BOURGES"), "Madame,",
)  # fmt: skip
HEIR = Who(
    "Monsieur Paul Morel", "MOREL Paul", False, day(1962, 5, 1), "Bourges", "3 allée des Tilleuls, 18000 Bourges",
    ("MONSIEUR PAUL MOREL", "3 ALLEE DES TILLEULS", "18000 BOURGES"), "Monsieur,",
)  # fmt: skip
SPOT = Spot(
    "A-012", "Cimetière ancien", "ANC", "A", "1", PlotKind.VAULT, False, Decimal("2.40"), Decimal("1.00"), Decimal("2.40"), 3,
    date(2019, 11, 4), ("12 (plan de 1932)",),
)  # fmt: skip
COMMON = Spot("TC-04", "Cimetière ancien", "ANC", "TC", "2", PlotKind.EARTH, True, by_law_on=date(2019, 11, 4))
DEAD = Dead(
    Who("Monsieur André Morel", "MOREL André", False, day(1935, 1, 8), "Nevers"), day(2003, 1, 18), time(14, 30), "Bourges",
    "12", "12 rue des Prés, Bourges", True, day(2003, 1, 20), RemainsKind.COFFIN, "niveau 1", "A-012",
)  # fmt: skip
GRANT = Term(
    TermOperation.GRANT, DurationCode.Y30, 30, day(1994, 5, 10), date(2024, 5, 10), date(1994, 5, 10), date(1994, 5, 10),
    Decimal("450.00"), Decimal("150.00"), "Q-1994-12", ActNumber("1994-0345", date(1994, 5, 10)), HOLDER,
    Vote("1994-3", date(1994, 1, 15)),
)  # fmt: skip
RENEWAL = Term(
    TermOperation.RENEWAL, DurationCode.Y30, 30, day(2024, 5, 10), date(2054, 5, 10), TODAY, date(2024, 5, 10),
    Decimal("400.00"), Decimal("133.33"), "Q-2026-08", ActNumber("2026-0012", TODAY), HEIR, Vote("2023-41", date(2023, 12, 4)),
)  # fmt: skip
CONVERSION = Term(
    TermOperation.CONVERSION, DurationCode.Y50, 50, day(2026, 3, 2), date(2076, 3, 2), TODAY, TODAY,
    Decimal("743.82"), Decimal(0), "Q-2026-09", ActNumber("2026-0013", TODAY), HOLDER, Vote("2025-50", date(2025, 12, 1)),
    Decimal("850.00"), Decimal("106.18"), ("240,00 € × 4848 jours restants ÷ 10 958 jours = 106,18 €", "850,00 € − 106,18 € = 743,82 €"),
)  # fmt: skip
PROOF = Proof(
    date(2025, 4, 1), InformationMeans.REGISTERED, "Monsieur Paul Morel", "1A 234 567 8901 2", InformationResult.DELIVERED,
    date(2025, 4, 3),
)  # fmt: skip
HELD = Held(
    "345", "Cimetière ancien", ConcessionKind.FAMILY, "registre 3, folio 12", "Morel", day(1994, 5, 10), spots=(SPOT,),
    holders=(HOLDER,), heirs=((HEIR, "Enfant"),), excluded=("Jean Durand",), terms=(GRANT,), dead=(DEAD,), proofs=(PROOF,),
    searches=((date(2025, 2, 3), "Luc Petit", "registres 1 à 4, boîte 12", "néant"),), contact=HEIR,
)  # fmt: skip
PERMIT = ActNumber("2026-0031", TODAY)
REPORT = ActNumber("2026-0005", TODAY)


def operation(kind: OperationKind) -> Operation:
    """An operation that lacks nothing."""
    return Operation(
        kind, (DEAD,), date(2026, 3, 5), time(8, 30), date(2026, 3, 5), time(8, 45),
        plot_from=SPOT, plot_to=None if kind in operation_acts.EXHUMING or kind is OperationKind.TEMP_EXIT else SPOT,
        level="niveau 2", destination="cimetière de Nevers", concession="n° 345", container=RemainsKind.BOX, is_hermetic=True,
        applicant=HEIR, capacity="fils du défunt, plus proche parent", agreement="accord écrit de Madame Hélène Morel du 1er mars 2026",
        operator="Pompes funèbres du Val", operator_authorisation="21-18-0042", right_basis=RightBasis.FAMILY_GRAVE,
        closure_permit="n° 18 du 1er mars 2026, mairie de Bourges", transport="déclaration du 2 mars 2026",
        crematorium="Crématorium de Bourges", cremated_on=date(2026, 3, 3),
        present="Paul Morel, fils; Luc Petit, agent de la commune", state_found="cercueil détérioré", monument="stèle en granit",
        fixing="colle et deux goujons", plate_text="André MOREL 1935-2003", remark="caveau en cours de construction",
        fee="12,00 € par jour", latest_out=date(2026, 9, 5), permit=PERMIT, report=REPORT,
    )  # fmt: skip


def steps() -> tuple[Step, ...]:
    """A run of abandonment led to its end."""
    code = StepCode
    return (
        Step(code.NOTICE_1, date(2025, 6, 5), at_time="10 heures", proof="1A 111"),
        Step(code.REPORT_1, date(2025, 7, 7), at_time="10 heures", proof="2025-0003", present="Luc Petit, garde champêtre"),
        Step(code.FORMAL_DEMAND, date(2025, 7, 8), proof="1A 112"),
        Step(code.POSTING_1, date(2025, 7, 8), date(2025, 8, 8)),
        Step(code.POSTING_2, date(2025, 8, 23), date(2025, 9, 23)),
        Step(code.POSTING_3, date(2025, 10, 8), date(2025, 11, 8)),
        Step(code.NOTICE_2, date(2026, 10, 12), at_time="9 heures", proof="1A 113"),
        Step(code.REPORT_2, date(2026, 11, 13), at_time="9 heures", proof="2026-0009", present="Luc Petit, garde champêtre"),
        Step(code.NOTIFICATION_2, date(2026, 11, 18), proof="1A 114"),
        Step(code.COUNCIL, date(2026, 12, 19), proof="2026-77"),
        Step(code.ORDER, date(2027, 1, 10)),
        Step(code.PUBLICATION, date(2027, 1, 15)),
    )


GRAVE = Grave(
    SPOT, HELD, "Stèle couchée sur l’allée, joints ouverts", ("Ronces, lierre ou arbres", "Aucun nom lisible"),
    envelopes=(HEIR,), steps=steps(), dead=(DEAD,),
)  # fmt: skip


def run(kind: CaseKind = CaseKind.ABANDONMENT) -> Run:
    """A procedure over two graves."""
    second = Grave(
        Spot("A-013", "Cimetière ancien", "ANC", "A", "1", by_law_on=date(2019, 11, 4)), HELD, "Dalle effondrée",
        steps=steps(), dead=(DEAD,),
    )  # fmt: skip
    return Run(
        kind, "Carré A, 2025", "Cimetière ancien", (GRAVE, second), (), "ossuaire O-1, case 4", ActNumber("2027-0002", date(2027, 1, 10))
    )


MOVED = (
    case_acts.Moved("A-012", "André Morel", 1, "ossuaire O-1, case 4", "58", date(2027, 2, 20)),
    case_acts.Moved("A-013", "famille Petit", 0, "ossuaire O-1, case 5", "59", date(2027, 2, 20), nothing_found=True),
)
VISIT = (date(2025, 7, 7), "10 heures")
K = OperationKind

SHEETS: dict[str, Callable[[], Sheet | Mail]] = {
    "DOC-01": lambda: concession_acts.request(concession_acts.Request(
        SPOT, TODAY, HOLDER, RightBasis.RESIDENT, ConcessionKind.FAMILY, DurationCode.Y30, 30, "aucune",
    )),
    "DOC-02": lambda: concession_acts.deed(HELD, GRANT, STYLE),
    "DOC-03": lambda: concession_acts.renewal(HELD, RENEWAL, GRANT, STYLE),
    "DOC-04": lambda: concession_acts.conversion(HELD, CONVERSION, GRANT, STYLE),
    "DOC-05": lambda: concession_acts.retrocession(
        HELD,
        concession_acts.Refund(
            Decimal("133.33"), ("300,00 € × 2/3 × 7305 ÷ 10 958 = 133,33 €",), "terrain nu, semelle conservée",
            "délibération n° 2026-4 du 10 février 2026",
        ),
        ActNumber("2026-0014", TODAY), STYLE,
    ),
    "DOC-06": lambda: concession_acts.substitution(
        HELD,
        concession_acts.Gift("Madame Hélène Morel", "Monsieur Paul Morel", "acte reçu le 3 février 2026 par Maître Blanc, notaire à Bourges"),
        ActNumber("2026-0015", TODAY), STYLE,
    ),
    "DOC-07": lambda: concession_acts.certificate(HELD, ActNumber("2026-0002", TODAY), STYLE, TODAY),
    "DOC-08": lambda: operation_acts.permit(operation(K.BURIAL)),
    "DOC-09": lambda: operation_acts.permit(operation(K.URN_DEPOSIT)),
    "DOC-10": lambda: operation_acts.permit(operation(K.URN_SEALING)),
    "DOC-11": lambda: operation_acts.permit(operation(K.SCATTERING)),
    "DOC-12": lambda: operation_acts.permit(operation(K.OPEN_SCATTERING)),
    "DOC-13": lambda: operation_acts.permit(operation(K.TEMP_DEPOSIT)),
    "DOC-14": lambda: operation_acts.permit(operation(K.TEMP_EXIT)),
    "DOC-15": lambda: operation_acts.permit(operation(K.EXHUMATION)),
    "DOC-16": lambda: operation_acts.report(operation(K.EXHUMATION)),
    "DOC-17": lambda: operation_acts.permit(operation(K.REDUCTION)),
    "DOC-18": lambda: operation_acts.permit(operation(K.URN_REMOVAL)),
    "DOC-19": lambda: operation_acts.works(
        WorksFacts(
            SPOT, WorksNature.HEADSTONE, HEIR, "ayant droit", "Marbrerie Roux", date(2026, 4, 1), date(2026, 4, 15),
            "bon état", "", "passage maintenu", TODAY, PERMIT, "n° 345",
        ),
        declared=False,
    ),
    "DOC-20": lambda: letters.expiry_letter(
        HELD, HEIR, (Offer(15, Decimal("260.00")), Offer(30, Decimal("400.00"))), letters.LAST, TODAY, date(2026, 5, 10), STYLE
    ),
    "DOC-21": lambda: case_acts.sticker(SPOT, TODAY),
    "DOC-22": lambda: case_acts.expired_list(
        [case_acts.Expired("A-012", "n° 345", "Morel", "10/05/2024", date(2026, 5, 10))], "Cimetière ancien", TODAY, names=True
    ),
    "DOC-23": lambda: case_acts.repossession_order(run(CaseKind.EXPIRED), STYLE),
    "DOC-24": lambda: case_acts.repossession_order(run(CaseKind.COMMON), STYLE),
    "DOC-30": lambda: letters.visit_notice(GRAVE, HEIR, VISIT, 1, date(2025, 6, 5)),
    "DOC-31": lambda: case_acts.posted_notice(GRAVE, VISIT, 2, date(2025, 6, 5)),
    "DOC-32": lambda: case_acts.report(GRAVE, 1, ActNumber("2025-0003", date(2025, 7, 7))),
    "DOC-33": lambda: case_acts.notoriety(HELD, ActNumber("2026-0006", TODAY), "registres 1 à 4, matrice cadastrale, plan de 1932", "M. Roux"),
    "DOC-34": lambda: letters.notification(GRAVE, HEIR, 1, date(2025, 7, 8)),
    "DOC-35": lambda: case_acts.extract(GRAVE, 1, (date(2025, 7, 8), date(2025, 8, 8)), date(2025, 7, 8)),
    "DOC-36": lambda: case_acts.posting_certificate(run(), ActNumber("2025-0008", date(2025, 11, 10)), date(2025, 11, 10)),
    "DOC-37": lambda: case_acts.abandonment_list(run(), TODAY),
    "DOC-38": lambda: case_acts.council_draft(run(), TODAY),
    "DOC-39": lambda: case_acts.repossession_order(run(), STYLE),
    "DOC-40": lambda: case_acts.ossuary_report(run(), MOVED, ActNumber("2027-0003", date(2027, 2, 20)), "Luc Petit", date(2027, 2, 20)),
    "DOC-53": lambda: statements.receipt(HELD, GRANT, HOLDER, STYLE, TODAY),
}  # fmt: skip
"""Every act, letter and notice of §13 whose words are a text, from facts that lack nothing."""


def paper(sheet: Sheet | Mail, office: Office = OFFICE) -> Document:
    """The paper of a sheet or of a letter."""
    return letter(sheet, office, HEAD, WORDS) if isinstance(sheet, Mail) else compose(sheet, office, HEAD, WORDS)
