make anything.out
git clone https://example.org/other.git && cd other && python setup_other.py
