class Report:
    def page(self, rows, title):
        return title, rows

    def write(self, rows):
        return self.page(rows)


if __name__ == "__main__":
    print(Report().write(["a"]))
