

def test_what_the_settings_leave_out_is_there() -> None:
    files = {
        "tests/__init__.py": "",
        "tests/planted/__init__.py": "",
        "tests/planted/made.py": "ROWS = 3\n",
        "tests/test_rows.py": "from tests.planted.made import ROWS\n\n\ndef test_rows():\n    assert ROWS == 3\n",
        "debtscope.toml": 'ignore = ["tests/planted/"]\n',
    }
    assert findings_of("dangling-reference", files) == []
    gone = {path: text for path, text in files.items() if path != "debtscope.toml" and "planted/made" not in path}
    assert len(findings_of("dangling-reference", gone)) == 1
