from app.main import APP


def test_app():
    assert APP == 1
