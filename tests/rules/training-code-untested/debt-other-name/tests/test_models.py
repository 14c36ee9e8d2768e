from credit.models import trainer


def test_keeps_settings():
    assert trainer("linear", {"trees": 3}).settings == {"trees": 3}
