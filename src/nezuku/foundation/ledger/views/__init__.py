"""The pages of the ledger: translate in, one domain call, translate out."""
