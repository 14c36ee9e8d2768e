import dagster as dg

@dg.asset
def model_a() -> None:
    pass

@dg.asset
def model_b() -> None:
    pass

@dg.asset
def model_c() -> None:
    pass

@dg.asset
def model_d() -> None:
    pass


@dg.asset
def rows() -> int:
    return len(open("rows.csv").read())


job = dg.define_asset_job("all", selection="*")
daily = dg.ScheduleDefinition(job=job, cron_schedule="0 2 * * *")
