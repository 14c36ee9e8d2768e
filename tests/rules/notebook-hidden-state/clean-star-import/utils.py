import matplotlib.pyplot as plt


def setup_chapter():
    plt.style.use("ggplot")
