"""Which models decide about people, why that is believed, and which of their inputs are protected attributes or proxies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.datasets import training_data
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase, CodeModule, InventoryModel, ModelInventory
from debtscope_collectors.joins.inventory_inputs import feature_lists
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.joins.served_columns import request_models, route_inputs
from debtscope_collectors.sources.config.columns import ListedColumns
from debtscope_collectors.sources.datafiles.facts import TableProfile
from debtscope_collectors.sources.personal.attributes import (
    ATTRIBUTES,
    Attribute,
    attribute_of,
    describes_person,
    names_person,
)
from debtscope_collectors.sources.python.person_columns import ASIDE, FEATURES, PersonColumn, person_columns

_DOMAINS: Final = {
    "medical": {"medical", "patient", "patients", "disease", "diabetes", "clinical", "heart", "cancer", "stroke", "hospital", "melanoma",
                "cardio", "cardiac", "cardiovascular", "covid", "covid19", "sepsis", "icu", "tumor", "tumour", "pneumonia", "kidney"},
    "hiring": {"hiring", "recruitment", "recruiting", "resume", "resumes", "attrition", "applicants", "employee"},
    "credit": {"credit", "loan", "loans", "lending", "mortgage", "underwriting", "scorecard"},
    "insurance": {"insurance", "insured"},
    "education": {"student", "students", "admission", "admissions"},
    "housing": {"tenant", "rental"},
    "justice": {"recidivism", "compas", "parole", "visa", "asylum"},
    "benefits": {"welfare"},
}  # fmt: skip
_OF_PERSONS: Final = frozenset({"credit", "hiring"})
"""Fields in which a model of that name decides about persons, whatever its inputs are called."""
_JUSTIFIES: Final = regex(
    r"justif|legitimate|permitted|approved|necessary|medical reason|required by|legal(?:ly)? (?:basis|allowed)|we (?:use|keep|include) .{0,60}because",
    re.IGNORECASE,
)
_REASONS: Final = (
    "justif", "legitimate", "permitted", "approved", "necessary", "medical reason", "required by", "legal", "because"
)  # fmt: skip
"""One of them stands in whatever that pattern finds."""
_AFFECTS: Final = frozenset(
    {
        "churn",
        "credit",
        "loan",
        "attrition",
        "hiring",
        "recruitment",
        "resume",
        "patient",
        "applicant",
        "customer",
        "employee",
        "student",
        "insurance",
    }
)
"""Words in a model's name that say whom it is about."""
_PREDICTS: Final = regex(r"predict|score|infer|classif|eligib|approv|decision", re.IGNORECASE)
_MAKES_DATA: Final = regex(
    r"data_?gen|generat|synthe|simulat|benchmark|fake|mock|seed_|dashboard|eda|explor|plot|visuali", re.IGNORECASE
)
STAKES: Final = frozenset({"credit", "hiring", "insurance", "housing", "education", "justice", "benefits"})
"""Domains in which a decision changes a person's life."""
_PREPARERS: Final = frozenset(
    {
        "sklearn.compose.ColumnTransformer",
        "sklearn.compose.make_column_transformer",
        "pyspark.ml.feature.VectorAssembler",
    }
)
_LEAST: Final = 2
_ORDER: Final = {"derived": 0, "list": 1, "signature": 2, "field": 3, "table": 4}


@frozen
class SensitiveInput:
    """One protected attribute or proxy among the inputs of this repository's models."""

    column: str
    attribute: Attribute
    path: str
    line: int | None
    place: str
    """In words: made by `f`, in a list of features, in the signature of v3, asked for by /predict."""
    rank: int


@frozen
class AffectedModel:
    """One deployed model that decides about people, as far as names tell."""

    model: InventoryModel
    because: str
    """In words: its inputs name age and gender; the settings say so."""
    attributes: tuple[str, ...]
    """Protected attributes and proxies that it is given."""
    is_sure: bool
    """The settings, or an attribute of a person among its own inputs, say so."""


@frozen
class PeopleInputs:
    """All of the repository."""

    sensitive: tuple[SensitiveInput, ...]
    """Best place first."""
    models: tuple[str, ...]
    affected: tuple[AffectedModel, ...]
    domain: str | None
    """Of the settings, else of the words in names: medical, hiring, credit, insurance, education, housing, justice, benefits."""
    domain_from: str
    justified: frozenset[str]
    """Attributes whose use the settings or the documents justify."""
    has_people: bool
    """Columns tell that rows are persons."""


@join(PeopleInputs, facets=(person_columns, request_models, route_inputs, feature_lists))
def people_inputs(facts: Facts) -> Iterator[PeopleInputs]:
    """Exactly one where there is code; empty of everything where the settings say that nobody is affected."""
    code = facts.one(CodeBase)
    if code is None or facts.settings.profile.people is False:
        return
    inventory = facts.one(ModelInventory)
    deployed = [m for m in inventory.models if m.is_deployed and not m.retired] if inventory else []
    used = _used(facts, code, is_deployed=any(not m.is_hosted for m in deployed))
    rows = {path: facts.rows(person_columns).get(path, ()) for path in used}
    fields = tuple(_fields(facts, used))
    signatures = tuple(_signatures(deployed))
    dropped = {row.column for found in rows.values() for row in found if row.place == "dropped"}
    dropped |= _made_up(facts, code)
    told = (
        tuple(_settings(facts, dropped))
        if used and not any(r.place == "list" for found in rows.values() for r in found)
        else ()
    )
    inputs = [*_columns(rows, dropped), *fields, *signatures, *(one for one in told if isinstance(one, SensitiveInput))]
    if not inputs and not any(row.place == "list" for found in rows.values() for row in found):
        inputs = list(_tables(facts, used, dropped))
    circumstances = {r.column for found in rows.values() for r in found if r.place in ("list", "derived")} - dropped
    circumstances |= {one for one in told if isinstance(one, str)}
    circumstances |= {one.column for one in inputs} | {c for m in deployed for c in m.inputs if describes_person(c)}
    persons = {r.column for found in rows.values() for r in found if r.place != "drawn" and names_person(r.column)}
    domain, domain_from = _domain(facts, deployed)
    has_people = (
        facts.settings.profile.people is True
        or bool(persons)
        or len(circumstances) >= _LEAST
        or domain is not None
        or _speaks_of_people(facts)
    )
    sensitive = tuple(sorted((o for o in inputs if has_people), key=lambda o: (o.rank, o.path, o.line or 0)))
    yield PeopleInputs(
        sensitive=sensitive, models=tuple(m.name for m in deployed),
        affected=tuple(_affected(facts, deployed, sensitive, persons)) if has_people else (),
        domain=domain, domain_from=domain_from, justified=_justified(facts), has_people=has_people,
    )  # fmt: skip


def _used(facts: Facts, code: CodeBase, *, is_deployed: bool) -> dict[str, CodeModule]:
    """Modules that train, make features or serve, and what those import; tests and examples are left out, and so are notebooks,
    unless what is deployed was trained in one: no module trains."""
    served = facts.one(ServedCode)
    paths: dict[str, None] = {}
    for path, module in sorted(code.modules.items()):
        if module.facts.training or (module.facts.features and module.in_production) or prepares_columns(module):
            paths.update(dict.fromkeys(code.closure(path, 2)))
    by_notebook = is_deployed and not any(m.facts.training and m.is_own for m in code.modules.values())
    for closure in served.closures.values() if served else ():
        paths.update(dict.fromkeys(sorted(closure)))
    found = {path: code.modules[path] for path in paths if path in code.modules}
    return {
        p: m
        for p, m in found.items()
        if not is_aside(p) and not _MAKES_DATA.search(p)
        and ((m.is_own and m.facts.kind == "module") or (by_notebook and m.role == "notebook" and m.facts.training))
    }  # fmt: skip


def _made_up(facts: Facts, code: CodeBase) -> set[str]:
    """Columns of people that nobody is: drawn at random by what training imports, or by a program that writes the file which
    training reads."""
    drawing = {
        path: columns
        for path, rows in facts.rows(person_columns).items()
        if path in code.modules
        and not is_aside(path)
        and (columns := {row.column for row in rows if row.place == "drawn"})
    }
    training = [path for path, module in code.modules.items() if module.facts.training] if drawing else []
    reached = {one for path in training for one in (path, *code.closure(path, 2)) if one in code.modules}
    read = {_file(one.target) for path in reached for one in code.modules[path].facts.reads} - {""}
    return {
        column
        for path, columns in drawing.items()
        if path in reached or any(_file(one.target) in read for one in code.modules[path].facts.writes)
        for column in columns
    }


def _file(target: str | None) -> str:
    return (target or "").rpartition("/")[2]


def prepares_columns(module: CodeModule) -> bool:
    """Whether a module says which columns a model gets and how they are prepared, for whoever fits it."""
    return not _PREPARERS.isdisjoint(module.facts.called)


def _columns(rows: Mapping[str, Sequence[PersonColumn]], dropped: set[str]) -> Iterator[SensitiveInput]:
    for path, found in sorted(rows.items()):
        for row in found:
            attribute = attribute_of(row.column)
            if attribute is None or row.place not in ("derived", "list") or row.column in dropped:
                continue
            place = f"made by `{row.scope}`" if row.place == "derived" else "in a list of features"
            yield SensitiveInput(
                column=row.column, attribute=attribute, path=path, line=row.line, place=place, rank=_ORDER[row.place],
            )  # fmt: skip


def _settings(facts: Facts, dropped: set[str]) -> Iterator[SensitiveInput | str]:
    """Columns that a file of settings lists as features, where no code does: `categorical_columns: [gender, contract]`. Circumstances
    of a person that are no protected attributes are given as texts."""
    lists = [one for one in facts.all(ListedColumns) if not is_aside(one.path) and not _MAKES_DATA.search(one.path)]
    aside = dropped | {name.lower() for one in lists if ASIDE.search(one.key) for name, _ in one.columns}
    for one in lists:
        if not FEATURES.search(one.key) or ASIDE.search(one.key):
            continue
        for name, line in one.columns:
            attribute = attribute_of(name)
            if name.lower() in aside:
                continue
            if attribute is not None:
                yield SensitiveInput(
                    column=name, attribute=attribute, path=one.path, line=line, place=f"in `{one.key}`", rank=_ORDER["list"],
                )  # fmt: skip
            elif describes_person(name) or names_person(name):
                yield name


def _fields(facts: Facts, used: Iterable[str]) -> Iterator[SensitiveInput]:
    """Fields of the classes that prediction routes ask for."""
    routes = facts.rows(route_inputs)
    asked = {name: route.route for path in used for route in routes.get(path, ()) for name in route.types}
    for path in sorted(used):
        for model in facts.rows(request_models).get(path, ()):
            route = asked.get(model.name)
            if route is None or not _PREDICTS.search(route):
                continue
            for column in model.fields:
                if (attribute := attribute_of(column)) is not None:
                    yield SensitiveInput(
                        column=column, attribute=attribute, path=path, line=model.line, place=f"asked for by {route}",
                        rank=_ORDER["field"],
                    )  # fmt: skip


def _signatures(models: Iterable[InventoryModel]) -> Iterator[SensitiveInput]:
    for model in models:
        for column in model.inputs:
            if (attribute := attribute_of(column)) is not None:
                path, _, line = model.inputs_from.partition(" ")[0].partition(":")
                yield SensitiveInput(
                    column=column, attribute=attribute, path=path, line=int(line) if line.isdigit() else None,
                    place=f"an input of {model.name}", rank=_ORDER["signature"],
                )  # fmt: skip


def _tables(facts: Facts, used: Mapping[str, CodeModule], dropped: set[str]) -> Iterator[SensitiveInput]:
    """Columns of the tables in the tree that training reads whole: where no code lists features, all that is not dropped is one."""
    if any(facts.rows(feature_lists).get(path) for path in used):
        return
    tables = {table.path: table for table in facts.all(TableProfile)}
    seen: set[str] = set()
    for source in training_data(facts) if tables else ():
        table = next((tables[p] for p in (source.name, source.name.lstrip("./")) if p in tables), None)
        if table is None or source.path not in used or source.kind != "file":
            continue
        for column in table.columns:
            attribute = attribute_of(column)
            if attribute is not None and column not in dropped and column not in seen:
                seen.add(column)
                yield SensitiveInput(
                    column=column, attribute=attribute, path=source.path, line=source.line,
                    place=f"a column of {table.path}, of which no code leaves it out", rank=_ORDER["table"],
                )  # fmt: skip


def _speaks_of_people(facts: Facts) -> bool:
    """The title of the top README names customers, loans, patients or the like."""
    docs = facts.one(Documentation)
    titles = (
        [p.headings[0][1] for p in docs.pages if p.kind == "readme" and "/" not in p.path and p.headings]
        if docs
        else []
    )
    return any(_AFFECTS & set(words(title)) for title in titles)


def _domain(facts: Facts, models: Iterable[InventoryModel]) -> tuple[str | None, str]:
    """The settings' domain, else the first whose words stand in a deployed model's name, a training path or a README's title."""
    said = facts.settings.profile.domain
    if said:
        return said.lower(), "settings"
    texts = [(model.name, f"model {model.name}") for model in models]
    code, docs = facts.one(CodeBase), facts.one(Documentation)
    texts += [(p, p) for p, m in sorted(code.modules.items()) if m.facts.training and m.is_own] if code else []
    pages = [page for page in docs.pages if page.kind == "readme" and "/" not in page.path] if docs else []
    texts += [(page.headings[0][1], page.path) for page in pages if page.headings]
    for text, place in texts:
        domain = _field(text)
        if domain:
            return domain, place
    return None, ""


def _field(text: str) -> str | None:
    """The field of which a name speaks; fraud is none of the annex, though cards are of credit."""
    found = set(words(text))
    if "fraud" in found or "card" in found:
        return None
    return next((name for name, cues in _DOMAINS.items() if cues & found), None)


def _affected(
    facts: Facts, models: list[InventoryModel], sensitive: tuple[SensitiveInput, ...], persons: set[str]
) -> Iterator[AffectedModel]:
    for model in models:
        own = [c for c in model.inputs if describes_person(c)]
        code = {*model.serving_code, *(model.training.code if model.training else ())}
        is_any = not model.is_hosted and (len(models) == 1 or not model.inputs)  # what others made takes no columns
        near = [o for o in sensitive if is_any or o.path in code]
        attributes = tuple(
            dict.fromkeys([a.words for c in own if (a := attribute_of(c))] + [o.attribute.words for o in near])
        )
        named = sorted(_AFFECTS & set(words(model.name)))
        field = _field(model.name)
        if facts.settings.profile.people:
            because = "the settings say that it affects people"
        elif attributes:
            because = f"its inputs tell of {', '.join(attributes[:4])}"
        elif len(own) >= _LEAST:
            because = f"its inputs describe a person ({', '.join(own[:4])})"
        elif named and persons:
            because = f"its name says {named[0]}, and rows are persons ({sorted(persons)[0]})"
        elif field in _OF_PERSONS:
            because = f"its name speaks of {field}"
        else:
            continue
        is_sure = facts.settings.profile.people is True or bool(attributes)
        yield AffectedModel(model=model, because=because, attributes=attributes, is_sure=is_sure)


def _justified(facts: Facts) -> frozenset[str]:
    """Attributes that the settings name, and those named in one line of a document together with a reason."""
    found = {a.words for name in facts.settings.profile.sensitive if (a := attribute_of(name))}
    docs = facts.one(Documentation)
    named = {a.words: set(words(a.words)) - {"or", "of"} for a in ATTRIBUTES}
    for line in (line for page in docs.pages for line in _justifying(page.text)) if docs else ():
        told = set(words(line))
        found |= {name for name, its in named.items() if its <= told or (name == "gender" and "sex" in told)}
    return frozenset(found)


def _justifying(text: str) -> Iterator[str]:
    """Lines that give a reason, none of a thousand letters."""
    if not text.isascii():  # small letters may stand elsewhere than those that they are made from
        yield from (line for line in text.split("\n") if len(line) < 1000 and _JUSTIFIES.search(line))
        return
    lowered = text.lower()
    starts = {lowered.rfind("\n", 0, at) + 1 for cue in _REASONS for at in _places_of(cue, lowered)}
    for start in sorted(starts):
        end = text.find("\n", start)
        line = text[start:] if end < 0 else text[start:end]
        if len(line) < 1000 and _JUSTIFIES.search(line):
            yield line


def _places_of(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
