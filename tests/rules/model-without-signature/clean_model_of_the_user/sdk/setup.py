from setuptools import find_packages, setup

setup(name="model-sdk", version="1.2", url="https://models.example", packages=find_packages(), install_requires=["mlflow>=2,<3"])
