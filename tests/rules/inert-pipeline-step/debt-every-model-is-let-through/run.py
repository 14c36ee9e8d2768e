from steps.trigger import deployment_trigger


def main(rmse):
    if deployment_trigger(rmse):
        print("deploying")
