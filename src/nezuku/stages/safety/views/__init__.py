"""The pages of safety, one module per subject."""
