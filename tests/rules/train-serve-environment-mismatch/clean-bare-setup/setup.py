from setuptools import setup

setup(name="credit", version="1.0", py_modules=["src"], install_requires=["scikit-learn", "pandas", "fastapi"])
