"""The pages of the set-up and of the model connections, one module per page."""
