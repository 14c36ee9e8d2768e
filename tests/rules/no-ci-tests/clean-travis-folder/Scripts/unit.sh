cd ..
python -m pytest ./tests
