"""How much of a file is opened: bounds of the machine, not rules of a place. Pure."""

MOST_SIDE = 12_000  # pixels: the largest cameras of phones have about 9,000
MOST_PIXELS = 51_000_000  # pictures of 50 million come from phones
MOST_PAGES = 20  # of a PDF
LONGEST_SIDE = 2_400  # pixels of a page made anew: small print of a sheet can be read
QUALITY = 85  # of the JPEG
SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024
MOST_OUT_BYTES = 64 * 1024 * 1024  # of everything that comes back
