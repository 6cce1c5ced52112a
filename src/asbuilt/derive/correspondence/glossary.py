"""Words of English and German office work that mean nearly the same, and words that are opposites.

A small, general list, not a thesaurus: a match by it counts for less than one by the word itself.
A word may be in several groups; that two words share a group does not make the groups one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from asbuilt.derive.correspondence.words import stem

_ALIKE: Final = """
approve authorise authorize grant freigeben freigabe freigegeben genehmigen genehmigung
release free freigeben freigabe freigegeben
check verify verification examine inspect prüfen prüfung geprüft kontrollieren kontrolle
review assess assessment evaluate evaluation appraise check bewerten bewertung
validate validation verify validieren
decide decision determine entscheiden entscheidung entschieden
assign allocate appoint determine select choose zuweisen zuordnen auswählen auswahl bestimmen
reject rejection decline deny refuse ablehnen ablehnung abgelehnt zurückweisen
cancel cancellation withdraw abort stornieren storno abbrechen abbruch
send dispatch submit transmit forward issue deliver senden versenden zusenden versand schicken
notify notification inform information alert tell benachrichtigen benachrichtigung informieren
receive receipt arrive arrival get incoming erhalten empfangen eingang eingehen eingegangen erhalt
obtain get retrieve fetch collect request beschaffen holen abrufen einholen
request requisition demand ask order anfordern anforderung angefordert anfrage anfragen
create generate make produce prepare issue draft erstellen erzeugen anlegen ausstellen generieren
prepare vorbereiten vorbereitung
record register enter log capture note erfassen erfassung eintragen vermerken registrieren buchen
update change amend modify edit ändern änderung aktualisieren bearbeiten
archive file store save deposit ablegen ablage archivieren archiv speichern
pay payment settle settlement transfer bezahlen bezahlung zahlen zahlung überweisen überweisung
charge debit deduct collect withdraw abbuchen belasten einziehen
close complete finish end conclude terminate abschließen beenden abgeschlossen beendet
process handle execute perform treat verarbeiten verarbeitung verarbeitet bearbeiten bearbeitung
publish announce release veröffentlichen
accelerate expedite speed escalate beschleunigen beschleunigt
clarify resolve klären klärung
correct fix repair improve amend korrigieren berichtigen
confirm confirmation acknowledge acknowledgement bestätigen bestätigung
calculate compute berechnen berechnung
plan schedule planen planung
deliver delivery ship shipment dispatch liefern lieferung ausliefern
order purchase bestellen bestellung auftrag
invoice bill rechnung rg
offer quote quotation proposal angebot
contract agreement vertrag
customer client kunde kundin
supplier vendor creditor lieferant kreditor
employee worker staff mitarbeiter angestellter
manager supervisor boss vorgesetzter leiter
applicant claimant antragsteller
application antrag bewerbung
complaint claim grievance beschwerde reklamation
goods merchandise items ware waren
money funds amount geld betrag
account konto
management mgmt
payment pmt
quantity qty menge
department dept abteilung
risk risiko risiken
document paper dokument unterlage unterlagen beleg
report bericht meldung
case matter fall vorgang
all relevant every alle
"""

_OPPOSED: Final = """
approve reject
accept reject
accept decline
grant reject
start end
open close
begin end
send receive
create delete
add remove
successful unsuccessful
online offline
applicant respondent
claimant defendant
buyer seller
customer supplier
enable disable
increase decrease
internal external
before after
freigeben ablehnen
genehmigen ablehnen
annehmen ablehnen
anfang ende
öffnen schließen
kunde lieferant
"""


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_ALIKE.strip().splitlines()):
        for word in line.split():
            found[stem(word)].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_NONE: Final[frozenset[int]] = frozenset()
GROUPS: Final = _groups()
"""The groups that each stem is in."""
OPPOSITES: Final = frozenset(
    frozenset(map(stem, line.split())) for line in _OPPOSED.strip().splitlines()
)
"""Pairs of stems of which one excludes the other."""
NEGATIONS: Final = frozenset(map(stem, ("not", "no", "non", "without", "nicht", "kein", "ohne")))


def mean_alike(one: str, other: str) -> bool:
    """Say whether two stems are in one group."""
    return not GROUPS.get(one, _NONE).isdisjoint(GROUPS.get(other, _NONE))
