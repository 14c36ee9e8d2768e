from unittest.mock import patch

from routes import kendra


def test_indexes():
    with patch("core.kendra.indexes", return_value=[{"id": 1}]):
        assert kendra.indexes() == [1]
