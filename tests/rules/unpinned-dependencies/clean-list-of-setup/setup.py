from setuptools import setup

with open("requirements.txt") as file:
    required = file.read().splitlines()
config = {"name": "great_checks", "install_requires": required}
setup(**config)
