"""Finding things by what people call them: names of all times and languages, and identifiers, with spelling forgiven."""
