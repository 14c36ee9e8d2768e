from back.main import APP
from kit_core.main import other
from lib.main import third


def test_app():
    assert APP == other == third
