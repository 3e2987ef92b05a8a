"""Kinds of parameter that are short lists."""

from typing import Annotated

from pydantic import Field

Triple = Annotated[list[Annotated[float, Field(ge=0.0, le=1e6)]], Field(min_length=3, max_length=3)]
"""One value for each scale of programme: small, medium, large."""

Counts = Annotated[list[Annotated[int, Field(ge=0, le=12_000)]], Field(min_length=3, max_length=3)]
"""Like :data:`Triple`, in whole numbers; also one for each instrument."""
