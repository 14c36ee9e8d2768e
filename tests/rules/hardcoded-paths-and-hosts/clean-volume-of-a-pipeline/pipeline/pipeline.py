from kfp import dsl


def steps():
    volume = dsl.VolumeOp(name="data", resource_name="data", size="1Gi")
    dsl.ContainerOp(name="eval", image="acme/eval:1", pvolumes={"/data": volume.volume})
