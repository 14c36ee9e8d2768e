from setuptools import setup

setup(name='kit')
