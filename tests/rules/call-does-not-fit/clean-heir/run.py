class Report:
    def page(self, rows, title):
        return title, rows

    def write(self, rows):
        return self.page(rows)


class Short(Report):
    def page(self, rows, title="short"):
        return title, rows


if __name__ == "__main__":
    print(Short().write(["a"]))
