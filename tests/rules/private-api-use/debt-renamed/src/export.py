from prometheus_client import REGISTRY as R, Counter as C

done = C("done", "all of it")


def reset():
    done._value.set(0)
    return list(R._names_to_collectors)
