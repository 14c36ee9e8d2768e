from setuptools import find_packages, setup

setup(
    name="sentiment-service",
    version="0.1.0",
    url="https://example.org/sentiment-service",
    packages=find_packages(where="src"),
    package_dir={"": "src"},
    classifiers=["Programming Language :: Python :: 3.11"],
    install_requires=[line.strip() for line in open("requirements.txt") if line.strip()],
)
