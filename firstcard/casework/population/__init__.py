"""Made-up families for trying the service out, at every stage of an application."""

from firstcard.casework.population.making import Made, make

__all__ = ["Made", "make"]
