"""What may be written in a file: keys explained in words, and the schema for editors."""
