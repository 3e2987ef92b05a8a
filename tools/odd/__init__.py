"""The model description, ``model/ODD.md``: its tables, made from the declarations in the code."""
