"""Files in and out: tables and texts read from what people upload, CSV and Excel written for them.

Owns reading (encodings, CSV, Office files, PDF), the separate process in which hostile files are
read, and writing. Does not own where files are stored, what the guard says about their text, or
what a table's columns mean. No tables in the database.
"""
