import subprocess

from metaflow import FlowSpec, step


class Train(FlowSpec):
    @step
    def start(self):
        subprocess.run(["jupyter", "nbconvert", "--to", "notebook", "--execute", "notebooks/train.ipynb"], check=True)
        self.next(self.end)

    @step
    def end(self):
        pass
