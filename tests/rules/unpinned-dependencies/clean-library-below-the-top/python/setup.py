from setuptools import find_packages, setup

setup(
    name="forecastkit",
    version="1.4.0",
    url="https://example.org/forecastkit",
    packages=find_packages(),
    install_requires=["pandas>=2", "scikit-learn>=1.3"],
)
