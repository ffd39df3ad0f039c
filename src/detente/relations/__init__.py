"""From events to relations: how two states stand with each other over time. Pure functions over columns of acts."""
