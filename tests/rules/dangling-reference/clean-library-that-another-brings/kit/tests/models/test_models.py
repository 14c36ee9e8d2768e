from thinc.compat import has_torch


def test_models():
    assert has_torch in (True, False)
