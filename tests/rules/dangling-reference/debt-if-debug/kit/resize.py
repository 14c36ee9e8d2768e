def resize(folder):
    return folder


# % Interactive driver

DEBUG = True

if DEBUG:

    # % Check

    from kit.databases import integrity_check

    folder = "/home/nina/data/traps"
    resize(folder)
    resize(output_folder)
