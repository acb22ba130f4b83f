"""Rules on the collection itself: notes that limit what the others could see (CO-*)."""
