from kfp.dsl import Dataset, Output, component


@component(base_image="acme/attrition")
def ingest_component(output_data: Output[Dataset]):
    open(output_data.path, "w").write("ingest")
