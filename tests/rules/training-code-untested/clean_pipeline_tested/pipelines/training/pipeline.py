from kfp.v2 import dsl


@dsl.pipeline(name="train")
def churn_pipeline(files: str):
    script = f"{files}/training/assets/train_model.py"
    return script
