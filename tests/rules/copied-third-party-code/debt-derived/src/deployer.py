# Derived from the integration of the platform; source : https://github.com/platform/platform/blob/main/src/deployer.py
def deploy(model):
    return model.start()
