from flows.base import Workflow

CONFIG = {{{config}}}

{{{helpers}}}

dag = Workflow.from_dict(CONFIG).compile()
