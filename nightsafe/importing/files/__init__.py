"""Reading what people bring: text and workbooks, and writing back what could not be used."""
