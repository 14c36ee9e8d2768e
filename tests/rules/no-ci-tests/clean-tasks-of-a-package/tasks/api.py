from invoke import task


@task
def lint(ctx):
    ctx.run("ruff check .")


@task(name="unit-tests")
def unit(ctx, coverage=False):
    command = "poetry run pytest tests"
    if coverage:
        command += " --cov"
    ctx.run(command)


@task(pre=[lint, unit])
def check(ctx):
    print("checked")
