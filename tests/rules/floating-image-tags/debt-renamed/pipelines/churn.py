from kfp import dsl as d

BASE = "python"


class Steps:
    @staticmethod
    @d.component(base_image=BASE, packages_to_install=["pandas", "scikit-learn==1.5.0"])
    def fit(data: str) -> float:
        return 0.5


@d.component
def bare(x: str):
    print(x)


@d.pipeline(name="churn")
def churn():
    Steps.fit(data="x")
    bare(x="y")
