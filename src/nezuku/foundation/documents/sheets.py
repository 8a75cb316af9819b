"""Tables out, in one place to import from: CSV and Excel that open right in Japanese Excel."""

from nezuku.foundation.documents.cells import Cell
from nezuku.foundation.documents.csv_writing import (
    CsvFile,
    CsvStream,
    Encoding,
    csv_bytes,
    iter_csv,
)
from nezuku.foundation.documents.excel_writing import ColumnKind, XlsxFile, sheet_name, xlsx_bytes

__all__ = [
    "Cell",
    "ColumnKind",
    "CsvFile",
    "CsvStream",
    "Encoding",
    "XlsxFile",
    "csv_bytes",
    "iter_csv",
    "sheet_name",
    "xlsx_bytes",
]
