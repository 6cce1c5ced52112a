"""The means outside a system by which a task is done: e-mail, spreadsheet, telephone and so on.

Names of tasks are read word by word, in English and German. Whether a task *is done* by such a
means, or only *tells* somebody something, is told by who does it and by its verb: a machine that
sends an e-mail tells; a person who keeps a list in Excel works there. What merely sounds alike
(an e-mail address, the mail room, a call of a service) is no such means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ADDRESS: Final = (
    r"(?:address(?:es)?|adress\w*|field|format|domain|account|template|vorlage\w*|server"
)
_NOT_MAIL: Final = re.compile(
    rf"\be-?mail[\s-]*{_ADDRESS}|queue|relay|gateway|header|validation|verification|consent"
    r"|newsletter|campaign|subscription|signature|valid|verified|confirmed|bestätigt)\b"
    r"|\bmail[\s-]*(?:queue|server|room|merge|box\s+number|order|carrier|gateway|relay|address"
    r"(?:es)?|adress\w*|template|stop|bag|slot)\b|\bmailroom\b|\bpoststelle\b|\bmailing\s+list\b"
    r"|\b(?:validat|verif)\w*\s+(?:\w+\s+){0,2}e-?mails?\b"
    r"|\bchat\s?bot\b|\bdata[\s-]?sheet\b|\b(?:pivot|decision|database|db|lookup|hash)[\s-]table\b"
    r"|\b(?:e-?mail|phone|telephone|mobile|fax|telefon|handy)[\s-]*(?:no\.?|number|nr\.?|nummer)\b"
    r"|\b(?:telefon|handy|fax|mobil)nummer\w*|\be-?mail-?adress\w*|\bteams?\s+(?:lead\w*|member\w*)\b",
    re.IGNORECASE,
)
"""What bears the word of a means and is none: a property of somebody, a piece of technology."""

_WORDS: Final = {
    "spreadsheet": r"excel(?:-?(?:tabelle|liste|datei|blatt)\w*)?|spreadsheets?|xlsx?"
    r"|google\s+sheets?|tabellenkalkulation\w*",
    "e-mail": r"e-?mail(?:s|ed|ing)?|mails?|mailbox(?:es)?|inbox(?:es)?|outlook"
    r"|(?:e-?mail-?)?postfach\w*",
    "telephone": r"(?:tele)?phone(?:s|d)?|phoning|telefon(?:at|anruf|isch|ieren|iert)?|anrufen"
    r"|rückruf|fernmündlich|zuruf",
    "fax": r"fax(?:es|ed|en)?",
    "chat": r"whats\s?app|slack|(?:ms|microsoft)[\s-]teams|teams[\s-]+(?:chat|channel|kanal)|chat"
    r"|skype|signal[\s-]chat|messenger",
    "shared folder": r"(?:shared|network|group)[\s-](?:drives?|folders?)|(?:netz|gruppen)laufwerk"
    r"|laufwerk|sharepoint[\s-](?:list\w*|folder|ordner)",
}
_MEANS: Final = {
    kind: re.compile(rf"(?<![\w@.])(?:{words})(?![\w@])", re.IGNORECASE)
    for kind, words in _WORDS.items()
}
_CALL: Final = re.compile(
    r"^call(?:s|ing)?\s+(?:back\s+)?(?:(?:the|a|an|each|our|up)\s+)*"
    r"(?:customers?|clients?|suppliers?|vendors?"
    r"|applicants?|patients?|claimants?|debtors?|guests?|members?|tenants?|candidates?|managers?"
    r"|buyers?|sellers?|partners?|employees?|bank|carrier|doctor|police)\b",
    re.IGNORECASE,
)
"""A call that a person makes to a person; systems and services are called, too."""

_TELLS: Final = re.compile(
    r"^(?:automatically\s+)?(?:send|sends|sending|notify|notifies|inform|informs|remind|acknowledge"
    r"|confirm|thank|alert|invite|e-?mail|mail|text|publish|reply|deliver|post|push|dispatch|issue)\b"
    r"|\b(?:reminder|notification|confirmation|notice|newsletter|alert|invitation|receipt"
    r"|erinnerung|benachrichtigung|bestätigung|mitteilung|einladung)\b"
    r"|\b(?:ver|zu|ab)?send(?:en|et)$|\b(?:benachrichtigen|informieren|verschicken|schicken"
    r"|mitteilen|erinnern|bestätigen)\b",
    re.IGNORECASE,
)
"""Verbs and nouns by which a task says that it tells somebody something."""
_HANDS_OVER: Final = re.compile(
    r"^(?:forward|escalate|hand|pass|request|ask|clarif\w*|approv\w*|discuss|negotiat\w*|agree"
    r"|collect|coordinat\w*|settle|resolve|obtain|submit|assign|order|track|maintain|keep|enter"
    r"|record|update|fill|log|manage|process|handle|check|read|review|monitor|reconcile|compare"
    r"|calculate|plan|prepare|write|search|look|list|register|copy|export|import|upload|download"
    r"|document|store|save|receive|open|answer|respond|note|work)\w*\b"
    r"|\b(?:weiterleiten|anfordern|anfragen|fragen|klären|abstimmen|freigeben|genehmigen|einholen"
    r"|pflegen|führen|eintragen|erfassen|ausfüllen|bearbeiten|prüfen|nachhalten|ablegen|speichern"
    r"|berechnen|planen|abgleichen|lesen|beantworten|beauftragen|bestellen|übergeben|melden"
    r"|klärung|abstimmung|freigabe|rückfrage|anfrage|genehmigung|eskalieren)\b",
    re.IGNORECASE,
)
"""Verbs and nouns by which a task says that work is done or handed over."""
_HANDS_ON: Final = re.compile(
    r"^(?:forward|escalate|request|ask|clarif)|weiterleiten|klär", re.IGNORECASE
)
_BY: Final = (
    r"(?:by|via|per|using|through|over|on|in|into|from|mittels|über|durch|mit|auf|aus|im|am)"
)
_TABLE: Final = re.compile(
    rf"\b(?:{_BY}\s+)(?:\w+\s+)?tabelle\b.*\b(?:pflegen|führen|eintragen|erfassen|ausfüllen)\b"
    r"|\btabelle\s+(?:pflegen|führen|ausfüllen)\b",
    re.IGNORECASE,
)

_TYPES: Final = {
    "e-mail": _names(
        "email mail mails emails smtp imap sendgrid mailgun mailjet mailchimp ses sesv2 gmail"
        " outlook sendmail postmark emailer mailer"
    ),
    "spreadsheet": _names("excel xls xlsx googlesheets sheets spreadsheet spreadsheets"),
    "chat": _names("slack msteams whatsapp telegram mattermost"),
    "telephone": _names("telephony"),
    "fax": _names("fax efax"),
}
"""Words in types, topics, classes and addresses of services that are such a means, by kind."""
_CAMEL: Final = re.compile(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])|(?<=[A-Z])(?=[A-Z][a-z])")
_PROTECTS: Final = re.compile(r"valid|verif|address|template|check|parse|queue", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Means:
    """By what a task is done, or tells something, with how sure that is and why."""

    kind: str
    is_work: bool
    """Whether the work itself is done so; otherwise it tells somebody something, and goes on."""
    confidence: float
    reason: str


def by_words(  # noqa: PLR0911 - one for each thing that a name may say
    name: str, *, by_machine: bool, described: bool = False
) -> Means | None:
    """Give the means that a task's name speaks of; None where it speaks of none.

    A description is read likewise (`described`), and believed less: it may speak of more than one
    thing.
    """
    text = _NOT_MAIL.sub(" ", _CAMEL.sub(" ", name).replace("_", " ")).strip()
    kind, said = _said(text)
    if kind is None:
        return None
    where = "its description says" if described else "its name says"
    reason = f"{where} “{said}”"
    # What a machine makes in Excel, or fetches from a mailbox, is an interface of a system.
    if by_machine and (described or kind not in {"e-mail", "chat", "fax"}):
        return None
    works, tells = bool(_HANDS_OVER.search(text)), bool(_TELLS.search(text))
    if by_machine:
        return Means(kind, is_work=False, confidence=0.8, reason=reason) if tells else None
    loss = 0.2 if described else 0.0
    if kind == "spreadsheet":
        return Means(kind, is_work=True, confidence=0.9 - loss, reason=reason)
    if described and (tells or not works):
        return None
    if tells and not _HANDS_ON.search(text):
        return Means(kind, is_work=False, confidence=0.6, reason=reason)
    by = re.search(rf"\b{_BY}\s+(?:\w+[\s-]){{0,2}}?{re.escape(said)}", text, re.IGNORECASE)
    sure = 0.8 if by and works else 0.7 if works else 0.5
    return Means(kind, is_work=True, confidence=sure - loss, reason=reason)


def by_type(value: str) -> Means | None:
    """Give the means that the type, topic, class or address of what does a task speaks of."""
    plain = re.sub(r"^[=$#{\s]+|[}\s]+$", "", value)
    if _PROTECTS.search(plain):
        return None
    # “io.camunda:google-sheets:1” and “com.acme.SendEmailDelegate” are read word by word.
    spelt = _CAMEL.sub(" ", plain.replace("google-sheets", "googlesheets")).casefold()
    spelt = spelt.replace("microsoft-teams", "msteams").replace("e-mail", "email")
    tokens = set(re.findall(r"[a-z0-9]+", spelt))
    for kind, words in _TYPES.items():
        found = sorted(tokens & words)
        if found:
            # What a machine puts into a spreadsheet is data outside the systems, not a message.
            is_work = kind == "spreadsheet"
            return Means(kind, is_work, 0.8 if is_work else 1.0, f"what does it is “{plain}”")
    return None


def _said(text: str) -> tuple[str | None, str]:
    """Give the means that a text speaks of and the words for it, the surest kind first."""
    for kind, pattern in _MEANS.items():
        found = pattern.search(text)
        if found is not None:
            return kind, found.group()
    found = _TABLE.search(text)
    if found is not None:
        return "spreadsheet", found.group()
    found = _CALL.search(text)
    return ("telephone", found.group()) if found is not None else (None, "")
