CATEGORIES = ["world", "politics", "technology", "defence", "sport"]
