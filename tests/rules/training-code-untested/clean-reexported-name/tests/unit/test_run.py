import unittest

import credit


class RunTest(unittest.TestCase):
    def test_missing_file(self):
        from credit import run

        with self.assertRaises(FileNotFoundError):
            run("nowhere.csv", "out", 1)
