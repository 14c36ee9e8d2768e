from docx.table import Table, _Cell, _Row


def texts(table: Table) -> list[str]:
    rows: list[_Row] = list(table.rows)
    cells: list[_Cell] = [cell for row in rows for cell in row.cells]
    return [cell.text for cell in cells]
