write.csv(read.csv("raw.csv"), "clean.csv")
