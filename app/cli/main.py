# SPDX-License-Identifier: EUPL-1.2
"""Reads the command line, opens the dossier, calls one command, and turns outcomes into exit statuses."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from app import __version__
from app.cli import commands
from app.cli.output import Output
from app.cli.values import UsageError
from app.core.outcome import EnvironmentProblem, NeedsConfirmation, UserError
from app.core.strings import _
from app.core.text import Text

DONE, REFUSED, USAGE, ENVIRONMENT, BUG = range(5)


def run(arguments: Sequence[str]) -> int:
    """Run one command; answers the exit status of `rulings.md`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A French sentence must survive a console that speaks another code page.
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = build_parser()
    try:
        known, rest = parser.parse_known_args(arguments)
    except SystemExit as stop:
        return USAGE if stop.code else DONE
    if rest and known.command is not commands.do and known.command is not commands.print_paper:
        parser.print_usage(sys.stderr)
        return _say(_("Mot inconnu sur la ligne de commande\u00a0: {words}.", words=" ".join(rest)), USAGE)
    output = Output(as_json=getattr(known, "json", False), as_csv=getattr(known, "csv", False))
    try:
        return int(known.command(known, rest, output))
    except UsageError as fault:
        return _say(str(fault), USAGE)
    except NeedsConfirmation as question:
        return output.refused(_("{question} Ajoutez --yes pour confirmer.", question=question.message))
    except UserError as refusal:
        return output.refused(refusal.message)
    except EnvironmentProblem as problem:
        return _say(problem.message, ENVIRONMENT)
    except KeyboardInterrupt:
        return _say(_("Interrompu\u00a0: rien n’a été enregistré."), REFUSED)
    except BrokenPipeError:
        return DONE
    except Exception as bug:
        if os.environ.get("BEFFROI_DEBUG"):
            raise
        from app.cli.bug import report

        return _say(report(bug), BUG)


def _say(sentence: Text, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; actions' own parameters are read later, from their forms."""
    parser = argparse.ArgumentParser(prog="beffroi", description=str(_("La mairie tient ses dossiers.")))
    parser.add_argument("--version", action="version", version=f"beffroi {__version__}")
    subs = parser.add_subparsers(metavar=str(_("COMMANDE")), required=True)

    def command(
        name: str, function: commands.Command, help_text: Text, dossier: bool = True
    ) -> argparse.ArgumentParser:
        sub = subs.add_parser(name, help=str(help_text), description=str(help_text), allow_abbrev=False)
        sub.set_defaults(command=function)
        if dossier:
            sub.add_argument("dossier", metavar="DOSSIER", help=str(_("dossier de la commune")))
            sub.add_argument(
                "--as", dest="user", metavar=str(_("AGENT")), help=str(_("agent au nom de qui agir"))
            )
        sub.add_argument("--json", action="store_true", help=str(_("réponse en JSON")))
        return sub

    sub = command("open", commands.open_window, _("Ouvrir la fenêtre sur un dossier."))
    sub = command("create", commands.create, _("Créer le dossier d’une commune."))
    sub.add_argument("--name", required=True, help=str(_("nom de la commune")))
    sub.add_argument("--postgresql", metavar="URL", help=str(_("base PostgreSQL au lieu d’un fichier")))
    sub = command("demo", commands.demo, _("Créer et ouvrir la commune de démonstration."), dossier=False)
    sub.add_argument(
        "--to", metavar=str(_("DOSSIER")), help=str(_("où la créer (sinon, dans vos documents)"))
    )
    sub.add_argument("--open", action="store_true", help=str(_("ouvrir la fenêtre ensuite")))
    sub.add_argument("--month", action="store_true", help=str(_("jouer le mois, laisser papiers et images")))
    sub.add_argument("--seed", type=int, default=2026)
    sub = command("import", commands.import_file, _("Reprendre un fichier (CSV, XLSX, ODS)."))
    sub.add_argument("importer", metavar=str(_("REPRISE")))
    sub.add_argument("file", metavar=str(_("FICHIER")))
    sub.add_argument(
        "--dry-run",
        action="store_true",
        help=str(_("essai\u00a0: dire ce qui serait fait, sans rien écrire")),
    )
    sub.add_argument("--map", metavar=str(_("FICHIER")), help=str(_("correspondance des colonnes, en JSON")))
    sub.add_argument("--sheet", metavar=str(_("FEUILLE")))
    sub.add_argument("--option", action="append", default=[], metavar="NOM=VALEUR")
    sub.add_argument("--yes", action="store_true", help=str(_("ne rien demander")))
    command("do", commands.do, _("Faire une action\u00a0: beffroi do DOSSIER ACTION --nom valeur…"))
    sub = command("rows", commands.rows, _("Lire une liste."))
    sub.add_argument("table", metavar=str(_("LISTE")))
    sub.add_argument("--filter", action="append", default=[], metavar=str(_("CHAMP=VALEUR")))
    sub.add_argument(
        "--chip", default="", metavar=str(_("FILTRE")), help=str(_("filtre enregistré de la liste"))
    )
    sub.add_argument("--search", default="", metavar=str(_("TEXTE")))
    sub.add_argument("--order", default="", metavar=str(_("[-]CHAMP")))
    sub.add_argument("--param", action="append", default=[], metavar=str(_("NOM=VALEUR")))
    sub.add_argument(
        "--on", metavar=str(_("JOUR")), help=str(_("jour regardé, pour les listes qui le demandent"))
    )
    sub.add_argument("--csv", action="store_true")
    command(
        "print",
        commands.print_paper,
        _("Imprimer un document\u00a0: beffroi print DOSSIER DOCUMENT --id N --to FICHIER."),
    )
    sub = command("search", commands.search, _("Chercher dans tout le dossier."))
    sub.add_argument("text", metavar=str(_("TEXTE")))
    sub = command("tasks", commands.tasks, _("Ce qu’il y a à faire."))
    sub = command("history", commands.history, _("Journal du dossier."))
    sub.add_argument("--limit", type=int, default=50)
    sub = command("undo", commands.undo, _("Annuler une opération du journal."))
    sub.add_argument("operation", type=int)
    sub = command("set", commands.put_setting, _("Lire ou changer un réglage."))
    sub.add_argument("name", nargs="?", default="")
    sub.add_argument("value", nargs="?")
    command("check", commands.check, _("Vérifier la base, les archives et la cohérence."))
    sub = command("backup", commands.backup, _("Sauvegarder."))
    sub.add_argument("--to", metavar=str(_("FICHIER")))
    sub = command("restore", commands.restore, _("Revenir à une sauvegarde."))
    sub.add_argument("backup", metavar=str(_("SAUVEGARDE")))
    sub.add_argument("--yes", action="store_true")
    sub = command("pictures", commands.pictures, _("Photographier chaque page et chaque papier."))
    sub.add_argument("--to", required=True, metavar=str(_("DOSSIER")))
    sub.add_argument("--theme", choices=("light", "dark", "contrast"), default="light")
    sub.add_argument("--font", type=int, default=100, metavar="100-200")
    command("actions", commands.list_actions, _("Actions disponibles, avec leurs paramètres."), dossier=False)
    command("pages", commands.list_pages, _("Pages, listes et documents disponibles."), dossier=False)
    command("modules", commands.list_modules, _("Modules installés."), dossier=False)
    return parser
