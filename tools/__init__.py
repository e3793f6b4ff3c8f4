"""Developer tools: the site audit and the benchmark. Building a site doesn't need them."""
