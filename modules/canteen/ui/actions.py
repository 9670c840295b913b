# SPDX-License-Identifier: EUPL-1.2
"""The verbs of the canteen as buttons and as command line."""

from __future__ import annotations

from app.forms.page import Action, Scope
from modules.canteen import permissions as right
from modules.canteen.services.book_days import accept_late, book_days, toggle_days
from modules.canteen.services.declare_class_event import declare_class_event
from modules.canteen.services.draft_month import draft_month, validate_month
from modules.canteen.services.enrol_child import end_enrolment, enrol_child
from modules.canteen.services.enrol_new_child import enrol_new_child
from modules.canteen.services.order_meals import order_meals
from modules.canteen.services.record_attendance import (
    copy_last_week,
    finish_days,
    finish_sheet,
    lock_days,
    record_attendance,
    reopen_sheet,
)
from modules.canteen.services.record_care_plan import end_care_plan, record_care_plan
from modules.canteen.services.set_custody import set_custody
from modules.canteen.services.set_pattern import set_pattern
from modules.canteen.services.settle_meals import decide_absence, receive_certificate
from modules.canteen.strings import _
from modules.canteen.ui.actions_setup import SETUP_ACTIONS
from modules.canteen.ui.forms import (
    ABSENT,
    BOOK_DAYS,
    CERTIFICATE,
    DAYS,
    DECIDE,
    EVENT,
    LATE,
    MARKS,
    ORDER,
    PATTERN,
    REOPEN,
    SHEET,
    TOGGLE,
    WEEK_OF_CLASS,
    event_preview,
    order_preview,
    sheet_preview,
)
from modules.canteen.ui.forms_children import CARE, CUSTODY, END, END_CARE, ENROL, ENROL_NEW, custody_preview
from modules.canteen.ui.forms_month import (
    MONTH,
    VALIDATE,
    draft_preview,
    draft_question,
    month_preview,
    month_question,
)

ACTIONS: tuple[Action, ...] = (
    # ---------------------------------------------------------------- children
    Action(
        name="canteen.enrol-new-child",
        label=_("Inscrire un enfant…"),
        run=enrol_new_child,
        permission=right.ENROL,
        form=ENROL_NEW,
        icon="baby",
        opens=True,
        help=_("Une famille au guichet\u00a0: l’enfant, un responsable, leur adresse et l’inscription, en une fois."),
    ),
    Action(
        name="canteen.enrol-child",
        label=_("Inscrire quelqu’un de connu…"),
        run=enrol_child,
        permission=right.ENROL,
        form=ENROL,
        icon="user-plus",
        opens=True,
        help=_("Quelqu’un qui est déjà dans l’annuaire\u00a0: un enfant, un enseignant, un agent."),
    ),
    Action(
        name="canteen.end-enrolment",
        label=_("Clore…"),
        accept=_("Clore l’inscription"),
        run=end_enrolment,
        permission=right.ENROL,
        form=END,
        scope=Scope.RECORD,
        icon="user-x",
    ),
    Action(
        name="canteen.set-custody",
        label=_("Changer qui paie…"),
        run=set_custody,
        permission=right.ENROL,
        form=CUSTODY,
        preview=custody_preview,
        icon="split",
        help=_("Un seul redevable, ou une garde alternée\u00a0: parts, semaines, jours ou périodes."),
    ),
    Action(
        name="canteen.record-care-plan",
        label=_("Noter un PAI…"),
        run=record_care_plan,
        permission=right.CARE,
        form=CARE,
        icon="heart-pulse",
    ),
    Action(
        name="canteen.end-care-plan",
        label=_("Clore le PAI…"),
        run=end_care_plan,
        permission=right.CARE,
        form=END_CARE,
        scope=Scope.RECORD,
    ),
    # ---------------------------------------------------------------- bookings
    Action(
        name="canteen.book-days",
        label=_("Réserver ou annuler…"),
        run=book_days,
        permission=right.BOOK,
        form=BOOK_DAYS,
        icon="calendar-plus",
    ),
    Action(
        name="canteen.toggle-days",
        label=_("Changer des jours"),
        run=toggle_days,
        permission=right.BOOK,
        form=TOGGLE,
        icon="calendar-check",
    ),
    Action(
        name="canteen.set-pattern",
        label=_("Changer les jours…"),
        run=set_pattern,
        permission=right.BOOK,
        form=PATTERN,
        icon="calendar-days",
    ),
    Action(
        name="canteen.accept-late",
        label=_("Accepter hors délai…"),
        run=accept_late,
        permission=right.BOOK,
        form=LATE,
        scope=Scope.SELECTION,
        icon="clock",
    ),
    Action(
        name="canteen.declare-class-event",
        label=_("Déclarer un événement…"),
        run=declare_class_event,
        permission=right.BOOK,
        form=EVENT,
        preview=event_preview,
        icon="bus",
        help=_("Grève, sortie, enseignant absent\u00a0: libère des classes entières en une fois."),
    ),
    # ---------------------------------------------------------------- attendance
    Action(
        name="canteen.record-attendance",
        label=_("Pointer"),
        run=record_attendance,
        permission=right.POINT,
        form=MARKS,
        icon="clipboard-check",
    ),
    Action(
        name="canteen.finish-sheet",
        label=_("Terminer la feuille…"),
        run=finish_sheet,
        permission=right.POINT,
        form=SHEET,
        preview=sheet_preview,
        icon="check-check",
        help=_("Tous présents, sauf ceux qui sont pointés absents."),
    ),
    Action(
        name="canteen.finish-days",
        label=_("Terminer toutes les feuilles…"),
        run=finish_days,
        permission=right.POINT,
        form=DAYS,
        icon="check-check",
    ),
    Action(
        name="canteen.lock-days",
        label=_("Verrouiller…"),
        run=lock_days,
        permission=right.UNLOCK,
        form=DAYS,
        icon="lock",
    ),
    Action(
        name="canteen.reopen-sheet",
        label=_("Rouvrir une feuille…"),
        run=reopen_sheet,
        permission=right.UNLOCK,
        form=REOPEN,
        icon="lock-open",
    ),
    Action(
        name="canteen.copy-last-week",
        label=_("Comme la semaine dernière"),
        accept=_("Recopier la semaine"),
        run=copy_last_week,
        permission=right.POINT,
        form=WEEK_OF_CLASS,
        icon="copy",
    ),
    Action(
        name="canteen.decide-absence",
        label=_("Décider de cette absence…"),
        run=decide_absence,
        permission=right.POINT,
        form=DECIDE,
        scope=Scope.RECORD,
        icon="scale",
        applies=ABSENT,
    ),
    Action(
        name="canteen.receive-certificate",
        label=_("Certificat reçu…"),
        accept=_("Noter le certificat"),
        run=receive_certificate,
        permission=right.POINT,
        form=CERTIFICATE,
        icon="file-check",
    ),
    # ---------------------------------------------------------------- kitchen and money
    Action(
        name="canteen.order-meals",
        label=_("Commander les repas…"),
        run=order_meals,
        permission=right.ORDER,
        form=ORDER,
        preview=order_preview,
        icon="truck",
    ),
    Action(
        name="canteen.draft-month",
        label=_("Préparer le mois…"),
        run=draft_month,
        permission=right.BILL,
        form=MONTH,
        icon="calculator",
        confirm=draft_question,
        preview=draft_preview,
        help=_("Calcule les brouillons à partir des journées verrouillées."),
    ),
    Action(
        name="canteen.validate-month",
        label=_("Valider le mois…"),
        run=validate_month,
        permission=right.BILL,
        form=VALIDATE,
        icon="stamp",
        confirm=month_question,
        preview=month_preview,
        legal=True,
        help=_("Numérote et fige les brouillons qui passent toutes les vérifications."),
    ),
    *SETUP_ACTIONS,
)
