import triton


@triton.jit
def middle(x_ptr, y_ptr):
    LOAD_ALL_ROWS_HERE
    return MIDDLE_ROW_HERE


def made(rows):
    source = middle.src.replace("LOAD_ALL_ROWS_HERE", "\n".join(f"row{n} = 0" for n in range(rows)))
    return source.replace("MIDDLE_ROW_HERE", f"row{rows // 2}")
