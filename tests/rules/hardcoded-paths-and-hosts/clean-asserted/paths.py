import os


def parts(path):
    """Folder, name and ending."""
    folder, name = os.path.split(path)
    return folder, *os.path.splitext(name)


def self_check():
    assert parts(r"c:/dir/file.jpg") == (r"c:/dir", "file", ".jpg")
    assert parts("/mnt/disk/file.jpg")[0] == "/mnt/disk"
