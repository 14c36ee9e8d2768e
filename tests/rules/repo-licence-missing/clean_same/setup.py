from setuptools import setup

setup(name="a", license="MIT License")
