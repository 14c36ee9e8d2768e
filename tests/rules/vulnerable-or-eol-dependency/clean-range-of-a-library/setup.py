from setuptools import find_packages, setup

setup(
    name="trackkit",
    version="1.4.0",
    url="https://example.org/trackkit",
    packages=find_packages(),
    install_requires=["mlflow>=2.3,<2.9", "pandas>=2"],
)
