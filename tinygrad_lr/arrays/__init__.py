"""Arrays: what NumPy's and CuPy's know, in torch's terms: dtypes, promotion, devices, random bits."""
