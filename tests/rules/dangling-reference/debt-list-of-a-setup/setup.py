from setuptools import find_packages, setup

with open("requirements.txt", encoding="utf-8") as file:
    needs = file.read().splitlines()

setup(name="shop", version="1.0", packages=find_packages(), install_requires=needs)
