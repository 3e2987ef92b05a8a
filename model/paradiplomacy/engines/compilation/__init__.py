"""How rules become machine code, where it is kept, and how it sees a world."""
