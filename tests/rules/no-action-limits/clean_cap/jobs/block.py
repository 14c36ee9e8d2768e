import pandas as pd

from bank import cards


LIMIT = 50
blocked = 0


def run(model, rows: pd.DataFrame) -> None:
    rows["risk_score"] = model.predict_proba(rows)[:, 1]
    for card in rows[rows.risk_score > 0.9].card:
        if blocked >= LIMIT:
            break
        cards.block(card)


if __name__ == "__main__":
    run(None, pd.DataFrame())
