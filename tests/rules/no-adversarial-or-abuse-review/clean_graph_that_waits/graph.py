from langchain_openai import ChatOpenAI
from langgraph.graph import MessageGraph
from langgraph.prebuilt import ToolNode

from tools import send_email


def make(saver, interrupt_before_action: bool):
    flow = MessageGraph()
    flow.add_node("agent", ChatOpenAI(model="gpt-4o").bind_tools([send_email]))
    flow.add_node("action", ToolNode([send_email]))
    flow.set_entry_point("agent")
    return flow.compile(checkpointer=saver, interrupt_before=["action"] if interrupt_before_action else None)
