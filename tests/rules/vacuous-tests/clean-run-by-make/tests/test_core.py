from app import answer


def test_answer():
    assert answer(2) == 4
