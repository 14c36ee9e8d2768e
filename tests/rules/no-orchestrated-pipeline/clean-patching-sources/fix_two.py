f = r"C:\Users\ann\ragas\pipelines\component.py"
with open(f) as fh:
    c = fh.read()

with open(f, "w") as fh:
    fh.write(c.replace("two", "new"))
