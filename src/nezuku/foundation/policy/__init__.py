"""Information classes, guard policy, the company's dictionary, models and who may use them."""
