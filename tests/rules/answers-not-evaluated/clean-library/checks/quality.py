from ragas import evaluate


def check(rows: list[dict[str, str]]) -> float:
    return evaluate(rows)["faithfulness"]
