from shop.train import train


def test_it_runs(tmp_path):
    path = tmp_path / "rows.txt"
    path.write_text("a,b,y\n1,2,0\n2,1,1\n")
    train(str(path))
