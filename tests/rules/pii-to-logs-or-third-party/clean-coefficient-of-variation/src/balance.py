import statistics


def check(counts: list[int]) -> None:
    cv = statistics.stdev(counts) / statistics.mean(counts) * 100
    print(f"Coefficient of variation: {cv:.1f} %")
