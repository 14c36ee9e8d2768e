from app import ask


def judge_answer(text: str) -> bool:
    return "nine" in text


def test_opening_hours() -> None:
    assert judge_answer(ask("When do you open?"))
