def resize(folder):
    return folder


# % Interactive driver

if False:

    # % Check

    from kit.databases import integrity_check

    folder = "/home/nina/data/traps"
    resize(folder)
    resize(output_folder)
