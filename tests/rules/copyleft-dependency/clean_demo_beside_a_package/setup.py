from setuptools import find_packages, setup

setup(name="textkit", version="1.0", packages=find_packages(include=["textkit"]), install_requires=["pandas"])
