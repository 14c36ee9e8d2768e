def test_name() -> None:
    model = "gpt-4o"
    assert model.startswith("gpt")
