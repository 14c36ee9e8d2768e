from kit.prepare import clean

try:
    from kit.windows import cut
except ImportError:
    cut = None


def test_clean():
    assert clean([1, None]) == [1]
