from kfp import dsl


@dsl.component(base_image="python:3.11.9-slim", packages_to_install=["pandas==2.2.2"])
def load(path: str) -> str:
    return path


def component(f):
    return f


@component
def other(image="python:latest"):
    return image
