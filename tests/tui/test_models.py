"""The Models screen: a list, a page with every hop, and the way to a model's items."""

from __future__ import annotations

from dataclasses import replace

from debtscope.model.finding import Subject
from debtscope.model.inventory import ModelConsumer, ModelDataset, ModelOrigin, ModelRecord
from debtscope.services.types import Book
from tests.tui.conftest import running
from tests.tui.made import made_book

CLF = ModelRecord(
    name="churn-clf", versions=("7", "8"), served="8", consumers=("billing", "crm"), watched_by=("evidently",),
    drifting_since="2026-10-02", owner="ana", owner_from="CODEOWNERS:3", served_since="2026-01-05",
    since_note="the registry does not date aliases", deployed_by=("alias champion", "k8s/isvc.yaml"), estimator="XGBClassifier",
    inputs=("tenure", "charges"), inputs_from="MLmodel (v8)", serving_code=("src/serve.py",), schedule="0 4 * * * (k8s/job.yaml)",
    origin=ModelOrigin(
        run="r" * 32, commit="3f9c1e" + "a" * 34, commit_known=False, date="2026-01-04",
        datasets=(ModelDataset(name="subscribers", digest="e7828b76", source="data/s.csv"),),
        stages=("train@north -> models/north.pkl",), code=("src/train.py",), parameters={"C": "1.0"}, metrics={"auc": 0.85},
    ),
    consumed_by=(
        ModelConsumer(name="billing", path="services/billing/f.py", line=8, reads="s3://b/scores.parquet", declared=False),
        ModelConsumer(name="crm", path="services/crm/a.py", line=3, reads="scores.csv", declared=True),
    ),
)  # fmt: skip


def book() -> Book:
    made = made_book(30)
    first, second, *rest = made.ledger.items
    own = replace(first, subject=Subject(kind="model", name="churn-clf"), path=None, title="Drift that nobody answered")
    near = replace(second, path="src/train.py", title="Training that no test covers")
    ledger = replace(
        made.ledger, models=(CLF, ModelRecord(name="uplift", versions=("1",), served=None)), items=(own, near, *rest)
    )
    return replace(made, ledger=ledger)


async def test_the_page_tells_every_hop() -> None:
    async with running(book(), size=(140, 90)) as app:
        await app.press("7")
        text = app.text()
        for words in (
            "2 models, 1 served, 1 drifting", "XGBClassifier", "version 8, since 2026-01-05", "alias champion", "k8s/isvc.yaml",
            "runs 0 4 * * *", "commit 3f9c1eaaaaaa", "does not have", "subscribers e7828b76", "train@north -> models/north.pkl",
            "metrics: auc 0.85", "tenure, charges", "billing, not declared", "services/billing/f.py:8", "drifting since 2026-10-02",
            "CODEOWNERS:3", "Drift that nobody answered", "Training that no test covers",
        ):  # fmt: skip
            assert words in text, words


async def test_a_model_of_which_nothing_is_known_says_so() -> None:
    async with running(book(), size=(140, 50)) as app:
        await app.press("7", "j")
        text = app.text()
        assert "no run, stage or training code is known" in text
        assert "nobody that the repository shows" in text
        assert "nobody that a source names" in text


async def test_enter_leads_to_the_items_of_the_model() -> None:
    async with running(book()) as app:
        await app.press("7", "enter")
        assert app.app.screen is app.ledger
        assert app.ledger.view().query == "subject:churn-clf"
        assert len(app.table_ids) == 1


async def test_a_narrow_window_keeps_what_is_served_and_scrolls_the_page() -> None:
    async with running(book(), size=(80, 24)) as app:
        await app.press("7")
        assert "churn-clf" in app.text()
        assert "2026-10-02" in app.text()
        assert "CODEOWNERS:3" not in app.text()
        await app.press("space", "space", "space", "space")
        assert "CODEOWNERS:3" in app.text()
        await app.press("question_mark")
        assert "its items in the ledger" in app.text()
