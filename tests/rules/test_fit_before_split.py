"""Leaks: how their places are told."""

from __future__ import annotations

import json

from debtscope.testing import findings_of

SOURCES = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import StandardScaler",
    'df = pd.read_csv("d.csv")\nX = StandardScaler().fit_transform(df[["a", "b"]])',
    "X_train, X_test = train_test_split(X, test_size=0.2)",
)


def test_a_notebook_is_spoken_of_by_its_cells() -> None:
    cells: list[dict[str, object]] = [{"cell_type": "markdown", "metadata": {}, "source": "# Churn"}]
    for source in SOURCES:
        cells.append({"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source})
    book = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    (finding,) = findings_of("fit-before-split", {"n.ipynb": json.dumps(book)})
    assert finding.message.startswith("StandardScaler is fitted in cell 3 on data that is split only in cell 4;")


def test_a_program_is_spoken_of_by_its_lines() -> None:
    (finding,) = findings_of("fit-before-split", {"train.py": "\n".join(SOURCES) + "\n"})
    assert "fitted at line 5 on data that is split only at line 6;" in finding.message
