"""The product: one folder for each thing people come here to do."""
