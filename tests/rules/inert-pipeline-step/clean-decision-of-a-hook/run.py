from steps.base import Hooks, should_release


def main(rmse):
    return Hooks().should_deploy(rmse) and should_release()
