from invoke import task


@task
def lint(ctx):
    ctx.run("ruff check .")


@task
def check_all(ctx):
    ctx.run("pytest tests")


@task(pre=[lint])
def check(ctx):
    print("checked")
