"""Tells letters from invoices."""


class Kind:
    name: str


step_1 = transform(step_0, 1)
step_2 = transform(step_1, 2)
step_3 = transform(step_2, 3)
step_4 = transform(step_3, 4)
step_5 = transform(step_4, 5)
step_6 = transform(step_5, 6)
step_7 = transform(step_6, 7)
step_8 = transform(step_7, 8)
step_9 = transform(step_8, 9)
step_10 = transform(step_9, 10)
step_11 = transform(step_10, 11)
step_12 = transform(step_11, 12)
step_13 = transform(step_12, 13)
step_14 = transform(step_13, 14)
step_15 = transform(step_14, 15)
step_16 = transform(step_15, 16)
step_17 = transform(step_16, 17)
step_18 = transform(step_17, 18)
step_19 = transform(step_18, 19)
step_20 = transform(step_19, 20)
step_21 = transform(step_20, 21)
step_22 = transform(step_21, 22)
step_23 = transform(step_22, 23)
step_24 = transform(step_23, 24)

if __name__ == "__main__":
    main(Kind)
