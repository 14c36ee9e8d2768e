from duty import duty, tools


@duty
def coverage(ctx, *cli_args: str):
    ctx.run(
        tools.pytest("tests", color="yes").add_args(*cli_args),
        title="Run the checks",
    )
