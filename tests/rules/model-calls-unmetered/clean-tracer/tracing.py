from langfuse import Langfuse

tracer = Langfuse()
