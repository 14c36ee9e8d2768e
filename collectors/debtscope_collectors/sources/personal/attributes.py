"""What columns say about people beyond reaching them: protected attributes, their proxies, and words for the persons themselves.

Names are judged whole, in English, German, French, Spanish, Portuguese and Dutch: `age_band` speaks of a person's age,
`account_age`, `page` and `embrace` of nobody's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.personal.kinds import KINDS, normalise

_OWNER: Final = (
    r"(?:(?:customer|client|user|person|personal|applicant|patient|employee|borrower|member|subscriber|insured|driver|candidate|"
    r"student|respondent|passenger|cust|code|name|cat|num|is|demographic|kunden?)_){0,3}"
)
_MADE: Final = (
    r"(?:_(?:band|group|bucket|bin|bins|binned|cat|category|range|class|code|encoded|enc|risk|flag|years?|in_years|male|female|m|f|"
    r"scaled|norm|normali[sz]ed|squared|log|ohe|freq|mean|prefix|le|te|num|\d{1,3})){0,3}"
)


@frozen(kw_only=False)
class Attribute:
    """A characteristic of a person that laws on equal treatment protect, or one that often stands for such."""

    words: str
    is_proxy: bool
    is_clinical: bool
    """Medicine has reasons to use it."""
    names: str
    """Alternatives of a pattern."""
    pattern: re.Pattern[str]


def _pattern(names: str) -> re.Pattern[str]:
    return regex(f"{_OWNER}(?:{names}){_MADE}")


def _attribute(words: str, names: str, *, proxy: bool = False, clinical: bool = False) -> Attribute:
    joined = names.replace(" ", "|")
    return Attribute(words, proxy, clinical, joined, _pattern(joined))


ATTRIBUTES: Final = (
    _attribute("gender", "gender sex geschlecht genero sexo sexe geslacht gender_identity gender_id sex_id is_fe?male", clinical=True),
    _attribute("race or ethnicity", "race ethnicity ethnic ethnic_group race_ethnicity ethnie etnia etnicidad skin_colou?r hautfarbe"),
    _attribute("religion", "religion religious_affiliation konfession religione godsdienst"),
    _attribute("nationality", "nationality citizenship citizen foreign_worker staatsangehoerigkeit nationalite nacionalidad nacionalidade nationaliteit immigration_status"),
    _attribute("disability", "disability disabled disability_status behinderung schwerbehindert discapacidad deficiencia"),
    _attribute("sexual orientation", "sexual_orientation sexuelle_orientierung"),
    _attribute("pregnancy", "pregnant pregnancy pregnancies schwanger embarazada", clinical=True),
    _attribute("union membership", "union_member union_membership trade_union gewerkschaft"),
    _attribute("marital status", "marital marital_status married maritalstatus familienstand estado_civil etat_civil civil_status burgerlijke_staat family_status marital_status_id marital_id"),
    _attribute("age", "age dob date_of_birth birth_?date birth_?year days_birth year_of_birth senior_?citizen lebensalter geburtsdatum edad idade leeftijd is_senior", clinical=True),
    _attribute("postcode", "post_?code zip zip_?code zip_?5 postal_?code plz postleitzahl codigo_postal code_postal cep", proxy=True),
    _attribute("name", "first_?name last_?name sur_?name given_?name vorname nachname prenom", proxy=True),
    _attribute("place of birth", "birth_?place place_of_birth country_of_birth native_country geburtsort lugar_nacimiento", proxy=True),
    _attribute("language", "native_language mother_tongue primary_language muttersprache", proxy=True),
)  # fmt: skip
"""GDPR article 9, EU Charter article 21, US Equal Credit Opportunity Act; the last four are proxies."""
_ANY: Final = _pattern("|".join(one.names for one in ATTRIBUTES))
"""Most columns speak of none of them: one question instead of fourteen."""

_ENTITY: Final = regex(
    r"(?:customer|client|user|applicant|patient|borrower|employee|candidate|subscriber|passenger|student|member|policy_?holder|insured|"
    r"person|cust|kunden?|cliente|citizen|tenant|cardholder|card_?holder|debtor)(?:_?(?:id|nr|no|number|key|uuid|name|code))?"
    r"|sk_id_curr|msisdn"
)
_DESCRIBES: Final = regex(
    rf"{_OWNER}(?:income|annual_income|salary|estimated_salary|education|education_level|occupation|job|job_title|credit_score|cibil_score|dependents|num_dependents|"
    r"family_size|partner|household_size|employment_length|emp_length|emp_title|home_ownership|person_home_ownership|person_income|yearsatcompany|medical_history|smoker|smoking_status|bmi|chol|diagnosis)"
)
_TEXT: Final = regex(
    r"(?:candidate_|raw_|user_|full_)?(?:resume|cv|curriculum)(?:_?(?:text|content|body|md|markdown|json))?|(?:patient|clinical|medical|doctors?)_?(?:notes?|records?|history|report|summary|text)"
    r"|(?:candidate|applicant|patient)_(?:profile|data|info|details|context)|medical_profile"
)
FREE_TEXT: Final = "text about a person"


@lru_cache(maxsize=20_000)
def attribute_of(column: str) -> Attribute | None:
    """The protected attribute or proxy that a column's name speaks of."""
    name = normalise(column)
    if not name or not _ANY.fullmatch(name):
        return None
    return next((one for one in ATTRIBUTES if one.pattern.fullmatch(name)), None)


@lru_cache(maxsize=20_000)
def describes_person(column: str) -> bool:
    """Whether a column's name speaks of a person's circumstances (income, occupation …) or is a protected attribute."""
    return bool(_DESCRIBES.fullmatch(normalise(column))) or attribute_of(column) is not None


@lru_cache(maxsize=20_000)
def names_person(column: str) -> bool:
    """Whether a column tells that each row is a person: `customer_id`, `patient`."""
    return bool(_ENTITY.fullmatch(normalise(column)))


_WEAK: Final = frozenset({"IP address", "postal address"})
_UNSAID: Final = frozenset(
    {
        "email_id",
        "mail_id",
        "mail",
        "mails",
        "fax",
        "sin",
        "pan",
        "nie",
        "tel",
        "handy",
        "mobile",
        "konto",
        "ip",
        "account_number",
        "bank_account",
        "nombre",
    }
)
"""Names that mean other things in code: sine, pan and tilt, telemetry, the name of anything in Spanish."""


@lru_cache(maxsize=20_000)
def reaches_person(name: str) -> str | None:
    """The kind of personal data that a variable, field or key holds by its name, where code leaves little doubt."""
    plain = normalise(name)
    if not plain or plain in _UNSAID:
        return None
    if _TEXT.fullmatch(plain):
        return FREE_TEXT
    kind = next((kind for kind in KINDS if kind.words not in _WEAK and kind.name.fullmatch(plain)), None)
    return kind.words if kind and not _OTHER.search(plain) else None


_OTHER: Final = regex(
    r"(?:^|_)(?:is|has|flag|num|count|len|valid|verified|opt|domain|template|subject|type|status|enabled|company|business|file|feature|column|"
    r"model|dataset|table|repo|repository|project|package|module|branch|org|organization|organisation|bot|hash|hashed|masked|token|anon\w*|sender|smtp|from|service|sa|gcp|iam|admin|owner|notification|alert|to|support|col|cols|field|regex|pattern|author|contact|maintainer)(?:_|$)"
)
