def f(rows):
    return [r.a / r.b for r in rows.iterrows()]
