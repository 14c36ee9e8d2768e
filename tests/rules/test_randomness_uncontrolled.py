"""randomness-uncontrolled: which seed reaches which library, and which draw reaches the training."""

from __future__ import annotations

import pytest

from debtscope.testing import findings_of

SLUG = "randomness-uncontrolled"
FOREST = "from sklearn.ensemble import RandomForestClassifier\n\ndef train(x, y):\n    return RandomForestClassifier({}).fit(x, y)\n"


def fires(text: str, **others: str) -> bool:
    files = {"train.py": text, **{f"{name}.py": other for name, other in others.items()}}
    return any(finding.subject.name == "train.py" for finding in findings_of(SLUG, files))


@pytest.mark.parametrize(
    ("options", "debt"),
    [
        ("", True), ("random_state=None", True), ("random_state=1", False), ("random_state=cfg['seed']", False), ("**options", False),
        ("**{'n_estimators': 3}", True), ("**{'random_state': 3}", False),
    ],
)  # fmt: skip
def test_random_state(options: str, debt: bool) -> None:
    assert fires(FOREST.format(options)) is debt


@pytest.mark.parametrize(
    ("seed", "debt"),
    [
        ("import numpy as np\nnp.random.seed(1)\n", False), ("import numpy as np\nnp.random.seed()\n", True),
        ("import random\nrandom.seed(1)\n", True), ("import torch\ntorch.manual_seed(1)\n", True),
        ("from pytorch_lightning import seed_everything\nseed_everything(1)\n", False),
        ("from shared.tools import set_seed\nset_seed(3)\n", False),
    ],
)  # fmt: skip
def test_a_global_seed_covers_its_own_library(seed: str, debt: bool) -> None:
    assert fires(seed + FOREST.format("")) is debt


def test_a_seed_in_a_test_covers_nothing_but_the_test() -> None:
    assert fires(
        FOREST.format(""),
        test_train="import numpy as np\nimport train\nnp.random.seed(1)\n\ndef test_a():\n    assert train\n",
    )
    assert not fires(FOREST.format(""), main="import numpy as np\nimport train\nnp.random.seed(1)\ntrain.train(1, 2)\n")


def test_draws_that_do_not_reach_the_training_are_no_debt() -> None:
    text = "import random\nfrom sklearn.linear_model import Ridge\n\ndef train(x, y):\n    return Ridge().fit({0}, y)\n\ndef jitter(x):\n    return random.random()\n"
    assert not fires(text.format("x"))
    assert fires(text.format("jitter(x)"))


def test_order_by_rand_in_training_sql() -> None:
    text = "import pandas as pd\nfrom sklearn.linear_model import Ridge\n\ndef train(con, y):\n    rows = pd.read_sql('select * from t order by rand() limit 100', con)\n    return Ridge().fit(rows, y)\n"
    assert fires(text)
    assert not fires(text.replace(" order by rand()", " order by id"))


@pytest.mark.parametrize(
    ("options", "debt"), [("test_size=0.2", True), ("test_size=0.2, seed=1", False), ("shuffle=False", False)]
)
def test_splits_of_hub_data(options: str, debt: bool) -> None:
    text = (
        "from datasets import load_dataset\n\ndef split():\n    rows = load_dataset('imdb', revision='abc')\n"
        f"    return rows.train_test_split({options})\n"
    )
    assert fires(text) is debt


@pytest.mark.parametrize(("seed", "debt"), [("", True), ("random_state=1", False)])
def test_factorisations_of_surprise(seed: str, debt: bool) -> None:
    text = f"from surprise import SVD\n\ndef train(rows):\n    model = SVD({seed})\n    model.fit(rows)\n    return model\n"
    assert fires(text) is debt
