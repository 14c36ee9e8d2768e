# XXX this drops half of the rows
VALUE = 4
