from credit.train import run


def test_imports():
    print(run)
