from unittest.mock import patch

from app.detect import Detector


def test_name():
    with patch.object(Detector, "__init__", return_value=None):
        found = Detector()
        found.name = "cats"
        assert found.name == "cats"
