# SPDX-License-Identifier: EUPL-1.2
"""Codes that the whole cemetery shares, stored by value (reference §3 to §13)."""

from __future__ import annotations

from enum import StrEnum


class PlotKind(StrEnum):
    """What a plot physically is (§3.2); the legal regime is another matter."""

    EARTH = "EARTH"
    VAULT = "VAULT"
    WALL_NICHE = "WALL_NICHE"
    COLUMBARIUM = "COLUMBARIUM"
    URN_VAULT = "URN_VAULT"
    SCATTERING = "SCATTERING"
    OSSUARY = "OSSUARY"
    TEMP_VAULT = "TEMP_VAULT"
    OTHER = "OTHER"


EQUIPMENT = frozenset({PlotKind.SCATTERING, PlotKind.OSSUARY, PlotKind.TEMP_VAULT})
"""Kinds that belong to the commune and are never conceded."""
CINERARY = frozenset({PlotKind.COLUMBARIUM, PlotKind.URN_VAULT})
"""Kinds that take urns only."""


class Regime(StrEnum):
    """Under which law a plot is (§3.2)."""

    CONCEDED = "CONCEDED"
    COMMON = "COMMON"
    MUNICIPAL = "MUNICIPAL"
    MILITARY = "MILITARY"
    PRIVATE_FOREVER = "PRIVATE_FOREVER"


class SectionKind(StrEnum):
    """What a section is for (§3.2); a person's religion is never stored."""

    ORDINARY = "ORDINARY"
    CONFESSIONAL = "CONFESSIONAL"
    MILITARY = "MILITARY"
    CHILDREN = "CHILDREN"
    CINERARY = "CINERARY"
    OTHER = "OTHER"


class PlotState(StrEnum):
    """State of a plot on a day, derived from the facts; the first that holds, in this order (§4.1)."""

    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    EQUIPMENT = "EQUIPMENT"
    MILITARY = "MILITARY"
    REPOSSESSED_TO_CLEAR = "REPOSSESSED_TO_CLEAR"
    ABANDONMENT_RUNNING = "ABANDONMENT_RUNNING"
    CONCEDED_ACTIVE = "CONCEDED_ACTIVE"
    EXPIRED_RENEWABLE = "EXPIRED_RENEWABLE"
    EXPIRED_REPOSSESSABLE = "EXPIRED_REPOSSESSABLE"
    EXPIRED_BLOCKED = "EXPIRED_BLOCKED"
    COMMON_OCCUPIED = "COMMON_OCCUPIED"
    COMMON_REPOSSESSABLE = "COMMON_REPOSSESSABLE"
    UNTITLED_OCCUPIED = "UNTITLED_OCCUPIED"
    RESERVED = "RESERVED"
    FREE = "FREE"


class ConcessionKind(StrEnum):
    """Who may be buried in a concession (§5.1)."""

    INDIVIDUAL = "INDIVIDUAL"
    COLLECTIVE = "COLLECTIVE"
    FAMILY = "FAMILY"


class DurationCode(StrEnum):
    """Category of a concession (L2223-14); `Y100` may no longer be granted since 1959."""

    TEMP = "TEMP"
    Y30 = "Y30"
    Y50 = "Y50"
    Y100 = "Y100"
    PERP = "PERP"
    OTHER = "OTHER"


class TermOperation(StrEnum):
    """Act that opened a term (§16)."""

    GRANT = "GRANT"
    RENEWAL = "RENEWAL"
    CONVERSION = "CONVERSION"


class PartyRole(StrEnum):
    """What a person is to a concession (§5.3)."""

    HOLDER = "HOLDER"
    HEIR = "HEIR"
    BENEFICIARY = "BENEFICIARY"
    EXCLUDED = "EXCLUDED"


class Kinship(StrEnum):
    """Link of a party, an applicant or a deceased to the founder."""

    FOUNDER = "FOUNDER"
    SPOUSE = "SPOUSE"
    CHILD = "CHILD"
    DESCENDANT = "DESCENDANT"
    PARENT = "PARENT"
    SIBLING = "SIBLING"
    NEPHEW = "NEPHEW"
    IN_LAW = "IN_LAW"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class ClosureReason(StrEnum):
    """Why a concession ended (§7.4)."""

    NOT_RENEWED = "NOT_RENEWED"
    ABANDONED = "ABANDONED"
    RETROCEDED = "RETROCEDED"
    RENOUNCED = "RENOUNCED"
    COMMON_ROTATION = "COMMON_ROTATION"
    TRANSFERRED = "TRANSFERRED"


class OwnershipEventKind(StrEnum):
    """Acts that change the rights without a new term (§6.7)."""

    GIFT = "GIFT"
    BEQUEST = "BEQUEST"
    SUCCESSION = "SUCCESSION"
    RENUNCIATION = "RENUNCIATION"
    AMENDMENT = "AMENDMENT"


class RemainsKind(StrEnum):
    """What holds the remains of somebody (§16)."""

    COFFIN = "COFFIN"
    BOX = "BOX"
    URN = "URN"
    ASHES = "ASHES"
    BONES = "BONES"


class OperationKind(StrEnum):
    """Funeral operations (§8, §9)."""

    BURIAL = "BURIAL"
    URN_BURIAL = "URN_BURIAL"
    URN_DEPOSIT = "URN_DEPOSIT"
    URN_SEALING = "URN_SEALING"
    URN_REMOVAL = "URN_REMOVAL"
    SCATTERING = "SCATTERING"
    OPEN_SCATTERING = "OPEN_SCATTERING"
    TEMP_DEPOSIT = "TEMP_DEPOSIT"
    TEMP_EXIT = "TEMP_EXIT"
    EXHUMATION = "EXHUMATION"
    REDUCTION = "REDUCTION"
    REUNION = "REUNION"
    TRANSFER = "TRANSFER"
    OSSUARY_DEPOSIT = "OSSUARY_DEPOSIT"


class OperationStatus(StrEnum):
    """Life of an operation: asked for, permitted by the mayor, done or given up."""

    PLANNED = "PLANNED"
    AUTHORISED = "AUTHORISED"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


class RightBasis(StrEnum):
    """Why a burial is due in the commune (L2223-3)."""

    DEATH_PLACE = "DEATH_PLACE"
    RESIDENT = "RESIDENT"
    FAMILY_GRAVE = "FAMILY_GRAVE"
    EXPATRIATE = "EXPATRIATE"
    GRANTED_BY_MAYOR = "GRANTED_BY_MAYOR"


class CaseKind(StrEnum):
    """Procedures by which the commune takes ground back (§7)."""

    EXPIRED = "EXPIRED"
    COMMON = "COMMON"
    ABANDONMENT = "ABANDONMENT"


class CaseStatus(StrEnum):
    """Where a procedure stands, for the run and for each grave in it."""

    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    STOPPED = "STOPPED"
    DONE = "DONE"


class StopReason(StrEnum):
    """Why a grave left a procedure (§7.3)."""

    RESTORED = "RESTORED"
    BURIAL = "BURIAL"
    RENEWED = "RENEWED"
    CONVERTED = "CONVERTED"
    OPPOSITION = "OPPOSITION"
    WITHDRAWN = "WITHDRAWN"


class StepCode(StrEnum):
    """Steps of the procedures (§7.1 to §7.3), in their order."""

    HEIR_SEARCH = "HEIR_SEARCH"
    NOTICE_1 = "NOTICE_1"
    REPORT_1 = "REPORT_1"
    FORMAL_DEMAND = "FORMAL_DEMAND"
    POSTING_1 = "POSTING_1"
    POSTING_2 = "POSTING_2"
    POSTING_3 = "POSTING_3"
    POSTING_CERTIFICATE = "POSTING_CERTIFICATE"
    LIST_PUBLISHED = "LIST_PUBLISHED"
    NOTICE_2 = "NOTICE_2"
    REPORT_2 = "REPORT_2"
    NOTIFICATION_2 = "NOTIFICATION_2"
    INFORMATION = "INFORMATION"
    COUNCIL = "COUNCIL"
    ORDER = "ORDER"
    PUBLICATION = "PUBLICATION"
    REMOVAL = "REMOVAL"
    OSSUARY = "OSSUARY"


class AbandonmentSign(StrEnum):
    """Visible signs of abandonment, ticked on the spot (§7.3)."""

    VEGETATION = "VEGETATION"
    SLAB_BROKEN = "SLAB_BROKEN"
    SLAB_MISSING = "SLAB_MISSING"
    VAULT_OPEN = "VAULT_OPEN"
    NAME_UNREADABLE = "NAME_UNREADABLE"
    CROSS_FALLEN = "CROSS_FALLEN"
    NO_FLOWERS = "NO_FLOWERS"
    DANGER = "DANGER"


class InformationMeans(StrEnum):
    """How holders and heirs were told of an expiry (§6.3)."""

    LETTER = "LETTER"
    REGISTERED = "REGISTERED"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    STICKER = "STICKER"
    POSTING = "POSTING"
    SEARCH = "SEARCH"


INDIVIDUAL_MEANS = frozenset(
    {InformationMeans.LETTER, InformationMeans.REGISTERED, InformationMeans.EMAIL, InformationMeans.PHONE}
)
"""Means that reach one person: a notice at the cemetery alone is not enough (CE 11 March 2020, no 436693)."""


class InformationResult(StrEnum):
    """What became of an attempt to inform."""

    UNKNOWN = "UNKNOWN"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"
    FRUITLESS = "FRUITLESS"


class MonumentCondition(StrEnum):
    """State of a monument as an inspector saw it (§11)."""

    GOOD = "GOOD"
    FAIR = "FAIR"
    POOR = "POOR"
    DANGEROUS = "DANGEROUS"
    RUINED = "RUINED"


class WorksNature(StrEnum):
    """What is done on a grave (§11)."""

    VAULT = "VAULT"
    SLAB = "SLAB"
    HEADSTONE = "HEADSTONE"
    RENOVATION = "RENOVATION"
    ENGRAVING = "ENGRAVING"
    OPENING = "OPENING"
    LEVELLING = "LEVELLING"
    REMOVAL = "REMOVAL"


class TariffOperation(StrEnum):
    """What a tariff of the cemetery pays for (§12.1)."""

    GRANT = "GRANT"
    RENEWAL = "RENEWAL"
    CONVERSION = "CONVERSION"
    TEMP_VAULT_DAY = "TEMP_VAULT_DAY"
    URN_DEPOSIT = "URN_DEPOSIT"
    SCATTERING = "SCATTERING"
    PLATE = "PLATE"
    OPENING = "OPENING"
    SUPERPOSITION = "SUPERPOSITION"
    POLICE_FEE = "POLICE_FEE"
    OTHER = "OTHER"


class ScanType(StrEnum):
    """Type of an old paper (§18); the value is also part of its file name outside the program."""

    DEED = "DEED"
    RENEWAL = "RENEWAL"
    CONVERSION = "CONVERSION"
    REQUEST = "REQUEST"
    RECEIPT = "RECEIPT"
    PERMIT = "PERMIT"
    EXHUM = "EXHUM"
    WORKS = "WORKS"
    LETTER = "LETTER"
    HEIR_PROOF = "HEIR_PROOF"
    PV = "PV"
    ORDER = "ORDER"
    DELIBERATION = "DELIBERATION"
    PHOTO = "PHOTO"
    PLAN = "PLAN"
    REGISTER_PAGE = "REGISTER_PAGE"
    OTHER = "OTHER"


class TextState(StrEnum):
    """Whether the words of a scan are known."""

    NONE = "NONE"
    WAITING = "WAITING"
    READ = "READ"
    FAILED = "FAILED"


class ActFamily(StrEnum):
    """Families of numbered acts, one yearly sequence each, no holes (§13)."""

    DEED = "DEED"
    ORDER = "ORDER"
    PERMIT = "PERMIT"
    REPORT = "REPORT"
    CERTIFICATE = "CERTIFICATE"
    RECEIPT = "RECEIPT"


class PlanLayer(StrEnum):
    """What a drawing on the plan stands for (§17.1)."""

    BOUNDARY = "boundary"
    SECTION = "section"
    ROW = "row"
    PLOT = "plot"
    STRUCTURE = "structure"
    BUILDING = "building"
    WALL = "wall"
    PATH = "path"
    TREE = "tree"
    WATER = "water"
    BENCH = "bench"
    BIN = "bin"
    GATE = "gate"
    LABEL = "label"
