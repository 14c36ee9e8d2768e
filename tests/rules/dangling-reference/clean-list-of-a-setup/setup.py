import os
from setuptools import find_packages, setup

needs = open("requirements.txt").read().splitlines() if os.path.exists("requirements.txt") else []

setup(name="shop", version="1.0", packages=find_packages(), install_requires=needs)
