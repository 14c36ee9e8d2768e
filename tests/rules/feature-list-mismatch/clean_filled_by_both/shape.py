COLUMNS = ["opens", "clicks", "orders"]


def counted(df):
    table = df.pivot_table(index="user", columns="event", aggfunc="size")
    for column in COLUMNS:
        if column not in table.columns:
            table[column] = 0
    return table[COLUMNS]
