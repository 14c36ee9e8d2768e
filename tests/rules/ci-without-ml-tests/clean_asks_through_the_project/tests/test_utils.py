import pandera
from shop.skills import get_skills
from shop.train import train


def test_train():
    train()


def test_skills():
    found = get_skills(["cooks and drives"])
    assert len(found) == 1
