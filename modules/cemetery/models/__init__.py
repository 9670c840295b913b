# SPDX-License-Identifier: EUPL-1.2
"""Tables of the cemetery, by subject: ground, rights, operations, procedures, scans."""

from modules.cemetery.models.ground import (
    Cemetery,
    CemeterySection,
    Inspection,
    Monument,
    Place,
    PlanBackground,
    PlanObject,
    Plot,
    PlotAlias,
    PlotRow,
    Works,
)
from modules.cemetery.models.operations import (
    DeathCandidate,
    Deceased,
    FuneralOperation,
    OperationSubject,
    Remains,
)
from modules.cemetery.models.procedures import (
    AcceptedAnomaly,
    CaseGrave,
    CaseStep,
    InformationProof,
    OssuaryEntry,
    RepossessionCase,
)
from modules.cemetery.models.rights import (
    Act,
    CemeteryTariff,
    Concession,
    ConcessionParty,
    ConcessionPlot,
    ConcessionTerm,
    Fee,
    OwnershipEvent,
)
from modules.cemetery.models.scans import Scan, ScanLink, SearchRecord

__all__ = [
    "AcceptedAnomaly",
    "Act",
    "CaseGrave",
    "CaseStep",
    "Cemetery",
    "CemeterySection",
    "CemeteryTariff",
    "Concession",
    "ConcessionParty",
    "ConcessionPlot",
    "ConcessionTerm",
    "DeathCandidate",
    "Deceased",
    "Fee",
    "FuneralOperation",
    "InformationProof",
    "Inspection",
    "Monument",
    "OperationSubject",
    "OssuaryEntry",
    "OwnershipEvent",
    "Place",
    "PlanBackground",
    "PlanObject",
    "Plot",
    "PlotAlias",
    "PlotRow",
    "Remains",
    "RepossessionCase",
    "Scan",
    "ScanLink",
    "SearchRecord",
    "Works",
]
