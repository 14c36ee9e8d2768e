c = get_config()  #noqa
c.PipelineProcessorRegistry.runtimes = ["kfp"]
