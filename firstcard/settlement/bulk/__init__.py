"""Millions of bills from Parquet to Parquet: read in step, settled, written in whole parts."""
