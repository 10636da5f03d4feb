"""Reading what people write: registers that SPARQL turns into statements, documents; where each statement is written."""
