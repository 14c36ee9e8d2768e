from kfp.dsl import component


@component(base_image="acme/attrition:latest")
def wait_component(name: str):
    print(name)
