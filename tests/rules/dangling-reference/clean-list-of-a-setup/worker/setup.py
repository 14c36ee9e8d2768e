from setuptools import find_packages, setup

with open("needs.txt") as file:
    needs = file.read().splitlines()
with open("built.txt", "w") as file:
    file.write("now")

setup(name="worker", version="1.0", packages=find_packages(), install_requires=needs)
