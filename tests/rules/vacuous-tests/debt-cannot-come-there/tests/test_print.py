def test_print():
    try:
        print("Hello") is None
    except:
        print("Test of print failed.")
        assert False
