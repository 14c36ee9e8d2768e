import sys

from setuptools import setup

_BASE = ["numpy==1.26.4"]

setup(
    name="encoder",
    packages=["encoder"],
    install_requires=[*_BASE, "torch==2.2.0" if sys.version_info < (3, 12) else "torch==2.3.0"],
    extras_require={
        "onnx": ["protobuf==5.27.0"] + (["onnxruntime-gpu==1.18.0"] if sys.platform != "darwin" else ["onnxruntime==1.18.0"]),
    },
)
