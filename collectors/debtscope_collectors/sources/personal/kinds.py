"""Kinds of personal data: the names that columns have in six languages, and the proof that values are what the name says."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_EMAIL = regex(r"[\w.+'-]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})")
_PHONE = regex(r"(?:\+|00|\()?\d[\d\s().\-/]{5,18}\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?")
_IBAN = regex(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?")
_DATE = regex(r"(?:(\d{4})[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](\d{4}))(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_NAME = regex(r"[A-ZÀ-ÖØ-Þ][\w'’.-]{1,30}(?:,? [A-ZÀ-ÖØ-Þdvl][\w'’.-]{0,30}){0,4}")
_ID = regex(r"(?=(?:\D*\d){5})[A-Z0-9]{1,4}(?:[ .\-/]?[A-Z0-9]{1,5}){1,6}", re.IGNORECASE)
_ADDRESS = regex(r"(?=.*\d)(?=.*[A-Za-zÀ-ÿ]{3})[\w .,'’/#-]{6,120}")
_RESERVED_HOST = regex(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|local)$|^(?:test|domain|email|mail|foo|bar|acme|company|sample|demo|fake|dummy)\.(?:com|org|net|io)$",
    re.IGNORECASE,
)
_RESERVED_PHONE = regex(
    r"555-?01\d\d$|5550[01]\d\d$|7700900\d{3}$|2079460\d{3}$|1632960\d{3}$|(?:^|\D)0{6,}|1234567|^(\d)\1{5,}"
)
_DOCUMENTATION = tuple(ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))

REAL, RESERVED, NO = "real", "reserved", "no"


def _email(value: str) -> str:
    match = _EMAIL.fullmatch(value)
    if not match:
        return NO
    return RESERVED if _RESERVED_HOST.search(match[1]) else REAL


def _phone(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    if not _PHONE.fullmatch(value) or not 7 <= len(digits) <= 15 or re.fullmatch(r"\d+\.\d+|\d{4}-\d\d-\d\d.*", value):
        return NO
    return RESERVED if _RESERVED_PHONE.search(digits) or re.search(r"555[-. ]?01\d\d$", value) else REAL


def _iban(value: str) -> str:
    if not _IBAN.fullmatch(value):
        return NO
    compact = value.replace(" ", "")
    if not 15 <= len(compact) <= 34:
        return NO
    if "00000000" in compact:  # a bank of zeros belongs to nobody, whatever the checksum
        return RESERVED
    number = "".join(str(int(char, 36)) for char in compact[4:] + compact[:4])
    return REAL if int(number) % 97 == 1 else NO


def _card(value: str) -> str:
    digits = re.sub(r"[ -]", "", value)
    if not digits.isascii() or not digits.isdigit() or not 13 <= len(digits) <= 19:
        return NO
    total = 0
    for place, char in enumerate(reversed(digits)):
        number = int(char) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    if total % 10:
        return NO
    return (
        RESERVED
        if digits in ("4111111111111111", "4242424242424242", "5555555555554444") or set(digits) == {"0"}
        else REAL
    )


def _ip(value: str) -> str:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return NO
    if any(address in network for network in _DOCUMENTATION if address.version == 4):
        return RESERVED
    return REAL if address.is_global else NO


def _birth(value: str) -> str:
    match = _DATE.fullmatch(value)
    year = int(match[1] or match[2]) if match else 0
    return REAL if 1900 <= year <= 2024 else NO


def _person(value: str) -> str:
    return REAL if len(value) < 80 and _NAME.fullmatch(value) else NO


_FRACTION = regex(r"[+-]?\d{0,3}\.\d+(?:e[+-]?\d+)?", re.IGNORECASE)


def _number(value: str) -> str:
    if not _ID.fullmatch(value) or len(value) > 30 or _FRACTION.fullmatch(value):
        return NO
    return RESERVED if re.match(r"(?:000|666|9\d\d)-\d\d-\d{4}$|0{2,3}[-. ]0{2}", value) else REAL


def _address(value: str) -> str:
    return REAL if _ADDRESS.fullmatch(value) else NO


@frozen(kw_only=False)
class Kind:
    """One kind of personal data."""

    words: str
    name: re.Pattern[str]
    """Matches the whole normalised column name."""
    judge: Callable[[str], str]
    is_strong: bool


def _kind(words: str, names: str, judge: Callable[[str], str], *, strong: bool = False) -> Kind:
    return Kind(
        words,
        regex(r"(?:[a-z0-9]+_){0,3}(?:" + names.replace(" ", "|") + r")(?:_(?:\d{1,2}|x|y|nr|no|number|hash))?"),
        judge,
        strong,
    )


KINDS: tuple[Kind, ...] = (
    _kind("e-mail address", "e_?mails? e_?mail_?add?resse? mail_?add?ress mail mails emailid email_id correo correo_electronico courriel adresse_mail adresse_email e_?post contact_email", _email, strong=True),
    _kind("phone number", "phones? phone_?numbers? tel telephone telefon telefono telefone telefoon telefonnummer telefoonnummer numero_telephone mobile mobile_?phone mobile_?number handy handynummer celular msisdn cell_?phone fax", _phone, strong=True),
    _kind("IBAN", "iban bank_?account konto kontonummer account_?number cuenta_bancaria compte_bancaire", _iban, strong=True),
    _kind("card number", "credit_?card card_?number cc_?number cc_?num kreditkarte kreditkartennummer numero_carte tarjeta numero_tarjeta cartao pan", _card, strong=True),
    _kind("national id", "ssn social_?security_?(?:number|no)? sin nino national_?(?:id|number|insurance) steuer_?id personalausweis ausweisnummer sozialversicherungsnummer dni nie nif cpf bsn burgerservicenummer (?:numero|num|n|no)_?insee num_?secu passport passport_?number passport_?no reisepass passeport pasaporte passaporte paspoort tax_?id drivers?_?licen[cs]e", _number, strong=True),
    _kind("IP address", "ip ip_?addr(?:ess)? client_?ip remote_?addr user_?ip", _ip),
    _kind("date of birth", "dob date_?of_?birth birth_?date birthday birth_?day geburtsdatum geburtstag fecha_(?:de_)?nacimiento date_(?:de_)?naissance data_(?:de_)?nascimento geboortedatum", _birth),
    _kind("name of a person", "full_?name first_?name last_?name sur_?name given_?name family_?name middle_?name customer_?name client_?name patient_?name employee_?name user_?full_?name person_?name vorname nachname familienname nombre apellidos? prenom nom_(?:de_)?famille nom_complet sobrenome nome_completo voornaam achternaam", _person),
    _kind("postal address", "street street_?address home_?address postal_?address address_?line address anschrift strasse direccion adresse endereco adres straatnaam", _address),
)  # fmt: skip

_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_ACCENTS = str.maketrans("áàâãäåéèêëíìîïóòôõöøúùûüñçß", "aaaaaaeeeeiiiioooooouuuuncs")
_NOT_PERSONAL = regex(
    r"(?:^|_)(?:is|has|num|count|n|nb|len|length|valid|verified|flag|opt|domain|provider|template|subject|type|status|enabled|"
    r"product|company|business|file|feature|column|model|dataset|table|host|server|package|project|class|label|artifact|repo|repository|branch|module|endpoint|brand|city|country|"
    r"store|shop|item|event|category|support|bot|encoded|hash|hashed|masked|token|anon\w*)(?:_|$)"
)


_SINE = regex(
    r"(?:hour|day|week|month|year|minute|second|time|date|angle|dir(?:ection)?|wind|season|phase|dow|doy|deg|rad|lat|lon|long)s?_sin(?:_|$)"
)
"""`month_sin` is a sine, no social insurance number."""


def normalise(column: str) -> str:
    """`E-Mail Adresse` -> `e_mail_adresse`, `firstName` -> `first_name`."""
    folded = _CAMEL.sub("_", column.strip()[:100]).lower().translate(_ACCENTS)
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_")


def kind_of(column: str) -> Kind | None:
    """The kind that a column's name speaks of; None for flags, counts, companies and hashed columns."""
    name = normalise(column)
    if not name or _NOT_PERSONAL.search(name) or _SINE.search(name):
        return None
    return next((kind for kind in KINDS if kind.name.fullmatch(name)), None)


def measure(kind: Kind, values: list[str]) -> tuple[float, bool]:
    """(share of non-empty values with the form of the kind, whether those are nearly all of reserved ranges)."""
    said = [
        value.strip()
        for value in values
        if value and value.strip().lower() not in ("", "nan", "none", "null", "na", "n/a", "-")
    ]
    if not said:
        return 0.0, False
    verdicts = [kind.judge(value[:200]) for value in said]
    real, reserved = verdicts.count(REAL), verdicts.count(RESERVED)
    if kind.words == "name of a person" and len(set(said)) < min(len(said), 3):
        return 0.0, False  # a constant or a category is no column of people
    return (real + reserved) / len(said), reserved > 4 * real
