import os


def after_save(model, os_path, contents_manager):
    os.path.split(os_path)


c.FileContentsManager.post_save_hook = after_save
