from setuptools import find_packages, setup

setup(name="service", version="1.2.0", packages=find_packages(), install_requires=["pandas", "scikit-learn"])
