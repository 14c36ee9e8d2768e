from kfp.dsl import Dataset, Output, component


@component(base_image="acme/attrition")
def clean_component(output_data: Output[Dataset]):
    open(output_data.path, "w").write("clean")
