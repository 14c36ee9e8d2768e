from kfp import compiler, dsl


@dsl.component(base_image="python:3.11")
def load(path: str, out: dsl.Output[dsl.Dataset]):
    import pandas as pd

    pd.read_csv(path).to_csv(out.path)


@dsl.component(base_image="python:3.11")
def deploy(model: dsl.Input[dsl.Model]):
    print("deployed")


@dsl.pipeline(name="training")
def training(path: str = "data.csv"):
    data = load(path=path)
    deploy(model=data.outputs["out"])
