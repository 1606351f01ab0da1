"""Documents that a citizen takes away as PDF: how text becomes pages, and what each document says."""
