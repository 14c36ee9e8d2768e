// made by maturin
